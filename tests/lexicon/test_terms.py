"""How far the words of titles carry by themselves, over ESCO's labels and without its list of occupations.

A label counts when it is one role of at most four words: the longest
are definitions ("engrosforhandler inden for ...").
"""

import random
from collections import defaultdict
from itertools import permutations

import pytest

from leadscout.lexicon.titles.functions import LANGUAGES
from tools.lexicon.occupations import read

EVERY = 4  # of ESCO's occupations
PAIRS = 20_000


def matched(ways, held):
    """Whether words alone answer: one way, all of it by tokens of title_terms.tsv."""
    return any(all(not held.isdisjoint(alternatives) for alternatives in way) for way in ways)


@pytest.fixture(scope="module")
def labels(lexicon):
    """By occupation and language, what asks for it by words, and what its words say."""
    found = defaultdict(dict)
    for row in read():
        label = row.preferred[0]
        if row.language in LANGUAGES and len(label.split()) <= 4 and not {",", "/"} & set(label):
            found[row.esco][row.language] = label
    sample = [found[code] for code in sorted(found)[::EVERY]]
    return [{language: asked(lexicon.titles, label) for language, label in names.items()} for names in sample]


def asked(titles, label):
    by_words = [way.tokens for way in titles.equivalents(label) if not way.listed]
    return label, by_words, {token for token in titles.read(label).concepts if token.startswith("t.")}


def test_labels_of_one_occupation_find_each_other_by_words(labels):
    judged = [matched(one[1], other[2]) for names in labels for one, other in permutations(names.values(), 2)]
    assert len(judged) > 9_000
    assert sum(judged) / len(judged) >= 0.38


def test_most_labels_are_understood_word_by_word(labels):
    judged = [bool(ways) for names in labels for _, ways, _ in names.values()]
    assert sum(judged) / len(judged) >= 0.70


def test_labels_of_different_occupations_do_not_find_each_other(labels):
    draw = random.Random(7)
    wrong = []
    for _ in range(PAIRS):
        one, other = (draw.choice(list(names.values())) for names in draw.sample(labels, 2))
        if matched(one[1], other[2]):
            wrong.append((one[0], other[0]))
    assert len(wrong) / PAIRS <= 0.003, wrong[:20]
