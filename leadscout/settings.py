"""Settings: one row per thing an operator can choose; the fields of `Settings` are the table.

Read once, in `assemble` and the command line; nothing else looks at the environment.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

PREFIX = "LEADSCOUT_"


def row(default: Any, sentence: str, *, secret: bool = False) -> Any:  # noqa: ANN401 - a dataclass field takes any type
    """Make one row: what it is unless chosen, and what it does. A `secret` is not printed with the settings."""
    return field(default=default, repr=not secret, metadata={"sentence": sentence})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator can choose. Every row is also the environment variable `LEADSCOUT_<NAME>`."""

    data: Path = row(Path("data"), "folder that holds people.db, leadscout.db and the index")
    database_url: str = row(
        "", "PostgreSQL database instead of leadscout.db, as postgresql://user@host/database", secret=True
    )
    host: str = row("127.0.0.1", "address the server listens on")
    port: int = row(8000, "port the server listens on")
    price_generect_database: Decimal = row(Decimal("0.02"), "credits for a row that Generect's database search returns")
    price_questor_search: Decimal = row(Decimal(50), "credits for a Questor search, whatever it finds")
    price_questor_result: Decimal = row(Decimal("0.5"), "credits for a result that Questor's results page returns")
    price_questor_geocode: Decimal = row(Decimal(1), "credits for a look-up of Questor's geo codes")
    questor_page: int = row(25, "results of one page of Questor's results")
    price_generect_by_icp: Decimal = row(Decimal("0.04"), "credits for a row that Generect's by_icp returns")
    generect_tiers: str = row("20000:0.9 50000:0.75 100000:0.5", "Generect's discounts: credits spent, part paid")
    generect_parallel: int = row(50, "searches at once of a Generect key and address")
    price_pronto_lead: Decimal = row(Decimal(1), "credits for a lead that a Pronto search finds")
    price_native_lead: Decimal = row(Decimal(0), "credits for a lead that a search of our own API finds")
    questor_rate: int = row(60, "requests a minute of a Questor account")
    pronto_rate: int = row(1, "searches and previews a second of a Pronto account")
    pronto_webhook: bool = row(default=True, sentence="whether a Pronto search needs a webhook_url")
    max_results_count: int = row(2500, "most leads of a Pronto search, whatever its limit")
    webhook_allow_hosts: str = row("", "hosts, with commas, that may be called without TLS and at private addresses")
    webhook_flat: bool = row(default=False, sentence="tell a webhook each lead alone, as a flat object")
    webhook_delays: str = row("5 300 1800 7200 18000 36000 36000", "seconds between attempts to call a webhook")
    webhook_keep_days: int = row(7, "days for which a delivered payload can be sent again")
    generect_limit: int = row(25, "rows of a Generect database search that sends no limit_by")
    pronto_live: bool = row(default=True, sentence="what Pronto's `live` means when it is not sent")
    recent_months: int = row(3, "a job that began this month or up to so many months ago counts as new")
    recent_days: int = row(30, "a post or a mention in the news is recent for so many days")
    idempotency_hours: int = row(24, "hours for which a request with an Idempotency-Key gets the same answer again")
    max_body: int = row(1_000_000, "largest request body in bytes; a larger one is refused unread")


class SettingError(ValueError):
    """A setting that cannot be read; its text says which and why."""


def load(environ: Mapping[str, str] = os.environ, **given: object) -> Settings:
    """Build the settings from what was `given`, else the environment, else the defaults.

    Raises SettingError naming the variable when a value cannot be read as the row's type.
    """
    chosen: dict[str, object] = {}
    for row in fields(Settings):
        name = PREFIX + row.name.upper()
        if given.get(row.name) is not None:
            chosen[row.name] = given[row.name]
        elif name in environ:
            try:
                chosen[row.name] = _READERS[type(row.default)](environ[name])
            except ValueError as error:
                raise SettingError(f"{name}={environ[name]!r}: {error}") from error
    return Settings(**chosen)  # type: ignore[arg-type]


def _switch(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError("expected true or false")
    return text.lower() == "true"


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError("expected a number") from None


_READERS: dict[type, Callable[[str], object]] = {
    bool: _switch,
    int: int,
    str: str,
    type(Path()): Path,
    Decimal: _decimal,
}
