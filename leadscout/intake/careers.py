"""Jobs and schools that a table lists in numbered columns: "organization_title_2", "experiences/0/title"."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from leadscout.intake.columns import numbered
from leadscout.model.lead import Company, Position

Careers = dict[str, dict[int, dict[str, Any]]]
"""By kind of list and number: the entry, by field."""


def add(careers: Careers, column: str, value: object) -> bool:
    """Add what a column says of an entry; whether it is of one."""
    entry = numbered(column)
    if entry is None:
        return False
    careers.setdefault(entry.kind, {}).setdefault(entry.number, {}).setdefault(entry.field, value)
    return True


def entries(careers: Mapping[str, Mapping[int, Mapping[str, Any]]], kind: str) -> list[Mapping[str, Any]]:
    """The entries of a kind, in the order of their numbers."""
    return [entry for _, entry in sorted(careers.get(kind, {}).items())]


def with_current(listed: tuple[Position, ...], flat: Iterable[Position]) -> tuple[Position, ...]:
    """Listed jobs, and those that plain columns tell beside them: of one company both together, else one more."""
    jobs = list(listed)
    for job in flat:
        at = next((at for at, other in enumerate(jobs) if _are_one(job, other)), None)
        if at is None:
            jobs.insert(0, job) if job.current else jobs.append(job)
        else:
            jobs[at] = _filled(jobs[at], job)
    return tuple(jobs)


def _are_one(job: Position, other: Position) -> bool:
    """Whether two columns tell of one job: nothing that both say of company and title is different."""
    pairs = ((job.company.name, other.company.name), (job.title, other.title))
    return (
        all(not one or not two or one.casefold() == two.casefold() for one, two in pairs)
        and job.current == other.current
    )


def _filled(job: Position, other: Position) -> Position:
    company = replace(job.company, **_gaps(job.company, other.company))
    return replace(job, **{**_gaps(job, other), "company": company})


def _gaps(first: Position | Company, second: Position | Company) -> dict[str, Any]:
    return {
        name: getattr(second, name)
        for name in first.__struct_fields__
        if getattr(first, name) in ("", (), None) and name not in ("ended", "company")
    }
