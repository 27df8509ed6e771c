"""Hints: people whose titles mean a persona in other words. Personas themselves stay literal (behaviour §2)."""

from collections.abc import Iterator
from dataclasses import replace

from leadscout.model.filters import Scope
from leadscout.model.lead import seq_of
from leadscout.model.query import Clause, Persona, Query
from leadscout.model.search import START, Count, Hint
from leadscout.plan.holds import match
from leadscout.plan.leaves import All, In, Not
from leadscout.plan.lower import Plan
from leadscout.plan.personas import as_titles, prohibited
from leadscout.service.asking.hits import current
from leadscout.service.asking.question import Question

FEW = 25
"""Fewer people than a page holds are few."""

_TRIED = 5  # personas, the best first: each costs a count and a small page
_LOOKED_AT = 20  # people for their titles
_SHOWN = 3


def hints(question: Question, counted: Count) -> list[Hint]:
    """Where personas find few: for each of the first five, who has its title in other words and is not found.

    Such people satisfy everything else of the query, and none of their current titles shares a prohibited word.
    """
    personas = question.query.personas
    if not personas or counted.value >= FEW:
        return []
    best = sorted(personas, key=lambda persona: persona.priority)[:_TRIED]
    return [hint for persona in best for hint in _of(question, persona)]


def _of(question: Question, persona: Persona) -> Iterator[Hint]:
    query, titles = question.query, question.door.lexicon.titles
    values = tuple(value for value in as_titles(persona) if titles.equivalents(value))
    if not values:
        return
    companies = tuple(clause for clause in query.including() if clause.filter == "company") if query.anchored else ()
    same = question.about(Query((*companies, Clause("title", values)), anchored=bool(companies))).plan
    banned = In(Scope.CURRENT, prohibited(persona, titles.spelled))
    rest = question.about(replace(query, personas=())).plan
    others = rest.narrowed(All((same.leaf, Not(question.plan.leaf), Not(banned))))
    number = question.source.count(others).value
    if number:
        yield Hint(persona.name, number, _titles(question, same, others), values)


def _titles(question: Question, same: Plan, others: Plan) -> tuple[str, ...]:
    """A few of the titles that those people have; `same` is the plan that their titles satisfy."""
    hits = question.source.page(others, START, _LOOKED_AT).hits
    leads = question.records().leads([seq_of(hit.order) for hit in hits]).values()
    slots = ((lead, match(same, question.door.read(lead)).slot) for lead in leads)
    titles = (current(lead)[slot].title for lead, slot in slots if slot is not None and slot < len(current(lead)))
    return tuple(dict.fromkeys(title for title in titles if title))[:_SHOWN]
