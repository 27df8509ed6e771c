"""What the server answers: dictionaries, as JSON has them. Newer servers may add keys; they stay in."""

from typing import Any, Literal, NotRequired, TypedDict

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


class Applied(TypedDict):
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


class Count(TypedDict):
    """How many people match; where nobody does, `without` says what to leave out.

    `warnings` say where the query could have meant something else, `corrections` which words were corrected, if any;
    where personas find few, `hints` say who has their titles in other words.
    """

    total: int
    exact: bool
    applied_filters: list[Applied]
    warnings: list[str]
    corrections: NotRequired[list[Correction]]
    without: NotRequired[list[Without]]
    hints: NotRequired[list[Hint]]


class Place(TypedDict):
    """A place."""

    id: str
    name: str
    kind: str


class Role(TypedDict):
    """A job in short; `started` is as precise as the source: "2019", "2019-03"."""

    title: str
    company: str
    started: str


class MatchedRole(Role):
    """The job that a query matched; `read` says that it was read out of the headline."""

    read: bool


class Reason(TypedDict):
    """Why somebody matches: filter and value, and the job that has it (None: the person has).

    `equivalent`: the title says the same in other words, or in another language.
    """

    filter: str
    value: str
    role: Role | None
    equivalent: bool


class Location(TypedDict):
    """A place as the source wrote it."""

    text: str
    id: str
    city: str
    state: str
    country: str


class Company(TypedDict):
    """An employer as one job names it."""

    name: str
    id: str
    slug: str
    domain: str
    website: str
    industry: str
    headcount: int | None
    size: str
    type: str
    location: Location
    description: str
    image: str


class Position(TypedDict):
    """A job; `ended` is None while it is held, "" when it ended at an unknown time."""

    title: str
    company: Company
    location: Location
    description: str
    started: str
    ended: str | None
    primary: bool
    company_started: str
    function: str
    seniority: str


class School(TypedDict):
    """An education."""

    name: str
    id: str
    degree: str
    field: str
    started: str
    ended: str


class Language(TypedDict):
    """A spoken language."""

    name: str
    proficiency: str


class Person(TypedDict):
    """A person. "" and [] and None mean that it is not known. `primary_role` is the main job."""

    id: str
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
    connections: int | None
    premium: bool | None
    open_profile: bool | None
    open_to_work: bool | None
    retired: bool | None
    posted_on: str
    news_on: str
    custom: dict[str, str]
    primary_role: Role | None


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
    matched_role: MatchedRole | None
    match_reasons: list[Reason]
    persona: str | None


class Page(Count):
    """Some people; `cursor` leads to the next ones, None at the end."""

    leads: list[Lead]
    cursor: str | None


class Attempt(TypedDict):
    """One try to tell a webhook."""

    seq: int
    at: str
    outcome: str


class Told(TypedDict):
    """How far the telling of a webhook is; `dead`: given up, `resend` begins again."""

    payloads: int
    next_seq: int
    failed: int
    dead: bool
    attempts: list[Attempt]


class Search(TypedDict):
    """A search as a job. `total` people match, `found` are there so far, `limit` at most will be.

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
    query: dict[str, Any]
    corrections: NotRequired[list[Correction]]


class WatchedSearch(Search):
    """A search that was looked at; `over`: nothing more will be found."""

    over: bool
    webhook: Told | None


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
    """A key of your account; `only` are the APIs it opens, none: all."""

    id: str
    name: str
    only: list[str]
    created_at: str
    revoked_at: str | None


class NewKey(Key):
    """A key that was just made; `key` is its secret, shown this once."""

    key: str


class Usage(TypedDict):
    """What your account has left, and has spent by operation; in credits."""

    account: str
    credits: float
    spent: dict[str, float]
