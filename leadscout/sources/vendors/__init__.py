"""The vendors' own APIs as sources, a file each: with the operator's own key, leadscout asks there what it lacks."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from leadscout.sources.base import SourceKind
from leadscout.sources.vendors.phrases import Supplier

_FILES = (
    "generect",
    "questor",
    "pronto",
)


def kinds(vendors: Mapping[str, Supplier]) -> Iterator[SourceKind]:
    """The rows of every vendor that can be a source; `vendors` is what is known of each, by name."""
    for name in _FILES:
        yield from import_module(f"{__name__}.{name}").kinds(vendors[name])
