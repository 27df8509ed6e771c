"""The table of live sources: a row each. A new one is its folder and a row here."""

from collections.abc import Mapping, Sequence

from leadscout.lexicon import Lexicon
from leadscout.settings import Settings
from leadscout.sources.base import SourceKind
from leadscout.sources.navigator import session
from leadscout.sources.navigator.connector import Navigator
from leadscout.sources.navigator.session import Session
from leadscout.sources.vendors import kinds as of_vendors
from leadscout.sources.vendors.phrases import Supplier


def kinds(settings: Settings, lexicon: Lexicon, vendors: Mapping[str, Supplier]) -> Sequence[SourceKind]:
    """The rows, with what the operator chose; `vendors` is what is known of each vendor, by name."""
    return (
        SourceKind(
            name="navigator",
            label=session.LABEL,
            credential=session.CREDENTIAL,
            url=settings.navigator_url,
            pace=settings.navigator_pace,
            cap=settings.navigator_cap,
            unit="profiles",
            connect=lambda connection: Navigator(Session(connection), lexicon),
        ),
        *of_vendors(vendors),
    )
