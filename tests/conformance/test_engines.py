"""Every engine answers as holds() does: counts, pages, cursors and facets, over people with several jobs.

Their corrections of misspelt words are those of plan.spelling.
"""

import os
from itertools import chain
from random import Random

import pytest
from conformance.questions import Questions

from leadscout.engines.memory import Memory
from leadscout.engines.tantivy import Tantivy, TantivyWriter, make_index
from leadscout.intake.population import Population
from leadscout.model.filters import OWN
from leadscout.model.lead import order_of
from leadscout.plan.facts import Facts, Reader, Values
from leadscout.plan.leaves import All

PEOPLE = 1500
QUESTIONS = int(os.environ.get("LEADSCOUT_TEST_QUESTIONS") or 800)
"""Other ones each day (see `seed`); `make fuzz` asks three times as many."""
PARTS = 8


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


@pytest.mark.parametrize("part", range(PARTS))
def test_tantivy_agrees_with_holds(world, lexicon, part, seed):
    people, memory, tantivy = world
    questions = Questions(list(people.values()), lexicon, seed * 100 + part)
    hits = 0
    for _ in range(QUESTIONS // PARTS):
        leaf = questions.leaf()
        expected = memory.page(leaf, PEOPLE)
        hits += bool(expected)
        assert tantivy.count(leaf).value == len(expected), leaf
        assert tantivy.page(leaf, 25) == expected[:25], leaf
        below = questions.dice.choice([*expected, 1 << 45])
        assert tantivy.page(leaf, 10, below=below) == [order for order in expected if order < below][:10], leaf
        offset = questions.dice.randrange(50)
        assert tantivy.page(leaf, 10, offset=offset) == expected[offset : offset + 10], leaf
    assert hits > QUESTIONS // PARTS * 0.5, "most questions should find somebody, or little is tested"


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


def test_tantivy_corrects_words_as_memory_does(world, seed):
    people, memory, tantivy = world
    dice = Random(seed)
    texts = chain.from_iterable(facts.person.words["text"] for facts in people.values())
    words = sorted(set(chain.from_iterable(texts)))
    asked = [misspelt(dice.choice(words), dice, "abcdefghijklmnopqrstuvwxyz") for _ in range(400)]
    found = [(word, memory.nearest(word), tantivy.nearest(word)) for word in asked]
    assert all(expected == answered for _, expected, answered in found), found
    assert sum(answer not in ("", word) for word, answer, _ in found) > 100, "most should be corrected"


def test_words_near_to_many_others_are_corrected_alike_whoever_is_forgotten(tmp_path, seed):
    """Words of four letters of the alphabet, so that there are ties; people who change and go between commits."""
    dice, memory, index = Random(seed), Memory(), make_index(tmp_path)
    writer = TantivyWriter(index)
    for _ in range(3):
        for order_ in dice.sample(range(1, 200), 80):
            memory.drop(order_)
            writer.drop(order_)
        for order_ in dice.sample(range(1, 200), 80):
            facts = Facts(Values(words={"text": (tuple(invented(dice) for _ in range(PARTS)),)}), (), (), {})
            memory.put(order_, facts)
            writer.put(order_, facts)
        writer.commit()
        index.reload()
        tantivy = Tantivy(index)
        for _ in range(150):
            word = misspelt(invented(dice), dice, "abcd2")
            assert tantivy.nearest(word) == memory.nearest(word), word
    writer.close()


def invented(dice):
    return "".join(dice.choices("abcd", k=dice.choice((3, 4, 5, 6, 7, 8))))


def misspelt(word, dice, letters):
    for _ in range(dice.choice((0, 1, 1, 2, 2, 3))):
        at, letter = dice.randrange(len(word) + 1), dice.choice(letters)
        rest = word[at:]
        word = word[:at] + dice.choice((letter + rest, letter + rest[1:], rest[1:], rest[1:2] + rest[:1] + rest[2:]))
    return word
