"""People come, change and go between commits, in any order: every engine answers as holds() does.

So does an older look at its index.
"""

import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest
from conformance.questions import Questions
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sizes import size

from leadscout.engines import ENGINES, backend
from leadscout.engines.memory import Memory
from leadscout.intake.population import Population
from leadscout.lexicon import load
from leadscout.model.filters import OWN
from leadscout.model.lead import order_of
from leadscout.plan.facts import Reader
from leadscout.plan.leaves import All

PEOPLE, RUNS, STEPS = size("CHANGED_PEOPLE"), size("CHANGES") // 50, 50

NUMBERS = st.integers(0, PEOPLE - 1)


@cache
def crowd():
    lexicon = load()
    reader = Reader(lexicon)
    leads = enumerate(Population(17, lexicon).people(PEOPLE), start=1)
    return [(order_of(lead, seq), reader(lead)) for seq, lead in leads], lexicon


class Changing(RuleBasedStateMachine):
    """One index in which people change, and the memory of who should be in it."""

    engine = ENGINES[0]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.backend = backend(self.engine)
        self.writer = self.backend.write(self.folder)
        self.writer.commit()
        self.now, self.looks = {}, [(self.backend.open(self.folder), Memory())]

    def teardown(self) -> None:
        self.writer.close()
        shutil.rmtree(self.folder)

    @rule(at=NUMBERS, others=st.lists(NUMBERS, min_size=1, max_size=PEOPLE // 5, unique=True))
    def come_or_change(self, at, others):
        people, _ = crowd()
        for other in others:
            order = people[other][0]
            facts = people[(other + at) % PEOPLE][1]
            self.writer.put(order, facts, new=order not in self.now)
            self.now[order] = facts

    @rule(some=st.lists(NUMBERS, min_size=1, max_size=PEOPLE // 10))
    def go(self, some):
        for at in some:
            order = crowd()[0][at][0]
            self.writer.drop(order)
            self.now.pop(order, None)

    @rule()
    def commit(self):
        self.writer.commit()
        memory = Memory()
        for order, facts in self.now.items():
            memory.put(order, facts)
        self.looks = [self.looks[-1], (self.backend.open(self.folder), memory)]

    @rule()
    def write_on(self):
        """Another writer goes on from the last commit; what was not committed is forgotten."""
        self.commit()
        self.writer.close()
        self.writer = self.backend.write(self.folder)

    @precondition(lambda self: self.now)
    @rule(seed=st.integers(0, 1 << 32), newest=st.booleans())
    def ask(self, seed, newest):
        people, lexicon = crowd()
        engine, memory = self.looks[-1 if newest else 0]
        questions = Questions([facts for _, facts in people[:500]], lexicon, seed)
        for leaf in (questions.leaf(), All(())):
            expected = memory.page(leaf, PEOPLE)
            assert engine.count(leaf).value == len(expected), leaf
            at = questions.dice.randrange(PEOPLE)
            assert engine.page(leaf, 20, offset=at // 4) == expected[at // 4 :][:20], leaf
            below = people[at][0]
            assert engine.page(leaf, 5, below=below) == [order for order in expected if order < below][:5], leaf
        most = questions.dice.choice((1, 7, PEOPLE))
        facets, expected = engine.facets(leaf, OWN, most), memory.facets(leaf, OWN, most)
        assert [list(facets[path].items()) for path in OWN] == [list(expected[path].items()) for path in OWN]


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_agrees_with_holds_whatever_changes(name):
    run_state_machine_as_test(
        type(name, (Changing,), {"engine": name}),
        settings=settings(max_examples=RUNS, stateful_step_count=STEPS, deadline=None),
    )
