"""Skills by every way of writing them, in questions and in facts alike."""

import pytest

from leadscout.lexicon.identities import skills
from leadscout.model.lead import Lead
from leadscout.plan.facts import Reader

SAME = [
    ("Machine Learning", "machine-learning", " MACHINE  learning "),
    ("C++", "c++"),
    ("C#", "C Sharp"),
    ("Négociation", "negociation"),
]
APART = [("C", "C++"), ("C", "C#"), ("C#", "C++"), ("Machine Learning", "Learning"), ("Java", "JavaScript")]


@pytest.mark.parametrize("group", SAME, ids=lambda group: group[0])
def test_one_skill_in_other_letters(lexicon, group):
    first, *others = group
    person = Reader(lexicon)(Lead(skills=("Sailing", first))).person
    for other in others:
        assert skills.read(other) == (person.terms["skill"][1],)


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_skills_are_not_one(one, other):
    assert skills.read(one) != skills.read(other)


def test_a_skill_without_a_letter_or_digit_is_none(lexicon):
    assert skills.read("+ #") == ()
    assert Reader(lexicon)(Lead(skills=("", "–"))).person.terms["skill"] == ()
