"""Lead -> Facts: the only place where a lead becomes searchable values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import chain
from operator import attrgetter
from typing import NamedTuple, TypeVar

from leadscout.lexicon import Lexicon
from leadscout.lexicon.headlines import headlines
from leadscout.lexicon.identities import companies, profiles, schools, skills
from leadscout.lexicon.memory import LONGEST, TextMemory
from leadscout.lexicon.taxonomies import headcounts
from leadscout.lexicon.text import fold, key
from leadscout.lexicon.titles.titles import normal
from leadscout.lexicon.tokens import renderings, spellings
from leadscout.model.filters import FILTERS, OWN, OWN_OF_MAIN_JOB, TRUE, Filter, Scope
from leadscout.model.lazily import lazily
from leadscout.model.lead import Company, Lead, Location, Position, School
from leadscout.plan.leaves import day, month, term
from leadscout.plan.values import CodesByPath, Months, OnDemand, SharedCodes, Values

__all__ = ["GAP", "SLOTS", "VERSION", "Facts", "Reader", "Values", "known_by", "searchable", "shape"]

VERSION = 11
"""Raised when the same lead gives other facts than before: stored indexes are then rebuilt."""

GAP = "|"
"""A word between the parts of a text, which are all ways to write it: no phrase runs across, nobody can ask for it."""

_TITLES = 50_000
"""Titles of which is remembered what they say; a title takes 300 us to read, a company 20."""

_OTHERS, _WORDS = 10_000, 20_000
"""Companies and places of which is remembered what they say; titles, skills and names whose words are."""

_KINDS = ("id", "name", "slug", "domain")  # kinds of company keys, that which is counted by first
_LONGEST_NAME = 200
_WRITTEN = attrgetter(
    *("id", "slug", "domain", "website", "name", "industry", "headcount", "size", "type"),
    *(f"location.{part}" for part in ("text", "id", "city", "state", "country")),
)
"""What is written of a company as a key: to hash its place takes longer than to read its parts."""
_OWN_OF_PERSON = ("lead_industry", "profile_language", "group")
_Key = TypeVar("_Key")
_Known = TypeVar("_Known")

SLOTS = {Scope.CURRENT: 8, Scope.PAST: 24}
"""How many positions count; the cap is part of the meaning (architecture, decision 3)."""


def searchable(scope: Scope, rows: Iterable[Filter] = tuple(FILTERS.values())) -> frozenset[str]:
    """The paths of a scope that some filter reads: an index need not hold others."""
    read = {row.path for row in rows if scope in row.scope.parts}
    paths = read | {f"{path}_derived" for path in read}
    if "title" in paths:
        paths |= {"title_form", "concept"}
    if scope is Scope.PERSON:
        paths |= {"contact"}  # no filter asks for it, but every question (decision 45)
    return frozenset(paths | {"title_also", "company"} if scope is Scope.CURRENT else paths)


def shape(rows: Iterable[Filter] = tuple(FILTERS.values()), own: Iterable[str] = OWN) -> str:
    """What facts and the documents of an index are made of, as a text: another one means that all is built anew.

    Of the rows only what is written because of them counts: their paths and scopes, not what they say to a reader.
    """
    rows = tuple(rows)
    paths = {scope.value: sorted(searchable(scope, rows)) for scope in Scope}
    slots = {scope.value: number for scope, number in SLOTS.items()}
    return repr((VERSION, slots, sorted(own), paths))


@dataclass(frozen=True)
class Facts:
    """A lead as engines see it. `current[i]` is about `lead.current[i]`, `past[i]` about `lead.past[i]`.

    A lead without a current position but with a headline has one current slot that is all inferred.
    """

    person: Values
    current: tuple[Values, ...]
    past: tuple[Values, ...]
    own: Mapping[str, str]
    """By path, the one value that facets count: the primary position's or the person's own level."""

    def slots(self, scope: Scope) -> tuple[Values, ...]:
        """Those of a scope that positions have."""
        return self.past if scope is Scope.PAST else self.current


class _Role(NamedTuple):
    """What a title and a stated function and seniority say."""

    terms: CodesByPath
    words: Mapping[str, tuple[tuple[str, ...], ...]]
    inferred: frozenset[str]


class _Employer(NamedTuple):
    """What a company says, and all its keys."""

    terms: CodesByPath
    keys: frozenset[str]


class _Place(NamedTuple):
    """What a place lies in, as a person's own, and its own id."""

    terms: CodesByPath
    id: str


class _Job(NamedTuple):
    """A position, its company and its dates; `until` is None while it is held or when its end is not known."""

    position: Position
    company: _Employer
    since: int | None
    until: int | None
    held: bool
    joined: int | None
    """The start at the company, where the source tells it."""


def _nothing(_: Lead) -> tuple[str, ...]:
    return ()


class Reader:
    """Reads leads; calling it is the function `facts` of the architecture.

    What hangs on a title, a company or a place alone is read once and remembered: a million people share some
    ten thousand of each.
    """

    def __init__(self, lexicon: Lexicon, contact: Callable[[Lead], tuple[str, ...]] = _nothing) -> None:
        """Read with `lexicon`; `contact` gives the keyed hashes by which somebody can be suppressed."""
        self.lexicon = lexicon
        self.contact = contact
        self._companies: dict[tuple[object, ...], _Employer] = {}
        self._roles: dict[tuple[str, str, str], _Role] = {}
        self._locations: dict[Location, _Place] = {}
        self._industries: dict[tuple[str, tuple[str, ...]], CodesByPath] = {}
        self._texts: TextMemory[str, list[str]] = TextMemory(_ending_with_gaps, _WORDS)
        self.names: TextMemory[str, tuple[str, ...]] = TextMemory(lambda name: _once(renderings(name)), _OTHERS)
        self.schools: TextMemory[str, tuple[str, ...]] = TextMemory(lambda name: _codes(schools.names(name)), _OTHERS)
        self.skills: TextMemory[str, tuple[str, ...]] = TextMemory(lambda skill: _codes(skills.read(skill)), _OTHERS)

    def __call__(self, lead: Lead) -> Facts:
        """Read everything that can be searched out of `lead`."""
        career = _Career(self, lead)
        jobs, industry = career.jobs, career.own_industry
        current = tuple([self._whole_slot(job, jobs) for job in career.held[: SLOTS[Scope.CURRENT]]])
        if not current and lead.headline:
            current = tuple(self.from_headline(lead.headline))
        elif current and industry and not current[0].terms["industry"]:
            current = (self.with_industry(current[0], industry), *current[1:])
        past = tuple([self._whole_slot(job, jobs) for job in career.ended[: SLOTS[Scope.PAST]]])
        shared = (
            self.place(lead.location).terms,
            self._industry_as("lead_industry", career.industry),
            _flags_of_person(bool(lead.photo), bool(lead.emails), bool(lead.phones), _whole(lead.last_name)),
        )
        terms = SharedCodes(shared, {path: read(self, lead, career) for path, read in _OWN_CODES.items()})
        person = Values(terms, {"text": (self.text(lead),)}, _of_career(lead))
        return Facts(person, current, past, self.own(lead, person, current))

    def on_demand(self, lead: Lead) -> Facts:
        """The same, each part of it read when it is first asked for."""
        return _LeadFacts(self, lead)

    def person(self, lead: Lead, career: "_Career") -> Values:
        """What is known of somebody beside the jobs, each by itself."""
        terms, words = OnDemand(_OF_PERSON, self, lead, career), OnDemand(_TEXTS, self, lead)
        return Values(terms, words, Months({}, partial(_of_career, lead)))

    def from_headline(self, headline: str) -> Iterable[Values]:
        """The job that a headline tells, if it tells one."""
        title, company = headlines.read(headline)
        if normal(title):
            slot = self.slot(self.job(Position(title=title, company=Company(name=company))))
            yield slot._replace(inferred=frozenset((*slot.terms, *slot.words)))

    def job(self, position: Position) -> _Job:
        """A position by itself, without what its title says."""
        end = None if position.ended is None else month(position.ended)
        since, joined = month(position.started), month(position.company_started)
        return _Job(position, self._company(position.company), since, end, position.ended is None, joined)

    def slot(self, job: _Job, career: "_Career | None" = None) -> Values:
        """What is known of a job, which is one of somebody's `career`."""
        role, words, inferred = self._role(job.position)
        terms, months = {**job.company.terms, **role}, dict[str, int]()
        if job.since is not None:
            terms["started"], months["since"] = TRUE, job.since
        return Values(terms, words, Months(months, partial(_of_job, job, career)), inferred)

    def _whole_slot(self, job: _Job, jobs: Sequence[_Job]) -> Values:
        """The same, of which all is read now."""
        role, words, inferred = self._role(job.position)
        months = _months_there(job, jobs)
        if job.since is None:
            return Values(SharedCodes((job.company.terms, role)), words, months, inferred)
        months["since"] = job.since
        return Values(SharedCodes((job.company.terms, role, _STARTED)), words, months, inferred)

    def with_industry(self, slot: Values, industry: tuple[str, ...]) -> Values:
        """The main job where only the person's own industry is known."""
        terms: CodesByPath = {**slot.terms, "industry": industry}
        if isinstance(slot.terms, SharedCodes):
            terms = SharedCodes((self._industry_as("industry", industry), *slot.terms.shared))
        return slot._replace(terms=terms, inferred=slot.inferred | {"industry"})

    def text(self, lead: Lead) -> tuple[str, ...]:
        """The words that the filter `keyword` looks through (behaviour §1), each text in all ways to write it."""
        words: list[str] = []
        short = self._texts
        for text in (_name(lead), lead.headline, lead.summary):
            if text:
                words += _ending_with_gaps(text)
        for position in lead.positions:
            words += short[position.title]
            words += short[position.company.name]
            if position.description:
                words += _ending_with_gaps(position.description)
        for skill in lead.skills:
            words += short[skill]
        for school in lead.schools:
            words += short[school.name]
        return tuple(words[:-1])

    def school(self, school: School) -> tuple[str, ...]:
        """The codes of a school."""
        codes = self.schools[school.name]
        return (term(school.id), *codes) if school.id else codes

    def _industry_as(self, path: str, codes: tuple[str, ...]) -> CodesByPath:
        """The industry of a person, or of a job, as one object for all who have it."""
        terms = self._industries.get((path, codes))
        if terms is None:
            terms = {path: codes}
            _remember(self._industries, (path, codes), terms, _OTHERS)
        return terms

    def _company(self, company: Company) -> _Employer:
        # All but its description and its picture: they say nothing here, and fifty thousand of them are 100 MB.
        written = _WRITTEN(company)
        employer = self._companies.get(written)
        if employer is None:
            place = self.place(company.location).terms
            keys = _codes(companies.keys(company))
            terms: dict[str, tuple[str, ...]] = {
                "company": keys,
                "headcount": _codes([headcounts.range_of(self.lexicon.headcounts, company)]),
                "company_type": self.codes("company_type", company.type),
                "hq": place["place"],
                "hq_derived": place["place_derived"],
                "industry": self.industry(company.industry),
                **({"website": TRUE} if company.website else {}),
            }
            employer = _Employer(terms, frozenset(keys))
            _remember(self._companies, written, employer, _OTHERS)
        return employer

    def _role(self, position: Position) -> _Role:
        written = (position.title, position.function, position.seniority)
        role = self._roles.get(written)
        if role is None:
            title = self.lexicon.titles.read(position.title)
            given = {
                "function": self._stated("function", position.function),
                "seniority": self._stated("seniority", position.seniority),
            }
            read = {"function": title.functions, "seniority": title.levels}
            terms = {
                "title_form": _codes(map("_".join, title.forms)),
                "title_also": tuple(sorted(title.also)),
                "concept": title.concepts,
                **{path: given[path] or read[path] for path in given},
            }
            inferred = frozenset(path for path in given if not given[path] and read[path])
            role = _Role(terms, {"title": (_parted(title.forms),)} if title.forms else {}, inferred)
            if len(position.title) <= LONGEST:
                _remember(self._roles, written, role, _TITLES)
        return role

    def place(self, location: Location) -> _Place:
        """What a place surely lies in, and what it lies in by a guess among homonyms, by distance or by table."""
        place = self._locations.get(location)
        if place is None:
            certain, derived = self._read_places(location)
            id_ = term(location.id or self.lexicon.places.read(location.written).id)
            place = _Place({"place": certain, "place_derived": derived}, id_)
            _remember(self._locations, location, place, _OTHERS)
        return place

    def _read_places(self, location: Location) -> tuple[tuple[str, ...], tuple[str, ...]]:
        places = self.lexicon.places
        if location.id:
            code = term(location.id)
            return places.above(code), places.derived(code)
        reading = places.read(location.written)
        if not reading.id and not reading.apart:
            return (), ()
        narrowest = places.unlisted(reading) or reading.id
        certain = places.above(narrowest) if narrowest else ()
        for other in reading.alternatives:
            certain = tuple(code for code in certain if code in places.above(other))
        # Of "Lisbon, Portugal", the district, also its city of that name is likely meant; of "Berlin | London" both.
        also = (code for code in reading.alternatives if reading.apart or reading.id in places.above(code))
        meant = filter(None, (narrowest, *also))
        likely = [code for place in meant for code in (*places.above(place), *places.derived(place))]
        return certain, tuple(code for code in dict.fromkeys(likely) if code not in certain)

    def codes(self, taxonomy: str, written: str) -> tuple[str, ...]:
        """Codes of what a source wrote; an unknown id of an open taxonomy stays as it is."""
        if not written:
            return ()
        return _codes(self.lexicon.kinds[taxonomy].read(written))

    def _stated(self, taxonomy: str, written: str) -> tuple[str, ...]:
        """Codes of one word for it or of several with commas; those that nobody knows say nothing."""
        codes = self.codes(taxonomy, written)
        if codes or "," not in written:
            return codes
        return tuple(dict.fromkeys(code for part in written.split(",") for code in self.codes(taxonomy, part.strip())))

    def industry(self, written: str) -> tuple[str, ...]:
        """What an industry lies in, and itself."""
        industries = self.lexicon.taxonomies["industry"]
        return tuple(dict.fromkeys(top for code in self.codes("industry", written) for top in industries.above(code)))

    def own(self, lead: Lead, person: Values, current: tuple[Values, ...]) -> dict[str, str]:
        """The one value of somebody by path."""
        own: dict[str, str] = {}
        for terms, paths in ((current[0].terms if current else {}, OWN_OF_MAIN_JOB), (person.terms, _OWN_OF_PERSON)):
            for path in paths:
                if codes := terms.get(path):
                    own[path] = codes[0]
        if "company" in own:
            own["company"] = _counted_under(current[0].terms["company"])
        if place := self.place(lead.location).id:
            own["place"] = place
        if lead.schools and (school := lead.schools[0].name or lead.schools[0].id):
            own["school"] = school[:_LONGEST_NAME]  # as written: it is shown, and asked for, so
        return own


class _Career:
    """The jobs of a lead, each read by itself when one is first asked for. Facts hold it, it holds none: no cycles."""

    def __init__(self, reader: Reader, lead: Lead) -> None:
        """Read nothing yet."""
        self._reader, self._lead = reader, lead

    @lazily
    def held(self) -> list[_Job]:
        return [self._reader.job(position) for position in self._lead.current]

    @lazily
    def ended(self) -> list[_Job]:
        return [self._reader.job(position) for position in self._lead.past]

    @property
    def jobs(self) -> list[_Job]:
        return [*self.held, *self.ended]

    @lazily
    def own_industry(self) -> tuple[str, ...]:
        return self._reader.industry(self._lead.industry)

    @property
    def industry(self) -> tuple[str, ...]:
        """The own one, or that of the main job."""
        return self.own_industry or (self.held[0].company.terms["industry"] if self.held else ())


class _LeadFacts(Facts):
    """Facts of which each part is read when it is first asked for: most answers look at the current jobs alone."""

    def __init__(self, reader: Reader, lead: Lead) -> None:
        """Read nothing yet."""
        self.__dict__.update(_reader=reader, _lead=lead, _career=_Career(reader, lead))

    _reader: Reader
    _lead: Lead
    _career: _Career

    @lazily
    def current(self) -> tuple[Values, ...]:
        """About the jobs that are held."""
        career = self._career
        if not career.held:
            return tuple(self._reader.from_headline(self._lead.headline)) if self._lead.headline else ()
        first, *others = [self._reader.slot(job, career) for job in career.held[: SLOTS[Scope.CURRENT]]]
        if career.own_industry and not first.terms["industry"]:
            first = self._reader.with_industry(first, career.own_industry)
        return (first, *others)

    @lazily
    def past(self) -> tuple[Values, ...]:
        """About those that ended."""
        career = self._career
        return tuple([self._reader.slot(job, career) for job in career.ended[: SLOTS[Scope.PAST]]])

    @lazily
    def person(self) -> Values:
        """About the person."""
        return self._reader.person(self._lead, self._career)

    @lazily
    def own(self) -> Mapping[str, str]:
        """The one value of each path that facets count."""
        return self._reader.own(self._lead, self.person, self.current)


def _of_career(lead: Lead) -> dict[str, int]:
    """When somebody's first job began."""
    starts = (start for job in lead.positions for start in (job.started, job.company_started) if start)
    career = [at for at in map(month, starts) if at is not None]
    return {"career_since": min(career)} if career else {}


def _of_job(job: _Job, career: _Career | None) -> dict[str, int]:
    """When the run at the company of one of somebody's jobs began, and the first job there."""
    return _months_there(job, career.jobs if career else [])


def _months_there(job: _Job, jobs: Iterable[_Job]) -> dict[str, int]:
    """The same, of somebody's `jobs`."""
    if job.since is None and job.joined is None:
        return {}
    keys = job.company.keys
    there = [other for other in jobs if not keys.isdisjoint(other.company.keys)]
    since = _company_since(job, there)
    alone = job.since is not None and len(there) == 1
    first = keys and (alone or not any(_earlier(other, job) for other in there))
    return {"company_since": since, "joined": since} if first else {"company_since": since}


def known_by(lead: Lead) -> tuple[str, ...]:
    """What a person can be asked for by: ids, the name in the profile address, e-mails."""
    ids = (lead.id, lead.sales_id, lead.member_id, profiles.slug(lead.profile_url))
    return _codes((*ids, *(email.lower() for email in lead.emails)))


@lru_cache(_OTHERS)
def _counted_under(keys: tuple[str, ...]) -> str:
    """The one key that a company is counted under: its number, else its name."""
    return min(keys, key=lambda key: _KINDS.index(key.partition(":")[0]), default="")


def _earlier(other: _Job, job: _Job) -> bool:
    """Whether `other`, at the same company, is earlier: it began before, or ended and nobody knows its start."""
    start = job.joined if job.since is None else job.since
    return not other.held if other.since is None else other.since < (start or 0)


def _company_since(job: _Job, there: Sequence[_Job]) -> int:
    """The first month at a company, where somebody had the jobs `there`.

    It is told by the source, or that of the unbroken run (architecture, decision 8). Asked of a job of which one of
    both is known.
    """
    since = job.since
    if since is not None and len(there) > 1:
        spells = [(other.since, other.until) for other in there if other.since is not None and other.since < since]
        for start, end in sorted(spells, reverse=True, key=lambda spell: spell[0]):
            # a spell counts when it reaches the run: it is still held, or ended no more than a month before it
            if end is None or end >= since - 1:
                since = start
    return min(at for at in (since, job.joined) if at is not None)


def _ending_with_gaps(text: str) -> list[str]:
    """All ways to write a text, a gap behind each."""
    words: list[str] = []
    for spelled in filter(None, renderings(text)):
        words += spelled
        words.append(GAP)
    return words


def _parted(texts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Texts as one, with a gap between them: its words may be found in any, a phrase in one."""
    words: list[str] = []
    for text in filter(None, texts):
        words += text
        words.append(GAP)
    return tuple(words[:-1])


def _flag(value: object) -> tuple[str, ...]:
    return TRUE if value else ()


_STARTED: CodesByPath = {"started": TRUE}


@cache
def _flags_of_person(photo: bool, email: bool, phone: bool, whole_name: bool) -> CodesByPath:  # noqa: FBT001 - flags
    """One object for all people of whom the same is true."""
    flags = {"photo": photo, "email": email, "phone": phone, "whole_name": whole_name}
    return {path: _flag(value) for path, value in flags.items()}


def _day(written: str) -> tuple[str, ...]:
    return _codes((day(written),)) if written else ()


def _once(codes: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """All codes of several things, each once."""
    return tuple(dict.fromkeys(chain.from_iterable(codes)))


def _name(lead: Lead) -> str:
    return lead.full_name or f"{lead.first_name} {lead.last_name}"


def _whole(name: str) -> bool:
    """Whether a last name is more than its first letter."""
    return (len(name) > 1 and name.isascii() and name.isalnum()) or len(fold(name)) > 1


def _codes(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([term(value) for value in values if value]))


def _remember(memory: dict[_Key, _Known], key: _Key, value: _Known, most: int) -> None:
    if len(memory) >= most:
        memory.clear()
    memory[key] = value


_TEXTS: Mapping[str, Callable[[Reader, Lead], tuple[tuple[str, ...], ...]]] = {
    "text": lambda reader, lead: (reader.text(lead),)
}
_OWN_CODES: Mapping[str, Callable[[Reader, Lead, _Career], tuple[str, ...]]] = {
    "id": lambda _, lead, __: known_by(lead),
    "contact": lambda reader, lead, _: reader.contact(lead),
    "school": lambda reader, lead, _: _once(map(reader.school, lead.schools)),
    "group": lambda _, lead, __: _codes(lead.groups),
    "skill": lambda reader, lead, _: _once(map(reader.skills.__getitem__, lead.skills)),
    "first_name": lambda reader, lead, _: reader.names[lead.first_name],
    "last_name": lambda reader, lead, _: reader.names[lead.last_name],
    "name": lambda _, lead, __: _codes(map(key, spellings(_name(lead)))),
    "profile_language": lambda reader, lead, _: reader.codes("language", lead.profile_language),
    "posted_on": lambda _, lead, __: _day(lead.posted_on),
    "news_on": lambda _, lead, __: _day(lead.news_on),
}
"""How each path is read of a person, whose codes are mostly theirs alone."""
_OF_PERSON: Mapping[str, Callable[[Reader, Lead, _Career], tuple[str, ...]]] = {
    **_OWN_CODES,
    "place": lambda reader, lead, _: reader.place(lead.location).terms["place"],
    "place_derived": lambda reader, lead, _: reader.place(lead.location).terms["place_derived"],
    "lead_industry": lambda _, __, career: career.industry,
    "photo": lambda _, lead, __: _flag(lead.photo),
    "email": lambda _, lead, __: _flag(lead.emails),
    "phone": lambda _, lead, __: _flag(lead.phones),
    "whole_name": lambda _, lead, __: _flag(_whole(lead.last_name)),
}
"""The same, and what many people share."""
