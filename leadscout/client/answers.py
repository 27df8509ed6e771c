"""What the server answers: dictionaries, as JSON has them. Newer servers may add keys; they stay in.

Of people and companies, what is empty is not there. The server's OpenAPI document is made of these types, too
(decision 43): a class here is a schema there, its docstring the description.
"""

from typing import Any, Literal, NotRequired, Required

from typing_extensions import TypedDict

Status = Literal["queued", "running", "paused", "done", "partial", "failed", "cancelled"]
"""Where a search stands. `partial`: it ended early, `reason` says why."""


class Filter(TypedDict):
    """Something that people can be searched by. `values` are all there are, None where anything may be written."""

    name: str
    sentence: str
    shape: str
    scope: str
    taxonomy: str | None
    facet: bool
    max_values: int
    example: Any
    values: list["Value"] | None


class Value(TypedDict):
    """A value of a filter: what a query can say, and how people call it."""

    value: str
    label: str


class Suggestion(Value):
    """A value that may be meant, with the number of people it finds; None where only a live source can tell."""

    count: int | None


class Bucket(Value):
    """How many people have a value."""

    count: int


class AppliedFilter(TypedDict):
    """How the server read one filter of a query: the codes that its values mean."""

    filter: str
    exclude: bool
    strict: bool
    values: list[Value]


class Correction(TypedDict):
    """A word of a filter that nobody has, and the one that was looked for instead."""

    filter: str
    word: str
    corrected: str


class Without(TypedDict):
    """How many people would match without a filter, or without the personas."""

    filter: str
    exclude: bool
    count: int


class Hint(TypedDict):
    """How many people have the title of a persona in other words: some of their titles, and what to ask `title` for."""

    persona: str
    count: int
    titles: list[str]
    ask: list[str]


class Miss(TypedDict):
    """A value of a filter, or a word of a persona, that finds nobody, and what to `ask` instead.

    `of`: the expression of which the value is one side of an OR.
    """

    filter: str
    value: str
    ask: list[str]
    count: int | None
    of: str


class Count(TypedDict):
    """How many people match; where nobody does, `without` says what to leave out.

    `warnings` say where the query could have meant something else, `corrections` which words were corrected, if any;
    where personas find few, `hints` say who has their titles in other words, and what is near to a value of nobody.
    """

    total: int
    exact: bool
    applied_filters: list[AppliedFilter]
    warnings: list[str]
    corrections: NotRequired[list[Correction]]
    without: NotRequired[list[Without]]
    hints: NotRequired[list[Hint | Miss]]


class Described(TypedDict):
    """The filters that a description means, as a query has them, and the words that no filter says.

    `warnings` say which words could have meant something else, and why the server's model could not be asked.
    """

    query: dict[str, Any]
    unread: list[str]
    warnings: NotRequired[list[str]]


class GeoPlace(TypedDict):
    """A place."""

    id: str
    name: str
    kind: str


class Role(TypedDict, total=False):
    """A job in short; `started` is as precise as the source: "2019", "2019-03"."""

    title: str
    company: str
    started: str


class MatchedRole(Role):
    """The job that a query matched; `read` says that it was read out of the headline."""

    read: bool


class Reason(TypedDict):
    """Why somebody matches: filter and value, and the job that has it; without one, the person has.

    `equivalent`: the title says the same in other words, or in another language. `part`: which role of a title that
    names several.
    """

    filter: str
    value: str
    role: NotRequired[Role]
    equivalent: bool
    part: NotRequired[str]


class Location(TypedDict, total=False):
    """A place as the source wrote it."""

    text: str
    id: str
    city: str
    state: str
    country: str


class Company(TypedDict, total=False):
    """An employer as one job names it."""

    name: str
    id: str
    slug: str
    domain: str
    website: str
    industry: str
    headcount: int
    size: str
    type: str
    location: Location
    description: str
    image: str


class Position(TypedDict, total=False):
    """A job; `ended` is not there while it is held, "" when it ended at an unknown time."""

    title: str
    company: Company
    location: Location
    description: str
    started: str
    ended: str
    primary: bool
    company_started: str
    function: str
    seniority: str


class School(TypedDict, total=False):
    """An education."""

    name: str
    id: str
    degree: str
    field: str
    started: str
    ended: str


class Language(TypedDict, total=False):
    """A spoken language."""

    name: str
    proficiency: str


class Person(TypedDict, total=False):
    """A person. What is not there is not known. `primary_role` is the main job."""

    id: Required[str]
    first_name: str
    middle_name: str
    last_name: str
    full_name: str
    headline: str
    summary: str
    location: Location
    industry: str
    positions: list[Position]
    schools: list[School]
    languages: list[Language]
    skills: list[str]
    certifications: list[str]
    groups: list[str]
    profile_language: str
    profile_url: str
    sales_id: str
    member_id: str
    vendor_ids: dict[str, str]
    emails: list[str]
    phones: list[str]
    photo: str
    website: str
    twitter: str
    gender: str
    connections: int
    premium: bool
    open_profile: bool
    open_to_work: bool
    retired: bool
    posted_on: str
    news_on: str
    custom: dict[str, str]
    primary_role: Role


class Origin(TypedDict):
    """A source, and the day on which its rows were true."""

    source: str
    as_of: str


class Conflict(Origin):
    """A value that did not stand, or a key that belongs to the person with the id `belongs_to`."""

    field: str
    value: str
    belongs_to: NotRequired[str]


class Profile(Person):
    """A person with where each filled field comes from, all sources, and what they told differently, newest first."""

    provenance: dict[str, Origin]
    sources: list[Origin]
    conflicts: list[Conflict]


class Lead(Person):
    """A person who matches a query, with the job that does, and why. `number` is the place in a search."""

    number: NotRequired[int]
    matched_role: NotRequired[MatchedRole]
    match_reasons: NotRequired[list[Reason]]
    persona: NotRequired[str]


class Page(Count):
    """Some people; `cursor` leads to the next ones, None at the end."""

    leads: list[Lead]
    cursor: str | None


class Attempt(TypedDict):
    """One try to tell a webhook."""

    seq: int
    at: str
    outcome: str


class Delivery(TypedDict):
    """How far the telling of a webhook is; `dead`: given up, `resend` begins again."""

    payloads: int
    next_seq: int
    failed: int
    dead: bool
    attempts: list[Attempt]


class Parts(TypedDict):
    """How the parts of an exhaustive search stand to the whole: `done` of the `parts` are asked to their end.

    `shown` people of the `total` that the source counts for the whole, `counted` for its parts; `cut` can be reached by
    none. About `pages` are still to be fetched.
    """

    parts: int
    done: int
    total: int
    counted: int
    shown: int
    cut: int
    pages: int


class Search(TypedDict):
    """A search as a job. `total` people match, `found` are there so far, `limit` at most will be.

    Of a live `source` it tells what `stopped` it, of an exhaustive one its `parts`; `exact` is told where it is not.
    `corrections` are the words of `query` that were corrected, if any. Lists of searches show neither.
    """

    id: str
    name: str
    status: Status
    reason: str | None
    total: int | None
    found: int
    limit: int
    created_at: str
    webhook_url: str | None
    streaming: bool
    query: dict[str, Any] | None
    corrections: NotRequired[list[Correction]]
    exact: NotRequired[Literal[False]]
    source: NotRequired[str]
    stopped: NotRequired[str | None]
    parts: NotRequired[Parts]


class WatchedSearch(Search):
    """A search that was looked at; `over`: nothing more will be found."""

    over: bool
    webhook: Delivery | None


class Results(TypedDict):
    """Some people of a search; `cursor` leads to the next ones, None at the end."""

    leads: list[Lead]
    cursor: int | None
    status: Status


class List(TypedDict):
    """A list of companies (kind `account`) or people (`lead`)."""

    id: str
    name: str
    kind: Literal["account", "lead"]
    size: int
    created_at: str


class Member(TypedDict):
    """A member of a list: how it is known, and how it was written.

    A report adds whether the database knows it, and the companies or people that it means.
    """

    key: str
    written: str
    matched: NotRequired[bool]
    means: NotRequired[list[str]]


class Key(TypedDict):
    """A key of your account; `only` are the APIs it opens, none: all; `may` is what it may do beside asking."""

    id: str
    name: str
    only: list[str]
    may: list[str]
    scopes: list[str]
    expires_at: str | None
    ceiling: float | None
    charged: float
    created_at: str
    revoked_at: str | None


class Transaction(TypedDict):
    """Credits that your account was given or, below zero, charged; `key` is the one in whose name."""

    at: str
    operation: str
    credits: float
    key: str | None


class Act(TypedDict):
    """Something that was done in your account, by a key or by the operator of the server."""

    at: str
    act: str
    actor: str
    subject: str
    detail: str


class NewKey(Key):
    """A key that was just made; `key` is its secret, shown this once."""

    key: str


class Quota(TypedDict):
    """How many of something you keep, and at most may; None: without an end."""

    kept: int
    most: int | None


class Usage(TypedDict):
    """What your account has left, and has spent by operation, and what operations cost; in credits."""

    account: str
    credits: float
    spent: dict[str, float]
    spent_by_key: dict[str, float]
    spent_by_day: dict[str, float]
    quotas: dict[str, Quota]
    prices: dict[str, float]


class ImportedFile(TypedDict):
    """A file, or sheet, of an import: `id` is what `leadscout import undo` takes."""

    id: int
    file: str
    as_of: str
    state: str
    rows: int
    new: int
    updated: int
    unchanged: int
    rejected: int
    conflicts: int


class Import(TypedDict):
    """An import, and what became of its rows so far."""

    id: str
    name: str
    size: int
    status: Literal["uploaded", "queued", "running", "done", "failed", "undoing", "undone"]
    over: bool
    reason: str | None
    created_at: str
    rows: int
    new: int
    updated: int
    unchanged: int
    rejected: int
    conflicts: int
    files: list[ImportedFile]


class FileColumn(TypedDict):
    """A column, and the field that it is; None where nobody knows it."""

    name: str
    field: str | None


class UnknownColumn(TypedDict):
    """A column that nobody knows, its first values, and the field that they look like."""

    name: str
    values: list[str]
    looks_like: str | None


class ReadRow(TypedDict):
    """A row as it would be read; `reason` says why it is about nobody."""

    line: int
    lead: dict[str, Any] | None
    reason: str | None
    doubts: list[str]


class FileCheck(TypedDict):
    """What an import would make of the first 20,000 rows; `whole`: of all of them.

    Of the people so many would be `new` and so many are `known` already; the others must stay out.
    """

    rows: int
    people: int
    new: int
    known: int
    doubtful: int
    rejected: int
    whole: bool


class FilePreview(TypedDict):
    """How a file would be read. `mapping` is what `start` could be told of unknown columns.

    `check` says what an import would make of it, in the answer of `POST /v1/imports/{id}/preview`.
    """

    part: str
    sheets: list[str]
    format: str
    encoding: str | None
    doubts: list[str]
    columns: list[FileColumn]
    unknown: list[UnknownColumn]
    mapping: dict[str, str]
    rows: list[ReadRow]
    check: NotRequired[FileCheck]


class LookedAtImport(Import):
    """An import, and what its file looks like while it is there."""

    preview: FilePreview | None


class SavedRun(TypedDict):
    """A run of a saved search; its numbers are None until it is over and compared."""

    run: int
    search: str
    status: Status
    over: bool
    reason: str | None
    started_at: str
    ended_at: str | None
    baseline: bool
    found: int
    new: int | None
    left: int | None
    changed: int | None


class SavedSearch(TypedDict):
    """A search that is run again."""

    id: str
    name: str
    every_hours: int
    next_run_at: str | None
    limit: int
    webhook_url: str | None
    created_at: str
    runs: int
    last_run: SavedRun | None
    query: dict[str, Any]


class SavedChange(TypedDict):
    """What became of somebody since the run before; `fields` are what changed: title, company."""

    run: int
    kind: Literal["new", "left", "changed"]
    fields: list[str]
    lead: "Lead"


class Suppression(TypedDict):
    """Values that were suppressed at once, in numbers by kind: email, domain, profile, name."""

    id: str
    name: str | None
    created_at: str
    counts: dict[str, int]
    values: int
