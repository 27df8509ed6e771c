"""Who told what of a person, what sources told differently, and that forgetting leaves none of it."""

import sqlite3
from datetime import date

import pytest
from stores import people_of

from leadscout.errors import Refused
from leadscout.model.lead import Lead, Location
from leadscout.service.people.intake import Arrived, Intake, RowSource, find_person, forget, merge_people
from leadscout.service.people.profiles import Profiles
from leadscout.service.people.provenance import FIELDS
from leadscout.store.provenance import KEPT

DAY = (date(2026, 3, 1) - date(1970, 1, 1)).days
OLD, NEW = RowSource("apollo:contacts.csv", DAY), RowSource("evaboot:leads.csv", DAY + 9)


@pytest.fixture
def profile(store):
    return lambda who="1": Profiles(store).get(who)


def ana(**more):
    return Lead(**{"full_name": "Ana Ruiz", "member_id": "1", **more})


def told(profile):
    return {name: origin.source.partition(":")[0] for name, origin in profile.provenance.items()}


def conflicts(profile):
    return [(one.field, one.value, one.origin.source.partition(":")[0]) for one in profile.conflicts]


def test_every_field_of_a_lead_has_a_bit():
    assert set(FIELDS) == {*Lead.__struct_fields__} - {"id"}
    assert len(FIELDS) == len(set(FIELDS)) < 63, "the bits are one integer of the file"


def test_a_field_comes_from_the_row_that_told_it(take, profile):
    take(OLD, ana(headline="CTO", summary="s"))
    take(NEW, ana(headline="CEO", industry="Software"))
    found = profile()
    assert told(found) == {
        "full_name": "evaboot",
        "member_id": "evaboot",
        "headline": "evaboot",
        "summary": "apollo",
        "industry": "evaboot",
    }
    assert [(one.source, one.as_of) for one in found.sources] == [
        ("evaboot:leads.csv", "2026-03-10"),
        ("apollo:contacts.csv", "2026-03-01"),
    ]


def test_an_older_row_is_the_origin_of_what_it_fills_in_and_of_nothing_else(take, profile):
    take(NEW, ana(headline="CEO"))
    take(OLD, ana(headline="CTO", summary="s"))
    assert told(profile()) == {"member_id": "apollo", "full_name": "apollo", "headline": "evaboot", "summary": "apollo"}


def test_of_two_rows_of_one_day_the_later_is_the_origin(take, profile):
    for name, headline in (("a", "CTO"), ("b", "CEO"), ("c", "CFO")):
        take(RowSource(f"{name}:x.csv", DAY), ana(headline=headline))
    assert told(profile())["headline"] == "c"
    assert conflicts(profile()) == [("headline", "CEO", "b"), ("headline", "CTO", "a")]


@pytest.mark.parametrize(("first", "second", "lost"), [(OLD, NEW, "CTO"), (NEW, OLD, "CEO")])
def test_what_another_source_tells_and_does_not_stand_is_a_conflict(take, profile, first, second, lost):
    take(first, ana(headline="CTO"))
    take(second, ana(headline="CEO"))
    assert conflicts(profile()) == [("headline", lost, "apollo")]
    (one,) = profile().conflicts
    assert (one.origin.as_of, one.belongs_to) == ("2026-03-01", "")


@pytest.mark.parametrize("second", [RowSource(OLD.name, DAY + 9), RowSource(OLD.name, DAY - 9)])
def test_another_row_of_the_same_source_is_no_conflict(take, profile, second):
    take(OLD, ana(headline="CTO"))
    take(second, ana(headline="CEO"))
    assert conflicts(profile()) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"headline": "Geschäftsführer!"}, {"headline": "geschaftsfuhrer"}),
        ({"location": Location(text="Berlin")}, {"location": Location(city="Berlin", country="Germany")}),
        ({"full_name": "Ana"}, {"full_name": "Ana Ruiz"}),
        ({"summary": "a"}, {"summary": "b"}),
        ({"headline": ""}, {"headline": "x"}),
    ],
)
def test_values_that_say_the_same_or_less_are_no_conflict(take, profile, one, other):
    take(OLD, ana(**one))
    take(NEW, ana(**other))
    assert conflicts(profile()) == []


def test_a_conflict_that_the_sources_agree_on_later_is_none_any_more(take, profile):
    take(OLD, ana(headline="CTO"))
    take(NEW, ana(headline="CEO"))
    take(RowSource("c:c.csv", DAY + 10), ana(headline="CTO", summary="s"))
    assert conflicts(profile()) == [("headline", "CEO", "evaboot")]


def test_a_key_of_somebody_else_is_a_conflict_until_they_are_made_one(take, profile, store):
    take(OLD, ana(emails=("am@x.example",)))
    take(NEW, Lead(full_name="Ben", member_id="2", emails=("am@x.example",)))
    (one,) = profile("2").conflicts
    assert (one.field, one.value, one.belongs_to) == ("emails", "am@x.example", profile("1").lead.id)
    merge_people(store, find_person(store, "2"), find_person(store, "1"))
    assert set(conflicts(profile("2"))) == {("full_name", "Ana Ruiz", "apollo"), ("member_id", "1", "apollo")}


def test_two_people_made_one_keep_their_origins_and_conflicts(take, profile, store):
    take(OLD, ana(headline="CTO"), Lead(full_name="Ana Ruiz", emails=("a@x.example",), summary="s", headline="x"))
    take(NEW, Lead(full_name="Anna", emails=("a@x.example",)))
    merge_people(store, 1, 2)
    apollo = dict.fromkeys(("full_name", "member_id", "headline", "summary"), "apollo")
    assert told(profile()) == {**apollo, "emails": "evaboot"}
    assert set(conflicts(profile())) == {
        ("headline", "x", "apollo"),
        ("full_name", "Anna", "evaboot"),
    }
    assert len(profile().sources) == 2


def test_a_conflict_is_told_once(take, profile):
    take(OLD, ana(headline="CTO"))
    take(NEW, ana(headline="CEO"))
    older = RowSource("c:c.csv", DAY - 9)
    take(older, ana(headline="COO"), ana(headline="COO", summary="s"))
    take(RowSource("d:d.csv", DAY - 8), ana(headline="COO", summary="t"))
    assert conflicts(profile()) == [("headline", "CTO", "apollo"), ("headline", "COO", "d")]


def test_the_newest_conflicts_are_kept(take, profile):
    for at in range(KEPT + 5):
        take(RowSource(f"s{at}:x", DAY + at), ana(headline=f"headline {at}"))
    found = profile().conflicts
    assert [one.value for one in found] == [f"headline {at}" for at in range(KEPT + 3, 3, -1)]


def test_of_the_forgotten_nothing_is_readable(take, store, tmp_path):
    take(OLD, ana(headline="Keeper of secrets", emails=("am@x.example",)))
    take(NEW, ana(headline="Teller of tales"), Lead(full_name="Ben", member_id="2", emails=("am@x.example",)))
    files = [path for path in tmp_path.iterdir() if path.name.startswith("people.db")]
    assert any(b"Keeper of secrets" in path.read_bytes() for path in files), "this test can see a conflict"
    forget(store, find_person(store, "1"))
    with pytest.raises(Refused):
        Profiles(store).get("1")
    assert Profiles(store).get("2").conflicts == (), "nobody has that e-mail any more"
    for path in tmp_path.iterdir():
        assert b"Keeper of secrets" not in path.read_bytes(), path
    assert sqlite3.connect(tmp_path / "people.db").execute("SELECT count(*) FROM conflict").fetchone() == (0,)


def test_a_file_of_before_is_brought_up_to_date(take, store, tmp_path):
    take(OLD, ana(headline="CTO"))
    store.database.close()
    old = sqlite3.connect(tmp_path / "people.db")
    for statement in (
        "ALTER TABLE sighting DROP COLUMN fields",
        "ALTER TABLE sighting DROP COLUMN number",
        *(f"ALTER TABLE {name} DROP COLUMN import" for name in ("sighting", "identity", "company")),
        "DROP TABLE conflict",
        "DROP TABLE import",
        "DROP TABLE repeated",
        "DROP TABLE report",
        "DROP TABLE shared",
        "DROP TABLE sharing",
        "DROP TABLE epoch",
        "DROP TABLE forgetting",
        *(f"DROP TABLE {name}" for name in ("organization", "organization_epoch", "surest", "mention", "telling")),
        *(f"DROP TABLE {name}" for name in ("teller", "followed")),
        "UPDATE alembic_version SET version_num = '0001_people'",
    ):
        old.execute(statement)
    old.commit()
    old.close()
    again = people_of(tmp_path)
    assert told(Profiles(again).get("1"))["headline"] == "apollo"
    Intake(again).take([Arrived(1, ana(headline="CEO"))], NEW)
    assert told(Profiles(again).get("1")) == {"headline": "evaboot", "full_name": "evaboot", "member_id": "evaboot"}
    assert conflicts(Profiles(again).get("1")) == [("headline", "CTO", "apollo")]
    again.database.close()
