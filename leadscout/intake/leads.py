"""One row of a file, flat or nested -> a Lead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from itertools import zip_longest
from typing import Any, NamedTuple

import orjson
from msgspec.structs import replace

from leadscout.intake import careers, dates, exported, numbers, words
from leadscout.intake.columns import BY_TIME, LISTS, among, fields, meaning, normal, numbered
from leadscout.intake.orders import ordered
from leadscout.intake.spelled import plain
from leadscout.intake.unread import KINDS, may_be_unread, why_unread
from leadscout.intake.values import Pairs, Row, RowValues, UnreadValue, entries, leaves, of_entry, paths, text_of
from leadscout.lexicon.files import rows
from leadscout.lexicon.identities import companies, domains, phones, profiles, schools
from leadscout.lexicon.identities.display import shown
from leadscout.lexicon.identities.mailboxes import Mailbox, mailbox
from leadscout.lexicon.memory import TextMemory, letters_of
from leadscout.model.lead import Company, Language, Lead, Location, Position, School

_LISTS = {normal(name): kind for kind, names in LISTS.items() for name in names}
_VENDORS = tuple((row["vendor"], f"{row['vendor']}_id") for row in rows("vendor_ids", "leadscout.intake"))
"""The vendors whose ids we know, and the field of each."""

_COMPANY = (
    *("company_name", "company_slug", "company_website", "company_industry", "company_type"),
    *("company_location", "company_address", "company_city", "company_state", "company_country"),
    *("company_description", "company_image"),
)
_JOB = ("title", "company_id", "company_url", "company_size", *_COMPANY)
_OF_JOB = ("title", "dates", "job_location", "job_description")
_TENURES = (("in_role", "role_years", "role_months"), ("in_company", "company_years", "company_months"))
"""How long ago the job, and the time at its employer, began: in words, or in years and the months beside them."""
_KEPT = frozenset(("seen_on", "dates", "past_dates", *(field for names in _TENURES for field in names)))
"""What dates are worked out from stays under custom as well."""


_NAMES = frozenset(("first_name", "last_name", "full_name"))
_SITES = frozenset(("company_website", "personal_website"))

_COMPANIES_KEPT, _LONGEST_COMPANY = 10_000, 2000
"""Companies that are remembered, and characters of what is said of one that is, so that all are 20 MB."""

_SHOWN = 100  # characters of a value that cannot be read
_NAMED = 1000
"""Unknown columns that are remembered by name; a file whose keys are ids has one for every row."""


class RowError(Exception):
    """A row that is about nobody or cannot be read; its text is the reason."""


class RowReading(NamedTuple):
    """A row as it was read: who it is about, and what in it is not what its columns hold, a sentence each."""

    lead: Lead
    doubts: tuple[str, ...] = ()


class _ColumnPlan(NamedTuple):
    """What is to be done with the cells of a column: what they mean, and the checks that such cells need.

    `of_career`: the column may be one of several jobs or schools, by the number in its name.
    """

    field: str
    of_career: bool
    checked: bool
    kept: bool
    a_name: bool
    a_site: bool
    may_be_site: bool = False
    cells: "TextMemory[str, _Cell] | None" = None
    """What short texts of the column say, where they come again and again."""


class _Cell(NamedTuple):
    """What a cell of a plain column says.

    Pairs of field and value, what cannot be read, what goes to custom, and surnames that may be placeholders; `more`:
    whether there is anything but pairs.
    """

    pairs: tuple[tuple[str, Any], ...] = ()
    unread: tuple[UnreadValue, ...] = ()
    custom: str | None = None
    surnames: tuple[tuple[str, str], ...] = ()
    more: bool = False


_NO_CELL = _Cell()
_CELLS = 1000
"""Texts of a column of which is remembered what they say."""
_UNIQUE = frozenset(
    (
        *("last_name", "full_name", "email", "phone", "profile_url", "profile_slug", "sales_id", "leadscout_id"),
        *("member_id", "linkedin_number", "headline", "summary", "photo"),
        *(field for _, field in _VENDORS),
    )
)
"""Fields of which each person has a value of their own."""


_OF_PROFILE = _ColumnPlan("profile_url", of_career=False, checked=True, kept=False, a_name=False, a_site=False)
_OF_SITE = _OF_PROFILE._replace(field="company_website", checked=False)
"""Some programs write the company's own site in a column that is the address on LinkedIn in others."""
_NOBODY = Lead()
_COLUMNS, _PLANS = 300, 5000
"""Columns whose cells are remembered, and whose plan is: in a file whose keys are ids every row has others."""


class Rows:
    """Reads the rows of one file.

    `mapping` are the user's own (column, field) pairs, which go before ours. `format_` is what the file was recognised
    as. `as_of` is the day on which the rows were true: what lasts "2 years" began so long before it, or before the day
    that the row itself names.
    """

    def __init__(
        self,
        mapping: Mapping[str, str],
        format_: str = "",
        as_of: date | None = None,
        columns: Iterable[str] = (),
        orders: Mapping[str, str] | None = None,
    ) -> None:
        """Take the user's mapping by column name, the columns of a table, and the order of days and months in them."""
        meanings = fields("person", format_)
        own = {normal(column): field for column, field in mapping.items()}
        self._fields = {**meanings, **among(meanings, columns), **own}
        self._orders = orders or {}
        self._format = format_
        self._as_of = as_of.isoformat() if as_of else ""
        self.unknown: set[str] = set()
        self.mapped = tuple(mapping)
        self.columns: dict[str, None] = {}
        """The columns of the rows read until each mapped one was met."""
        self._missing = set(map(normal, mapping))
        self._plans: dict[str, _ColumnPlan] = {}

    def lead(self, row: Row) -> Lead:
        """Who a row is about. Raises RowError when it names nobody or holds what cannot be read."""
        return self.read(row).lead

    def read(self, row: Row) -> RowReading:
        """Read one row. Raises RowError when it names nobody or holds what cannot be read."""
        try:
            return self._read(row)
        except (ValueError, RecursionError, orjson.JSONEncodeError) as error:
            # One odd cell must not hold up all other rows.
            raise RowError(f"cannot be read: {error}") from error

    def _read(self, row: Row) -> RowReading:
        if self._missing:
            self.columns.update(dict.fromkeys(paths(row)))
            self._missing.difference_update(map(normal, self.columns))
        if self._orders:
            row = ordered(row, self._orders)
        parts = exported.split(row, self.mapped)
        own, row = parts.own, parts.others
        original = exported.original(own) if own else _NOBODY
        custom: dict[str, str] = {}
        flat, lists = self._apart(row, exact=bool(own))
        careers_: careers.Careers = {}
        values = self._flat(flat, custom, careers_)
        unread = [*values.unread]
        if own:  # what the columns of a job repeat stands in `experience` and is read there: a title of "Dr."
            cells = (pair for job in original.positions for pair in exported.job_columns(job).items())
            repeated = {(column, text_of(text)) for column, text in cells}
            unread = [left for left in unread if (left.path, text_of(left.text)) not in repeated]
        for kind in careers_:
            lists.setdefault(kind, {})[normal(LISTS[kind][0])] = "", careers.entries(careers_, kind)
        jobs, studies, languages = (self._listed(kind, lists.get(kind, {}), unread) for kind in LISTS)
        custom.update((path, text) for path, text, _ in unread)
        day = values.date("seen_on") or self._as_of
        positions = tuple(_position(job, day) for job in jobs)
        if not positions or "positions" in careers_:
            positions = careers.with_current(positions, _flat(values, day))
        lead = _person(values, positions, (studies, languages), custom)
        if own:
            lead = exported.complete(lead, original, parts)
        if not any((lead.full_name, lead.profile_url, lead.sales_id, lead.member_id, lead.emails, lead.vendor_ids)):
            raise RowError("nobody: no name, no profile address, no e-mail and no id")
        return RowReading(lead, tuple(map(_doubt, unread)))

    def _apart(
        self, row: Row, *, exact: bool
    ) -> tuple[list[tuple[str, Any]], dict[str, dict[str, tuple[str, list[Row]]]]]:
        """The values of a row with their paths, and its lists by kind and compared name; `exact`: as they stand."""
        lists: dict[str, dict[str, tuple[str, list[Row]]]] = {}
        flat: list[tuple[str, Any]] = []
        for column, value in row.items():
            if type(value) is str and value[:1] != "[":  # nearly always
                if value and not value.isspace():
                    flat.append((column, value if exact else plain(value)))
                continue
            kind = _LISTS.get(normal(column))
            if kind and (listed := entries(value)):
                lists.setdefault(kind, {})[normal(column)] = column, listed
            elif exact and type(value) is str:
                flat.append((column, value))
            else:
                flat.extend(leaves(column, value, self._fields))
        return flat, lists

    def _plan(self, path: str, value: object) -> _ColumnPlan:
        """The plan of a cell: a site may be the address of a profile, and what is no address on LinkedIn a site."""
        plan = self._plans.get(path) or self._planned(path)
        if plan.a_site and "linkedin.com/" in text_of(value) and profiles.slug(text_of(value)):
            return _OF_PROFILE
        if plan.may_be_site and "linkedin" not in text_of(value) and domains.domain_of(text_of(value)):
            return _OF_SITE
        return plan

    def _planned(self, path: str) -> _ColumnPlan:
        """The plan of a column: made once, for the cells of two hundred thousand rows."""
        name = normal(path)
        field = self._fields.get(name) or meaning(self._fields, path)
        of_career = name not in self._fields and numbered(path) is not None
        plan = _ColumnPlan(field, of_career, field in KINDS, field in _KEPT, field in _NAMES, field in _SITES)
        plan = plan._replace(may_be_site=field == "company_url" and "linkedin" not in name)
        if field not in _UNIQUE and len(self._plans) < _COLUMNS:
            plan = plan._replace(cells=TextMemory(partial(self._cell, path), _CELLS))
        if len(self._plans) >= _PLANS:
            self._plans.clear()
        self._plans[path] = plan
        return plan

    def _flat(self, flat: Iterable[tuple[str, Any]], custom: dict[str, str], careers_: careers.Careers) -> RowValues:
        """What the plain columns say; what no field is for goes to `custom`, what is of one of several jobs aside."""
        pairs: Pairs = []
        unread: list[UnreadValue] = []
        surnames: list[tuple[str, str]] = []
        plans = self._plans
        for path, value in flat:
            plan = plans.get(path) or self._planned(path)
            if plan.of_career and careers.add(careers_, path, value):
                continue
            cell = plan.cells[value] if plan.cells is not None and type(value) is str else self._cell(path, value)
            pairs += cell.pairs
            if cell.more:
                unread += cell.unread
                surnames += cell.surnames
                if cell.custom is not None:
                    custom[path] = cell.custom
        pairs.extend([("profile_url", f"linkedin.com/in/{slug}") for field, slug in pairs if field == "profile_slug"])
        return RowValues(_with_names(pairs, surnames), unread)

    def _cell(self, path: str, value: Any) -> _Cell:  # noqa: ANN401
        """What a cell says."""
        plan = self._plan(path, value)
        field = plan.field
        if type(value) is str and words.is_nothing(text := value.strip(), field):
            return _Cell(surnames=((field, text),), more=True) if words.may_be_name(text, field) else _NO_CELL
        if not field:
            if len(self.unknown) < _NAMED:
                self.unknown.add(path)
            return _Cell(custom=text_of(value), more=True)
        readable, why = why_unread(field, value) if plan.checked or may_be_unread(value) else (value, "")
        pairs = () if readable is None else ((field, readable),)
        if why:
            return _Cell(pairs, (UnreadValue(path, text_of(value), why),), more=True)
        if plan.kept:
            return _Cell(pairs, custom=text_of(value), more=True)
        if plan.a_name and type(value) is str and (name := shown(value.strip())) != value.strip():
            return _Cell(((field, name),), custom=value.strip(), more=True)
        return _Cell(pairs)

    def _listed(
        self, kind: str, lists: Mapping[str, tuple[str, list[Row]]], unread: list[UnreadValue]
    ) -> list[RowValues]:
        """What the entries of the first list of a kind say; adds to `unread` what cannot be read, by its place."""
        column, listed = next((lists[name] for name in LISTS[kind] if name in lists), ("", []))
        if (before := BY_TIME.get(normal(column), "")) in lists:
            listed = [*listed, *({"current": False, **entry} for entry in lists[before][1])]
        if kind == "positions":
            listed = [job for entry in listed for job in _spells(entry, self._format)]
        read = [of_entry(entry, _GROUPS[kind], self._format) for entry in listed]
        for number, values in enumerate(read, start=1):
            unread.extend(left._replace(path=f"{column}.{number}.{left.path}") for left in values.unread)
        return read


def _doubt(unread: UnreadValue) -> str:
    text = unread.text if len(unread.text) <= _SHOWN else f"{unread.text[:_SHOWN]}…"
    return f"{unread.path}: {text!r} is {unread.why}; kept under custom"


def _with_names(pairs: Pairs, surnames: Sequence[tuple[str, str]]) -> Pairs:
    """The pairs, with surnames that might be placeholders where they are written like the names beside them."""
    if surnames:
        beside = [str(value) for field, value in pairs if field in ("first_name", "last_name")]
        pairs.extend((field, name) for field, name in surnames if words.is_written_as(name, beside))
    return pairs


_GROUPS = {"positions": "position", "schools": "school", "languages": "language"}


def _spells(entry: Row, format_: str) -> list[Row]:
    """The jobs that an entry lists under one company, each with what the entry says of all; else the entry.

    Where the jobs have titles of their own and the company no name, the title of the entry is the company's name.
    """
    for name, value in entry.items():
        if _LISTS.get(normal(name)) == "positions" and (inner := entries(value)):
            meanings = fields("position", format_)
            by_field = {meanings.get(normal(column)): column for column, held in entry.items() if held}
            shared = {**entry, name: None}
            if "company_name" not in by_field and "title" in by_field:
                shared["company_name"] = shared.pop(by_field["title"])
            return [{**shared, **job} for job in inner]
    return [entry]


def _person(
    row: RowValues,
    positions: tuple[Position, ...],
    listed: tuple[list[RowValues], list[RowValues]],
    custom: Mapping[str, str],
) -> Lead:
    first, full = row.ones(("first_name", "full_name"))
    last = " ".join(filter(None, row.ones(("surname_prefix", "last_name", "second_surname"))))
    full = words.whole_name(full)
    full = full or f"{first} {last}".strip()
    if full and not first and not last:
        first, last = words.parted(full)
    links, sales = (list(map(text_of, row.values(field))) for field in ("profile_url", "sales_id"))
    return Lead(
        id=row.one("leadscout_id"),
        first_name=first,
        middle_name=row.one("middle_name"),
        last_name=last,
        full_name=full,
        headline=row.one("headline"),
        summary=row.one("summary"),
        location=_location(row),
        industry=row.one("industry"),
        positions=positions,
        schools=tuple(_schools(row, listed[0])),
        languages=tuple(_languages(row, listed[1])),
        skills=row.several("skills"),
        certifications=row.several("certifications"),
        groups=row.several("groups"),
        profile_language=row.one("profile_language"),
        profile_url=next(filter(None, map(profiles.address, links)), ""),
        sales_id=next(filter(None, map(profiles.sales_id, (*sales, *links))), ""),
        member_id=row.digits("linkedin_number"),
        vendor_ids={vendor: id_ for vendor, field in _VENDORS if (id_ := row.one(field))},
        emails=_each_once(email for email in row.several("email") if mailbox(email) is not Mailbox.NONE),
        phones=_phones(row),
        photo=row.one("photo"),
        website=row.one("personal_website"),
        twitter=row.one("twitter"),
        gender=row.one("gender"),
        connections=row.number("connections"),
        premium=row.switch("premium"),
        open_profile=row.switch("open_profile"),
        open_to_work=row.switch("open_to_work"),
        retired=row.switch("retired"),
        posted_on=row.date("posted_on"),
        news_on=row.date("news_on"),
        custom=custom,
    )


def _flat(row: RowValues, day: str) -> tuple[Position, ...]:
    """The one job and the earlier ones that flat columns tell."""
    positions = []
    if any(row.ones(_JOB)):
        job = _position(row, day)
        in_role, in_company = (dates.before(day, _months(*row.ones(names))) for names in _TENURES)
        if in_company or (in_role and not job.started):
            job = replace(job, started=job.started or in_role, company_started=in_company)
        positions.append(job)
    past = (row.texts(field) for field in ("past_title", "past_company", "past_company_url", "past_dates"))
    for title, name, link, written in zip_longest(*past, fillvalue=""):
        started, ended = dates.span(written)
        linked = _linked([link])
        company = Company(name=name, id=linked.get("id", ""), slug=linked.get("slug", ""))
        if title or name:
            positions.append(
                Position(title=title, company=company, started=dates.read(started), ended=dates.read(ended))
            )
    return tuple(positions)


def _months(words: str, years: str, months: str) -> int | None:
    """How many months that is: "2 years 3 months", or 2 and 3."""
    if words:
        return dates.duration(words)
    counted = numbers.count(years), numbers.count(months)
    if counted == (None, None):
        return None
    return (counted[0] or 0) * 12 + (counted[1] or 0)


def _position(values: RowValues, day: str) -> Position:
    title, written, location, description = values.ones(_OF_JOB)
    started, ended = dates.span(written)
    return Position(
        title=title,
        company=_employer(values),
        location=_place[location],
        description=description,
        started=values.date("started") or dates.read(started),
        ended=_end(values.switch("current"), (*values.texts("ended"), ended), day),
        primary=values.switch("primary") or False,
        function=values.together("function"),
        seniority=values.together("seniority"),
    )


def _end(current: bool | None, written: Sequence[str], day: str) -> str | None:  # noqa: FBT001 - yes, no, or not said
    """When a job ended: None while it is held, "" for one that is said to be over.

    An end that is no date ends nothing, unless it names a year: the job is held as far as we know. So it is where the
    end is still to come on the day of the report: that of a contract, or the 9999-12-31 of a database.
    """
    if current or (current is None and not any(written)):
        return None
    ended = next(filter(None, map(dates.read, written)), "") or next(filter(None, map(dates.year, written)), "")
    to_come = bool(day) and ended > day[: len(ended)]
    if current is None:
        return None if not ended or to_come or any(map(dates.is_present, written)) else ended
    return "" if to_come else ended


_place: TextMemory[str, Location] = TextMemory(lambda text: Location(text=text), 5000)
"""The place of a job, as it is written."""


def _employer(values: RowValues) -> Company:
    """The company of a job. The same columns make the same one, and a file has far fewer companies than rows."""
    written = (
        values.digits("company_id"),
        values.texts("company_url"),
        values.texts("company_size"),
        values.ones(_COMPANY),
    )
    company = _COMPANIES.get(written)
    if company is None:
        company = _company(*written)
        if letters_of(written[0], written[1], written[2], written[3]) <= _LONGEST_COMPANY:
            if len(_COMPANIES) >= _COMPANIES_KEPT:
                _COMPANIES.clear()
            _COMPANIES[written] = company
    return company


_COMPANIES: dict[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]], Company] = {}


def _company(id_: str, links: tuple[str, ...], sizes: tuple[str, ...], cells: tuple[str, ...]) -> Company:
    name, slug, website, industry, kind, text, address, city, state, country, description, image = cells
    linked = _linked((*links, website))
    domain = domains.domain_of(website)
    return Company(
        name=name,
        id=id_ or linked.get("id", ""),
        slug=linked.get("slug", "") or slug.lower(),
        domain=domain,
        website=website if domain or not companies.link_key(website) else "",
        industry=industry,
        headcount=next((number for number in map(numbers.count, sizes) if number is not None), None),
        size=next((size for size in sizes if numbers.count(size) is None), ""),
        type=kind,
        location=Location(text=text or (address if not city else ""), city=city, state=state, country=country),
        description=description,
        image=image,
    )


def _linked(links: Iterable[str]) -> dict[str, str]:
    """Id and slug out of LinkedIn company addresses."""
    keys: dict[str, str] = {}
    for link in links:
        kind, _, value = companies.link_key(link).partition(":")
        if value:
            keys.setdefault(kind, value)
    return keys


def _schools(row: RowValues, listed: Sequence[RowValues]) -> Iterator[School]:
    for entry in listed:
        name, link = entry.one("name"), entry.one("link")
        id_ = entry.digits("id") or (schools.linked(link) if link else "")
        if name or id_:
            degree, field = entry.together("degree"), entry.together("field")
            started, ended = entry.date("started"), entry.date("ended")
            yield School(name=name, id=id_, degree=degree, field=field, started=started, ended=ended)
    if not listed:
        yield from (School(name=name) for name in row.several("school"))


def _languages(row: RowValues, listed: Sequence[RowValues]) -> Iterator[Language]:
    for entry in listed:
        name, proficiency = entry.ones(("name", "proficiency"))
        if name:
            yield Language(name=name, proficiency=proficiency)
    if not listed:
        yield from (Language(name=name) for name in row.several("languages"))


def _location(row: RowValues) -> Location:
    text, city, state, country, id_ = row.ones(("location", "city", "state", "country", "location_id"))
    place = numbers.whole(id_.rpartition(":")[2])
    return Location(text=text, id=place, city=city, state=state, country=country)


def _phones(row: RowValues) -> tuple[str, ...]:
    """Telephone numbers without a spreadsheet's mark of a text; one that it has rounded is none."""
    listed = (part for value in row.values("phone") for part in (value if isinstance(value, list) else [value]))
    texts = (row.text_in(part, "phone") for part in listed)
    numbers_ = (number.lstrip("'") for text in texts for number in phones.split(text))
    return phones.each_once(number for number in numbers_ if not numbers.is_rounded(number) and phones.is_whole(number))


def _each_once(addresses: Iterable[str]) -> tuple[str, ...]:
    """E-mail addresses, each in its first spelling."""
    kept: dict[str, str] = {}
    for address in addresses:
        kept.setdefault(address.casefold(), address)
    return tuple(kept.values())


def leads_of(rows: Iterable[Row], mapping: Mapping[str, str], as_of: date) -> list[Lead]:
    """The people whom rows of a vendor's answer are about, read as rows of a file; what has no field is left out."""
    reader, leads = Rows(mapping, as_of=as_of), []
    for row in rows:
        with suppress(RowError):  # it is about nobody
            leads.append(replace(reader.lead(row), custom={}))
    return leads
