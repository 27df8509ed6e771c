"""THE table: one row per thing a lead can be searched by.

The native API, the command line's flags, the index and the reference pages derive from it; adding a filter
on data that leads already have is one row here and one row in the words of each vendor that can say it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """How values are compared."""

    TEXT = "text"  # words in a text
    CODE = "code"  # one of a taxonomy's codes
    TREE = "tree"  # a code, or one inside it
    SPAN = "span"  # a range of months


class Scope(StrEnum):
    """What a filter asks about: any job held now, any job held before, or the person."""

    CURRENT = "current"
    PAST = "past"
    PERSON = "person"


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One row.

    `path` names the searchable value in `plan.facts`; `taxonomy` the vocabulary of its values ("" = free text);
    `needs_graph` marks what only a live social graph can tell; `cap` is the most values of one request.
    """

    name: str
    shape: Shape
    path: str
    scope: Scope
    sentence: str
    example: str
    taxonomy: str = ""
    needs_graph: bool = False
    cap: int = 10_000

    @property
    def facet(self) -> bool:
        """Whether answers can be counted by its values, each person once."""
        return self.shape in (Shape.CODE, Shape.TREE) and self.taxonomy not in ("", "lead", "company")


_ROWS = (
    Filter(
        name="title",
        shape=Shape.TEXT,
        path="title",
        scope=Scope.CURRENT,
        taxonomy="title",
        sentence="words of a current job title, all in one title; similar titles and equivalents count",
        example="Head of Sales",
    ),
    Filter(
        name="past_title",
        shape=Shape.TEXT,
        path="title",
        scope=Scope.PAST,
        taxonomy="title",
        sentence="words of an earlier job title, all in one title",
        example="Account Executive",
    ),
    Filter(
        name="keyword",
        shape=Shape.TEXT,
        path="text",
        scope=Scope.PERSON,
        sentence='words anywhere in the profile; "…" is a phrase, OR and NOT in capitals',
        example='saas OR "machine learning"',
    ),
    Filter(
        name="location",
        shape=Shape.TREE,
        path="place",
        scope=Scope.PERSON,
        taxonomy="place",
        sentence="where the person lives: a place or one inside it",
        example="Germany",
    ),
    Filter(
        name="headquarters",
        shape=Shape.TREE,
        path="hq",
        scope=Scope.CURRENT,
        taxonomy="place",
        sentence="where a current employer has its seat",
        example="San Francisco Bay Area",
    ),
    Filter(
        name="industry",
        shape=Shape.TREE,
        path="industry",
        scope=Scope.CURRENT,
        taxonomy="industry",
        sentence="industry of a current employer, or one inside it",
        example="Software Development",
    ),
    Filter(
        name="company",
        shape=Shape.CODE,
        path="company",
        scope=Scope.CURRENT,
        taxonomy="company",
        sentence="a current employer: LinkedIn number, LinkedIn address, web domain or name",
        example="Nordwind Systems",
    ),
    Filter(
        name="headcount",
        shape=Shape.CODE,
        path="headcount",
        scope=Scope.CURRENT,
        taxonomy="headcount",
        sentence="number of people at a current employer",
        example="51-200",
    ),
    Filter(
        name="seniority",
        shape=Shape.CODE,
        path="seniority",
        scope=Scope.CURRENT,
        taxonomy="seniority",
        sentence="level of a current job",
        example="vp",
    ),
    Filter(
        name="function",
        shape=Shape.CODE,
        path="function",
        scope=Scope.CURRENT,
        taxonomy="function",
        sentence="department of a current job",
        example="Sales",
    ),
    Filter(
        name="years_in_position",
        shape=Shape.SPAN,
        path="since",
        scope=Scope.CURRENT,
        taxonomy="tenure",
        sentence="time in a current job",
        example="1 to 2 years",
    ),
    Filter(
        name="lead",
        shape=Shape.CODE,
        path="id",
        scope=Scope.PERSON,
        taxonomy="lead",
        sentence="these people, by our id, Sales Navigator id, LinkedIn number or profile address",
        example="https://www.linkedin.com/in/ana-ruiz-7f3k",
    ),
)
FILTERS = {row.name: row for row in _ROWS}
