"""Keyword expressions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscout.lexicon.expressions import mistake
from leadscout.lexicon.tokens import renderings
from leadscout.plan.facts import Facts, Values
from leadscout.plan.holds import holds
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
        ("or and not", word("not")),  # only operators in capitals are operators
        ("OR a AND )", word("a")),
        ("NOT", word("not")),
        ("((((a", word("a")),
        # signs of other boxes
        ("SaaS -marketing", All((word("saas"), Not(word("marketing"))))),
        ('+SaaS -"a b"', All((word("saas"), Not(Words("text", ("a", "b"), phrase=True))))),
        ("saas || b2b", Any((word("saas"), word("b2b")))),
        ("saas | b2b", Any((word("saas"), word("b2b")))),
        ("saas && b2b", All((word("saas"), word("b2b")))),
        ("saas - b2b", All((word("saas"), word("b2b")))),
        ("a-b", Words("text", ("a", "b"), phrase=True)),
        # words between keywords
        ("SaaS and marketing", All((word("saas"), word("marketing")))),
        ("Leiter der Produktion", All((word("leiter"), word("produktion")))),
        ('"head of sales"', Words("text", ("head", "of", "sales"), phrase=True)),
        ("the", word("the")),
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


@pytest.mark.parametrize(
    ("written", "leaf"),
    [
        ("engin*", Words("text", ("engin",), beginning=True)),
        (
            "engin* NOT train*",
            All((Words("text", ("engin",), beginning=True), Not(Words("text", ("train",), beginning=True)))),
        ),
        ("C++", word("cplusplus")),
        ("C sharp", word("csharp")),
        ("R & D", word("rnd")),
        ("node js", Words("text", ("node", "js"), phrase=True)),
        ("401(k)", word("401k")),
        ("営業部長", Words("text", ("営業", "業部", "部長"), phrase=True)),
        ("営", Words("text", ("営",), beginning=True)),
        ("Müller", Any((word("muller"), word("mueller")))),
        ("saas -(b2b OR c)", All((word("saas"), Not(Any((word("b2b"), word("c"))))))),
        ('NOT "or"', Not(word("or"))),
    ],
)
def test_reads_beginnings_signs_and_words_without_blanks(written, leaf):
    assert expression(written) == leaf


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("(CEO OR Founder", 1),
        ("CEO)", 4),
        ('head "of sales', 6),
        ("“of sales", 1),
        ("CEO NOT", 5),
        ("CEO AND", 5),
        ("OR CEO", 1),
        ("CEO OR OR CFO", 5),
        ("CEO (AND) CFO", 6),
        ("CEO ||", 5),
        ("NOT", 1),
        ("CEO ()", 5),
        ("title:CEO", 1),
        ('sales company:"Acme"', 7),
        ("industry: software", 1),
        ("en*", 3),
        ("e*", 2),
        ("*manager", 1),
        ("man*ger", 4),
        ("(" * 21 + "a" + ")" * 21, 21),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_place(written, at):
    assert mistake(written).at == at


@pytest.mark.parametrize(
    "written",
    [
        "HEAD OF SALES AND MARKETING",
        "Manager - Sales",
        "re:Invent",
        "https://acme.example/a",
        '"title:CEO"',
        '"OR"',
        "CEO NOT (assistant OR intern)",
        "a AND NOT b",
        "+SaaS -b2b",
        "401(k) specialist",
        "C++ C# R&D",
        "Sales Manager (EMEA)",
        "e-comm*",
        "rock 'n' roll",
        "…",
    ],
)
def test_what_can_be_meant_is_not_refused(written):
    assert mistake(written) is None


WORD = st.sampled_from(["sales", "c++", "engineer", "営業", "müller", "mark*", '"head of"', "node.js", "mueller"])


@given(base=WORD, excluded=WORD, text=st.lists(WORD, max_size=6).map(" ".join))
def test_an_exclusion_never_finds_more(base, excluded, text):
    facts = Facts(Values(words={"text": renderings(text)}), (), (), {})
    for written in (f"{base} NOT {excluded}", f"{base} -{excluded}", f"{base} AND NOT ({excluded})"):
        assert not holds(expression(written), facts) or holds(expression(base), facts)
        assert not (holds(expression(written), facts) and holds(expression(excluded), facts))
