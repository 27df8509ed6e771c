"""One row of a file, flat or nested -> a Lead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import zip_longest
from typing import Any, NamedTuple

import orjson

from leadscout.intake import dates, exported, numbers, words
from leadscout.intake.columns import LISTS, fields, normal
from leadscout.intake.unread import why_unread
from leadscout.intake.values import Pairs, Row, Unread, Values, entries, leaves, of_entry, paths, text_of
from leadscout.lexicon.files import rows
from leadscout.lexicon.identities import companies, domains, profiles, schools
from leadscout.lexicon.identities.mailboxes import Mailbox, mailbox
from leadscout.model.lead import Company, Language, Lead, Location, Position, School

_LISTS = {normal(name): kind for kind, names in LISTS.items() for name in names}
_VENDORS = tuple(row["vendor"] for row in rows("vendor_ids", "leadscout.intake"))
"""The vendors whose ids we know."""

_COMPANY = (
    *("company_name", "company_slug", "company_website", "company_industry", "company_type"),
    *("company_location", "company_address", "company_city", "company_state", "company_country"),
    *("company_description", "company_image"),
)
_JOB = ("title", "company_id", "company_url", "company_size", *_COMPANY)
_TENURES = (("in_role", "role_years", "role_months"), ("in_company", "company_years", "company_months"))
"""How long ago the job, and the time at its employer, began: in words, or in years and the months beside them."""
_KEPT = frozenset(("seen_on", "dates", "past_dates", *(field for names in _TENURES for field in names)))
"""What dates are worked out from stays under custom as well."""


_SHOWN = 100  # characters of a value that cannot be read
_NAMED = 1000
"""Unknown columns that are remembered by name; a file whose keys are ids has one for every row."""


class RowError(Exception):
    """A row that is about nobody or cannot be read; its text is the reason."""


class Reading(NamedTuple):
    """A row as it was read: who it is about, and what in it is not what its columns hold, a sentence each."""

    lead: Lead
    doubts: tuple[str, ...] = ()


class Rows:
    """Reads the rows of one file.

    `mapping` are the user's own (column, field) pairs, which go before ours. `format_` is what the file was recognised
    as. `as_of` is the day on which the rows were true: what lasts "2 years" began so long before it, or before the day
    that the row itself names.
    """

    def __init__(self, mapping: Mapping[str, str], format_: str = "", as_of: date | None = None) -> None:
        """Take the user's mapping by column name."""
        self._fields = {**fields("person", format_), **{normal(column): field for column, field in mapping.items()}}
        self._format = format_
        self._as_of = as_of.isoformat() if as_of else ""
        self.unknown: set[str] = set()
        self.mapped = tuple(mapping)
        self.columns: dict[str, None] = {}
        """The columns of the rows read until each mapped one was met."""
        self._missing = set(map(normal, mapping))

    def lead(self, row: Row) -> Lead:
        """Who a row is about. Raises RowError when it names nobody or holds what cannot be read."""
        return self.read(row).lead

    def read(self, row: Row) -> Reading:
        """Read one row. Raises RowError when it names nobody or holds what cannot be read."""
        try:
            return self._read(row)
        except (ValueError, RecursionError, orjson.JSONEncodeError) as error:
            # One odd cell must not hold up all other rows.
            raise RowError(f"cannot be read: {error}") from error

    def _read(self, row: Row) -> Reading:
        if self._missing:
            self.columns.update(dict.fromkeys(paths(row)))
            self._missing.difference_update(map(normal, self.columns))
        own, row = exported.split(row, self.mapped)
        custom: dict[str, str] = {}
        lists: dict[str, dict[str, tuple[str, list[Row]]]] = {}
        flat: list[tuple[str, Any]] = []
        for column, value in row.items():
            kind = _LISTS.get(normal(column))
            if kind and (listed := entries(value)):
                lists.setdefault(kind, {})[normal(column)] = column, listed
            else:
                flat.extend(leaves(column, value, self._fields))
        values = self._flat(flat, custom)
        unread = [*values.unread]
        jobs, studies, languages = (self._listed(kind, lists.get(kind, {}), unread) for kind in LISTS)
        custom.update((path, text) for path, text, _ in unread)
        positions = tuple(map(_position, jobs)) or _flat(values, values.date("seen_on") or self._as_of)
        lead = _person(values, positions, (studies, languages), custom)
        if own:
            lead = exported.complete(lead, own)
        if not any((lead.full_name, lead.profile_url, lead.sales_id, lead.member_id, lead.emails, lead.vendor_ids)):
            raise RowError("nobody: no name, no profile address, no e-mail and no id")
        return Reading(lead, tuple(map(_doubt, unread)))

    def _flat(self, flat: Iterable[tuple[str, Any]], custom: dict[str, str]) -> Values:
        """What the plain columns say; what no field is for goes to `custom`."""
        pairs: Pairs = []
        unread: list[Unread] = []
        surnames: list[tuple[str, str]] = []
        for path, value in flat:
            field = self._fields.get(normal(path), "")
            if type(value) is str and words.is_nothing(text := value.strip(), field):
                if words.may_be_name(text, field):
                    surnames.append((field, text))
                continue
            if not field:
                if len(self.unknown) < _NAMED:
                    self.unknown.add(path)
                custom[path] = text_of(value)
                continue
            readable, why = why_unread(field, value)
            if readable is not None:
                pairs.append((field, readable))
            if why:
                unread.append(Unread(path, text_of(value), why))
            elif field in _KEPT:
                custom[path] = text_of(value)
        pairs.extend([("profile_url", f"linkedin.com/in/{slug}") for field, slug in pairs if field == "profile_slug"])
        return Values(_with_names(pairs, surnames), unread)

    def _listed(self, kind: str, lists: Mapping[str, tuple[str, list[Row]]], unread: list[Unread]) -> list[Values]:
        """What the entries of the first list of a kind say; adds to `unread` what cannot be read, by its place."""
        column, listed = next((lists[name] for name in LISTS[kind] if name in lists), ("", []))
        if kind == "positions":
            listed = [job for entry in listed for job in _spells(entry, self._format)]
        read = [of_entry(entry, _GROUPS[kind], self._format) for entry in listed]
        for number, values in enumerate(read, start=1):
            unread.extend(left._replace(path=f"{column}.{number}.{left.path}") for left in values.unread)
        return read


def _doubt(unread: Unread) -> str:
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
    row: Values, positions: tuple[Position, ...], listed: tuple[list[Values], list[Values]], custom: Mapping[str, str]
) -> Lead:
    first, last, full = row.ones(("first_name", "last_name", "full_name"))
    full = words.whole_name(full)
    full = full or f"{first} {last}".strip()
    if full and not first and not last:
        first, _, last = full.partition(" ")
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
        vendor_ids={vendor: id_ for vendor in _VENDORS if (id_ := row.one(f"{vendor}_id"))},
        emails=tuple(email for email in row.several("email") if "@" in email and mailbox(email) is not Mailbox.NONE),
        phones=tuple(_phones(row)),
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


def _flat(row: Values, day: str) -> tuple[Position, ...]:
    """The one job and the earlier ones that flat columns tell."""
    positions = []
    if any(row.ones(_JOB)):
        job = _position(row)
        in_role, in_company = (dates.before(day, _months(*row.ones(names))) for names in _TENURES)
        positions.append(replace(job, started=job.started or in_role, company_started=in_company))
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


def _position(values: Values) -> Position:
    started, ended = dates.span(values.one("dates"))
    return Position(
        title=values.one("title"),
        # The same columns make the same company, and a file has far fewer companies than rows.
        company=_company(
            values.digits("company_id"),
            values.texts("company_url"),
            values.texts("company_size"),
            values.ones(_COMPANY),
        ),
        location=Location(text=values.one("job_location")),
        description=values.one("job_description"),
        started=values.date("started") or dates.read(started),
        ended=_end(values.switch("current"), (*values.texts("ended"), ended)),
        primary=values.switch("primary") or False,
        function=values.together("function"),
        seniority=values.together("seniority"),
    )


def _end(current: bool | None, written: Sequence[str]) -> str | None:  # noqa: FBT001 - yes, no, or not said
    """When a job ended: None while it is held, "" for one that is said to be over.

    An end that is no date ends nothing, unless it names a year: the job is held as far as we know.
    """
    if current:
        return None
    ended = next(filter(None, map(dates.read, written)), "") or next(filter(None, map(dates.year, written)), "")
    if current is None and (not ended or any(map(dates.is_present, written))):
        return None
    return ended


@lru_cache(maxsize=50_000)
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


def _schools(row: Values, listed: Sequence[Values]) -> Iterator[School]:
    for entry in listed:
        name, id_ = entry.one("name"), entry.digits("id") or schools.linked(entry.one("link"))
        if name or id_:
            degree, field = ", ".join(entry.several("degree")), ", ".join(entry.several("field"))
            started, ended = entry.date("started"), entry.date("ended")
            yield School(name=name, id=id_, degree=degree, field=field, started=started, ended=ended)
    if not listed:
        yield from (School(name=name) for name in row.several("school"))


def _languages(row: Values, listed: Sequence[Values]) -> Iterator[Language]:
    for entry in listed:
        name, proficiency = entry.ones(("name", "proficiency"))
        if name:
            yield Language(name=name, proficiency=proficiency)
    if not listed:
        yield from (Language(name=name) for name in row.several("languages"))


def _location(row: Values) -> Location:
    text, city, state, country, id_ = row.ones(("location", "city", "state", "country", "location_id"))
    place = numbers.whole(id_.rpartition(":")[2])
    return Location(text=text, id=place, city=city, state=state, country=country)


def _phones(row: Values) -> Iterator[str]:
    """Telephone numbers without a spreadsheet's mark of a text; one that it has rounded is none."""
    return (phone.lstrip("'") for phone in row.several("phone") if not numbers.is_rounded(phone))
