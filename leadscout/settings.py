"""Settings: one row per thing an operator can choose; the fields of `Settings` are the table of all that no vendor has.

A vendor's rows are in its folder. Read once, in `assemble`; nothing else looks at the environment.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

PREFIX = "LEADSCOUT_"
Kind = TypeVar("Kind")


def row(default: Any, sentence: str, *, secret: bool = False) -> Any:  # noqa: ANN401 - a dataclass field takes any type
    """Make one row: what it is unless chosen, and what it does. A `secret` is not printed with the settings."""
    return field(default=default, repr=not secret, metadata={"sentence": sentence})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator can choose. Every row is also the environment variable `LEADSCOUT_<NAME>`."""

    data: Path = row(Path("data"), "folder that holds people.db, leadscout.db and the index")
    database_url: str = row(
        "", "PostgreSQL database for people and callers, as postgresql://user@host/database", secret=True
    )
    database_replicas: str = row(
        "",
        "standbys of that database, with blanks or commas, from which the people and companies of answers are read as "
        "long as they are up to date",
        secret=True,
    )
    database_partitions: int = row(
        0, "parts by hash that the largest tables of people get when they are made in that database; 0: none"
    )
    log: str = row("text", "how the server logs: text, or json, which has a line for each request, too")
    engine: str = row(
        "bitmap",
        "engine of the index; after a change everybody is indexed anew, while the embedded one of before answers",
    )
    opensearch: str = row(
        "", "nodes of an OpenSearch cluster, with blanks, as http://a:9200 https://user:password@b:9200", secret=True
    )
    opensearch_header: str = row("", "header sent to it, as 'Authorization: ApiKey ...'", secret=True)
    opensearch_index: str = row("leadscout", "how the names of its indexes begin")
    opensearch_shards: int = row(1, "shards of an index that is built anew there")
    opensearch_replicas: int = row(1, "copies of each shard beside the first; 0 on a single node")
    host: str = row("127.0.0.1", "address the server listens on")
    port: int = row(8000, "port the server listens on")
    workers: int = row(1, "processes that answer on that port: one a core at most, as each reads the lexicon")
    hosts: str = row(
        "", "names, with commas, under which the page and /mcp may be opened; addresses and localhost always are"
    )
    webhook_allow_hosts: str = row("", "hosts, with commas, that may be called without TLS and at private addresses")
    webhook_flat: bool = row(default=False, sentence="tell a webhook each lead alone, as a flat object")
    webhook_delays: str = row("5 300 1800 7200 18000 36000 36000", "seconds between attempts to call a webhook")
    webhook_ports: str = row("443 8443", "ports at which webhooks are called, except hosts that are allowed by name")
    webhook_calls: int = row(64, "webhooks that a worker calls at the same time")
    webhook_account_calls: int = row(4, "webhooks of one account that are called at the same time")
    webhook_host_calls: int = row(8, "webhooks at one host that are called at the same time")
    webhook_keep_days: int = row(7, "days for which a delivered payload can be sent again")
    webhook_keep_dead_days: int = row(30, "days for which what a webhook did not take can be sent again")
    webhook_keep_mb: int = row(2000, "delivered payloads that are kept, in MB; beyond, the oldest go first")
    search_keep_days: int = row(0, "days after which a search that is over is deleted with its results; 0: never")
    rejected_keep_days: int = row(90, "days for which lists of rejected rows are kept")
    rejected_keep_mb: int = row(500, "lists of rejected rows that are kept, in MB; beyond, the oldest go first")
    quota_searches: int = row(100_000, "searches that an account keeps, unless it has a quota of its own")
    quota_bytes: int = row(2_000_000_000, "bytes of searches and of files to import that an account keeps, likewise")
    quota_keys: int = row(1000, "keys that an account has, those revoked not counted, likewise")
    quota_lists: int = row(1000, "lists that an account keeps, likewise")
    navigator_url: str = row("https://www.linkedin.com", "where Sales Navigator is asked")
    navigator_pace: float = row(4.0, "seconds between two requests to Sales Navigator, at least")
    navigator_cap: int = row(2500, "profiles that Sales Navigator is asked for on a day, at most")
    recent_months: int = row(3, "a job that began this month or up to so many months ago counts as new")
    recent_days: int = row(30, "a post or a mention in the news is recent for so many days")
    idempotency_hours: int = row(24, "hours for which a request with an Idempotency-Key gets the same answer again")
    idempotency_keep_mb: int = row(500, "such answers that are kept, in MB; beyond, the oldest go first")
    emulate: bool = row(
        default=True, sentence="start the emulation of Sales Navigator beside the server where people are invented"
    )
    emulator_port: int = row(0, "port of the emulation of Sales Navigator, at 127.0.0.1; 0 takes a free one")
    emulator_exact: int = row(1000, "up to so many people the emulation tells their number exactly, beyond rounded")
    emulator_faults: str = row("", "shares of requests that go wrong at the emulation, such as 429=0.01 slow=0.1")
    emulator_slow: Decimal = row(Decimal(5), "seconds that a slow answer of the emulation takes")
    llm_url: str = row(
        "", "where descriptions are sent to be read: the whole address of an OpenAI-compatible chat; empty: nowhere"
    )
    llm_model: str = row("", "the model that is asked there")
    llm_key: str = row("", "the key that is sent there", secret=True)
    mcp: bool = row(default=False, sentence="let assistants in at /mcp, each with a key of its own")
    max_body: int = row(1_000_000, "largest request body in bytes; a larger one is refused unread")
    max_bodies: int = row(64_000_000, "bytes of request bodies that are held at the same time")
    connections: int = row(1000, "connections that are open at the same time, as far as the system lets us")
    address_connections: int = row(200, "connections of one address; a proxy (FORWARDED_ALLOW_IPS) has no such bound")
    connection_seconds: Decimal = row(Decimal(10), "seconds in which the headers of a request have to come")
    max_values: int = row(10_000, "values that the filters of one request may have together")
    answer_seconds: Decimal = row(Decimal(30), "seconds of work after which an answer is given up and refused")
    max_import: int = row(2_000_000_000, "largest file in bytes that can be imported over the API")
    vendors: tuple[object, ...] = ()
    """What was chosen of each vendor's rows; the defaults of one that is not here."""

    def of(self, kind: type[Kind]) -> Kind:
        """What was chosen of a vendor's rows; `kind` is the class that has them as its fields."""
        return next((chosen for chosen in self.vendors if isinstance(chosen, kind)), None) or kind()


class SettingError(ValueError):
    """A setting that cannot be read; its text says which and why."""


def rows(kind: type[Any]) -> Iterator[Field[Any]]:
    """The rows of a class."""
    return (field for field in fields(kind) if "sentence" in field.metadata)


def load(environ: Mapping[str, str] = os.environ, vendors: Sequence[type[object]] = (), **given: object) -> Settings:
    """Build the settings from what was `given`, else the environment, else the defaults.

    `vendors` are the classes that have the rows of each. Raises SettingError naming the variable when a value cannot be
    read as the row's type.
    """
    chosen = tuple(kind(**_chosen(kind, environ, given)) for kind in vendors)
    return Settings(**_chosen(Settings, environ, given), vendors=chosen)


def _chosen(kind: type[object], environ: Mapping[str, str], given: Mapping[str, object]) -> dict[str, Any]:
    chosen: dict[str, object] = {}
    for row in rows(kind):
        name = PREFIX + row.name.upper()
        if given.get(row.name) is not None:
            chosen[row.name] = given[row.name]
        elif name in environ:
            try:
                chosen[row.name] = _READERS[type(row.default)](environ[name])
            except ValueError as error:
                raise SettingError(f"{name}={environ[name]!r}: {error}") from error
    return chosen


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
    float: float,
    str: str,
    type(Path()): Path,
    Decimal: _decimal,
}
