"""Every engine answers as holds() does: counts, pages, cursors and facets, over people with several jobs."""

import pytest
from conformance.questions import Questions

from leadscout.engines.memory import Memory
from leadscout.engines.tantivy import Tantivy, TantivyWriter, make_index
from leadscout.intake.population import Population
from leadscout.model.filters import OWN
from leadscout.model.lead import order_of
from leadscout.plan.facts import Reader
from leadscout.plan.leaves import All

PEOPLE = 1500
QUESTIONS = 2400


@pytest.fixture(scope="module")
def world(lexicon, tmp_path_factory):
    reader = Reader(lexicon)
    leads = list(Population(11, lexicon).people(PEOPLE))
    people = {order_of(lead, seq): reader(lead) for seq, lead in enumerate(leads, start=1)}
    memory = Memory()
    index = make_index(tmp_path_factory.mktemp("index"))
    writer = TantivyWriter(index)
    for at, (order, facts) in enumerate(people.items()):
        memory.put(order, facts)
        writer.put(order, facts, new=True)
        if at % 300 == 0:
            writer.commit()  # several segments: what they count must come together again
    writer.commit()
    writer.close()
    index.reload()
    return people, memory, Tantivy(index)


@pytest.mark.parametrize("part", range(8))
def test_tantivy_agrees_with_holds(world, lexicon, part, seed):
    people, memory, tantivy = world
    questions = Questions(list(people.values()), lexicon, seed * 100 + part)
    hits = 0
    for _ in range(QUESTIONS // 8):
        leaf = questions.leaf()
        expected = memory.page(leaf, PEOPLE)
        hits += bool(expected)
        assert tantivy.count(leaf).value == len(expected), leaf
        assert tantivy.page(leaf, 25) == expected[:25], leaf
        below = questions.dice.choice([*expected, 1 << 45])
        assert tantivy.page(leaf, 10, below=below) == [order for order in expected if order < below][:10], leaf
        offset = questions.dice.randrange(50)
        assert tantivy.page(leaf, 10, offset=offset) == expected[offset : offset + 10], leaf
    assert hits > QUESTIONS // 8 * 0.5, "most questions should find somebody, or little is tested"


def test_tantivy_counts_facets_as_memory_does(world, lexicon, seed):
    people, memory, tantivy = world
    questions = Questions(list(people.values()), lexicon, seed)
    for _ in range(40):
        leaf, most = questions.leaf(), questions.dice.choice((1, 3, 10, 100, PEOPLE))
        assert order(tantivy.facets(leaf, OWN, most)) == order(memory.facets(leaf, OWN, most)), most
    everybody = memory.facets(All(()), OWN, PEOPLE)
    assert all(everybody[path] for path in OWN), "every path is tried"
    assert any(len(set(list(counts.values())[:3])) < 3 for counts in everybody.values()), "and equal counts"


def order(facets):
    """Values and counts, and the order they come in."""
    return {path: list(counts.items()) for path, counts in facets.items()}
