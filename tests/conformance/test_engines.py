"""Every engine answers as holds() does: counts, pages, cursors and facets, over people with several jobs.

Their corrections of misspelt words are those of plan.spelling.
"""

from itertools import chain
from random import Random

import pytest
from clusters import backend, engines_of_run
from conformance.questions import TODAY, Questions
from sizes import size

from leadscout.engines.memory import Memory
from leadscout.intake.population import Population
from leadscout.lexicon.text import key
from leadscout.model.filters import OWN
from leadscout.model.lead import Lead, Position, order_of
from leadscout.model.query import Clause, Query
from leadscout.plan.facts import GAP, Facts, Reader, Values
from leadscout.plan.leaves import All, Any, Terms
from leadscout.plan.lower import lower

QUESTIONS = size("QUESTIONS")
"""Other ones each day (see `seed`)."""
PEOPLE = size("ENGINE_PEOPLE")
PARTS = 4
WRITTEN = (
    "Senior C++ Developer",
    "C Developer",
    "C#/.NET Developer",
    "営業部長",
    "R&D Manager (Müller GmbH)",
    "Soerensen & Søn",
    "Jäger und Köhler",
)
"""Titles of further people: signs that make a word, umlauts, and words without blanks between them."""


@pytest.fixture(scope="module", params=engines_of_run())
def kind(request):
    """How each engine reads and writes an index."""
    return backend(request.param)


@pytest.fixture(scope="module")
def world(kind, lexicon, tmp_path_factory):
    reader = Reader(lexicon)
    leads = list(Population(11, lexicon).people(PEOPLE - 5 * len(WRITTEN)))
    leads += [
        Lead(full_name=title, positions=(Position(title=title), Position(title=f"{title} EMEA")))
        for title in WRITTEN * 5
    ]
    people = {order_of(lead, seq): reader(lead) for seq, lead in enumerate(leads, start=1)}
    memory = Memory()
    folder = tmp_path_factory.mktemp("index")
    writer = kind.write(folder)
    for at, (order, facts) in enumerate(people.items()):
        memory.put(order, facts)
        writer.put(order, facts, new=True)
        if at % 100 == 0:
            writer.commit()  # several segments: what they count must come together again
    writer.commit()
    writer.close()
    return people, memory, kind.open(folder)


@pytest.mark.parametrize("part", range(PARTS))
def test_an_engine_agrees_with_holds(world, lexicon, part, seed):
    people, memory, engine = world
    questions = Questions(list(people.values()), lexicon, seed * 100 + part)
    hits = 0
    for _ in range(QUESTIONS // PARTS):
        leaf = questions.leaf()
        expected = memory.page(leaf, PEOPLE)
        hits += bool(expected)
        assert engine.count(leaf).value == len(expected), leaf
        assert engine.page(leaf, 25) == expected[:25], leaf
        below = questions.dice.choice([*expected, 1 << 45])
        assert engine.page(leaf, 10, below=below) == [order for order in expected if order < below][:10], leaf
        offset = questions.dice.randrange(50)
        assert engine.page(leaf, 10, offset=offset) == expected[offset : offset + 10], leaf
    assert hits > QUESTIONS // PARTS * 0.4, "most questions should find somebody, or little is tested"


def test_everything_that_is_searched_is_one_text_at_a_path(world):
    """Engines need not keep several apart: tantivy and a cluster could not."""
    people, *_ = world
    texts = [
        text for facts in people.values() for slot in (*facts.current, *facts.past) for text in slot.words.values()
    ]
    assert max(map(len, texts)) == 1
    assert any(GAP in text for (text,) in texts), "some are written in two ways"


def test_an_engine_counts_facets_as_memory_does(world, lexicon, seed):
    people, memory, engine = world
    questions = Questions(list(people.values()), lexicon, seed)
    for _ in range(40):
        leaf, most = questions.leaf(), questions.dice.choice((1, 3, 10, 100, PEOPLE))
        assert order(engine.facets(leaf, OWN, most)) == order(memory.facets(leaf, OWN, most)), most
    everybody = memory.facets(All(()), OWN, PEOPLE)
    assert all(everybody[path] for path in OWN), "every path is tried"
    assert any(len(set(list(counts.values())[:3])) < 3 for counts in everybody.values()), "and equal counts"


def order(facets):
    """Values and counts, and the order they come in."""
    return {path: list(counts.items()) for path, counts in facets.items()}


def test_an_engine_corrects_words_as_memory_does(world, seed):
    people, memory, engine = world
    dice = Random(seed)
    texts = chain.from_iterable(facts.person.words["text"] for facts in people.values())
    words = sorted(set(chain.from_iterable(texts)))
    written = [misspelt(dice.choice(words), dice, "abcdefghijklmnopqrstuvwxyz") for _ in range(QUESTIONS // 2)]
    answers = [(word, memory.nearest(word), engine.nearest(word)) for word in written]
    assert all(expected == answer for _, expected, answer in answers), answers
    assert sum(answer not in ("", word) for word, answer, _ in answers) > QUESTIONS // 8, "most should be corrected"


def test_words_near_to_many_others_are_corrected_alike_whoever_is_forgotten(kind, tmp_path, seed):
    """Words of four letters of the alphabet, so that there are ties; people who change and go between commits."""
    dice, memory = Random(seed), Memory()
    writer = kind.write(tmp_path)
    for _ in range(3):
        for order_ in dice.sample(range(1, 200), 80):
            memory.drop(order_)
            writer.drop(order_)
        for order_ in dice.sample(range(1, 200), 80):
            facts = Facts(Values(words={"text": (tuple(invented(dice) for _ in range(8)),)}), (), (), {})
            memory.put(order_, facts)
            writer.put(order_, facts)
        writer.commit()
        engine = kind.open(tmp_path)
        for _ in range(150):
            word = misspelt(invented(dice), dice, "abcd2")
            assert engine.nearest(word) == memory.nearest(word), word
    writer.close()


def invented(dice):
    return "".join(dice.choices("abcd", k=dice.choice((3, 4, 5, 6, 7, 8))))


def misspelt(word, dice, letters):
    for _ in range(dice.choice((0, 1, 1, 2, 2, 3))):
        at, letter = dice.randrange(len(word) + 1), dice.choice(letters)
        rest = word[at:]
        word = word[:at] + dice.choice((letter + rest, letter + rest[1:], rest[1:], rest[1:2] + rest[:1] + rest[2:]))
    return word


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("C++ developer", (0,)),
        ("c developer", (1,)),
        ("c# developer", (2,)),
        ("dotnet develop*", (2,)),
        ("develop* NOT c++", (1, 2)),
        ("営業", (3,)),
        ("部長", (3,)),
        ("営", (3,)),
        ("営長", ()),
        ("rnd mana*", (4,)),
        ("mueller", (4,)),
        ("müll*", (4,)),
        ("sørensen", (5,)),
        ("soeren*", (5,)),
        ("jager koehler", (6,)),  # the words of a text in whichever of its spellings, whatever the engine
        ("jaeger kohler -sohn", (6,)),
        ('"jaeger und koehler"', (6,)),
        ('"jager und koehler"', ()),  # a phrase stands in one
        ('"kohler jaeger"', ()),
    ],
)
@pytest.mark.parametrize("filter_", ["title", "keyword"])
def test_beginnings_signs_and_words_without_blanks_are_met_on_every_engine(world, lexicon, filter_, asked, titles):
    people, memory, engine = world
    leaf = lower(Query((Clause(filter_, (asked,)),)), lexicon, TODAY).leaf
    only = All((leaf, Any(tuple(Terms("name", frozenset((key(title),))) for title in WRITTEN))))
    expected = [
        order for order, facts in people.items() if any(key(WRITTEN[at]) in facts.person.terms["name"] for at in titles)
    ]
    for one in (memory, engine):
        assert one.page(only, PEOPLE) == sorted(expected, reverse=True)
