"""People as an answer shows them: the job that matched, and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import structs

from leadscout.lexicon.headlines import headlines
from leadscout.lexicon.titles.roles import written
from leadscout.model.filters import FILTERS, Scope
from leadscout.model.lead import Company, Lead, Position, seq_of
from leadscout.model.search import LeadMatch, Reason
from leadscout.plan.facts import Facts
from leadscout.plan.holds import Match, Matcher, holds
from leadscout.plan.leaves import In
from leadscout.plan.lower import Plan, QueryPart

_OF_TITLES = ("title", "function", "seniority")
Read = Callable[[Lead], Facts]
"""What can be searched of a lead: `plan.facts.Reader`."""


class AskingRecords(Protocol):
    """Whom an answer tells of."""

    def leads(self, seqs: Sequence[int]) -> Mapping[int, Lead]:
        """The people with these numbers; one who is forgotten, or must not be told of, is missing."""


class AskingPeople(Protocol):
    """The people store, as asking needs it."""

    def leads(self, seqs: Sequence[int]) -> Mapping[int, Lead]:
        """The people with these numbers; a forgotten one is missing."""

    def known_as(self, seqs: Sequence[int]) -> Mapping[int, Lead]:
        """The same, and who was made one with somebody else as that other person."""

    def same_companies(self, keys: Sequence[str]) -> Sequence[str]:
        """The company keys and those seen with them."""


def matches(plan: Plan, orders: Sequence[int], people: AskingRecords, read: Read) -> Iterable[LeadMatch]:
    """The people of these orders, with the position and the reasons that match; forgotten ones are left out."""
    leads, match = people.leads([seq_of(order) for order in orders]), Matcher(plan)
    for order in orders:
        lead = leads.get(seq_of(order))
        if lead is not None:
            facts = read(lead)
            yield _explained(order, lead, facts, match(facts), read)


def shown(
    order: int, lead: Lead, facts: Facts, slot: int | None, *, persona: str = "", reasons: tuple[Reason, ...] = ()
) -> LeadMatch:
    """Somebody with the job in a slot; the main one where that is gone meanwhile."""
    positions = current(lead)
    at = None if slot is None or not positions else slot if slot < len(positions) else 0
    months = facts.current[at].months if at is not None and at < len(facts.current) else {}
    return LeadMatch(
        order,
        lead,
        slot=slot,
        position=None if at is None else positions[at],
        persona=persona,
        reasons=reasons,
        read=at is not None and not lead.current,
        months=months,
    )


def current(lead: Lead) -> Sequence[Position]:
    """The jobs that slots number; the one in the headline where the source lists none."""
    return lead.current or (_from_headline(lead),)


def _explained(order: int, lead: Lead, facts: Facts, how: Match, read: Read) -> LeadMatch:
    reasons: list[Reason] = []
    roles: dict[Position, list[tuple[str, Facts]]] = {}
    for part, at, equivalent in how.reasons:
        position, role = _position(lead, part, at), ""
        if position and FILTERS[part.filter].path in _OF_TITLES:
            if position not in roles:
                roles[position] = _roles(position, read)
            inside = In(Scope.CURRENT, part.inside)
            role = next((role for role, alone in roles[position] if holds(inside, alone)), "")
        reasons.append(Reason(part.filter, part.value, position, equivalent, role))
    persona = how.persona.name if how.persona else ""
    return shown(order, lead, facts, how.slot, persona=persona, reasons=tuple(reasons))


def _roles(position: Position, read: Read) -> list[tuple[str, Facts]]:
    """The roles of a title that names several, each with what is read of it as a title by itself."""
    roles = written(position.title)
    if len(roles) == 1:
        return []
    titles = (structs.replace(position, title=role, ended=None, function="", seniority="") for role in roles)
    return [(role, read(Lead(positions=(title,)))) for role, title in zip(roles, titles, strict=True)]


def _position(lead: Lead, part: QueryPart, at: int | None) -> Position | None:
    if at is None:
        return None
    return lead.past[at] if part.scope is Scope.PAST else current(lead)[at]


def _from_headline(lead: Lead) -> Position:
    title, company = headlines.read(lead.headline)
    return Position(title=title, company=Company(name=company))
