"""people.db: records survive, batches are whole or nothing, two processes agree."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from stores import people_of

import leadscout
from leadscout.errors import Refused
from leadscout.intake.population import Population
from leadscout.model.lead import Lead, order_of
from leadscout.service.lists.companies import Companies
from leadscout.store.people import People
from leadscout.store.provenance import Sighting
from leadscout.store.records import SAMPLES, LeadCodec

MIGRATIONS = Path(leadscout.__file__).parent / "store/migrations"


@pytest.fixture
def store(tmp_path):
    opened = people_of(tmp_path)
    yield opened
    opened.database.close()


def add(store, leads):
    with store.batch() as batch:
        return [batch.add(f"lead_{at}", lead, LeadCodec.plain(lead)) for at, lead in enumerate(leads)]


def test_what_is_stored_comes_back_with_its_id(store, lexicon):
    leads = list(Population(4, lexicon).people(SAMPLES + 50))
    seqs = add(store, leads)
    assert store.records.trained, "enough people make a dictionary"
    found = store.leads(seqs)
    assert [found[seq].id for seq in seqs] == [f"lead_{at}" for at in range(len(leads))]
    assert all(found[seq].positions == lead.positions for seq, lead in zip(seqs, leads, strict=True))
    assert store.leads([10**9]) == {}
    assert store.count() == len(leads)


def test_records_of_before_the_dictionary_stay_readable(store, lexicon):
    first = add(store, [Lead(full_name="Before")])
    with store.batch() as batch:
        for at, lead in enumerate(Population(4, lexicon).people(SAMPLES)):
            batch.add(f"later_{at}", lead, LeadCodec.plain(lead))
    assert store.leads(first)[first[0]].full_name == "Before"


def test_a_batch_that_fails_leaves_nothing_behind(store, lexicon):
    with pytest.raises(RuntimeError), store.batch() as batch:  # noqa: PT012 - the batch is the block
        for at, lead in enumerate(Population(4, lexicon).people(SAMPLES)):
            batch.add(f"lead_{at}", lead, LeadCodec.plain(lead))
        batch.flush()
        raise RuntimeError
    assert (store.count(), store.last_change()) == (0, 0)
    assert not store.records.trained, "the dictionary is gone with its transaction"
    add(store, [Lead(full_name="After")])
    assert store.count() == 1


def test_a_rehearsal_leaves_nothing_behind(store):
    with store.rehearse():
        add(store, [Lead(full_name="A")])
        with store.batch() as batch:
            assert batch.add("lead_x", Lead(full_name="B"), b"{}") == 2, "batches of a rehearsal see each other"
    assert store.count() == 0


def test_changes_come_in_order_and_forgetting_is_one(store):
    first, second = add(store, [Lead(full_name="A"), Lead(full_name="B")])
    with store.batch() as batch:
        batch.identify(second, [b"x" * 12])
        batch.sight(second, Sighting(batch.source("a.csv"), 100, row_hash=b"r" * 12))
    with store.batch() as batch:
        batch.change(first, Lead(full_name="A2"), LeadCodec.plain(Lead(full_name="A2")))
        batch.forget(second)
    changes = store.changes(0, 10)
    assert {change.seq: change.lead and change.lead.full_name for change in changes} == {first: "A2", second: None}
    assert [change.number for change in changes] == sorted(change.number for change in changes)
    assert store.changes(changes[-1].number, 10) == []
    assert store.leads([second]) == {}
    with store.batch() as batch:
        assert batch.suppressed([b"x" * 12, b"y" * 12, b"r" * 12]) == {b"x" * 12, b"r" * 12}


def test_the_order_is_given_once(store):
    (seq,) = add(store, [Lead(full_name="A")])
    before = store.changes(0, 1)[0].order
    with store.batch() as batch:
        richer = Lead(full_name="A", headline="B", summary="C")
        batch.change(seq, richer, LeadCodec.plain(richer))
    assert store.changes(0, 1)[0].order == before == order_of(Lead(full_name="A"), seq)


def test_another_process_reads_what_this_one_compressed(store, lexicon, tmp_path):
    reader = people_of(tmp_path)
    add(store, list(Population(4, lexicon).people(SAMPLES)))
    assert reader.leads([1])[1].full_name, "a dictionary that came later is looked up"
    reader.database.close()


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("id:1", {"id:1", "slug:acme", "domain:acme.example", "name:acme"}),
        ("slug:acme", {"id:1", "slug:acme", "domain:acme.example", "name:acme"}),
        ("name:acme", {"id:1", "slug:acme", "domain:acme.example", "name:acme"}),
        ("name:twin", {"name:twin"}),
        ("id:2", {"id:2", "slug:twin-a"}),
        ("name:small", {"name:small"}),
        ("id:77", {"id:77"}),
    ],
)
def test_what_else_a_company_goes_by(store, asked, known):
    with store.batch() as batch:
        batch.add_company("1", ["id:1", "slug:acme", "domain:acme.example", "name:acme"], "Acme")
        batch.add_company("2", ["id:2", "slug:twin-a", "name:twin"], "Twin")
        batch.add_company("3", ["id:3", "slug:twin-b", "name:twin"], "Twin")
        batch.add_company("", ["name:small"], "Small")
    assert set(store.same_companies([asked])) == known
    assert Companies(store).known([asked]) is (asked != "id:77")


def test_two_processes_write_without_losing_anything(store, tmp_path):
    program = """
import sys
from pathlib import Path
from leadscout.model.lead import Lead
from leadscout.store.records import LeadCodec
from stores import people_of
people = people_of(Path(sys.argv[1]))
for at in range(60):
    with people.batch() as batch:
        lead = Lead(full_name=f"{sys.argv[2]} {at}")
        batch.add(f"lead_{sys.argv[2]}_{at}", lead, LeadCodec.plain(lead))
"""
    command = [sys.executable, "-c", program, str(tmp_path)]
    running = [subprocess.Popen([*command, name], cwd="tests") for name in "ab"]  # noqa: S603
    assert [process.wait(60) for process in running] == [0, 0]
    assert store.count() == 120
    assert len({change.number for change in store.changes(0, 500)}) == 120


def test_a_name_with_a_nul_does_no_harm(store):
    with store.batch() as batch:
        batch.add_company("1", ["id:1", "slug:a\0b", "slug:ab"], "A\0B")
    assert {"id:1", "slug:ab"} <= set(store.same_companies(["id:1"]))
    assert "slug:a\0b" in store.same_companies(["slug:a\0b"])


def test_a_database_without_room_is_told_and_keeps_nothing(store):
    if store.database.path:
        pytest.skip("that of a file is in tests/e2e/test_room.py")
    with store.database.write() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN RAISE EXCEPTION USING ERRCODE = ''disk_full''; END'"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER full_disk BEFORE INSERT ON identity FOR EACH ROW EXECUTE FUNCTION full_disk()"
        )
    with pytest.raises(Refused, match="the disk of the server is full"), store.batch() as batch:
        batch.identify(batch.add("lead_x", Lead(full_name="A"), b"{}"), [b"x" * 12])
    assert store.count() == 0
    with store.database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER full_disk ON identity")
    store.database.check()


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "people.db"
    path.write_text("not a database, but long enough to look at")
    with pytest.raises(Exception, match="not a database"):
        People(path)
    assert sqlite3.sqlite_version


def test_people_of_an_older_version_are_brought_up_to_date(tmp_path):
    path = tmp_path / "people.db"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(MIGRATIONS / "people"))
    config.set_main_option("path_separator", "os")
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001_people")
        connection.exec_driver_sql("INSERT INTO source VALUES (1, 'a.csv')")
    engine.dispose()
    people = People(path)
    with people.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM import").scalar() == 0
        assert connection.exec_driver_sql("SELECT name FROM source").scalar() == "a.csv"
    people.database.close()
