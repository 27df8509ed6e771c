"""One row of a file, flat or nested -> a Lead."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from leadscout.intake import dates
from leadscout.intake.columns import LISTS, fields, normal
from leadscout.lexicon import companies, profiles
from leadscout.model.lead import Company, Language, Lead, Location, Position, School

Row = Mapping[str, Any]
Told = Mapping[str, list[Any]]
"""What a row says, by field; several columns may say the same thing."""

_LISTS = {normal(name): field for field, names in LISTS.items() for name in (field, *names)}
_YES = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_PRESENT = {"present", "now", "current", "heute", "today", "aujourd'hui", "actualidad", "presente", "heden", "atual"}
_VENDORS = {"apollo_id": "apollo", "hubspot_id": "hubspot", "generect_id": "generect"}
_MANY = ("email", "phone", "skills", "certifications", "groups", "languages", "school")
LONGEST = 20_000
"""Characters of one text that are kept; profiles have no longer ones."""


class RowError(Exception):
    """A row that is about nobody; its text is the reason."""


class Rows:
    """Reads the rows of one file. `mapping` are the user's own (column, field) pairs, which go before ours."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        """Take the user's mapping by column name."""
        self._fields = {**fields("person"), **{normal(column): field for column, field in mapping.items()}}
        self.unknown: set[str] = set()

    def lead(self, row: Row) -> Lead:
        """Read one row. Raises RowError when it names nobody."""
        told: dict[str, list[Any]] = defaultdict(list)
        lists: dict[str, list[Row]] = {}
        custom: dict[str, str] = {}
        for column, value in row.items():
            kind = _LISTS.get(normal(column))
            entries = _entries(value) if kind else None
            if kind and entries:
                lists.setdefault(kind, entries)
                continue
            for path, found in _flat(column, value):
                field = self._fields.get(normal(path))
                if field:
                    told[field].append(found)
                else:
                    self.unknown.add(path)
                    custom[path] = _text(found)
        lead = _person(told, lists, custom)
        if not (
            lead.full_name or lead.profile_url or lead.sales_id or lead.member_id or lead.emails or lead.vendor_ids
        ):
            raise RowError("nobody: no name, no profile address, no e-mail and no id")
        return lead


def _person(told: Told, lists: Mapping[str, list[Row]], custom: Mapping[str, str]) -> Lead:
    first, last, full = (_one(told, name) for name in ("first_name", "last_name", "full_name"))
    full = full or f"{first} {last}".strip()
    if full and not first and not last:
        first, _, last = full.partition(" ")
    links = [_text(link) for link in told.get("profile_url", [])]
    sales = [_text(link) for link in told.get("sales_id", [])]
    return Lead(
        first_name=first,
        middle_name=_one(told, "middle_name"),
        last_name=last,
        full_name=full,
        headline=_one(told, "headline"),
        summary=_one(told, "summary"),
        location=_location(told, "location", "location_id", "city", "state", "country"),
        industry=_one(told, "industry"),
        positions=_positions(told, lists.get("positions", [])),
        schools=tuple(_schools(told, lists.get("schools", []))),
        languages=tuple(_languages(told, lists.get("languages", []))),
        skills=_several(told, "skills"),
        certifications=_several(told, "certifications"),
        groups=_several(told, "groups"),
        profile_language=_one(told, "profile_language"),
        profile_url=next((_address(link) for link in links if profiles.slug(_address(link))), ""),
        sales_id=next(filter(None, map(profiles.sales_id, (*sales, *links))), ""),
        member_id=next((id_ for id_ in map(_text, told.get("member_id", [])) if id_.isdigit()), ""),
        vendor_ids={vendor: _one(told, field) for field, vendor in _VENDORS.items() if _one(told, field)},
        emails=tuple(email for email in _several(told, "email") if "@" in email),
        phones=_several(told, "phone"),
        photo=_one(told, "photo"),
        website=_one(told, "personal_website"),
        twitter=_one(told, "twitter"),
        gender=_one(told, "gender"),
        connections=_number(told, "connections"),
        premium=_switch(told, "premium"),
        open_profile=_switch(told, "open_profile"),
        open_to_work=_switch(told, "open_to_work"),
        retired=_switch(told, "retired"),
        posted_on=_date(told, "posted_on"),
        news_on=_date(told, "news_on"),
        custom=custom,
    )


def _positions(told: Told, jobs: Sequence[Row]) -> tuple[Position, ...]:
    """The listed jobs; without a list, the one job (and one earlier) that flat columns tell."""
    listed = tuple(_position(_told(job, fields("position"))) for job in jobs)
    if listed:
        return listed
    found = []
    if _one(told, "title") or _one(told, "company_name") or _company(told) != Company():
        found.append(_position({**told, "ended": [], "current": [], "primary": []}))
    linked = _linked(_one(told, "past_company_url"))
    past = Company(name=_one(told, "past_company"), id=linked.get("id", ""), slug=linked.get("slug", ""))
    if _one(told, "past_title") or past.name:
        found.append(Position(title=_one(told, "past_title"), company=past, ended=""))
    return tuple(found)


def _position(told: Told) -> Position:
    ended, current = _one(told, "ended"), _switch(told, "current")
    over = dates.read(told["ended"][0]) if told.get("ended") else ""
    held = current if current is not None else not ended or ended.strip().casefold() in _PRESENT
    return Position(
        title=_one(told, "title"),
        company=_company(told),
        location=Location(text=_one(told, "job_location")),
        description=_one(told, "job_description"),
        started=_date(told, "started"),
        ended=None if held else over,
        primary=_switch(told, "primary") or False,
        function=_one(told, "function"),
        seniority=_one(told, "seniority"),
    )


def _company(told: Told) -> Company:
    size = _one(told, "company_size")
    website = _one(told, "company_website")
    linked = _linked(_one(told, "company_url"))
    id_ = _one(told, "company_id")
    return Company(
        name=_one(told, "company_name"),
        id=id_ if id_.isdigit() else linked.get("id", ""),
        slug=linked.get("slug", ""),
        domain=companies.domain_of(website),
        website=website,
        industry=_one(told, "company_industry"),
        headcount=int(size) if size.isdigit() else None,
        size="" if size.isdigit() else size,
        type=_one(told, "company_type"),
        location=_location(told, "company_location", "", "company_city", "company_state", "company_country"),
        description=_one(told, "company_description"),
        image=_one(told, "company_image"),
    )


def _linked(link: str) -> dict[str, str]:
    """Id or slug out of a LinkedIn company address."""
    kind, _, value = companies.link_key(link).partition(":")
    return {kind: value} if value else {}


def _schools(told: Told, listed: Sequence[Row]) -> Iterator[School]:
    for entry in listed:
        said = _told(entry, fields("school"))
        name, id_ = _one(said, "name"), _one(said, "id")
        if name or id_:
            degree, field = ", ".join(_several(said, "degree")), ", ".join(_several(said, "field"))
            started, ended = _date(said, "started"), _date(said, "ended")
            yield School(name=name, id=id_, degree=degree, field=field, started=started, ended=ended)
    if not listed:
        yield from (School(name=name) for name in _several(told, "school"))


def _languages(told: Told, listed: Sequence[Row]) -> Iterator[Language]:
    for entry in listed:
        said = _told(entry, fields("language"))
        if _one(said, "name"):
            yield Language(name=_one(said, "name"), proficiency=_one(said, "proficiency"))
    if not listed:
        yield from (Language(name=name) for name in _several(told, "languages"))


def _location(told: Told, text: str, id_: str, city: str, state: str, country: str) -> Location:
    written = _one(told, text)
    parts = [_one(told, part) for part in (city, state, country)]
    place = _one(told, id_).rpartition(":")[2]
    return Location(text=written, id=place if place.isdigit() else "", city=parts[0], state=parts[1], country=parts[2])


def _entries(value: object) -> list[Row] | None:
    """A list of objects, also when it is JSON inside a cell."""
    if isinstance(value, str) and value[:1] == "[":
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return None
    if not isinstance(value, Sequence) or isinstance(value, str):
        return None
    return [entry for entry in value if isinstance(entry, Mapping)] or None


def _told(entry: Row, names: Mapping[str, str]) -> Told:
    told: dict[str, list[Any]] = defaultdict(list)
    for name, value in entry.items():
        if names.get(normal(name)) in ("started", "ended") and isinstance(value, Mapping):
            told[names[normal(name)]].append(value)  # {"year": 2019, "month": 3}
            continue
        for path, found in _flat(name, value):
            if field := names.get(normal(path)):
                told[field].append(found)
    return told


def _flat(path: str, value: object) -> Iterator[tuple[str, Any]]:
    """The values below a key, each with its path; empty ones are left out."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(f"{path}.{name}", inner)
    elif value not in (None, "", []) and not (isinstance(value, str) and not value.strip()):
        yield path, value


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()[:LONGEST]
    if isinstance(value, list | tuple | dict):
        return orjson.dumps(value, default=str).decode()[:LONGEST]
    return str(value)


def _one(told: Told, field: str) -> str:
    """The first value of a field as text; of a list its first entry."""
    for value in told.get(field, ()):
        inner = value[0] if isinstance(value, list) and value else value
        if text := _text(inner):
            return text
    return ""


def _several(told: Told, field: str) -> tuple[str, ...]:
    """All values of a field: lists as they are, text with commas taken apart."""
    found: dict[str, None] = {}
    for value in told.get(field, ()):
        parts: Iterable[Any] = value if isinstance(value, list | tuple) else _text(value).replace(";", ",").split(",")
        for part in parts:
            name = next(iter(part.values()), "") if isinstance(part, Mapping) else part
            if text := _text(name):
                found[text] = None
    return tuple(found)


def _date(told: Told, field: str) -> str:
    return next(filter(None, map(dates.read, told.get(field, ()))), "")


def _number(told: Told, field: str) -> int | None:
    digits = "".join(filter(str.isdigit, _one(told, field)))
    return int(digits) if digits else None


def _switch(told: Told, field: str) -> bool | None:
    return _YES.get(_one(told, field).casefold())


def _address(link: str) -> str:
    """A profile address in one form: scheme, no query, no trailing slash, vanity name only."""
    part = profiles.slug(link)
    return f"https://www.linkedin.com/in/{part}" if part else link
