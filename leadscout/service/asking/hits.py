"""People as an answer shows them: the job that matched, and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from leadscout.lexicon.headlines import headlines
from leadscout.model.filters import Scope
from leadscout.model.lead import Company, Lead, Position, seq_of
from leadscout.model.search import Found, Reason
from leadscout.plan.facts import Facts
from leadscout.plan.holds import Match, by_equivalent, match
from leadscout.plan.lower import Part, Plan

Read = Callable[[Lead], Facts]
"""What can be searched of a lead: `plan.facts.Reader`."""


class People(Protocol):
    """The people store, as asking needs it."""

    def leads(self, seqs: Sequence[int]) -> Mapping[int, Lead]:
        """The people with these numbers; a forgotten one is missing."""

    def same_companies(self, keys: Sequence[str]) -> Sequence[str]:
        """The company keys and those seen with them."""


def matches(plan: Plan, orders: Sequence[int], people: People, read: Read) -> Iterable[Found]:
    """The people of these orders, with the position and the reasons that match; forgotten ones are left out."""
    leads = people.leads([seq_of(order) for order in orders])
    for order in orders:
        lead = leads.get(seq_of(order))
        if lead is not None:
            facts = read(lead)
            yield _explained(order, lead, facts, match(plan, facts))


def shown(order: int, lead: Lead, facts: Facts, slot: int | None) -> Found:
    """Somebody with the job in a slot; the main one where that is gone meanwhile."""
    positions = current(lead)
    at = None if slot is None or not positions else slot if slot < len(positions) else 0
    months = facts.current[at].months if at is not None and at < len(facts.current) else {}
    return Found(
        order,
        lead,
        slot=slot,
        position=None if at is None else positions[at],
        read=at is not None and not lead.current,
        since=months.get("since"),
        company_since=months.get("company_since"),
    )


def current(lead: Lead) -> Sequence[Position]:
    """The jobs that slots number; the one in the headline where the source lists none."""
    return lead.current or (_from_headline(lead),)


def _explained(order: int, lead: Lead, facts: Facts, how: Match) -> Found:
    reasons = tuple(
        Reason(part.filter, part.value, _position(lead, part, at), by_equivalent(part, at, facts))
        for part, at in how.reasons
    )
    persona = how.persona.name if how.persona else ""
    return replace(shown(order, lead, facts, how.slot), persona=persona, reasons=reasons)


def _position(lead: Lead, part: Part, at: int | None) -> Position | None:
    if at is None:
        return None
    return lead.past[at] if part.scope is Scope.PAST else current(lead)[at]


def _from_headline(lead: Lead) -> Position:
    title, company = headlines.read(lead.headline)
    return Position(title=title, company=Company(name=company))
