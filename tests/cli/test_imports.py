"""Imports of folders, and imports that are interrupted."""

import csv
import json
import os
import re
import shutil
import signal
import sqlite3
import time
from contextlib import closing

import pytest
from conftest import FIXTURES, HUNG, run, told, until
from processes import Process

from leadscout.intake.folders import fingerprint

ROWS = 6000
"""Three batches."""


def test_a_folder_is_all_its_files_of_people(tmp_path):
    folder, data = tmp_path / "exports", tmp_path / "data"
    (folder / "b" / "old").mkdir(parents=True)
    (folder / ".cache").mkdir()
    shutil.copy(FIXTURES / "Connections.csv", folder / "b" / "old")
    shutil.copy(FIXTURES / "people.jsonl", folder / "a.jsonl")
    shutil.copy(FIXTURES / "people.jsonl", folder / ".cache" / "x.jsonl")
    (folder / "b" / "notes.pdf").write_text("no people")
    (folder / "b" / "empty.csv").write_text("")
    (folder / "b" / "cut.json").write_text('[{"full_name": "Ana Ruiz"}, {"full_')
    (folder / "b" / "strange.csv").write_text("x,y\n1,2\n")
    done = run("import", folder, FIXTURES / "generect.json", "--json", "--data", data)
    assert done.returncode == 2
    assert json.loads(done.stdout.splitlines()[-1])["new"] == 8 + 3 + 1 + 1
    for said in (
        "x.jsonl: passed over: hidden",
        "notes.pdf: passed over: no file of people by its name",
        "empty.csv: passed over: empty",
        "cut.json is damaged or cut off after person 1",
        "strange.csv: no row of column names",
    ):
        assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert told("count", "--data", data) == {"count": 13}


def test_a_folder_without_files_of_people_says_so(tmp_path):
    (tmp_path / "exports").mkdir()
    done = run("import", tmp_path / "exports", "--data", tmp_path / "data")
    assert (done.returncode, "no files of people (.csv " in done.stderr) == (2, True)
    assert not (tmp_path / "data").exists()


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Enough rows to be interrupted; every hundredth is about nobody, or has a quote that is never closed."""
    path = tmp_path_factory.mktemp("many") / "many.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("Full Name", "Email", "Company"))
        for at in range(ROWS):
            if at % 200 == 199:
                file.write(f'Person {at},p{at}@x.example,"Company {at}\r\n')
            else:
                nobody = at % 100 == 99
                rows.writerow(("", "", "x") if nobody else (f"Person {at}", f"p{at}@x.example", f"Company\n{at}"))
    return path


def rows_done(data, key):
    if not (data / "people.db").exists():
        return (0, 0)
    with closing(sqlite3.connect(data / "people.db")) as people:
        if not people.execute("SELECT 1 FROM sqlite_master WHERE name = 'import'").fetchone():
            return (0, 0)
        return people.execute(
            "SELECT rows, refused FROM import WHERE key = ? AND state = 'running'", (key,)
        ).fetchone() or (0, 0)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_import_goes_on_where_it_stopped(tmp_path, many, how):
    key = fingerprint(many, [], None)
    printed, errors = tmp_path / "printed", tmp_path / "errors"
    printed.touch()
    errors.touch()
    process = Process(["import", str(many), "--data", str(tmp_path)], os.environ, printed, errors)
    while not rows_done(tmp_path, key)[0] and process.poll() is None:
        time.sleep(0.01)  # not more rarely: three batches take a second
    process.send_signal(how)
    code = process.wait(HUNG)
    if how == signal.SIGINT:
        assert code == 130, errors.read_text()
        assert "the same command goes on there" in errors.read_text()
        assert re.match(r"[\d,]+ rows, [\d,]+ new", printed.read_text())
    done, refused = rows_done(tmp_path, key)
    assert 0 < done < ROWS
    assert refused == done // 100

    again = run("import", many, "--json", "--data", tmp_path)
    assert f"resuming an interrupted import at row {done + 1:,}" in again.stderr
    counts = json.loads(again.stdout.splitlines()[-1])
    assert counts == {
        "rows": ROWS,
        "new": ROWS - ROWS // 100 - (done - refused),
        "updated": 0,
        "unchanged": done - refused,
        "rejected": ROWS // 100,
    }
    assert told("count", "--data", tmp_path) == {"count": ROWS - ROWS // 100}
    assert rows_done(tmp_path, key) == (0, 0), "a finished file is read from its beginning when it comes again"


def test_an_import_that_was_killed_twice_is_taken_back(tmp_path, many):
    """Half of it, and half of the rest."""
    assert told("import", FIXTURES / "people.jsonl", "--data", tmp_path)["new"] == 8
    run("people", "export", tmp_path / "before.jsonl", "--data", tmp_path)
    key, done = fingerprint(many, [], None), 0
    for _ in range(2):
        process = Process(["import", str(many), "--data", str(tmp_path)], os.environ)
        until(lambda: rows_done(tmp_path, key)[0] > done or process.poll() is not None, "a batch is in")  # noqa: B023
        process.kill()
        process.wait()
        done = rows_done(tmp_path, key)[0]
    assert 0 < done <= ROWS
    half, first = told("import", "--list", "--data", tmp_path)
    assert (half["state"], half["rows"], first["state"]) == ("running", done, "done"), "it is one import"

    tally = told("import", "undo", half["id"], "--data", tmp_path)
    assert tally == {"removed": half["new"], "restored": 0, "kept": 0}
    assert told("count", "--data", tmp_path) == {"count": 8}
    run("people", "export", tmp_path / "after.jsonl", "--data", tmp_path)
    assert (tmp_path / "after.jsonl").read_text() == (tmp_path / "before.jsonl").read_text()
    again = run("import", "undo", half["id"], "--data", tmp_path)
    assert (again.returncode, "undone before" in again.stderr) == (2, True)


def test_a_file_is_known_by_what_it_is_and_how_it_is_read(tmp_path):
    path, other = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_text("Full Name\nAna\n")
    shutil.copy2(path, other)
    assert fingerprint(path, "x") == fingerprint(other, "x")
    assert fingerprint(path, "x") != fingerprint(path, "y")
    other.write_text("Full Name\nBen\n")
    shutil.copystat(path, other)
    assert fingerprint(path, "x") != fingerprint(other, "x")


def test_a_place_id_beside_the_name_of_another_place_is_told(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(
        "Full Name,Email,Location,Location Id\n"
        "Ana Ruiz,ana@x.example,Germany,101282230\n"
        "Ben Okoro,ben@x.example,Germany,104514075\n"
        "Cem Aydin,cem@x.example,Some Hill Area,90009999\n"
    )
    dry = run("import", path, "--dry-run", "--data", tmp_path)
    assert 'line 3: warning: The place id 104514075 is "Denmark", not "Germany"' in dry.stderr
    assert dry.stderr.count("warning") == 1
    done = run("import", path, "--json", "--data", tmp_path)
    assert json.loads(done.stdout.splitlines()[-1])["new"] == 3
    assert "people.csv: 1 warning; problems are listed in" in done.stderr
    (listed,) = (tmp_path / "rejected").iterdir()
    rows = list(csv.DictReader(listed.read_text().splitlines()))
    assert [(row["line"], row["problem"]) for row in rows] == [("3", "warning")]
    assert told("count", "--location", "Denmark", "--data", tmp_path) == {"count": 1}, "the id wins"


def test_what_cannot_be_read_is_listed_and_comes_back(tmp_path):
    path, data = tmp_path / "people.csv", tmp_path / "data"
    path.write_text(
        "Full Name,Email,Company,Title,Connections,Start Date,End Date,Phone,Stage\n"
        "Ana Ruiz,ana@x.example,Firm,Buyer,many,März 2019,aujourd’hui,undefined,N/A\n"
        'Odd Quote,odd@x.example,"Sons & Sons,Owner,,,,,\n'
        "Ben Okoro,ben(at)x.example,Firm,Buyer,500+,im Frühjahr 2019,soon,None,Warm\n"
        'Cem Aydin,cem@x.example,"Firm, Inc",Buyer,,2018,2020,,\n'
    )
    done = run("import", path, "--json", "--data", data)
    counts = json.loads(done.stdout.splitlines()[-1])
    assert counts == {"rows": 4, "new": 3, "updated": 0, "unchanged": 0, "rejected": 1}
    (listed,) = (data / "rejected").iterdir()
    rows = list(csv.DictReader(listed.read_text().splitlines()))
    assert [(row["line"], row["problem"], row["reason"]) for row in rows] == [
        ("2", "warning", "Connections: 'many' is no number; kept under custom"),
        ("3", "rejected", "a quote is not closed"),
        ("4", "warning", "Email: 'ben(at)x.example' is no e-mail address; kept under custom"),
        ("4", "warning", "Start Date: 'im Frühjahr 2019' is no date; kept under custom"),
        ("4", "warning", "End Date: 'soon' is no date and no word for the present; kept under custom"),
    ]
    assert told("count", "--title", "Buyer", "--data", data) == {"count": 2}, (
        "Cem's job is over, Ana's and Ben's are not"
    )

    kept = {
        "Ana Ruiz": {"Connections": "many"},
        "Ben Okoro": {
            "Email": "ben(at)x.example",
            "Start Date": "im Frühjahr 2019",
            "End Date": "soon",
            "Stage": "Warm",
        },
        "Cem Aydin": {},
    }
    exports = []
    for at in range(3):
        folder = data if at == 0 else tmp_path / f"again{at}"
        for kind in ("csv", "jsonl"):
            run("people", "export", tmp_path / f"out{at}.{kind}", "--data", folder)
        exports.append((tmp_path / f"out{at}.jsonl").read_text())
        people = [json.loads(line) for line in exports[-1].splitlines()]
        assert {person["full_name"]: person.get("custom", {}) for person in people} == kept
        run("import", tmp_path / f"out{at}.{('csv', 'jsonl')[at % 2]}", "--data", tmp_path / f"again{at + 1}")
    assert exports[0] == exports[1] == exports[2]
    again = run("import", path, "--json", "--data", data)
    assert json.loads(again.stdout.splitlines()[-1]) == {**counts, "new": 0, "unchanged": 3}
