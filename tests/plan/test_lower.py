"""Golden leaves: what a query means. A fault here would be shared by every engine."""

from datetime import date

import pytest

from leadscout.model.filters import FILTERS, Scope
from leadscout.model.query import Clause, Persona, Query
from leadscout.plan.leaves import All, Any, In, Not, Range, Terms, Words, month, term
from leadscout.plan.lower import lower

TODAY = date(2026, 11, 20)
NOW = 2026 * 12 + 10
CURRENT, PAST = Scope.CURRENT, Scope.PAST


@pytest.fixture
def leaf(lexicon):
    return lambda *clauses, **more: lower(Query(clauses, **more), lexicon, TODAY).leaf


def one(path, *values):
    return Terms(path, frozenset(values))


def test_words_of_one_title_stand_in_one_title(leaf):
    assert leaf(Clause("title", ("lighthouse manager",))) == In(
        CURRENT, Any((Words("title", ("lighthouse", "manager")), Words("title", ("lighthouse", "mgr"))))
    )


def test_a_title_of_known_words_is_found_in_other_languages(leaf):
    found = leaf(Clause("title", ("content manager",)))
    same = All((one("concept", "t.content"), one("concept", "t.manager")))
    assert found == In(CURRENT, Any((Words("title", ("content", "manager")), Words("title", ("content", "mgr")), same)))


def test_a_title_brings_abbreviations_and_equivalents(leaf):
    found = leaf(Clause("title", ("CEO",)))
    assert found == In(
        CURRENT,
        Any((Words("title", ("ceo",)), Words("title", ("chief", "executive", "officer")), one("concept", "ceo"))),
    )


def test_strict_is_the_equal_normal_form(leaf):
    assert leaf(Clause("title", ("Head of Sales",), strict=True)) == In(CURRENT, one("title_form", "head_sales"))


def test_quotes_make_a_phrase_without_equivalents(leaf):
    assert leaf(Clause("title", ('"Sales Director"',))) == In(
        CURRENT, Words("title", ("sales", "director"), phrase=True)
    )
    assert leaf(Clause("title", ('"Sales Director" EMEA',))) == In(
        CURRENT, All((Words("title", ("sales", "director"), phrase=True), Words("title", ("emea",))))
    )


def test_past_titles_are_asked_of_past_jobs(leaf):
    assert leaf(Clause("past_title", ('"Account Executive"',))) == In(
        PAST, Words("title", ("account", "executive"), phrase=True)
    )


def test_or_inside_a_filter_and_between_filters(leaf):
    found = leaf(Clause("function", ("25", "15")), Clause("seniority", ("vp",)))
    assert found == All(
        (In(CURRENT, Any((one("function", "25"), one("function", "15")))), In(CURRENT, one("seniority", "vp")))
    )


def test_several_clauses_of_one_filter_are_one_list(leaf):
    found = leaf(Clause("company", ("name:google",)), Clause("company", ("id:1441",)))
    assert found == In(CURRENT, Any((one("company", "name:google"), one("company", "id:1441"))))


def test_an_excluded_value_stands_outside_any_position(leaf):
    found = leaf(Clause("function", ("25",)), Clause("seniority", ("intern", "entry"), exclude=True))
    assert found == All(
        (
            In(CURRENT, one("function", "25")),
            Not(In(CURRENT, one("seniority", "intern"))),
            Not(In(CURRENT, one("seniority", "entry"))),
        )
    )


def test_a_place_includes_derived_links_unless_strict(leaf):
    assert leaf(Clause("location", ("101282230",))) == Any(
        (one("place", "101282230"), one("place_derived", "101282230"))
    )
    assert leaf(Clause("location", ("101282230",), strict=True)) == one("place", "101282230")
    assert leaf(Clause("headquarters", ("1",))) == In(CURRENT, Any((one("hq", "1"), one("hq_derived", "1"))))


@pytest.mark.parametrize(
    ("bucket", "low", "high"),
    [
        ("1", NOW - 11, NOW + 1),
        ("2", NOW - 35, NOW - 11),
        ("3", NOW - 71, NOW - 35),
        ("4", NOW - 131, NOW - 71),
        ("5", 0, NOW - 131),
    ],
)
def test_tenure_buckets_are_half_open_months(leaf, bucket, low, high):
    assert leaf(Clause("years_in_position", (bucket,))) == In(CURRENT, Range("since", low, high))


def test_a_reserved_bucket_matches_nobody(leaf):
    assert leaf(Clause("years_in_position", ("6",))) == In(CURRENT, Any(()))


def test_an_anchored_request_asks_one_job_at_the_company(leaf):
    clauses = (
        Clause("company", ("id:21828",)),
        Clause("title", ('"Marketing Director"',)),
        Clause("seniority", ("director",)),
        Clause("headcount", ("E",)),
    )
    assert leaf(*clauses, anchored=True) == All(
        (
            In(CURRENT, one("headcount", "E")),
            In(
                CURRENT,
                All(
                    (
                        one("company", "id:21828"),
                        Words("title", ("marketing", "director"), phrase=True),
                        one("seniority", "director"),
                    )
                ),
            ),
        )
    )
    flat = leaf(*clauses)
    assert isinstance(flat, All)
    assert len(flat.of) == 4, "not anchored: each filter on its own"


def test_personas_are_tiers_by_priority_none_of_them_twice(lexicon):
    first, second, third = (
        Persona("a", ("sales",), priority=5),
        Persona("b", ("hr",)),
        Persona("c", ("it",), priority=5),
    )
    plan = lower(Query((Clause("function", ("25",)),), (first, second, third)), lexicon, TODAY)
    assert [part.persona.name for part in plan.personas] == ["b", "a", "c"]
    assert len(plan.tiers) == 2
    assert Not(plan.personas[0].leaf) in plan.tiers[1].of
    assert plan.leaf == All((In(CURRENT, one("function", "25")), Any(tuple(part.leaf for part in plan.personas))))


def test_personas_of_an_anchored_request_hold_at_the_company(lexicon):
    plan = lower(Query((Clause("company", ("id:1",)),), (Persona("a", ("sales",)),), anchored=True), lexicon, TODAY)
    (part,) = plan.personas
    assert part.inside.of[0] == one("company", "id:1")
    assert plan.tiers == (part.leaf,)


def test_nothing_asked_is_everybody(leaf):
    assert leaf() == All(())


def test_every_filter_of_the_table_lowers(lexicon):
    for row in FILTERS.values():
        clause = Clause(row.name, ("3" if row.shape == "span" else "sales",))
        parts = lower(Query((clause,)), lexicon, TODAY).parts
        assert tuple(part.scope for part in parts) == row.scope.parts


def test_now_or_before_is_one_job_held_now_or_one_that_ended(leaf):
    asked = Clause("company_ever", ("id:1", "id:2"))
    both = Any((one("company", "id:1"), one("company", "id:2")))
    assert leaf(asked) == Any((In(CURRENT, both), In(PAST, both)))
    never = leaf(Clause("company_ever", ("id:1",), exclude=True))
    assert never == All((Not(In(CURRENT, one("company", "id:1"))), Not(In(PAST, one("company", "id:1")))))


def test_text_without_a_word_is_a_programming_error(leaf):
    with pytest.raises(ValueError, match="no words"):
        leaf(Clause("title", ("of",)))
    with pytest.raises(ValueError, match="no words"):
        leaf(Clause("keyword", ("+++",)))


def test_in_is_about_a_position():
    with pytest.raises(ValueError, match="position"):
        In(Scope.PERSON, All(()))


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2019", 2019 * 12),
        ("2019-03", 2019 * 12 + 2),
        ("2019-03-31", 2019 * 12 + 2),
        ("2019-00", 2019 * 12),
        ("1799", None),
        ("", None),
        ("soon", None),
    ],
)
def test_months(written, at):
    assert month(written) == at


def test_terms_have_no_blanks_and_an_end():
    assert term(" a b\tc ") == "a_b_c"
    assert len(term("x" * 1000)) == 200


def test_recent_is_read_off_the_clock(leaf):
    assert leaf(Clause("changed_jobs", ("true",))) == In(CURRENT, Range("joined", NOW - 3, NOW + 1))
    days = leaf(Clause("posted", ("true",))).values
    assert (len(days), min(days), max(days)) == (31, "2026-10-21", "2026-11-20")
    assert leaf(Clause("has_email", ("true",))) == one("email", "true")


def test_words_of_a_name_all_stand(leaf):
    assert leaf(Clause("first_name", ("Ana Lucía",))) == All((one("first_name", "ana"), one("first_name", "lucia")))


def test_what_must_be_known_of_the_job_holds_for_the_job_that_matches(leaf):
    start, known = one("started", "true"), Clause("has_start", ("true",))
    title = Words("title", ("sales", "boss"), phrase=True)
    assert leaf(Clause("title", ('"sales boss"',)), known) == In(CURRENT, All((title, start)))
    company = one("company", "id:1")
    assert leaf(Clause("company", ("id:1",)), known, anchored=True) == In(CURRENT, All((company, start)))
    assert leaf(Clause("company", ("id:1",)), known) == All((In(CURRENT, company), In(CURRENT, start)))
    persona = leaf(known, personas=(Persona("p", ("growth",)),))
    assert isinstance(persona, In)
    assert persona.of.of[0] == start, "the persona's job is the one that matches"
