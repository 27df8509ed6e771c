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


def leads(*functions, kind="manager"):
    """What a title is that holds a role of a kind of leadership, in one of the functions where they are told."""
    return (
        one("concept", *(f"role.{kind}.{function}" for function in functions or ()))
        if functions
        else one("concept", f"role.{kind}")
    )


def test_words_of_one_title_stand_in_one_title_of_their_level(leaf):
    words = Any((Words("title", ("lighthouse", "manager")), Words("title", ("lighthouse", "mgr"))))
    assert leaf(Clause("title", ("lighthouse manager",))) == In(
        CURRENT, Any((one("title_form", "lighthouse_manager"), All((words, leads()))))
    )


def test_a_title_of_known_words_is_found_in_other_languages_at_its_level(leaf):
    found = leaf(Clause("title", ("content manager",)))
    words = Any((Words("title", ("content", "manager")), Words("title", ("content", "mgr"))))
    same = All((one("concept", "t.content"), one("concept", "t.manager"), leads()))
    assert found == In(CURRENT, Any((one("title_form", "content_manager"), All((words, leads())), same)))


def test_a_title_that_names_a_field_of_work_is_found_in_that_field_alone(leaf):
    found = leaf(Clause("title", ("Lighthouse HR Director",)))
    words = [Words("title", ("lighthouse", *field, "director")) for field in (("hr",), ("human", "resources"))]
    literal = All((Any(tuple(words)), leads("12", "any", kind="director")))
    assert found == In(CURRENT, Any((one("title_form", "lighthouse_hr_director"), literal)))


def test_a_title_brings_abbreviations_and_equivalents_of_its_level(leaf):
    found = leaf(Clause("title", ("CEO",)))
    role = leads(kind="cxo")
    words = Any((Words("title", ("ceo",)), Words("title", ("chief", "executive", "officer"))))
    assert found == In(CURRENT, Any((one("title_form", "ceo"), All((words, role)), All((one("concept", "ceo"), role)))))


def test_an_excluded_title_brings_other_languages_and_forms_and_no_other_words(leaf):
    found = leaf(Clause("title", ("CEO",), exclude=True))
    role = leads(kind="cxo")
    words = Any((Words("title", ("ceo",)), Words("title", ("chief", "executive", "officer"))))
    abroad = All((one("concept", "ceo"), role, Not(one("concept", "language.en"))))
    ways = (one("title_form", "ceo"), All((words, role)), All((Words("title", ("ceo",)), role)), abroad)
    assert found == Not(In(CURRENT, Any(ways)))


@pytest.mark.parametrize(
    ("value", "inside"),
    [
        ("CEO OR Founder", Any((Words("title", ("ceo",)), Words("title", ("founder",))))),
        (
            "(CEO OR Founder) NOT assistant",
            All((Any((Words("title", ("ceo",)), Words("title", ("founder",)))), Not(Words("title", ("assistant",))))),
        ),
        (
            "head of sales || vp sales",
            Any(tuple(All((Words("title", (level,)), Words("title", ("sales",)))) for level in ("head", "vp"))),
        ),
        (
            '"head of sales" OR "vp sales"',
            Any(tuple(Words("title", (level, "sales"), phrase=True) for level in ("head", "vp"))),
        ),
    ],
)
def test_operators_in_a_title_join_words_of_one_title(leaf, value, inside):
    assert leaf(Clause("title", (value,))) == In(CURRENT, inside)
    assert leaf(Clause("title", (value,), exclude=True)) == Not(In(CURRENT, inside))


def test_of_a_title_in_capitals_and_is_a_word(leaf):
    assert leaf(Clause("title", ("LIGHTHOUSE AND BRIDGE",))) == leaf(Clause("title", ("lighthouse and bridge",)))


def test_a_word_that_names_no_job_asks_for_no_level(leaf):
    assert leaf(Clause("title", ("lighthouse",))) == In(CURRENT, Words("title", ("lighthouse",)))


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
    assert leaf(*clauses, anchored=True) == In(
        CURRENT,
        All(
            (
                one("company", "id:21828"),
                Words("title", ("marketing", "director"), phrase=True),
                one("headcount", "E"),
                one("seniority", "director"),
            )
        ),
    )
    flat = leaf(*clauses)
    assert isinstance(flat, All)
    assert len(flat.of) == 4, "not anchored: each filter on its own"


def test_past_title_and_company_can_be_asked_of_one_past_job(leaf):
    clauses = (Clause("past_title", ('"Account Executive"',)), Clause("past_company", ("id:5",)))
    title = Words("title", ("account", "executive"), phrase=True)
    assert leaf(*clauses, past_anchored=True) == In(Scope.PAST, All((title, one("company", "id:5"))))
    assert leaf(*clauses) == All((In(Scope.PAST, title), In(Scope.PAST, one("company", "id:5"))))


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
    asked = (Clause("company", ("id:1",)), Clause("years_at_company", ("1",)))
    plan = lower(Query(asked, (Persona("a", ("sales",)),), anchored=True), lexicon, TODAY)
    (part,) = plan.personas
    (company, tenure), persona = part.inside.of[0].of, part.inside.of[1]
    assert (company, tenure.path, persona) == (one("company", "id:1"), "company_since", All((persona.of[0],)))
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
