"""A search as a job, and what a search answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from leadscout.model.lead import Lead, Position
from leadscout.model.query import Query


class Status(StrEnum):
    """Where a search stands; vendors have their own words for these (behaviour §8)."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing more will be found."""
        return self not in (Status.QUEUED, Status.RUNNING, Status.PAUSED)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose searches: an account's, in one dialect; each dialect has prices and limits of its own."""

    account: str
    dialect: str


@dataclass(frozen=True, slots=True)
class Place:
    """How far an answer has come: the tier it is in, and a mark in it, its source's own text ("": at the start)."""

    tier: int = 0
    mark: str = ""


START = Place()
"""Before everybody."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many people match; `exact` is False where an engine can only estimate."""

    value: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A reference to somebody who matches, and the place after them."""

    order: int
    place: Place


@dataclass(frozen=True, slots=True)
class Batch:
    """Some hits in order, the place after them, and whether nobody comes after that.

    A source that looks at people before it knows whether they match can come further without a hit.
    """

    hits: Sequence[Hit]
    place: Place
    at_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search job (architecture, decision 13: the row is the job).

    `body` is the request as it was sent, `query` what it means, `today` its frozen day. `limit` caps the people found,
    `total` is how many match at all (None: not counted yet), `found` how many are there. `reason` says why a search
    ended before its end. `webhook_url` is told of the people, as they are found when `streaming`, else at the end.
    `epoch` is the newest of people.db when the last of its results was written ("": none yet). Times are UTC, ISO 8601.
    """

    id: str
    account: str
    dialect: str
    query: Query
    today: date
    limit: int
    created_at: str
    name: str = ""
    body: Mapping[str, Any]
    status: Status = Status.QUEUED
    reason: str = ""
    total: Count | None = None
    found: int = 0
    place: Place = START
    attempts: int = 0
    webhook_url: str = ""
    streaming: bool = False
    epoch: str = ""

    @property
    def owner(self) -> Owner:
        """Whose it is."""
        return Owner(self.account, self.dialect)

    @property
    def expected(self) -> int | None:
        """How many match as vendors show it, who have no word for an estimate; None while nobody has counted."""
        return None if self.total is None else self.total.value


@dataclass(frozen=True, slots=True)
class Result:
    """One person found, numbered from 1: a reference, rendered from people.db at each reading (decision 14).

    `slot` is the current job that matched (None: there is none), `paid` whether it was charged.
    """

    number: int
    seq: int
    tier: int = 0
    slot: int | None = None
    persona: str = ""
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """A value as a filter takes it, as it is shown, and how many people it finds; None where nobody can say."""

    value: str
    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How people spread over a filter's values, those of most people first; `more` have not been listed.

    `exact` is False where an engine can only estimate.
    """

    values: tuple[Tally, ...]
    more: bool
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Without:
    """How many people match a query that leaves one filter out, its included or excluded values."""

    filter: str
    exclude: bool
    count: int


@dataclass(frozen=True, slots=True)
class Hint:
    """How many people have the title of a persona in other words, and are not found by it.

    `titles`: some that they have; `ask`: values of the filter `title` that find them.
    """

    persona: str
    count: int
    titles: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody matches: the filter, the value that was asked for, and the job it holds for (None: the person).

    `equivalent`: the job's title says it in other words only ("Geschäftsführer" for "CEO").
    """

    filter: str
    value: str
    position: Position | None = None
    equivalent: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: the person, the job that matched (None: no job was asked about, or none is known), and why.

    `number` is its place in a search job. `slot` numbers the job that matched among the current ones. `read` says that
    the job's words were read out of the headline, because the source lists no job. `since` and `company_since` are the
    months, 12 to a year, in which the job and the unbroken run at its company began.
    """

    order: int
    lead: Lead
    number: int = 0
    slot: int | None = None
    position: Position | None = None
    persona: str = ""
    reasons: tuple[Reason, ...] = ()
    read: bool = False
    since: int | None = None
    company_since: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some answers in order, the whole number of them, and where the next page starts ("" = there is none)."""

    total: Count
    found: tuple[Found, ...]
    cursor: str = ""
