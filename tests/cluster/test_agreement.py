"""Every answer of a cluster is that of holds(), while people come, change and go and the index is built anew.

tests/conformance/test_engines.py asks about people who stay; here they do not.
"""

from random import Random

from conformance.questions import Questions
from sizes import size

from leadscout.engines.generations import Generations
from leadscout.engines.memory import Memory
from leadscout.intake.population import Population
from leadscout.model.filters import OWN
from leadscout.model.lead import order_of
from leadscout.plan.facts import Reader

PEOPLE, ROUNDS = 250, 6
QUESTIONS = size("CHANGED_QUESTIONS")


class Crowd:
    """People who change: each of some orders is somebody else from time to time, or nobody."""

    def __init__(self, lexicon, dice):
        reader = Reader(lexicon)
        leads = list(Population(dice.randrange(1 << 20), lexicon).people(PEOPLE))
        self.dice, self.facts = dice, [reader(lead) for lead in leads]
        self.orders = [order_of(lead, seq) for seq, lead in enumerate(leads, start=1)]
        self.now = {}
        self.change = 0

    def turn(self, writer, *, everybody):
        """Let some change and some go, and write them; with `everybody` also those who stay."""
        dice, before = self.dice, dict(self.now)
        coming = dice.sample(self.orders, PEOPLE // 2)
        for order in coming:
            self.now[order] = dice.choice(self.facts)
        going = dice.sample(sorted(self.now), PEOPLE // 10)
        for order in going:
            del self.now[order]
        for order in {*coming, *going, *(before if everybody else ())}:
            self.change += 1
            if order in self.now:
                writer.put(order, self.now[order], version=self.change)
            else:
                writer.drop(order, version=self.change)
        writer.applied = self.change

    def memory(self):
        memory = Memory()
        for order, facts in self.now.items():
            memory.put(order, facts)
        return memory


def test_every_answer_is_that_of_holds_while_people_change_and_the_index_is_rebuilt(tmp_path, backend, lexicon, seed):
    dice = Random(seed)
    crowd = Crowd(lexicon, dice)
    index = Generations(tmp_path / "index", "v1", backend)
    hits = several = 0
    for at in range(ROUNDS):
        rebuild = at == ROUNDS // 2
        with index.apply(rebuild=rebuild) as applying:
            crowd.turn(applying, everybody=rebuild)
        engine, memory = index.engine(), crowd.memory()
        people = list(crowd.now.values())
        several += sum(len(facts.current) > 1 for facts in people) / len(people)
        questions = Questions(people, lexicon, dice.randrange(1 << 30))
        for _ in range(QUESTIONS // ROUNDS):
            hits += bool(compare(engine, memory, questions.leaf(), dice))
    assert hits > QUESTIONS * 0.4, "most questions should find somebody, or little is tested"
    assert several / ROUNDS > 0.1, "and many should have several jobs"


def compare(engine, memory, leaf, dice):
    """Count, page, below, offset and facets. Raises AssertionError where one differs."""
    expected = memory.page(leaf, PEOPLE)
    assert engine.count(leaf).value == len(expected), leaf
    assert engine.page(leaf, 25) == expected[:25], leaf
    below = dice.choice([*expected, 1 << 45])
    assert engine.page(leaf, 10, below=below) == [order for order in expected if order < below][:10], leaf
    offset = dice.randrange(50)
    assert engine.page(leaf, 10, offset=offset) == expected[offset : offset + 10], leaf
    paths, most = dice.sample(list(OWN), 4), dice.choice((1, 5, 100))
    facets, counted = engine.facets(leaf, paths, most), memory.facets(leaf, paths, most)
    assert [list(facets[path].items()) for path in paths] == [list(counted[path].items()) for path in paths], leaf
    return expected
