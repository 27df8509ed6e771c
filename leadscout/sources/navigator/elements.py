"""Sales Navigator's elements -> leads. Whatever is missing or of another type is unknown, nothing is guessed."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from leadscout.model.lead import Company, Language, Lead, Location, Position, School

_DEGREES = (1, 2, 3)
_URN = re.compile(r"urn:li:\w+:\(?([\w-]{1,100})")


def lead_of(element: Mapping[str, Any]) -> Lead | None:
    """A person as a list of results or a profile shows them; None for one without a name or an id."""
    sales_id = id_of(element.get("entityUrn"))
    name = _text(element, "fullName") or f"{_text(element, 'firstName')} {_text(element, 'lastName')}".strip()
    if not sales_id or not name:
        return None
    badges = element.get("memberBadges")  # of a profile; a list has two of them bare
    more = {**element, **badges} if isinstance(badges, dict) else element
    return Lead(
        sales_id=sales_id,
        member_id=id_of(element.get("objectUrn")),
        first_name=_text(element, "firstName"),
        last_name=_text(element, "lastName"),
        full_name=name,
        headline=_text(element, "headline"),
        summary=_text(element, "summary"),
        location=Location(text=_text(element, "geoRegion") or _text(element, "location")),
        industry=_text(element, "industry"),
        positions=_positions(element),
        schools=tuple(map(_school, _objects(element, "educations"))),
        languages=tuple(
            Language(name=_text(one, "name"), proficiency=_text(one, "proficiency"))
            for one in _objects(element, "languages")
        ),
        skills=tuple(filter(None, (_text(one, "name") for one in _objects(element, "skills")))),
        profile_url=_text(element, "flagshipProfileUrl"),
        photo=_photo(element.get("profilePictureDisplayImage")),
        connections=_number(element, "numOfConnections"),
        premium=_flag(more, "premium"),
        open_profile=_flag(more, "openLink"),
        open_to_work=_flag(more, "jobSeeker"),
    )


def degree_of(element: Mapping[str, Any]) -> int | None:
    """How near a person is to the account that asks: 1, 2 or 3; None for whoever is outside its network."""
    degree = _number(element, "degree")
    return degree if degree in _DEGREES else None


def id_of(urn: object) -> str:
    """The id in a urn: `urn:li:fs_salesProfile:(ACwAA...,NAME_SEARCH,x)` or `urn:li:member:12`; "" for no urn."""
    match = _URN.match(urn) if isinstance(urn, str) else None
    return match[1] if match else ""


def company_of(element: Mapping[str, Any]) -> Company:
    """A company as its own page, or a job there, shows it."""
    return Company(
        name=_text(element, "name"),
        id=id_of(element.get("entityUrn")),
        industry=_text(element, "industry"),
        website=_text(element, "website"),
        size=_text(element, "employeeCountRange") or _text(element, "employeeDisplayCount"),
        headcount=_number(element, "employeeCount"),
        type=_text(element, "type"),
        location=Location(text=_text(element, "location")),
        description=_text(element, "description"),
        image=_photo(element.get("companyPictureDisplayImage")),
    )


def _positions(element: Mapping[str, Any]) -> tuple[Position, ...]:
    listed = _objects(element, "positions")
    current = [*_objects(element, "currentPositions"), *(one for one in listed if one.get("current"))]
    past = [*_objects(element, "pastPositions"), *(one for one in listed if not one.get("current"))]
    return (*(_position(one, held=True) for one in current), *(_position(one, held=False) for one in past))


def _position(element: Mapping[str, Any], *, held: bool) -> Position:
    resolved = element.get("companyUrnResolutionResult")
    employer = company_of(resolved if isinstance(resolved, dict) else {})
    return Position(
        title=_text(element, "title"),
        company=replace(
            employer, name=_text(element, "companyName") or employer.name, id=id_of(element.get("companyUrn"))
        ),
        location=Location(text=_text(element, "location")),
        description=_text(element, "description"),
        started=_date(element.get("startedOn")),
        ended=None if held else _date(element.get("endedOn")),
    )


def _school(element: Mapping[str, Any]) -> School:
    fields = element.get("fieldsOfStudy")
    return School(
        name=_text(element, "schoolName"),
        id=id_of(element.get("school")),
        degree=_text(element, "degree"),
        field=", ".join(one for one in fields if isinstance(one, str)) if isinstance(fields, list) else "",
        started=_date(element.get("startedOn")),
        ended=_date(element.get("endedOn")),
    )


def _date(value: object) -> str:
    """Year and month, or the year, of {"year", "month"}; "" for anything else."""
    if not isinstance(value, dict) or not isinstance(value.get("year"), int):
        return ""
    month = value.get("month")
    return f"{value['year']:04}-{month:02}" if isinstance(month, int) and 1 <= month <= 12 else f"{value['year']:04}"  # noqa: PLR2004


def _photo(image: object) -> str:
    if not isinstance(image, dict):
        return ""
    artifacts = _objects(image, "artifacts")
    return _text(image, "rootUrl") + _text(artifacts[-1], "fileIdentifyingUrlPathSegment") if artifacts else ""


def _objects(element: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    value = element.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(element: Mapping[str, Any], name: str) -> str:
    value = element.get(name)
    return value.strip() if isinstance(value, str) else ""


def _number(element: Mapping[str, Any], name: str) -> int | None:
    value = element.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _flag(element: Mapping[str, Any], name: str) -> bool | None:
    value = element.get(name)
    return value if isinstance(value, bool) else None
