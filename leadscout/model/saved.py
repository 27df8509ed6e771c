"""A saved search: a query that is asked again and again, and what changed since the last time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from leadscout.model.query import Query
from leadscout.model.search import Route, Status

HOURS = 24 * 366
"""Between two runs of a saved search, at most."""


class ChangeKind(StrEnum):
    """What became of somebody since the last run."""

    NEW = "new"
    LEFT = "left"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A query with a name. `body` is the request as it was sent, `query` what it means.

    It is run every so many `hours`, the next time at `due` (seconds since 1970); 0 and None: by hand alone. A webhook
    at `webhook_url` is told of the changes. `runs` are how often it was run. In the name of `key`, that of who saved it
    or set its hours last, a run is charged that nobody begins by hand; "" for none.
    """

    id: str
    account: str
    name: str
    body: Mapping[str, Any]
    query: Query
    route: Route
    limit: int
    hours: int = 0
    due: float | None = None
    webhook_url: str = ""
    runs: int = 0
    created_at: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class SavedRun:
    """One run, numbered from 1: the search that it is, and, once that is over, how many people changed in which way.

    `status` is that of the search until `ended_at` is there. `report` is the search whose webhook is told of the
    changes. The first run that finds its people is the `baseline`: nobody is new in it.
    """

    saved: str
    number: int
    search: str
    started_at: str
    ended_at: str = ""
    status: Status = Status.QUEUED
    reason: str = ""
    baseline: bool = False
    found: int = 0
    new: int = 0
    left: int = 0
    changed: int = 0
    report: str = ""


@dataclass(frozen=True, slots=True)
class SavedChange:
    """What became of somebody in a run: a reference, as a result is. `fields` are what changed: title, company."""

    run: int
    number: int
    kind: ChangeKind
    seq: int
    slot: int | None = None
    persona: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A page of what changed: of these `kinds`, in one `run` (0: in all), after a run and number, so many at most."""

    kinds: Collection[ChangeKind] = tuple(ChangeKind)
    run: int = 0
    after: tuple[int, int] = (0, 0)
    limit: int = 1000


@dataclass(frozen=True, slots=True)
class SavedPerson:
    """Somebody whom the last run found, and the marks of the title and the company of the job that matched."""

    seq: int
    title: str
    company: str
