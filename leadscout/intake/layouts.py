"""What stands in the columns of an export: all that is known, the company alone, or what another program takes in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_type_hints

from leadscout.intake import exported
from leadscout.lexicon.identities.companies import page_of
from leadscout.model.formulas import guard
from leadscout.model.lead import Location, Position
from leadscout.model.search import LeadMatch

_PARTS = {f"location.{name}": hint for name, hint in get_type_hints(Location).items()}
_TYPES: Mapping[str, Any] = {name: {**exported.TYPES, **_PARTS}[path] for name, path in exported.COLUMNS.items()}

COMPANY = (
    *("key", "name", "linkedin_id", "linkedin_url", "domain", "website", "industry", "size", "headcount"),
    *("type", "location", "description"),
)
"""The columns of a company."""


@dataclass
class RowTally:
    """How many rows were written, and how many left out because they lack what the program needs."""

    written: int = 0
    left_out: int = 0


@dataclass(frozen=True)
class Layout:
    """The columns of a table and of nested rows, and the values of a match by column; None where it is left out.

    `guarded` is a cell of a column as CSV shows it without a spreadsheet computing anything. `mark`: such a table
    begins with the mark of its encoding. `exact`: what cells hold is read back to the letter. `types` are those of
    columns that are no texts.
    """

    columns: tuple[str, ...]
    nested: tuple[str, ...]
    values: Callable[[LeadMatch], Mapping[str, Any] | None]
    guarded: Callable[[str, str], str] = lambda _, cell: guard(cell)
    mark: bool = True
    exact: bool = False
    types: Mapping[str, Any] = field(default_factory=dict)
    tally: RowTally = field(default_factory=RowTally)

    def rows(self, matches: Sequence[LeadMatch]) -> list[Mapping[str, Any]]:
        """The values of those that are not left out, counted."""
        listed = [values for match in matches if (values := self.values(match)) is not None]
        self.tally.written += len(listed)
        return listed


def everything() -> Layout:
    """All that is known of each person, as `leadscout import` reads it back; in a table the main job beside it."""
    own = tuple(exported.COLUMNS)
    return Layout(_with_job(own, exported.JOB), own, _of_person, exact=True, types=_TYPES)


def matched() -> Layout:
    """All that is known of each person, with the job that matched in the columns of the job, the main one beside."""
    columns = _with_job(tuple(exported.COLUMNS), (*exported.JOB, *exported.MAIN))
    return Layout(columns, columns, _of_match, exact=True, types=_TYPES)


def companies(named: Callable[[LeadMatch], LeadMatch]) -> Layout:
    """A company in each row, as companies are matched: somebody whose only job has nothing but the company.

    `named` gives a match with names in all cells.
    """
    return Layout(COMPANY, COMPANY, lambda match: _of_company(named(match)), types={"headcount": int})


def _with_job(columns: tuple[str, ...], job: tuple[str, ...]) -> tuple[str, ...]:
    at = columns.index("industry") + 1
    return (*columns[:at], *job, *columns[at:])


def _of_person(match: LeadMatch) -> Mapping[str, Any]:
    return {**exported.job_columns(match.lead.primary), **exported.row(match.lead)}


def _of_match(match: LeadMatch) -> Mapping[str, Any]:
    main = exported.job_columns(match.lead.primary)
    shown = exported.job_columns(match.position or match.lead.primary)
    beside = dict(zip(exported.MAIN, (main["title"], main["company_name"]), strict=True))
    return {**shown, **beside, **exported.row(match.lead)}


def _of_company(match: LeadMatch) -> Mapping[str, Any]:
    company = (match.position or Position()).company
    return {
        "key": match.lead.id,
        "name": company.name,
        "linkedin_id": company.id,
        "linkedin_url": page_of(company),
        "domain": company.domain,
        "website": company.website,
        "industry": company.industry,
        "size": company.size,
        "headcount": company.headcount,
        "type": company.type,
        "location": company.location.written,
        "description": company.description,
    }
