"""Answers that the client takes apart before it hands them on, or does not ask for: schemas of the OpenAPI document."""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from leadscout.client.answers import (
    Act,
    AppliedFilter,
    Bucket,
    Company,
    Correction,
    Count,
    Delivery,
    Import,
    Key,
    Lead,
    List,
    Member,
    Origin,
    Profile,
    SavedChange,
    SavedRun,
    SavedSearch,
    Search,
    Status,
    Suppression,
    Transaction,
    Usage,
)


class Reading(TypedDict):
    """How the server read a query."""

    applied_filters: list[AppliedFilter]
    warnings: list[str]
    corrections: NotRequired[list[Correction]]


class Facets(Reading):
    """How people spread over values, by filter; `more` names filters of which not all values are listed."""

    facets: dict[str, list[Bucket]]
    more: list[str]
    exact: NotRequired[Literal[False]]


class UnreadPart(TypedDict):
    """A part of an address that could not be read, and why."""

    part: str
    value: str
    reason: str


class ReadAddress(Reading):
    """What an address of a people search asks for, and the request that asks for the same."""

    form: str
    page: int
    unread: list[UnreadPart]
    query: dict[str, Any]


class LeftOut(TypedDict):
    """What of a request an address cannot say."""

    filter: str
    exclude: bool
    values: list[str]


class WrittenAddress(TypedDict):
    """A request as an address."""

    url: str
    query_text: str
    left_out: list[LeftOut]


class TitleReading(TypedDict):
    """How a title was read, sign by sign."""

    title: str
    language: str
    roles: list[str]
    head: list[str]
    modifiers: list[list[str]]
    levels: list[str]
    level_signs: list[list[str]]
    functions: list[str]
    function_signs: list[list[str | float]]
    model: list[list[str | float]]
    concepts: list[str]
    understood: bool


class ExplainedProfile(Profile):
    """A person, and how the titles were read, where that was asked."""

    explained: NotRequired[list[TitleReading]]


class CompanyReason(TypedDict):
    """Why a company matches."""

    filter: str
    value: str


class CompanyRow(Company, total=False):
    """A company that matches. `people` are those known there, `key` leads to it."""

    key: str
    number: int
    people: int
    match_reasons: list[CompanyReason]


class CompanyPage(Count):
    """Some companies; `cursor` leads to the next ones, None at the end."""

    companies: list[CompanyRow]
    cursor: str | None


class CompanyProfile(Company, total=False):
    """A company with where each filled field comes from."""

    key: str
    people: int
    provenance: dict[str, Origin]
    sources: list[Origin]


class Searches(TypedDict):
    """Your searches; of one that asks for very much `query` is null."""

    searches: list[Search]


class PeopleFound(TypedDict):
    """Some people, or companies, of a search; `cursor` leads to the next ones, None at the end."""

    leads: NotRequired[list[Lead]]
    companies: NotRequired[list[CompanyRow]]
    cursor: int | None
    status: Status


class Lists(TypedDict):
    """Your lists."""

    lists: list[List]


class ListedMembers(List):
    """A list with some of its members; `cursor` leads to the next ones, None at the end."""

    members: list[Member]
    cursor: str | None


class Transactions(TypedDict):
    """What you were given and charged."""

    transactions: list[Transaction]


class Acts(TypedDict):
    """What was done in your account."""

    acts: list[Act]


class Webhook(TypedDict):
    """An address that is called. Where it has no secret of its own, calls are signed with that of the account.

    Until `previous_until` they have a signature by the secret of before, too.
    """

    id: str
    url: str
    events: list[str]
    own_secret: bool
    previous_until: str | None
    created_at: str
    updated_at: str


class SigningWebhook(Webhook):
    """A webhook with the secret that signs its calls."""

    secret: str


class Webhooks(TypedDict):
    """Your webhooks."""

    webhooks: list[Webhook]


class Keys(TypedDict):
    """Your keys."""

    keys: list[Key]


class Integration(TypedDict):
    """A live source that you have connected; `used` of `cap` are of today, in its `unit`."""

    id: str
    name: str
    kind: str
    url: str
    state: str
    until: str | None
    pace: float
    unit: str
    cap: int
    used: int
    created_at: str
    checked_at: str | None


class Integrations(TypedDict):
    """Your live sources."""

    integrations: list[Integration]


class SourceUsage(TypedDict):
    """What a live source has told today."""

    name: str
    unit: str
    used: int
    cap: int


class UsageOfSources(Usage):
    """What you have left and spent, and have used of live sources today, where any is connected."""

    sources: NotRequired[list[SourceUsage]]


class Imports(TypedDict):
    """Your imports."""

    imports: list[Import]


class SavedSearches(TypedDict):
    """Your saved searches."""

    saved: list[SavedSearch]


class ToldRun(SavedRun):
    """A run, and how far its webhook was told."""

    webhook: Delivery | None


class SavedRuns(TypedDict):
    """Runs of a saved search; `cursor` leads to the next ones, None at the end."""

    runs: list[ToldRun]
    cursor: int | None


class SavedChanges(TypedDict):
    """What changed; `cursor` leads to the next ones, None at the end."""

    changes: list[SavedChange]
    cursor: str | None


class Suppressions(TypedDict):
    """Your entries, and how many values they have together; `cursor` leads to the next ones, None at the end."""

    suppressions: list[Suppression]
    values: int
    cursor: int | None


class SuppressedFile(Suppression):
    """An entry of a file, and its lines that name nobody: how many, and the first of them."""

    unread: int
    unread_lines: list[int]


class NothingToShow(TypedDict):
    """How a file would be read that is not there any more."""


class ProblemEntry(TypedDict):
    """One thing that is wrong: a stable code, the field, the value sent, what would be right, and a sentence."""

    code: str
    sentence: str
    field: NotRequired[str]
    value: NotRequired[str]
    valid: NotRequired[list[str]]
    suggestions: NotRequired[list[str]]
    limit: NotRequired[float]


class Problem(TypedDict):
    """What was wrong with a request, where, and what would be right (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemEntry]
