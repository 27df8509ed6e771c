"""A person as a row of our own exports, and back, without losing anything.

The columns have names that any import reads. A row that carries our id is read here, value by value, because the other
readers put in order what they read: they split a cell of skills at its commas and take a domain out of a web site.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, get_type_hints

import msgspec
import orjson
from msgspec import NODEFAULT, Struct
from msgspec.structs import fields, replace

from leadscout.intake import dates, numbers
from leadscout.intake.columns import normal
from leadscout.intake.values import LONGEST, Row, text_of
from leadscout.model.lead import Company, Lead, Position

ID = "leadscout_id"
COLUMNS = {
    ID: "id",
    **{name: name for name in ("full_name", "first_name", "middle_name", "last_name", "headline")},
    "location": "location.text",
    "location_id": "location.id",
    **{name: f"location.{name}" for name in ("city", "state", "country")},
    **{name: name for name in ("industry", "emails", "phones", "profile_url", "sales_id", "member_id")},
    "personal_website": "website",
    **{name: name for name in ("twitter", "photo", "gender", "connections", "premium", "open_profile")},
    **{name: name for name in ("open_to_work", "retired", "profile_language", "posted_on", "news_on", "summary")},
    **{name: name for name in ("skills", "certifications", "groups", "languages")},
    "education": "schools",
    "experience": "positions",
    "vendor_ids": "vendor_ids",
    "custom": "custom",
}
"""Column -> field of a lead, in the order of an export. Empty fields are left out of a row."""

JOB = (
    *("title", "company_name", "company_website", "company_industry", "company_size"),
    *("company_location", "job_location", "started"),
)
"""The columns of a job in a table: the main one, or the one that matched."""

MAIN = ("main_title", "main_company")
"""The columns of the main job beside those of the one that matched."""

CONTINUED = ("continued", *(f"continued_{number}" for number in range(2, 13)))
"""Columns of a workbook with what is too long for a cell: the column, a colon, and more of its text."""

TYPES: Mapping[str, Any] = get_type_hints(Lead)
"""The type of each field of a lead."""

TEXTS = tuple[str, ...]
_FIELDS = {normal(column): field for column, field in COLUMNS.items()}
_MAIN = {normal(column): column for column in MAIN}
_CONTINUED = frozenset(map(normal, CONTINUED))

# Spreadsheets write days and long numbers in ways of their own; what cannot be read any more is left out.
_CHECKED = {
    **dict.fromkeys(("posted_on", "news_on"), dates.read),
    **dict.fromkeys(("member_id", "location.id"), numbers.whole),
}


def row(lead: Lead) -> dict[str, Any]:
    """The person by column; what is unknown is left out."""
    values = _plain(lead)
    values |= {f"location.{part}": value for part, value in values.pop("location", {}).items()}
    return {column: values[field] for column, field in COLUMNS.items() if field in values}


class Split(NamedTuple):
    """A row of ours: values by field, title and company of the main job where they stand apart, and other columns."""

    own: dict[str, Any]
    main: dict[str, str] | None
    others: Row


def split(columns: Row, mapped: Collection[str] = ()) -> Split:
    """Part a row into its values by field, as far as it is one of ours, and the others; `mapped` are the user's."""
    if not columns.get(ID):
        return Split({}, None, columns)
    own: dict[str, Any] = {}
    main: dict[str, str] = {}
    others: dict[str, Any] = {}
    for column, value in (_whole(columns) if columns.get(CONTINUED[0]) else columns).items():
        name = "" if column in mapped else normal(column)
        if name in _MAIN:
            main[_MAIN[name]] = text_of(value)
        elif name not in _FIELDS:
            if name not in _CONTINUED:
                others[column] = value
        elif value is not None and value != "":
            own[_FIELDS[name]] = value
    return Split(own, main or None, others)


def _whole(columns: Row) -> Row:
    """A row with the texts put together that were too long for a cell."""
    whole = dict(columns)
    for name in CONTINUED:
        column, _, more = _text_in(whole.get(name)).partition(":")
        if column:
            whole[column] = _text_in(whole.get(column)) + more
    return whole


def _text_in(cell: object) -> str:
    """A cell to the letter; "" for what is no text."""
    return cell if isinstance(cell, str) else ""


def original(own: Mapping[str, Any]) -> Lead:
    """The person of our own values by field. Raises ValueError for a value that cannot be."""
    values = {field: _read(TYPES.get(field, str), value) for field, value in own.items()}
    values |= {field: check(values[field]) for field, check in _CHECKED.items() if field in values}
    parts = {field.partition(".")[2]: values.pop(field) for field in [*values] if field.startswith("location.")}
    values |= {"location": parts} if parts else {}
    try:
        lead = msgspec.convert(values, Lead, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
    for job in lead.positions:
        _check_dates(job.started, job.ended, job.company_started)
    for school in lead.schools:
        _check_dates(school.started, school.ended)
    return lead


def complete(lead: Lead, original: Lead, row: Split) -> Lead:
    """What other columns tell, with the row's own fields as `original` has them, which count more.

    Titles and employers in the columns of a job that are not as they were written are edits of that job.
    """
    title, company = (row.main or {}).get("main_title", ""), (row.main or {}).get("main_company", "")
    if row.main is not None and not original.positions:
        # The columns of the job show words of the headline then, which are no job; what stands in the main ones is.
        named = Position(title=title, company=Company(name=company))
        lead = replace(lead, positions=(named,) if title or company else ())
    flat = next(iter(lead.positions), Position())
    main = original.primary
    shown = main if row.main is None else _most_alike(original.positions, flat)
    jobs = [_edited(job, flat.title, flat.company.name) if job is shown else job for job in original.positions]
    if main and row.main is not None:
        at = next(at for at, job in enumerate(original.positions) if job is main)
        changes = (
            change if change != text_of(was) else ""
            for change, was in ((title, main.title), (company, main.company.name))
        )
        jobs[at] = _edited(jobs[at], *changes)
    original = replace(original, positions=tuple(jobs))
    members = dict.fromkeys(field.partition(".")[0] for field in row.own)
    return replace(lead, **{member: _both(getattr(original, member), getattr(lead, member)) for member in members})


def _most_alike(jobs: Sequence[Position], flat: Position) -> Position | None:
    """The job that the columns show: that with most of their title, employer and start; None where none has any."""

    def alike(job: Position) -> int:
        pairs = ((job.title, flat.title), (job.company.name, flat.company.name), (job.started, flat.started))
        return sum(bool(one) and text_of(one) == other for one, other in pairs)

    best = max(jobs, key=alike, default=None)
    return best if best and alike(best) else None


def _edited(job: Position, title: str, company: str) -> Position:
    """A job with another title and another employer's name, where one is given that is not its own."""
    changes: dict[str, Any] = {}
    if title and title != text_of(job.title):
        changes["title"] = title
    if company and company != text_of(job.company.name):
        changes["company"] = Company(name=company)
    return replace(job, **changes) if changes else job


def texts(cell: str) -> list[str]:
    """The texts of a cell: a JSON list of them, else what stands between commas."""
    if cell[:1] == "[":
        try:
            listed = orjson.loads(cell)
        except orjson.JSONDecodeError:
            listed = None
        if isinstance(listed, list) and all(isinstance(one, str) for one in listed):
            return listed
    return list(dict.fromkeys(filter(None, map(str.strip, cell.replace(";", ",").split(",")))))


def _plain(value: Any) -> Any:  # noqa: ANN401 - a lead, or anything inside one
    """Objects as dicts of what they tell, tuples as lists."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if not isinstance(value, Struct):
        return dict(value) if isinstance(value, Mapping) else value
    members = ((name, getattr(value, name), default) for name, default in _defaults(value.__class__))
    return {name: _plain(inner) for name, inner, default in members if inner != default}


@cache
def _defaults(kind: type[Struct]) -> tuple[tuple[str, Any], ...]:
    """The names and defaults of a class's fields."""
    return tuple(
        (item.name, item.default if item.default_factory is NODEFAULT else item.default_factory())
        for item in fields(kind)
    )


def _read(kind: Any, value: Any) -> Any:  # noqa: ANN401
    """A value as its field wants it: cells of a table are texts, lists in them JSON."""
    if kind is str:
        return value[:LONGEST] if isinstance(value, str) else text_of(value)
    if isinstance(value, str) and kind == TEXTS:
        value = texts(value)
    elif isinstance(value, str) and kind not in (int | None, bool | None):
        value = orjson.loads(value)
    return _texts_by_name(value) if kind == TYPES["custom"] else _said(value)


def _texts_by_name(value: Any) -> dict[str, str]:  # noqa: ANN401
    """A map, which Parquet tells as pairs."""
    try:
        pairs = dict(value)
    except TypeError:
        raise ValueError(f"{text_of(value)} is no map of texts by name") from None
    return {str(name): _read(str, inner) for name, inner in pairs.items()}


def _said(value: Any) -> Any:  # noqa: ANN401
    """A nested value without what is null, as Parquet writes what is left out; texts no longer than any."""
    if isinstance(value, Mapping):
        return {name: _said(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_said(inner) for inner in value]
    return value[:LONGEST] if isinstance(value, str) else value


def _both(own: Any, other: Any) -> Any:  # noqa: ANN401
    """Ours and what other columns add to it."""
    if isinstance(own, Mapping):
        return {**other, **own}
    if isinstance(own, tuple) and own and isinstance(own[0], str):
        return tuple(dict.fromkeys((*own, *other))) if other else own
    return own


def _check_dates(*days: str | None) -> None:
    for day in filter(None, days):
        if not dates.read(day):
            raise ValueError(f"{day} is no date")


def cell(value: Any) -> str:  # noqa: ANN401
    """A value of a row as a cell: texts with commas between them where that can be undone, other lists as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        joined = ", ".join(value)
        if texts(joined) == value:
            return joined
    return str(value) if isinstance(value, int) else orjson.dumps(value).decode()


def job_columns(job: Position | None) -> dict[str, str]:
    """A job in columns of its own, for people who read the table; all empty where there is none."""
    job = job or Position()
    company = job.company
    values = (
        *(job.title, company.name, company.website, company.industry, company.size or str(company.headcount or "")),
        *(company.location.written, job.location.written, job.started),
    )
    return dict(zip(JOB, values, strict=True))
