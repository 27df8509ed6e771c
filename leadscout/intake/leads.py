"""One row of a file, flat or nested -> a Lead."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import orjson

from leadscout.intake import exported, numbers
from leadscout.intake.columns import LISTS, fields, normal
from leadscout.intake.told import Pairs, Row, Told, entries, flat, of_entry, paths, text_of
from leadscout.lexicon import companies, profiles
from leadscout.model.lead import Company, Language, Lead, Location, Position, School

_LISTS = {normal(name): field for field, names in LISTS.items() for name in (field, *names)}
_PRESENT = {"present", "now", "current", "heute", "today", "aujourd'hui", "actualidad", "presente", "heden", "atual"}
_VENDORS = {"apollo_id": "apollo", "hubspot_id": "hubspot", "generect_id": "generect"}
_COMPANY = (
    *("company_name", "company_url", "company_website", "company_industry", "company_size"),
    *("company_type", "company_location", "company_city", "company_state", "company_country"),
    *("company_description", "company_image"),
)
_JOB = ("title", "company_id", *_COMPANY)


class RowError(Exception):
    """A row that is about nobody or cannot be read; its text is the reason."""


class Rows:
    """Reads the rows of one file. `mapping` are the user's own (column, field) pairs, which go before ours."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        """Take the user's mapping by column name."""
        self._fields = {**fields("person"), **{normal(column): field for column, field in mapping.items()}}
        self.unknown: set[str] = set()
        self.mapped = tuple(mapping)
        self.columns: dict[str, None] = {}
        """The columns of the rows read until each mapped one was met."""
        self._missing = set(map(normal, mapping))

    def lead(self, row: Row) -> Lead:
        """Read one row. Raises RowError when it names nobody or holds what cannot be read."""
        try:
            return self._read(row)
        except (ValueError, RecursionError, orjson.JSONEncodeError) as error:
            # One odd cell must not hold up all other rows.
            raise RowError(f"cannot be read: {error}") from error

    def _read(self, row: Row) -> Lead:
        if self._missing:
            self.columns.update(dict.fromkeys(paths(row)))
            self._missing.difference_update(map(normal, self.columns))
        own, row = exported.split(row, self.mapped)
        pairs: Pairs = []
        lists: dict[str, list[Row]] = {}
        custom: dict[str, str] = {}
        for column, value in row.items():
            kind = _LISTS.get(normal(column))
            if kind and (listed := entries(value)):
                lists.setdefault(kind, listed)
                continue
            for path, found in flat(column, value):
                field = self._fields.get(normal(path))
                if field:
                    pairs.append((field, found))
                else:
                    self.unknown.add(path)
                    custom[path] = text_of(found)
        lead = _person(Told(pairs), lists, custom)
        if own:
            lead = exported.complete(lead, own)
        if not any((lead.full_name, lead.profile_url, lead.sales_id, lead.member_id, lead.emails, lead.vendor_ids)):
            raise RowError("nobody: no name, no profile address, no e-mail and no id")
        return lead


def _person(told: Told, lists: Mapping[str, list[Row]], custom: Mapping[str, str]) -> Lead:
    first, last, full = told.ones(("first_name", "last_name", "full_name"))
    full = full or f"{first} {last}".strip()
    if full and not first and not last:
        first, _, last = full.partition(" ")
    links, sales = (list(map(text_of, told.values(field))) for field in ("profile_url", "sales_id"))
    return Lead(
        id=told.one("leadscout_id"),
        first_name=first,
        middle_name=told.one("middle_name"),
        last_name=last,
        full_name=full,
        headline=told.one("headline"),
        summary=told.one("summary"),
        location=_location(told),
        industry=told.one("industry"),
        positions=_positions(told, lists.get("positions", ())),
        schools=tuple(_schools(told, lists.get("schools", ()))),
        languages=tuple(_languages(told, lists.get("languages", ()))),
        skills=told.several("skills"),
        certifications=told.several("certifications"),
        groups=told.several("groups"),
        profile_language=told.one("profile_language"),
        profile_url=next((_address(slug) for slug in map(profiles.slug, links) if slug), ""),
        sales_id=next(filter(None, map(profiles.sales_id, (*sales, *links))), ""),
        member_id=told.digits("member_id"),
        vendor_ids={vendor: told.one(field) for field, vendor in _VENDORS.items() if told.one(field)},
        emails=tuple(email for email in told.several("email") if "@" in email),
        phones=told.several("phone"),
        photo=told.one("photo"),
        website=told.one("personal_website"),
        twitter=told.one("twitter"),
        gender=told.one("gender"),
        connections=told.number("connections"),
        premium=told.switch("premium"),
        open_profile=told.switch("open_profile"),
        open_to_work=told.switch("open_to_work"),
        retired=told.switch("retired"),
        posted_on=told.date("posted_on"),
        news_on=told.date("news_on"),
        custom=custom,
    )


def _positions(told: Told, jobs: Sequence[Row]) -> tuple[Position, ...]:
    """The listed jobs; without a list, the one job (and one earlier) that flat columns tell."""
    listed = tuple(_position(of_entry(job, "position")) for job in jobs)
    if listed:
        return listed
    found = []
    if any(told.ones(_JOB)):
        found.append(_position(told))
    linked = _linked(told.one("past_company_url"))
    past = Company(name=told.one("past_company"), id=linked.get("id", ""), slug=linked.get("slug", ""))
    if told.one("past_title") or past.name:
        found.append(Position(title=told.one("past_title"), company=past, ended=""))
    return tuple(found)


def _position(told: Told) -> Position:
    ended, current = told.one("ended"), told.switch("current")
    held = current if current is not None else not ended or ended.casefold() in _PRESENT
    return Position(
        title=told.one("title"),
        # The same columns make the same company, and a file has far fewer companies than rows.
        company=_company(told.digits("company_id"), told.ones(_COMPANY)),
        location=Location(text=told.one("job_location")),
        description=told.one("job_description"),
        started=told.date("started"),
        ended=None if held else told.date("ended"),
        primary=told.switch("primary") or False,
        function=told.one("function"),
        seniority=told.one("seniority"),
    )


@lru_cache(maxsize=50_000)
def _company(id_: str, cells: tuple[str, ...]) -> Company:
    name, link, website, industry, size, kind, text, city, state, country, description, image = cells
    linked = _linked(link)
    headcount = numbers.count(size)
    return Company(
        name=name,
        id=id_ or linked.get("id", ""),
        slug=linked.get("slug", ""),
        domain=companies.domain_of(website),
        website=website,
        industry=industry,
        headcount=headcount,
        size=size if headcount is None else "",
        type=kind,
        location=Location(text=text, city=city, state=state, country=country),
        description=description,
        image=image,
    )


def _linked(link: str) -> dict[str, str]:
    """Id or slug out of a LinkedIn company address."""
    kind, _, value = companies.link_key(link).partition(":")
    return {kind: value} if value else {}


def _schools(told: Told, listed: Sequence[Row]) -> Iterator[School]:
    for entry in listed:
        said = of_entry(entry, "school")
        name, id_ = said.one("name"), said.digits("id")
        if name or id_:
            degree, field = ", ".join(said.several("degree")), ", ".join(said.several("field"))
            started, ended = said.date("started"), said.date("ended")
            yield School(name=name, id=id_, degree=degree, field=field, started=started, ended=ended)
    if not listed:
        yield from (School(name=name) for name in told.several("school"))


def _languages(told: Told, listed: Sequence[Row]) -> Iterator[Language]:
    for entry in listed:
        name, proficiency = of_entry(entry, "language").ones(("name", "proficiency"))
        if name:
            yield Language(name=name, proficiency=proficiency)
    if not listed:
        yield from (Language(name=name) for name in told.several("languages"))


def _location(told: Told) -> Location:
    text, city, state, country, id_ = told.ones(("location", "city", "state", "country", "location_id"))
    place = numbers.whole(id_.rpartition(":")[2])
    return Location(text=text, id=place, city=city, state=state, country=country)


def _address(slug: str) -> str:
    """A profile address in one form: scheme, no query, no trailing slash, vanity name only."""
    return f"https://www.linkedin.com/in/{slug}"
