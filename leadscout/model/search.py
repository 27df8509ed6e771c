"""A search as a job, and what a search answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from leadscout.model.lead import Lead, Position
from leadscout.model.query import Clause, Query


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
    """Whose searches: an account's, in one dialect; each dialect has prices and limits of its own.

    `notice`: those that nobody made (`Search`). `key` is the one by which they are asked for, and in whose name they
    are charged; "" for none.
    """

    account: str
    dialect: str
    notice: bool = field(default=False, kw_only=True)
    key: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How far an answer has come: its tier, and a mark within the tier, its source's own text ("": at the start)."""

    tier: int = 0
    mark: str = ""


START = Bookmark()
"""Before everybody."""

SAVED_CHANGES = "saved"
"""The dialect of a notice of what a saved search's run changed."""

DATABASE = "database"
LIVE = "live"
BOTH = "both"
BESIDE = f"{DATABASE}+"
"""Before the name of a live source: the database first, then whom only that source finds."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a question is asked.

    `source` is DATABASE, LIVE (the account's own Sales Navigator), BOTH (the database and then LIVE, or the account's
    only other source), the name of an integration, or that after BESIDE. `profiles`: the profile of everybody is read,
    not only what a list shows of them. `exhaustive`: a question that finds more people than the source shows is asked
    in parts. `withheld` are filters, included or excluded, that a live source is not told: the people are looked at
    afterwards. `companies`: they are asked for, in the database, instead of people.
    """

    source: str = DATABASE
    profiles: bool = False
    exhaustive: bool = False
    withheld: tuple[tuple[str, bool], ...] = ()
    companies: bool = False

    @property
    def is_both(self) -> bool:
        """Whether the database is asked before a live source."""
        return self.source == BOTH or self.source.startswith(BESIDE)


STORED = Route()
"""The people database."""

COMPANIES = Route(companies=True)
"""Its companies."""

INDEXED = (STORED, COMPANIES)
"""What an index answers at once."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many people match; `exact` is False where an engine can only estimate."""

    value: int
    exact: bool = True

    def without(self, hidden: int, least: int) -> "Count":
        """The count without people whom it counts and nobody may be told of; it is at least so many."""
        return replace(self, value=max(least, self.value - hidden)) if hidden else self


@dataclass(frozen=True, slots=True)
class Hit:
    """A reference to somebody who matches, and the bookmark after them.

    `degree` is how near they are to the account that a live source was asked with (1, 2, 3), where it says so.
    """

    order: int
    bookmark: Bookmark
    degree: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Some hits in order, the bookmark after them, and whether nobody comes after that.

    A source that looks at people before it knows whether they match can come further without a hit; `shown` is how many
    it looked at, `hidden` how many of them nobody may be told of: the source has counted them all the same.
    """

    hits: Sequence[Hit]
    bookmark: Bookmark
    at_end: bool
    shown: int = 0
    hidden: int = 0


class PartState(StrEnum):
    """Where a part of a search stands."""

    NEW = "new"
    SPLIT = "split"
    OPEN = "open"
    DONE = "done"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class SearchPart:
    """A part of a search that asks its source in parts: what it asks for beyond the query.

    `total` is what the source counts (None: not counted yet), `shown` how many it has shown, `bookmark` how far it
    came. One that finds more than can be reached is SPLIT into further parts, or CUT where it cannot be.
    """

    narrowing: tuple[Clause, ...] = ()
    total: int | None = None
    shown: int = 0
    bookmark: Bookmark = START
    state: PartState = PartState.NEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search job (architecture, decision 13: the row is the job).

    `body` is the request as it was sent, `query` what it means, `today` its frozen day. `limit` caps the people found,
    `total` is how many match at all (None: not counted yet), `found` how many are there. `reason` says why a search
    ended before its end. `webhook_url` is told of the people, as they are found when `streaming`, else at the end.
    `epoch` is the newest of people.db when the last of its results was written ("": none yet). `route` says where it
    asks; `stopped` is the code of the error with which a live source ended it, before its end; `parts` are those in
    which an exhaustive one asks; `key` is the one by which it was made ("": none). A `notice` was made by nobody: it is
    over from the start, and there so that its webhook is called. Times are UTC, ISO 8601.
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
    bookmark: Bookmark = START
    attempts: int = 0
    webhook_url: str = ""
    streaming: bool = False
    epoch: str = ""
    route: Route = STORED
    stopped: str = ""
    parts: tuple[SearchPart, ...] = ()
    saved: str = ""
    key: str = ""
    notice: bool = False

    @property
    def owner(self) -> Owner:
        """Whose it is."""
        return Owner(self.account, self.dialect, self.key, notice=self.notice)

    @property
    def expected(self) -> int | None:
        """How many match as vendors show it, who have no word for an estimate; None while nobody has counted."""
        return None if self.total is None else self.total.value


@dataclass(frozen=True, slots=True)
class Result:
    """One person found, numbered from 1, rendered from people.db at each reading (architecture, decision 14).

    `slot` is the current job that matched (None: there is none), `paid` whether it was charged, `degree` how near they
    are to the account of the live source that showed them.
    """

    number: int
    seq: int
    tier: int = 0
    slot: int | None = None
    persona: str = ""
    paid: bool = False
    degree: int | None = None


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
class Miss:
    """A value of a filter, or a word of a persona, that finds nobody; what to `ask` instead, the nearest first.

    `count` is how many people the first of these finds; None where that was not counted. `of` is the expression of
    which the value is one side of an OR, whose other sides may find somebody; "" for a whole value.
    """

    filter: str
    value: str
    ask: tuple[str, ...]
    count: int | None = None
    of: str = ""

    @property
    def is_telling(self) -> bool:
        """Whether there is something to ask instead; numbers that nobody knows are told in other words."""
        return bool(self.ask) and not self.value.isdecimal()

    def sentence(self, names: Mapping[tuple[str, bool], str]) -> str:
        """What to tell a caller whose fields have these `names`, by filter and whether they exclude."""
        field = names.get((self.filter, False), self.filter)
        return f"{field}: nobody is found by {self.value}; did you mean {' or '.join(self.ask)}?"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody matches: the filter, the value that was asked for, and the job it holds for (None: the person).

    `equivalent`: the job's title says it in other words only ("Geschäftsführer" for "CEO"). `part`: which role of a
    title that names several says it by itself ("Board Member" of "CEO | Board Member"); "" where none does.
    """

    filter: str
    value: str
    position: Position | None = None
    equivalent: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True)
class LeadMatch:
    """One answer: the person, the job that matched (None: no job was asked about, or none is known), and why.

    `number` is its place in a search job. `slot` numbers the job that matched among the current ones. `read` says that
    the job's words were read out of the headline, because the source lists no job. `months` tells when that job began.
    `degree` is how near they are to the account of the live source that showed them.
    """

    order: int
    lead: Lead
    number: int = 0
    slot: int | None = None
    position: Position | None = None
    persona: str = ""
    reasons: tuple[Reason, ...] = ()
    read: bool = False
    months: Mapping[str, int] = field(default_factory=dict)
    degree: int | None = None

    @property
    def since(self) -> int | None:
        """The month, 12 to a year, in which the job began."""
        return self.months.get("since")

    @property
    def company_since(self) -> int | None:
        """The month in which the unbroken run at its company began."""
        return self.months.get("company_since")


@dataclass(frozen=True, slots=True)
class Page:
    """Some answers in order, the whole number of them, and where the next page starts ("" = there is none).

    `cut` says why a live source gave fewer than were asked for, though there are more.
    """

    total: Count
    found: tuple[LeadMatch, ...]
    cursor: str = ""
    cut: Exception | None = None
