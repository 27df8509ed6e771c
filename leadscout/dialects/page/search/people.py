"""People as rows of a table, and one of them with all that is known and where it is from."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from leadscout.dialects import cells
from leadscout.lexicon import Lexicon
from leadscout.model.filters import FILTERS, Shape
from leadscout.model.lead import Lead, Position
from leadscout.model.lists import List
from leadscout.model.profile import Origin, Profile
from leadscout.model.search import LeadMatch, Reason

COLUMNS = ("company", "place", "contact", "why")
"""Columns beside the name and the job, as they are shown unless others are chosen."""

MORE_COLUMNS = ("industry", "headcount", "started", "headline", "skills")
"""Columns that can be chosen, too."""

_WEB = ("http://", "https://")
FIELDS = ("headline", "location", "industry", "emails", "phones", "profile_url", "website", "skills", "languages")
"""Fields that are shown with where they are from, besides jobs and schools."""


@dataclass(frozen=True)
class WhyMatch:
    """A reason: the filter, the value that was asked for, and whether the job says it in other words."""

    name: str
    label: str
    equivalent: bool


@dataclass(frozen=True)
class PersonRow:
    """Somebody in the table: `job` is the one that matched, `main` the main one where that is another."""

    id: str
    name: str
    initials: str
    job: Position
    main: Position | None
    place: str
    lead: Lead
    why: tuple[WhyMatch, ...]
    is_read: bool

    @property
    def about(self) -> str:
        """What the company of the job is, in a few words."""
        return " · ".join(filter(None, (self.job.company.industry, self.job.company.size)))

    @property
    def profile(self) -> str:
        """The address of the profile, where it is one of the web."""
        return web(self.lead.profile_url)


@dataclass(frozen=True)
class FieldOrigin:
    """A field with what stands in it, and where it is from."""

    name: str
    values: tuple[str, ...]
    origin: Origin | None


@dataclass(frozen=True)
class PersonDetails:
    """Somebody with all that is known; `lists` are those that they can be put on."""

    row: PersonRow
    profile: Profile
    current: tuple[tuple[Position, bool], ...]
    past: tuple[Position, ...]
    fields: tuple[FieldOrigin, ...]
    lists: tuple[List, ...] = ()


def row(lexicon: Lexicon, match: LeadMatch, call: Callable[[str], str]) -> PersonRow:
    """A match as a row."""
    lead = cells.lead(lexicon, match.lead)
    primary = lead.primary
    job = primary if match.position is None else cells.position(lexicon, match.position)
    name = called(lead)
    return PersonRow(
        id=lead.id,
        name=name,
        initials=_initials(name),
        job=job or Position(),
        main=primary if match.position is not None and primary and _differ(primary, job) else None,
        place=cells.place(lexicon, match.lead.location),
        lead=lead,
        why=tuple(dict.fromkeys(_why(lexicon, reason, call) for reason in match.reasons)),
        is_read=match.read,
    )


def details(lexicon: Lexicon, profile: Profile, match: LeadMatch | None, call: Callable[[str], str]) -> PersonDetails:
    """A person; `match` says which job was searched for, where one was."""
    shown = row(lexicon, match or LeadMatch(0, profile.lead), call)
    lead = shown.lead
    matched = match.position if match else None
    raw = profile.lead.current
    return PersonDetails(
        row=shown,
        profile=profile,
        current=tuple((cells.position(lexicon, one), one == matched) for one in raw),
        past=lead.past,
        fields=tuple(_fields(lead, shown.place, profile.provenance)),
    )


def called(lead: Lead) -> str:
    """The name of somebody."""
    parts = (lead.first_name, lead.middle_name, lead.last_name)
    return lead.full_name or " ".join(filter(None, parts)) or lead.headline or lead.id


def web(address: str) -> str:
    """An address that can be a link: one of the web, not a script."""
    return address if address.lower().startswith(_WEB) else ""


def _fields(lead: Lead, place: str, provenance: Mapping[str, Origin]) -> Iterator[FieldOrigin]:
    for name in FIELDS:
        value = place if name == "location" else getattr(lead, name)
        values = tuple(getattr(one, "name", one) for one in value) if isinstance(value, tuple) else (value,)
        values = tuple(filter(None, values))
        if values:
            yield FieldOrigin(name, values, provenance.get(name))


def _differ(main: Position, job: Position | None) -> bool:
    return job is None or (main.title, main.company.name) != (job.title, job.company.name)


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[:1].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _why(lexicon: Lexicon, reason: Reason, call: Callable[[str], str]) -> WhyMatch:
    filter_ = FILTERS.get(reason.filter)
    if filter_ is None:
        return WhyMatch(reason.filter, reason.value, reason.equivalent)
    is_flag = filter_.shape is Shape.FLAG
    label = "" if is_flag else lexicon.kinds[filter_.taxonomy].label(reason.value)
    return WhyMatch(call(reason.filter), label.partition(":")[2] or label, reason.equivalent)
