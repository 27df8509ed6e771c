"""Which words of a keyword are corrected, and into what."""

import pytest

from leadscout.model.query import Clause, Correction, Query
from leadscout.plan.spelling import LONGEST, MOST, corrected, nearest

PEOPLE = {"kubernetes": 40, "cyber": 9, "security": 30, "sales": 90, "scale": 5, "scales": 5, "b2b": 50, "commerce": 8}
PEOPLE |= {"manager": 70, "managed": 3, "leiter": 12, "reiter": 12, "crm": 6, "management": 20, "q4sales": 99}
PEOPLE |= {"a" * (LONGEST + 1): 5}


@pytest.mark.parametrize(
    ("word", "found", "why"),
    [
        ("kubernetes", "kubernetes", "somebody has it"),
        ("kubernets", "kubernetes", "one letter is missing"),
        ("kubernettes", "kubernetes", "one is too many"),
        ("kubernates", "kubernetes", "one is another"),
        ("kubenretes", "kubernetes", "two are swapped"),
        ("ubernetes", "kubernetes", "the first one is missing"),
        ("cubernetes", "kubernetes", "the first one is another"),
        ("kbuernetes", "kubernetes", "the first one is swapped"),
        ("kubernts", "kubernetes", "two edits"),
        ("kuberneets", "kubernetes", "two edits, one of them a swap"),
        ("cubernets", "", "two edits, and another first letter"),
        ("kubrnts", "", "three edits"),
        ("saels", "sales", "five letters, one edit"),
        ("sayls", "", "five letters, two edits"),
        ("cybr", "cyber", "four letters, one edit"),
        ("slae", "", "four letters, two edits"),
        ("crn", "", "three letters"),
        ("b2c", "", "a digit"),
        ("q4sale", "", "a digit"),
        ("qasales", "", "no correction has a digit"),
        ("managet", "manager", "fewest edits, then most people"),
        ("managemet", "management", "fewest edits before most people"),
        ("scaled", "scale", "as many people: by alphabet"),
        ("weiter", "leiter", "as many people: by alphabet"),
        ("xylophone", "", "nothing is near"),
        ("a" * (LONGEST + 2), "", "too long to be a word"),
    ],
)
def test_the_nearest_word(word, found, why):
    assert nearest(word, PEOPLE) == found, why


def test_a_word_that_nobody_has_any_more_is_unknown_and_no_correction():
    people = {"saless": 0, "sales": 0, "salesa": 1}
    assert (nearest("saless", people), nearest("sales", people)) == ("salesa", "salesa")


def keyword(*values, exclude=False, strict=False):
    return Clause("keyword", values, exclude, strict)


def correct(*clauses):
    found = corrected(Query(clauses, correct=True), lambda word: nearest(word, PEOPLE))
    assert not found.correct, "it is done once"
    return found


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Kubernets", "kubernetes"),
        ("kubernetes saels", "kubernetes sales"),
        ("Kubernetes, saels!", "Kubernetes, sales"),
        ("saels OR (kubernets AND b2b)", "sales OR (kubernetes AND b2b)"),
        ('"kubernets" saels', '"kubernets" sales'),
        ("“kubernets saels", "“kubernets saels"),
        ("saels NOT kubernets", "sales NOT kubernets"),
        ("saels NOT (kubernets OR managr)", "sales NOT (kubernets OR managr)"),
        ("NOT NOT kubernets", "NOT NOT kubernetes"),
        ("e-comerce", "e-commerce"),
        ("sécurité-saels", "security-sales"),
        ("xylophone", "xylophone"),
        ("NOT", "NOT"),
    ],
)
def test_unquoted_words_that_people_must_have_are_corrected_in_their_place(written, read):
    assert correct(keyword(written)).clauses == (keyword(read),)


def test_what_was_corrected_is_told_once_as_it_was_folded():
    found = correct(keyword("Kubernets", "kubernets OR SAELS"))
    assert found.clauses == (keyword("kubernetes", "kubernetes OR sales"),)
    assert found.corrections == (
        Correction("keyword", "kubernets", "kubernetes"),
        Correction("keyword", "saels", "sales"),
    )


@pytest.mark.parametrize(
    "clause",
    [
        keyword("kubernets", exclude=True),
        keyword("kubernets", strict=True),
        Clause("title", ("managet",)),
        Clause("first_name", ("Saels",)),
    ],
)
def test_nothing_else_is_corrected(clause):
    assert correct(clause) == Query((clause,))


def test_nothing_is_corrected_unasked():
    query = Query((keyword("kubernets"),))
    assert corrected(query, lambda word: nearest(word, PEOPLE)) == query


def test_only_so_many_unknown_words_are_looked_up():
    unknown = " ".join("xyz" + 4 * chr(97 + at) for at in range(MOST))
    assert correct(keyword(f"saels {unknown} saels kubernets")).clauses == (
        keyword(f"sales {unknown} sales kubernets"),
    )
    assert correct(keyword(f"{unknown[8:]} {'sales ' * 50} kubernets")).corrections
