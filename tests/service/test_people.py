"""Taking people in: recognised, merged, refused, forgotten."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadscout.errors import Refused
from leadscout.model.lead import Company, Lead, Position
from leadscout.service.people.intake import Arrived, Intake, RowSource, find_person, forget, merge_people
from leadscout.service.people.merging import Age, merge

OLD, NEW = RowSource("a.csv", 100), RowSource("b.csv", 200)
ACME, BETA = Company(name="Acme Inc."), Company(name="Beta")


def ana(**more):
    return Lead(full_name="Ana Ruiz", profile_url="https://www.linkedin.com/in/ana-ruiz", **more)


@pytest.fixture
def take(take):
    return lambda *leads, source=OLD: take(source, *leads)


def counts(outcome):
    return outcome.new, outcome.updated, outcome.unchanged, len(outcome.refused), len(outcome.conflicts)


def only(store):
    (lead,) = store.leads(range(1, 100)).values()
    return lead


def test_the_same_rows_again_change_nothing(take, store):
    rows = [ana(headline="x"), Lead(full_name="No Key At All")]
    assert counts(take(*rows)) == (2, 0, 0, 0, 0)
    before = store.last_change()
    assert counts(take(*rows)) == (0, 0, 2, 0, 0)
    assert counts(take(*rows, source=NEW)) == (0, 0, 2, 0, 0), "also from another file"
    assert store.last_change() == before


def test_no_text_of_anybody_has_a_nul(take, store):
    wild = ana(headline="a\0b", summary=r"C:\u0000", positions=(Position(title="CEO\0", company=Company(name="A\0B")),))
    assert counts(take(wild))[0] == 1
    kept = only(store)
    assert (kept.headline, kept.summary) == ("ab", r"C:\u0000")
    assert (kept.positions[0].title, kept.positions[0].company.name) == ("CEO", "AB")


def test_twice_in_one_file_is_once(take, store):
    assert counts(take(ana(), ana(), ana(headline="x"))) == (1, 1, 1, 0, 0)
    assert store.count() == 1


@pytest.mark.parametrize(
    ("known", "arriving"),
    [
        ({"member_id": "1"}, {"member_id": "1"}),
        ({"sales_id": "ACwAAxxxxxxxxxx"}, {"sales_id": "ACwAAxxxxxxxxxx"}),
        ({"profile_url": "https://www.linkedin.com/in/Ana"}, {"profile_url": "http://de.linkedin.com/in/ana/?x"}),
        ({"vendor_ids": {"apollo": "7"}}, {"vendor_ids": {"apollo": "7"}}),
        ({"emails": ("Ana@x.example",)}, {"emails": ("ana@x.example",)}),
        ({"emails": ("a@x.example",)}, {"member_id": "1", "emails": ("a@x.example",)}),
    ],
)
def test_recognised_by_any_identity(take, store, known, arriving):
    take(Lead(full_name="Ana", **known))
    assert counts(take(Lead(full_name="Ana Ruiz", **arriving), source=NEW)) == (0, 1, 0, 0, 0)
    assert only(store).full_name == "Ana Ruiz"


@pytest.mark.parametrize(
    ("known", "arriving"),
    [
        ({"vendor_ids": {"apollo": "7"}}, {"vendor_ids": {"hubspot": "7"}}),
        ({"full_name": "Ana Ruiz"}, {"full_name": "Ana Ruiz", "headline": "x"}),
    ],
)
def test_not_recognised_by_what_others_may_share(take, known, arriving):
    take(Lead(**{"full_name": "Ana", **known}))
    assert take(Lead(**{"full_name": "Ana", **arriving})).new == 1


def test_a_weaker_key_of_somebody_else_is_a_reported_conflict(take, store):
    take(ana(member_id="1", emails=("am@x.example",)))
    outcome = take(Lead(full_name="Ben", member_id="2", emails=("am@x.example",)))
    assert counts(outcome) == (1, 0, 0, 0, 1)
    assert outcome.conflicts == [(2, "e-mail am@x.example belongs to somebody else")]
    assert take(Lead(full_name="Ana R", emails=("am@x.example",)), source=NEW).updated == 1
    assert store.leads([1])[1].full_name == "Ana R", "the e-mail is still Ana's"


def test_the_strongest_key_decides(take, store):
    take(ana(), Lead(full_name="Ben", emails=("b@x.example",)))
    outcome = take(ana(emails=("b@x.example",), headline="new"), source=NEW)
    assert counts(outcome) == (0, 1, 0, 0, 1)
    assert store.leads([1])[1].headline == "new"


def test_an_old_file_cannot_turn_fields_back(take, store):
    take(ana(headline="old"), source=OLD)
    take(ana(headline="new"), source=NEW)
    take(ana(headline="old"), source=NEW)
    assert only(store).headline == "new", "that row was seen before"
    take(ana(headline="older still", summary="s"), source=RowSource("c.csv", 50))
    assert (only(store).headline, only(store).summary) == ("new", "s"), "an older report only fills gaps"


def test_a_forgotten_person_stays_out(take, store):
    take(ana(emails=("ana@x.example",)))
    forget(store, find_person(store, "ana@x.example"))
    assert store.leads([1]) == {}
    outcome = take(ana(emails=("ana@x.example",)), Lead(full_name="Ana again", emails=("ana@x.example",)))
    assert counts(outcome) == (0, 0, 0, 2, 0)
    assert "stay out" in outcome.refused[0][1]
    with pytest.raises(Refused, match="no person matches"):
        find_person(store, "ana@x.example")


def vera(slug, **more):
    return Lead(full_name="Vera Lindvall", profile_url=f"https://www.linkedin.com/in/{slug}", **more)


@pytest.mark.parametrize("again", [{"slug": "vera-old"}, {"slug": "vera-new"}, {"slug": "x", "member_id": "5"}])
def test_a_forgotten_person_stays_out_by_every_address_they_ever_had(take, store, again):
    take(vera("vera-old", member_id="5"))
    take(vera("vera-new", member_id="5"), source=NEW)
    forget(store, 1)
    assert counts(take(vera(**again, headline="back"), source=NEW)) == (0, 0, 0, 1, 0)


def test_a_forgotten_person_without_any_key_does_not_come_with_the_same_file(take, store):
    rows = [Lead(full_name="Vera Lindvall"), Lead(full_name="Ben Oakes")]
    take(*rows)
    forget(store, 1)
    assert counts(take(*rows)) == (0, 0, 1, 1, 0)
    assert only(store).full_name == "Ben Oakes"


def test_of_two_people_made_one_neither_comes_back(take, store):
    rows = [vera("vera"), Lead(full_name="V. Lindvall"), vera("vera-2", emails=("v@x.example",))]
    take(*rows)
    merge_people(store, 1, 2)
    merge_people(store, 3, 1)
    forget(store, 3)
    assert counts(take(*rows, Lead(full_name="V", emails=("v@x.example",)), source=NEW)) == (0, 0, 0, 4, 0)


def test_forgetting_somebody_keeps_nobody_else_out(take, store):
    take(ana(member_id="1", emails=("office@x.example",)))
    take(Lead(full_name="Ben", member_id="2", emails=("office@x.example",)))
    forget(store, 2)
    assert take(ana(member_id="1", emails=("office@x.example",), headline="x"), source=NEW).updated == 1


@pytest.mark.parametrize("written", ["https://www.linkedin.com/in/ana-ruiz/", "ana@x.example", "77", "ACwAAyyyyyyyyyy"])
def test_a_person_is_found_by_any_of_their_keys(take, store, written):
    take(ana(emails=("ana@x.example",), member_id="77", sales_id="ACwAAyyyyyyyyyy"))
    assert find_person(store, written) == 1
    assert find_person(store, store.leads([1])[1].id) == 1


def test_two_people_can_be_made_one(take, store):
    take(ana(headline="h"), Lead(full_name="A. Ruiz", emails=("a@x.example",), phones=("1",)))
    merge_people(store, 1, 2)
    merged = only(store)
    assert (merged.full_name, merged.headline, merged.emails, merged.phones) == (
        "Ana Ruiz",
        "h",
        ("a@x.example",),
        ("1",),
    )
    assert find_person(store, "a@x.example") == 1
    assert take(Lead(full_name="A. Ruiz", emails=("a@x.example",), summary="s"), source=NEW).updated == 1
    with pytest.raises(Refused, match="same person"):
        merge_people(store, 1, 1)


def test_a_new_job_in_a_flat_file_ends_the_old_main_one():
    old = Lead(positions=(Position(title="CTO", company=ACME, started="2019"), Position(title="Advisor", company=BETA)))
    new = Lead(positions=(Position(title="CEO", company=BETA),))
    merged = merge(old, new, Age.LATER)
    assert [(job.title, job.current) for job in merged.positions] == [("CEO", True), ("CTO", False), ("Advisor", True)]


def test_a_known_job_in_a_flat_file_changes_nothing_else():
    old = Lead(positions=(Position(title="CTO", company=ACME, started="2019"), Position(title="Advisor", company=BETA)))
    merged = merge(old, Lead(positions=(Position(title="cto", company=Company(name="ACME", id="5")),)), Age.LATER)
    assert [(job.title, job.company.id, job.started) for job in merged.positions] == [
        ("cto", "5", "2019"),
        ("Advisor", "", ""),
    ]


@pytest.mark.parametrize(
    ("known", "arriving"),
    [
        (Position(title="CTO"), Position(title="CTO", company=ACME)),
        (Position(title="CTO", company=ACME), Position(title="CTO")),
        (Position(title="CTO", company=Company(name="Acme", slug="acme")), Position(title="CTO", company=ACME)),
        (
            Position(title="CTO", company=Company(name="Acme", slug="acme")),
            Position(title="cto", company=Company(name="Acme Labs", slug="acme")),
        ),
        (Position(company=ACME), Position(title="CTO", company=ACME)),
        (Position(title="CTO", company=ACME), Position(company=ACME)),
    ],
)
def test_filling_in_a_job_makes_no_other_job(known, arriving):
    merged = merge(Lead(positions=(known,)), Lead(positions=(arriving,)), Age.LATER)
    (job,) = merged.positions
    assert (job.title.lower(), job.current) == ("cto", True)
    assert job.company.name == (arriving.company.name or known.company.name)


@pytest.mark.parametrize(
    ("known", "arriving"),
    [
        (Position(title="CTO", company=ACME), Position(title="CTO", company=BETA)),
        (Position(title="CTO", company=ACME), Position(title="CEO", company=ACME)),
        (Position(title="CTO"), Position(title="CEO", company=ACME)),
        (Position(title="CTO"), Position(company=ACME)),
    ],
)
def test_another_title_or_company_is_another_job(known, arriving):
    merged = merge(Lead(positions=(known,)), Lead(positions=(arriving,)), Age.LATER)
    assert [(job.title, job.current) for job in merged.positions] == [(arriving.title, True), (known.title, False)]


def test_a_job_is_filled_in_at_its_own_company_first():
    old = Lead(positions=(Position(title="CTO"), Position(title="CTO", company=ACME, started="2019")))
    merged = merge(old, Lead(positions=(Position(title="CTO", company=ACME, description="d"),)), Age.LATER)
    assert [(job.started, job.description) for job in merged.positions] == [("", ""), ("2019", "d")]
    career = Lead(positions=(Position(title="CTO", company=BETA), Position(title="CTO", company=ACME)))
    merged = merge(Lead(positions=(Position(title="CTO", started="2019"),)), career, Age.LATER)
    assert [job.started for job in merged.positions] == ["2019", ""], "the details of one job are told once"


def test_a_whole_career_replaces_the_jobs_and_keeps_their_details():
    old = Lead(
        positions=(Position(title="CTO", company=ACME, description="long"), Position(title="Gone", company=BETA))
    )
    new = Lead(positions=(Position(title="CTO", company=ACME), Position(title="Dev", company=ACME, ended="2018")))
    merged = merge(old, new, Age.LATER)
    assert [(job.title, job.description) for job in merged.positions] == [("CTO", "long"), ("Dev", "")]


LEADS = st.builds(
    Lead,
    full_name=st.sampled_from(["Ana", "Ana Ruiz"]),
    member_id=st.sampled_from(["", "1", "2", "3"]),
    profile_url=st.sampled_from(["", "https://www.linkedin.com/in/p", "https://www.linkedin.com/in/q"]),
    emails=st.sampled_from([(), ("m@x.example",), ("n@x.example",), ("m@x.example", "n@x.example")]),
    headline=st.sampled_from(["", "h", "i"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LEADS, max_size=12), st.lists(LEADS, max_size=12))
def test_whatever_comes_every_row_is_counted_and_none_is_new_twice(store, first, second):
    """`make fuzz` tries ten times as many."""
    intake = Intake(store)
    with store.database.rehearse():  # each example finds nobody
        for source, leads in ((OLD, first), (NEW, second)):
            rows = [Arrived(line, lead) for line, lead in enumerate(leads)]
            assert intake.take(rows, source).rows == len(leads)
            again = intake.take(rows, source)
            assert (again.new, again.updated, again.unchanged) == (0, 0, len(leads))
        with store.batch() as batch:
            members = [lead.member_id for lead in batch.leads(range(1, 100)).values() if lead.member_id]
    assert len(members) == len(set(members)), "a LinkedIn number has one person"
