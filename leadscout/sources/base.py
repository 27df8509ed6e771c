"""What a connector is: the hand that a live source is asked with, in its words, page by page, in its order."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from leadscout.model.lead import Company, Lead
from leadscout.model.query import Clause, Query
from leadscout.model.search import Count

PERSONAS = "personas"
"""Stands in a table of claims for personas, which are no clauses."""


class Claim(StrEnum):
    """How a source answers for a filter."""

    EXACT = "exact"
    """Its word decides."""
    LOOSE = "loose"
    """It finds whom we mean, and others: the facts of the people decide."""


FilterClaims = Mapping[tuple[str, bool], Claim]
"""How a source answers for a filter that includes or excludes (True); not at all for one that is not listed."""


@dataclass(frozen=True, slots=True)
class LeadPage:
    """Some people in the source's order, the bookmark after them (its own text), and how many it finds in all.

    `degrees` say of each how near they are to the account that asks; empty where the source does not.

    A page without anybody that is not the last one is of a source that shows people later: its total says nothing yet.
    `again`: it was shown before, and is asked for once more because somebody may have been left out.
    """

    leads: Sequence[Lead]
    bookmark: str
    total: Count
    at_end: bool
    degrees: Sequence[int | None] = ()
    again: bool = False


class Connector(Protocol):
    """Asks one live source. Every failure is Refused with one of the rows `source_…` of `errors.py`.

    Places are of at most forty small letters and digits, "" the first.
    """

    @property
    def name(self) -> str:
        """As people call it: the source of what it gives."""

    @property
    def claims(self) -> FilterClaims:
        """How it answers for our filters."""

    @property
    def reach(self) -> int:
        """How many people of one query can be reached; 0: all."""

    def says(self, clause: Clause) -> bool:
        """Whether a clause that it claims can be said in its words, no wider than it is."""

    def check(self) -> None:
        """Raises Refused where the source does not let us in."""

    def estimate(self, query: Query) -> Count:
        """How many people the source finds for a query of what it claims."""

    def batch(self, query: Query, bookmark: str) -> LeadPage:
        """The people after a bookmark."""

    def profile(self, url: str) -> Lead | None:
        """All that the source tells of the person with a profile address or an id of the source; None for nobody."""

    def company(self, id_: str) -> Company | None:
        """All that the source tells of the company with this number; None where it tells no more than of its people."""


class Requests(Protocol):
    """What counts the requests to a source, and sends one at a time."""

    def request(self, most: int = 0) -> AbstractContextManager[None]:
        """Send one request in the block, which may use so many units. Raises Refused when it may not be sent."""

    def used(self, most: int, units: int) -> None:
        """Tell how many of the units of a request were used."""


@dataclass(frozen=True, slots=True)
class Connection:
    """What a connector is made with: the name to speak of it, where it is asked, and as whom."""

    name: str
    url: str
    credential: str
    requests: Requests


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A row of the table of live sources.

    `label` is for people; `credential` says what one looks like, in words; `url` is where it is asked unless a setting
    says otherwise; at least `pace` seconds lie between two requests, at most `cap` of its `unit` are used on a day.
    `connect` makes the connector; it raises Refused for what is no credential.
    """

    name: str
    label: str
    credential: str
    url: str
    pace: float
    cap: int
    unit: str
    connect: Callable[[Connection], "Connector"]


def asked_of(query: Query, claims: FilterClaims, withheld: Sequence[tuple[str, bool]] = ()) -> Query:
    """What of a query a source is told: the clauses that it claims.

    Of personas it is told all where it claims them; else the functions of all, which are words of a current title,
    if every persona names some: whoever matches a persona has one of them.
    """
    clauses = [clause for clause in query.clauses if _part(clause) in claims and _part(clause) not in withheld]
    if query.personas and (PERSONAS, False) not in claims:
        clauses += _functions(query) if ("title", False) in claims else []
        query = replace(query, personas=())
    return replace(query, clauses=tuple(clauses))


def _part(clause: Clause) -> tuple[str, bool]:
    return clause.filter, clause.exclude


def _functions(query: Query) -> list[Clause]:
    by_persona = [persona.functions for persona in query.personas]
    if not all(by_persona) or any(_part(clause) == ("title", False) for clause in query.clauses):
        return []
    return [Clause("title", tuple(dict.fromkeys(word for functions in by_persona for word in functions)))]
