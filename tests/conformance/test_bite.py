"""The questions of the conformance tests bite: engines that are wrong on purpose are caught."""

from dataclasses import replace
from itertools import islice

import pytest
from conformance.questions import Questions

from leadscout.engines.memory import Memory
from leadscout.intake.population import Population
from leadscout.model.lead import order_of
from leadscout.plan.facts import Facts, Values
from leadscout.plan.holds import holds

PEOPLE, QUESTIONS, ENOUGH = 300, 800, 3


def flat(slots: tuple[Values, ...]) -> tuple[Values, ...]:
    """All positions of a person as if they were one: what a plain multi-valued index does."""
    if not slots:
        return ()
    terms = {path: tuple(code for slot in slots for code in slot.terms.get(path, ())) for path in slots[0].terms}
    words = {"title": tuple(text for slot in slots for text in slot.words.get("title", ()))}
    return (Values(terms, words, {}),)


WRONG = {
    "positions are one": (lambda facts: replace(facts, current=flat(facts.current), past=flat(facts.past)), "In("),
    "only the main job counts": (lambda facts: replace(facts, current=facts.current[:1]), "In("),
    "past jobs are current": (lambda facts: replace(facts, current=(*facts.current, *facts.past)), "In("),
    "no derived places": (
        lambda facts: replace(facts, person=facts.person._replace(terms={**facts.person.terms, "place_derived": ()})),
        "'place_derived'",
    ),
}
"""Mistakes, and what stands in a question that could notice."""


class Wrong(Memory):
    """A memory engine that sees facts through a mistake."""

    def __init__(self, mistake) -> None:
        super().__init__()
        self._mistake = mistake

    def put(self, order: int, facts: Facts, *, new: bool = False) -> None:
        super().put(order, self._mistake(facts), new=new)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_engine_is_caught(lexicon, facts, name, seed):
    people = {order_of(lead, seq): facts(lead) for seq, lead in enumerate(Population(3, lexicon).people(PEOPLE), 1)}
    mistake, sign = WRONG[name]
    engine = Wrong(mistake)
    for order, one in people.items():
        engine.put(order, one)
    questions = Questions(list(people.values()), lexicon, seed)
    leaves = (leaf for leaf in (questions.leaf() for _ in range(QUESTIONS)) if sign in repr(leaf))
    wrong = (leaf for leaf in leaves if engine.count(leaf).value != sum(holds(leaf, one) for one in people.values()))
    caught = len(list(islice(wrong, ENOUGH)))  # what comes after them could not change the verdict
    assert caught == ENOUGH, f"{caught} of {QUESTIONS} questions noticed that {name}"
