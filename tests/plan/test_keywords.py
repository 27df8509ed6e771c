"""Keyword expressions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscout.plan.keywords import expression
from leadscout.plan.leaves import All, Any, Not, Words


def word(said):
    return Words("text", (said,))


@pytest.mark.parametrize(
    ("written", "leaf"),
    [
        ("saas", word("saas")),
        ("SaaS b2b", All((word("saas"), word("b2b")))),
        ("saas AND b2b", All((word("saas"), word("b2b")))),
        ('"machine learning"', Words("text", ("machine", "learning"), phrase=True)),
        ("“machine learning” saas", All((Words("text", ("machine", "learning"), phrase=True), word("saas")))),
        ('"machine learning', Words("text", ("machine", "learning"), phrase=True)),
        ("e-commerce", Words("text", ("e", "commerce"), phrase=True)),
        ("saas OR b2b", Any((word("saas"), word("b2b")))),
        ("a b OR c", Any((All((word("a"), word("b"))), word("c")))),
        ("a NOT b", All((word("a"), Not(word("b"))))),
        ("NOT NOT a", word("a")),
        ("a (b OR c)", All((word("a"), Any((word("b"), word("c")))))),
        ("NOT (b OR c)", Not(Any((word("b"), word("c"))))),
        ("or and not", All((word("or"), word("and"), word("not")))),
        ("OR a AND )", word("a")),
        ("NOT", word("not")),
        ("((((a", word("a")),
    ],
)
def test_reads(written, leaf):
    assert expression(written) == leaf


@given(st.text(alphabet='ab "()ORNTD+', max_size=300))
def test_any_text_with_a_word_in_it_is_an_expression(written):
    if any(char.isalnum() for char in written):
        assert expression(written) is not None


def test_deep_brackets_do_not_fall_over():
    assert expression("(" * 5000 + "a" + ")" * 5000) == word("a")
