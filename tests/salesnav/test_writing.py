"""Queries as addresses, and back: nothing is lost, and what an address cannot say is named."""

import os
import random
import time
from contextlib import suppress

import pytest
from addressable import Questions
from sizes import size

from leadscout import salesnav
from leadscout.errors import Refused
from leadscout.model.filters import FILTERS, TRUE
from leadscout.model.query import Clause, Persona, Query
from leadscout.salesnav.facets import WRITTEN

SEED = int(os.environ.get("LEADSCOUT_TEST_SEED") or 12)
START = "https://www.linkedin.com/sales/search/people?query="


def test_what_is_written_is_read_again(lexicon):
    questions = Questions(lexicon)
    for number in range(SEED * 1_000_000, SEED * 1_000_000 + size("ADDRESSES")):
        query = questions.one(number)
        written = salesnav.write(query, lexicon)
        reading = salesnav.read(written.url, lexicon)
        assert reading.query == query, f"LEADSCOUT_TEST_SEED={SEED}, number {number}: {written.url}"
        assert (written.left_out, reading.unread) == ((), ())


def test_the_questions_say_every_filter_that_an_address_can_say(lexicon):
    questions = Questions(lexicon)
    clauses = [clause for number in range(2000) for clause in questions.one(number).clauses]
    for exclude in (False, True):
        assert {clause.filter for clause in clauses if clause.exclude is exclude} >= set(WRITTEN)


@pytest.mark.parametrize(
    ("clauses", "text"),
    [
        (
            [Clause("location", ("103644278",)), Clause("location", ("102748797",), exclude=True)],
            (
                "(filters:List((type:REGION,values:List((id:103644278,text:United%20States,selectionType:INCLUDED),"
                "(id:102748797,text:Texas%2C%20United%20States,selectionType:EXCLUDED)))))"
            ),
        ),
        (
            [Clause("headcount", ("I", "F")), Clause("keyword", ('"a" OR b',))],
            (
                "(spellCorrectionEnabled:true,filters:List((type:COMPANY_HEADCOUNT,values:List("
                "(id:I,text:10%2C000%2B,selectionType:INCLUDED),(id:F,text:501-1%2C000,selectionType:INCLUDED)))),"
                "keywords:%22a%22%20OR%20b)"
            ),
        ),
        (
            [Clause("title", ("Chief Executive Officer", "Head of Growth Hacking"))],
            (
                "(filters:List((type:CURRENT_TITLE,values:List((id:8,text:Chief%20Executive%20Officer,"
                "selectionType:INCLUDED),(text:Head%20of%20Growth%20Hacking,selectionType:INCLUDED)))))"
            ),
        ),
        (
            [Clause("viewed_your_profile", TRUE), Clause("past_colleague", TRUE)],
            (
                "(filters:List((type:VIEWED_YOUR_PROFILE,values:List((id:VYP,text:Viewed%20your%20profile%20recently,"
                "selectionType:INCLUDED))),(type:PAST_COLLEAGUE,values:List((id:PCOLL,text:Past%20colleague,"
                "selectionType:INCLUDED)))))"
            ),
        ),
        (
            [Clause("title_ever", ("Founder",)), Clause("company", ("id:7000001",))],
            (
                "(filters:List((type:TITLE,values:List((id:35,text:Founder,selectionType:INCLUDED)),"
                "selectedSubFilter:CURRENT_OR_PAST),(type:CURRENT_COMPANY,values:List("
                "(id:urn%3Ali%3Aorganization%3A7000001,selectionType:INCLUDED)))))"
            ),
        ),
    ],
)
def test_addresses_are_those_of_a_browser(lexicon, clauses, text):
    assert salesnav.write(Query(tuple(clauses)), lexicon).query_text == text


LEFT_OUT = [
    (Clause("skill", ("python",)), ("skill", False, ("python",))),
    (Clause("has_email", TRUE), ("has_email", False, TRUE)),
    (Clause("lead_industry", ("4",)), ("lead_industry", False, ("4",))),
    (Clause("company_ever", ("id:1",)), ("company_ever", False, ("id:1",))),
    (Clause("company", ("id:1", "slug:nordwind")), ("company", False, ("id:1", "slug:nordwind"))),
    (Clause("company", ("id:1", "slug:nordwind"), exclude=True), ("company", True, ("slug:nordwind",))),
    (Clause("location", ("gn:1",)), ("location", False, ("gn:1",))),
    (Clause("seniority", ("owner", "cxo")), ("seniority", False, ("owner",))),
    (Clause("seniority", ("owner",), exclude=True), ("seniority", True, ("owner",))),
    (Clause("connections_of", ("ana-ruiz-7f3k",)), ("connections_of", False, ("ana-ruiz-7f3k",))),
    (Clause("title", ("CEO OR CTO",)), ("title", False, ("CEO OR CTO",))),
    (Clause("title", ("CEO",), strict=True), ("title", False, ("CEO",))),
    (Clause("keyword", ("a", "b")), ("keyword", False, ("a", "b"))),
    (Clause("keyword", ("a",), exclude=True), ("keyword", True, ("a",))),
]


@pytest.mark.parametrize(("clause", "left_out"), LEFT_OUT)
def test_what_an_address_cannot_say_is_named(lexicon, clause, left_out):
    written = salesnav.write(Query((clause, Clause("function", ("25",)))), lexicon)
    assert [(one.filter, one.exclude, one.values) for one in written.left_out] == [left_out]
    assert "FUNCTION" in written.url


def test_where_something_is_left_out_the_address_asks_for_more_people_never_for_fewer(lexicon):
    half = Query((Clause("company", ("id:1", "slug:nordwind")), Clause("seniority", ("owner", "cxo"))))
    again = salesnav.read(salesnav.write(half, lexicon).url, lexicon).query
    assert again.clauses == (Clause("seniority", ("owner", "partner", "founder", "cxo")),)


def test_personas_and_jobs_at_the_company_are_left_out(lexicon):
    query = Query((Clause("company", ("id:1",)),), (Persona("Sales leaders", ("sales",)),), anchored=True)
    written = salesnav.write(query, lexicon)
    assert [(one.filter, one.values) for one in written.left_out] == [
        ("personas", ("Sales leaders",)),
        ("at_company", ()),
    ]


def test_every_filter_is_written_or_named(lexicon):
    for name in FILTERS:
        written = salesnav.write(Query((Clause(name, ("true",)),)), lexicon)
        assert ("(type:" in written.query_text or "keywords:" in written.query_text) is not bool(written.left_out), name


def test_an_address_stays_so_short_that_it_is_read(lexicon):
    many = Query(
        (Clause("company", tuple(f"id:{number}" for number in range(5000))), Clause("function", ("25",))), correct=False
    )
    written = salesnav.write(many, lexicon)
    assert [(one.filter, len(one.values)) for one in written.left_out] == [("company", 5000)]
    assert salesnav.read(written.url, lexicon).query.clauses == (Clause("function", ("25",)),)


SIGNS = (
    "(",
    ")",
    ",",
    ":",
    "List(",
    "%28",
    "%2",
    "%zz",
    "%C3",
    "=",
    "&",
    "?",
    "#",
    "+",
    "''",
    "é",
    "a",
    "\n",
    "urn:li:",
)


def test_a_megabyte_of_broken_addresses_is_read_or_refused(lexicon):
    """Addresses with a few characters put in, taken out or exchanged: no other error than Refused, no hang."""
    chance, questions = random.Random(SEED), Questions(lexicon)
    length, began = 0, time.process_time()
    while length < 1_000_000:
        text = salesnav.write(questions.one(chance.randrange(10**9)), lexicon).url
        for _ in range(chance.choice((1, 1, 2, 5, 30))):
            at = chance.randrange(len(START) if chance.random() < 0.9 else 0, len(text))
            text = text[:at] + chance.choice(SIGNS) + text[at + chance.choice((0, 1, 1, 8)) :]
        length += len(text)
        with suppress(Refused):
            salesnav.read(text, lexicon)
    assert time.process_time() - began < 60, f"LEADSCOUT_TEST_SEED={SEED}"


@pytest.mark.parametrize(
    "text", ["(" * 60_000, "(filters:List(" + "(" * 50_000, "(keywords:" + "," * 60_000, "(keywords:" + "(" * 60_000,
             "(filters:List(" + "(type:a,values:List((id:1))),(" * 1900, "(keywords:" + "%" * 60_000, "a=" * 30_000],
)  # fmt: skip
def test_what_is_made_to_take_long_does_not(lexicon, text):
    began = time.process_time()
    for address in (START + text, "https://www.linkedin.com/sales/search/people?" + text):
        with suppress(Refused):
            salesnav.read(address, lexicon)
    assert time.process_time() - began < 5
