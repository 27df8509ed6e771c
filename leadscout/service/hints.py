"""Hints: people whose titles mean a persona in other words. Personas themselves stay literal (behaviour §2)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from leadscout.model.filters import Scope
from leadscout.model.lead import seq_of
from leadscout.model.query import Clause, Persona, Query
from leadscout.model.search import Count, Hint
from leadscout.plan.holds import match
from leadscout.plan.leaves import All, In, Leaf, Not
from leadscout.plan.lower import Plan
from leadscout.plan.personas import as_titles, prohibited
from leadscout.service.searches import Searches, current

FEW = 25
"""Fewer people than a page holds are few."""

_TRIED = 5  # personas, the best first: each costs a count and a small page
_LOOKED_AT = 20  # people for their titles
_SHOWN = 3


def hints(searches: Searches, query: Query, counted: Count) -> list[Hint]:
    """Where personas find few: for each of the first five, who has its title in other words and is not found.

    Such people satisfy everything else of the query, and none of their current titles shares a prohibited word.
    """
    if not query.personas or counted.value >= FEW:
        return []
    best = sorted(query.personas, key=lambda persona: persona.priority)[:_TRIED]
    return [hint for persona in best for hint in _of(searches, query, persona)]


def _of(searches: Searches, query: Query, persona: Persona) -> Iterator[Hint]:
    values = tuple(value for value in as_titles(persona) if searches.lexicon.titles.equivalents(value))
    if not values:
        return
    companies = tuple(clause for clause in query.including() if clause.filter == "company") if query.anchored else ()
    said = Query((*companies, Clause("title", values)), anchored=bool(companies))
    today = searches.today()
    meant = searches.plan(said, today)
    rest, found = (searches.plan(one, today).leaf for one in (replace(query, personas=()), query))
    banned = In(Scope.CURRENT, prohibited(persona, searches.lexicon.titles.spelled))
    others = All((rest, meant.leaf, Not(found), Not(banned)))
    number = searches.engine().count(others).value
    if number:
        yield Hint(persona.name, number, _titles(searches, meant, others), values)


def _titles(searches: Searches, meant: Plan, leaf: Leaf) -> tuple[str, ...]:
    """A few of the titles that those people have."""
    orders: Sequence[int] = searches.engine().page(leaf, _LOOKED_AT)
    leads = searches.people.leads([seq_of(order) for order in orders]).values()
    slots = ((lead, match(meant, searches.facts(lead)).slot) for lead in leads)
    titles = (current(lead)[slot].title for lead, slot in slots if slot is not None and slot < len(current(lead)))
    return tuple(dict.fromkeys(title for title in titles if title))[:_SHOWN]
