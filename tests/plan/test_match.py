"""Which job matched, and why."""

from datetime import date

import pytest
from msgspec.structs import replace

from leadscout.model.lead import Company, Lead, Position
from leadscout.model.query import Clause, Persona, Query
from leadscout.plan.holds import match
from leadscout.plan.lower import lower

ARTIST = Position(title="Freelance Artist", company=Company(name="Atelier", size="1-10"), started="2026-01")
DIRECTOR = Position(
    title="Marketing Director", company=Company(name="Slack", id="21828", size="501-1000"), started="2023"
)
OLD = Position(title="Account Executive", company=Company(name="Slack", id="21828"), started="2019", ended="2022")
CLARA = Lead(full_name="Clara", positions=(OLD, DIRECTOR, ARTIST))


@pytest.fixture
def matched(lexicon, facts):
    def ask(*clauses, **more):
        found = match(lower(Query(clauses, **more), lexicon, date(2026, 11, 20)), facts(CLARA))
        return found.slot, [(part.filter, part.value, at) for part, at, _ in found.reasons]

    return ask


def test_the_primary_job_is_the_latest_start():
    assert CLARA.primary is ARTIST
    assert CLARA.current == (ARTIST, DIRECTOR)


def test_nothing_asked_shows_the_primary_job(matched):
    assert matched() == (0, [])


def test_the_job_with_the_title_is_shown(matched):
    assert matched(Clause("title", ("director",))) == (1, [("title", "director", 1)])
    slot, _ = matched(Clause("title", ("director",)), Clause("headcount", ("B",)), Clause("company", ("name:atelier",)))
    assert slot == 1, "a title says more than the size and name of another employer"


def test_every_value_that_holds_is_a_reason(matched):
    slot, reasons = matched(Clause("seniority", ("director", "entry")), Clause("company", ("id:21828", "id:5")))
    assert slot == 1
    assert reasons == [("seniority", "director", 1), ("seniority", "entry", 0), ("company", "id:21828", 1)]


def test_a_past_job_is_a_reason_of_its_own(matched):
    assert matched(Clause("past_title", ("account executive",))) == (0, [("past_title", "account executive", 0)])


def test_now_or_before_tells_which_job_it_was(matched):
    assert matched(Clause("title_ever", ("executive", "artist"))) == (
        0,
        [("title_ever", "executive", 0), ("title_ever", "artist", 0)],
    )
    _, reasons = matched(Clause("company_ever", ("id:21828",)))
    assert reasons == [("company_ever", "id:21828", 1), ("company_ever", "id:21828", 0)], "the job held now, one before"


def test_the_job_at_the_company_is_shown_when_the_request_is_anchored(matched):
    clauses = (Clause("company", ("id:21828",)), Clause("headcount", ("F",)), Clause("function", ("15",)))
    assert matched(*clauses, anchored=True)[0] == 1


def test_the_job_of_the_persona_is_shown(matched):
    assert matched(personas=(Persona("art", ("artist",)),))[0] == 0
    assert matched(personas=(Persona("lead", ("marketing",)),))[0] == 1


def test_somebody_without_a_job_has_none_to_show(lexicon, facts):
    plan = lower(Query((Clause("keyword", ("nobody",)),)), lexicon, date(2026, 11, 20))
    assert match(plan, facts(Lead(full_name="Nobody"))).slot is None


@pytest.mark.parametrize("marked", [0, 1])
def test_a_marked_job_is_the_primary_one_whatever_its_start(marked):
    jobs = [replace(job, primary=at == marked) for at, job in enumerate((DIRECTOR, ARTIST))]
    assert Lead(positions=tuple(jobs)).primary is jobs[marked]


def test_without_starts_the_first_listed_job_is_the_primary_one():
    first, second = Position(title="A"), Position(title="B")
    assert Lead(positions=(first, second)).primary is first


@pytest.mark.parametrize(
    ("value", "equivalent"),
    [("marketing director", False), ("Marketingdirektorin", True), ("Directrice marketing", True)],
)
def test_a_reason_says_whether_the_title_says_it_in_other_words(lexicon, facts, value, equivalent):
    found = match(lower(Query((Clause("title", (value,)),)), lexicon, date(2026, 11, 20)), facts(CLARA))
    assert [(reason.slot, reason.equivalent) for reason in found.reasons] == [(1, equivalent)]
