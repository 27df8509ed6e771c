"""A person as leadscout knows them. Plain frozen values; "" and () and None mean unknown.

Structs of msgspec: an import makes ten of them for each row, and dataclasses take six times as long to make.

Dates are text as precise as the source was: "2019", "2019-03" or "2019-03-14".
"""

from collections.abc import Mapping

from msgspec import Struct, field

from leadscout.model.lazily import lazily


class Location(Struct, frozen=True, kw_only=True, gc=False):
    """A place as written, with the id or the parts of it that the source gave."""

    text: str = ""
    id: str = ""
    city: str = ""
    state: str = ""
    country: str = ""

    @property
    def written(self) -> str:
        """The place as one text: as written, else put together from its parts."""
        return self.text or ", ".join(part for part in (self.city, self.state, self.country) if part)


class Company(Struct, frozen=True, kw_only=True, gc=False):
    """An employer as one position names it. `headcount` is a number of people, `size` a range as written."""

    name: str = ""
    id: str = ""
    slug: str = ""
    domain: str = ""
    website: str = ""
    industry: str = ""
    headcount: int | None = None
    size: str = ""
    type: str = ""
    location: Location = Location()
    description: str = ""
    image: str = ""


class Position(Struct, frozen=True, kw_only=True, gc=False):
    """One job. `ended` is None while it is held, "" when it ended at an unknown time.

    `company_started` is the start at the employer, where a source tells it apart from the start of the job.
    """

    title: str = ""
    company: Company = Company()
    location: Location = Location()
    description: str = ""
    started: str = ""
    ended: str | None = None
    primary: bool = False
    function: str = ""
    seniority: str = ""
    company_started: str = ""

    @property
    def current(self) -> bool:
        """Whether the job is held now: a position without an end (behaviour §1)."""
        return self.ended is None


class School(Struct, frozen=True, kw_only=True, gc=False):
    """One education. `id` is LinkedIn's number of the school, or the name in its LinkedIn address."""

    name: str = ""
    id: str = ""
    degree: str = ""
    field: str = ""
    started: str = ""
    ended: str = ""


class Language(Struct, frozen=True, kw_only=True, gc=False):
    """A spoken language; proficiency in the source's words."""

    name: str = ""
    proficiency: str = ""


class Lead(Struct, frozen=True, kw_only=True, dict=True):
    """One person.

    `positions` in the source's order; `vendor_ids` by source; `custom` keeps columns we have no field for.
    """

    id: str = ""
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    full_name: str = ""
    headline: str = ""
    summary: str = ""
    location: Location = Location()
    industry: str = ""
    positions: tuple[Position, ...] = ()
    schools: tuple[School, ...] = ()
    languages: tuple[Language, ...] = ()
    skills: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    profile_language: str = ""
    profile_url: str = ""
    sales_id: str = ""
    member_id: str = ""
    vendor_ids: Mapping[str, str] = field(default_factory=dict)
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    photo: str = ""
    website: str = ""
    twitter: str = ""
    gender: str = ""
    connections: int | None = None
    premium: bool | None = None
    open_profile: bool | None = None
    open_to_work: bool | None = None
    retired: bool | None = None
    posted_on: str = ""
    news_on: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)

    @lazily
    def current(self) -> tuple[Position, ...]:
        """The jobs held now, the primary one first, the others as listed."""
        held = tuple(position for position in self.positions if position.current)
        primary = self.primary
        return held if primary is None else (primary, *(position for position in held if position is not primary))

    @lazily
    def primary(self) -> Position | None:
        """The main job: marked so by the source, else the latest start, else the first listed (behaviour §1)."""
        held = [position for position in self.positions if position.current]
        marked = [position for position in held if position.primary]
        return max(marked or held, key=lambda position: "" if marked else position.started, default=None)

    @lazily
    def past(self) -> tuple[Position, ...]:
        """The jobs that ended, the latest end first, as listed where ends are equal."""
        ended = (position for position in self.positions if not position.current)
        return tuple(sorted(ended, key=lambda position: position.ended or "", reverse=True))


# What makes a record complete, and so comes first (architecture, decision 11).
COMPLETE = (
    *("full_name", "headline", "summary", "industry", "positions", "schools", "languages", "skills"),
    *("profile_url", "sales_id", "emails", "phones", "photo", "connections"),
)
_SEQ_BITS = 40


def order_of(lead: Lead, seq: int) -> int:
    """The sort key given at first import: filled fields of COMPLETE, of the location and of the main job, then age."""
    main = lead.primary or Position()
    main_fields = (lead.location.written, main.title, main.company.name, main.company.industry, main.started)
    filled = sum(bool(getattr(lead, name)) for name in COMPLETE) + sum(map(bool, main_fields))
    return ordered(filled, seq)


def ordered(filled: int, seq: int) -> int:
    """The sort key of a record with so many filled fields and a number: the fullest first, then the oldest."""
    return filled << _SEQ_BITS | ((1 << _SEQ_BITS) - seq)


def seq_of(order: int) -> int:
    """The person's number inside an order."""
    return (1 << _SEQ_BITS) - (order & ((1 << _SEQ_BITS) - 1))
