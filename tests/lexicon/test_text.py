"""Folding makes spellings comparable, and does nothing twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscout.lexicon.text import contains, fold, key, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Geschäftsführer", "geschaftsfuhrer"),
        ("Gescha\u0308ftsfu\u0308hrer", "geschaftsfuhrer"),
        ("Straße", "strasse"),
        ("Indkøbschef", "indkobschef"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("R&D / Q.A.", "r d q a"),
        ("𝐂𝐄𝐎 🚀", "ceo"),
        ("Директор", "direktor"),
        ("يعمل في دبي", "yml fy dby"),  # ain is no blank: nobody finds "ML" in "works"
        ("генеральный секретарь, Львів", "generalnyy sekretar lviv"),
        ("комп'ютер комп’ютер компʼютер", "kompyuter kompyuter kompyuter"),
        ('מנכ"ל מנכ״ל', "mnkhl mnkhl"),
        ("עובד בתל אביב", "vvd vtl vyv"),
        ("Nukuʻalofa, O'Neill’s", "nuku alofa o neill s"),
        ("  ", ""),
        ("— · —", ""),
    ],
)
def test_folds(written, folded):
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_words_and_keys_are_the_folded_text(text):
    assert " ".join(words(text)) == fold(text)
    assert not set(key(text)) - set("abcdefghijklmnopqrstuvwxyz0123456789_")


def test_contains_is_word_after_word():
    sentence = words("head of enterprise sales")
    assert contains(sentence, ("enterprise", "sales"))
    assert not contains(sentence, ("head", "sales"))
    assert not contains(sentence, ())
