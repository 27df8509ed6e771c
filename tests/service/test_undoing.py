"""Import A, import B, undo B is import A: people, ids, keys, provenance, conflicts, companies."""

import csv
import os
import random
import shutil
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

import pytest
from conftest import until
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from processes import Process
from stores import environ_of, people_of, settings_of

from leadscout.assemble import Leadscout
from leadscout.errors import Refused
from leadscout.intake import layouts
from leadscout.intake.writers import chunks
from leadscout.model.files import ReadingChoices
from leadscout.model.imports import ImportStatus
from leadscout.model.lead import Lead
from leadscout.model.search import LeadMatch
from leadscout.service.people import intake as intake_
from leadscout.service.people.importing import ImportRun, ImportTarget
from leadscout.service.people.intake import Arrived, Intake, RowSource
from leadscout.service.people.problems import Problems
from leadscout.service.people.profiles import Profiles
from leadscout.service.people.undoing import undo
from leadscout.store import imports

DAYS = (20_000, 20_010, 20_010, 19_990)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""An example takes a second: to make a failing one smaller would take minutes."""

NAMES = ("Ana Ruiz", "A. Ruiz", "Ben Okoro", "Benjamin Okoro", "Cem Aydin", "Dana Marx")
COLUMNS = ("Full Name", "Email", "LinkedIn URL", "Company", "Company Domain", "Title", "Headline", "Location", "Stage")


def some(*values):
    return st.sampled_from(("", *values))


rows = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        some("ana@x.example", "ben@x.example", "cem@x.example", "info@x.example"),
        some("linkedin.com/in/ana", "linkedin.com/in/ben"),
        some("Nordwind", "Südwind GmbH"),
        some("nordwind.example", "wind.example"),
        some("CTO", "Buyer"),
        some("I sell", "I buy"),
        some("Berlin", "Paris"),
        some("warm"),
    ),
    min_size=1,
    max_size=5,
)
files = st.tuples(rows, st.sampled_from(DAYS), st.sampled_from(("csv", "export.jsonl", "export.csv")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where each example gets a store of its own."""
    return tmp_path_factory.mktemp("undo")


_numbers = count()


@contextmanager
def store(folder):
    data = folder / f"store{next(_numbers)}"
    data.mkdir()
    people = people_of(data)
    yield people
    people.database.close()
    shutil.rmtree(data)


def written(folder, file):
    """A file of people: a table of anybody, or an export of another leadscout that knows these people."""
    table, day, kind = file
    path = folder / f"file{next(_numbers)}.{kind}"
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([COLUMNS, *table])
    if kind != "csv":
        with store(folder) as other:
            os.utime(path, (day * 86400, day * 86400))
            taken(other, path.rename(path.with_name("before.csv")))
            everybody = [lead for batch in other.everybody(100) for lead in batch]
        path.write_bytes(
            b"".join(
                chunks([[LeadMatch(0, lead) for lead in everybody]], kind.removeprefix("export."), layouts.everything())
            )
        )
    os.utime(path, (day * 86400, day * 86400))
    return path


def taken(people, path, job=""):
    """The id of the import of a file."""
    home = Leadscout(settings_of(path.parent))
    target = ImportTarget(lambda: Intake(people), lambda part, _: Problems(part.path.name), job)
    run = ImportRun(target, home.reader(ReadingChoices()))
    assert run.all([path])
    assert not run.faults
    with people.database.read() as connection:
        return max((one.id for one in imports.newest(connection, 1)), default=0)


def state(people):
    """All that is known of people, by their ids."""
    everybody = {lead.id: lead for batch in people.everybody(100) for lead in batch}
    ids = people.ids([people.seq_of(id_) for id_ in everybody])
    with people.database.read() as connection:

        def table(query):
            return sorted(tuple(row) for row in connection.exec_driver_sql(query))

        named = {
            "keys": table("SELECT hash, seq FROM identity"),
            "rows": table(
                "SELECT row_hash, seq, name, as_of, coalesce(number, 0), fields "
                "FROM sighting JOIN source ON source.id = sighting.source"
            ),
            "sharing": table("SELECT hash, seq FROM sharing"),
        }
        plain = {
            "said": table("SELECT name, row_hash, strong FROM report"),
            "shared": table("SELECT hash FROM shared"),
            "companies": table("SELECT key, id, name FROM company"),
        }
    by_id = {name: [(row[0], ids[row[1]], *row[2:]) for row in listed] for name, listed in named.items()}
    profiles = Profiles(people)
    return {"people": everybody, "told": {id_: profiles.get(id_) for id_ in everybody}, **plain, **by_id}


@settings(max_examples=20, phases=PHASES)
@given(first=files, second=files)
@example(  # a key that several people have since the second file
    first=([("Ana Ruiz", "ana@x.example", *[""] * 7)], DAYS[0], "csv"),
    second=([("Ben Okoro", "ana@x.example", *[""] * 7)], DAYS[1], "csv"),
)
@example(  # the id of another machine
    first=([("Ana Ruiz", "ana@x.example", "linkedin.com/in/ana", *[""] * 6)], DAYS[0], "csv"),
    second=([("Ana Ruiz", "ana@x.example", "", "Nordwind", *[""] * 5)], DAYS[1], "export.csv"),
)
@example(  # a key that belongs to somebody else, and to neither of those of whom two files tell
    first=(
        [
            ("Ben Okoro", "", "linkedin.com/in/ben", *[""] * 6),
            ("Dana Marx", "ben@x.example", "linkedin.com/in/ana", *[""] * 6),
            ("Benjamin Okoro", "ben@x.example", *[""] * 7),
        ],
        DAYS[0],
        "csv",
    ),
    second=([("Benjamin Okoro", "ben@x.example", "linkedin.com/in/ben", *[""] * 6)], DAYS[1], "export.jsonl"),
)
def test_what_is_undone_last_was_never_there(folder, first, second):
    one, other = written(folder, first), written(folder, second)
    with store(folder) as people:
        taken(people, one)
        before = state(people)
        number = people.count()
        undo(people, taken(people, other))
        assert state(people) == before
        assert people.count() == number
        again = taken(people, other)
        with store(folder) as fresh:
            taken(fresh, one)
            taken(fresh, other)
            assert state(people) == state(fresh), "and what is imported again is as it would have been"
        undo(people, again)
        assert state(people) == before


@settings(max_examples=10, phases=PHASES)
@given(first=files, second=files)
def test_what_is_undone_first_leaves_what_the_other_told(folder, first, second):
    one, other = written(folder, first), written(folder, second)
    with store(folder) as people:
        import_ = taken(people, one)
        taken(people, other)
        undo(people, import_)
        left = {form(lead) for batch in people.everybody(100) for lead in batch}
        with store(folder) as fresh:
            taken(fresh, other)
            alone = {form(lead) for batch in fresh.everybody(100) for lead in batch}
        if second[2] == "csv":  # what an export tells of people who are there already is no report about them
            # Whom the first file kept apart stays apart, where the second by itself makes one person of them.
            assert {name for name, *_ in left} <= {row[0] for row in second[0]}
            assert {email for _, emails in left for email in emails} == {
                email for _, emails in alone for email in emails
            }


def form(lead):
    return lead.full_name, lead.emails


def test_an_import_is_undone_once_and_by_its_id(folder):
    path = written(folder, ([("Ana Ruiz", "ana@x.example", *[""] * 7)], DAYS[0], "csv"))
    with store(folder) as people:
        import_ = taken(people, path)
        undo(people, import_)
        with pytest.raises(Refused, match="undone before"):
            undo(people, import_)
        with pytest.raises(Refused, match="no import 99"):
            undo(people, 99)


def test_an_import_that_is_undone_meanwhile_takes_nobody_more(folder):
    with store(folder) as people:
        intake, source = Intake(people), RowSource("table:a.csv", DAYS[0])
        path = written(folder, ([("Ana Ruiz", "ana@x.example", *[""] * 7)], DAYS[0], "csv"))
        import_ = taken(people, path)
        with people.database.read() as connection:
            file = imports.get(connection, import_)
        undo(people, import_)
        lead = intake_.Lead(full_name="Ben Okoro", emails=("ben@x.example",))
        with pytest.raises(Refused, match="or was undone"):
            intake.take([Arrived(2, lead)], source, file, lambda _: replace(file.progress, rows=9))
        assert people.count() == 0


def rows_about(number):
    """A person of so many rows: each tells of another headline, every third of another job."""
    jobs = (("Nordwind", "CTO"), ("Südwind GmbH", "Buyer"), ("", ""))
    listed = [(f"H{at}", *jobs[at % 3]) for at in range(number)]
    return [("Ana Ruiz", "ana@x.example", "", name, "", title, headline, "", "") for headline, name, title in listed]


@pytest.mark.parametrize("first", [1, 60, 250])
def test_who_has_many_rows_is_restored_as_well(folder, first):
    many = rows_about(310)
    one, other = (
        written(folder, (many[:first], DAYS[0], "csv")),
        written(folder, (many[first:], DAYS[1], "csv")),
    )
    with store(folder) as people:
        taken(people, one)
        before = state(people)
        tally = undo(people, taken(people, other))
        assert (tally.removed, tally.restored, tally.kept) == (0, 1, 0)
        assert state(people) == before


def test_who_has_many_rows_of_an_earlier_version_stays_as_they_are(folder):
    """It kept the words of the fifty newest."""
    many = rows_about(60)
    one, other = written(folder, (many[:1], DAYS[0], "csv")), written(folder, (many[1:], DAYS[1], "csv"))
    with store(folder) as people:
        taken(people, one)
        import_ = taken(people, other)
        with people.database.write() as connection:
            connection.exec_driver_sql(
                "DELETE FROM report WHERE id NOT IN (SELECT id FROM report ORDER BY id DESC LIMIT 50)"
            )
        tally = undo(people, import_)
        assert (tally.removed, tally.restored, tally.kept) == (0, 0, 1)
        assert people.count() == 1


def test_rows_of_an_import_that_somebody_else_has_ended_are_not_taken(folder):
    with store(folder) as people:
        taken(people, written(folder, ([("Ada Falk", *[""] * (len(COLUMNS) - 1))], 20_000, "csv")))
        with people.database.read() as connection:
            (file,) = imports.newest(connection, 1)
        late = [Arrived(2, Lead(full_name="Bo Falk"))]
        with pytest.raises(Refused, match="is being imported, or was undone, elsewhere"):
            Intake(people).take(late, RowSource(file.source, file.as_of), file, lambda _: file.progress)
        assert [lead.full_name for batch in people.everybody(100) for lead in batch] == ["Ada Falk"]


MANY = 1200
"""Rows of an import that is taken back in three transactions."""


def test_an_undoing_whose_worker_is_killed_is_gone_on_with_by_another(tmp_path, seed):
    first = ("Ana Ruiz", "ana@x.example", "linkedin.com/in/ana", *[""] * 6)
    told_of_both = ("Ana Ruiz", "ana@x.example", "", "Nordwind", "", "CTO", "I sell", "Berlin", "warm")
    crowd = [(f"Nr{at} Falk", f"nr{at}@x.example", "", f"Firm {at % 9}", *[""] * 5) for at in range(MANY)]
    home = Leadscout(settings_of(tmp_path))
    account = home.access.create("k", "k")[0].account
    taken(home.people, written(tmp_path, ([first], DAYS[0], "csv")))
    before = state(home.people)
    upload = home.imports.receive("crowd.csv")
    upload.write(written(tmp_path, ([told_of_both, *crowd], DAYS[1], "csv")).read_bytes())
    job = home.imports.create(account, upload, "imp_1")
    home.imports.start(account, job.id, ReadingChoices())
    assert home.imports.turn()
    assert home.people.count() == MANY + 1
    home.imports.undo(account, job.id)
    left = random.Random(seed).randrange(2, MANY)
    worker = Process(["work", "--data", str(tmp_path)], {**os.environ, **environ_of(tmp_path)})
    until(lambda: home.people.count() <= left, "some are taken back", 0.001)
    worker.kill()
    worker.wait()
    print(f"killed with {home.people.count():,} left ({left:,} wanted): {home.imports.get(account, job.id).status}")
    home.database.holder.free_the_dead()
    while home.imports.turn():
        pass
    assert home.imports.get(account, job.id).status == ImportStatus.UNDONE
    assert state(home.people) == before
    home.database.close()
    home.people.database.close()
