"""Backups while the server works, and what comes of them elsewhere: nothing lost, nothing torn, nobody back."""

import json
import os
import shutil
import sqlite3
import threading
from dataclasses import replace

import pytest
from conftest import new_key, run, told, until
from stores import kind

import leadscout
from leadscout.model.lead import Company, Lead, Position
from leadscout.service.people.intake import Arrived, RowSource

pytestmark = pytest.mark.skipif(kind() != "sqlite", reason="what is in PostgreSQL is left to pg_dump")


def numbers(folder):
    with sqlite3.connect(folder / "leadscout.db") as connection:
        row = connection.execute(
            "SELECT (SELECT sum(balance) FROM account), (SELECT sum(amount) FROM ledger),"
            " (SELECT count(*) FROM search), (SELECT count(*) FROM result r JOIN search s ON s.id = r.search)"
        )
        return row.fetchone()


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder with 60 people."""
    data = tmp_path_factory.mktemp("backups") / "d"
    home = leadscout.open(data)
    job = Position(title="nurse", company=Company(name="Acme"))
    leads = [Lead(full_name=f"Pia {at}", emails=(f"pia{at}@acme.example",), positions=(job,)) for at in range(60)]
    home.intake.take([Arrived(at, lead) for at, lead in enumerate(leads)], RowSource("people", 1))
    home.indexer.catch_up()
    home.company_keeper.catch_up()
    home.people.database.close()
    return data


def backed_up(data, to, *more, **environ):
    done = run("backup", to, "--data", data, *more, env={**os.environ, **environ})
    assert done.returncode == 0, done.stderr
    return done.stderr


def restored(backup, data):
    done = run("restore", backup, "--data", data)
    assert done.returncode == 0, done.stderr
    return done.stderr


def files(data, index="index"):
    """What is in the generation of an index that answers."""
    folder = data / index / (data / index / "CURRENT").read_text()
    return folder.name, {path.name: path.read_bytes() for path in folder.iterdir()}


def total(server, **query):
    """The first answer, which is not waited for."""
    answer = server("POST", "/v1/count", json=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["total"]


def test_a_backup_under_load_is_of_one_moment_and_answers_elsewhere(data, serve, tmp_path):
    server = replace(serve(data), key=new_key(data, "k", 10_000))
    over, made = threading.Event(), []

    def create():
        return server("POST", "/search-leads", json={"title_keywords": ["nurse"], "limit": 25})

    def work():
        while not over.is_set() and len(made) < 40:
            made.append(create().status_code)

    first = create().json()["request_id"]
    until(
        lambda: server("GET", f"/check-search-status?request_id={first}").json()["status"] == "done",
        "a search is over before the backup",
    )

    working = threading.Thread(target=work)
    working.start()
    try:
        until(lambda: len(made) > 3, "searches are made")
        done = run("backup", tmp_path / "b", "--data", data, "--json")
        assert done.returncode == 0, done.stderr
    finally:
        over.set()
        working.join()
    assert set(made) == {200}
    restored = told("restore", tmp_path / "b", "--data", tmp_path / "new")
    assert (restored["people"], restored["accounts"]) == (60, 1)
    balance, booked, searches, _ = numbers(tmp_path / "new")
    assert balance == booked == restored["booked"]
    assert searches == restored["searches"] > 3
    assert told("count", "--title", "nurse", "--data", tmp_path / "new")["count"] == 60
    elsewhere = replace(serve(tmp_path / "new"), key=server.key)
    page = elsewhere("GET", f"/get-search-results?request_id={first}&page=1")
    assert (page.status_code, len(page.json()["data"])) == (200, 25), (
        "found by its number in the people of the same backup"
    )


def test_whoever_was_forgotten_since_is_not_brought_back(data, tmp_path):
    shutil.copytree(data, tmp_path / "d", ignore=shutil.ignore_patterns("*.log"))
    assert run("backup", tmp_path / "b", "--data", tmp_path / "d").returncode == 0
    assert run("people", "forget", "pia7@acme.example", "--data", tmp_path / "d").returncode == 0
    refused = run("restore", tmp_path / "b", "--data", tmp_path / "d")
    assert (refused.returncode, "holds people.db already" in refused.stderr) == (2, True)
    done = run("restore", tmp_path / "b", "--data", tmp_path / "d", "--replace")
    assert "forgotten since the backup, and again now: 1" in done.stderr
    assert told("count", "--title", "nurse", "--data", tmp_path / "d")["count"] == 59
    assert "nobody" not in run("people", "show", "pia8@acme.example", "--data", tmp_path / "d").stderr
    assert run("people", "show", "pia7@acme.example", "--data", tmp_path / "d").returncode == 2


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda folder: (folder / "people.db").write_bytes(b"no people"), "people.db is missing or was changed"),
        (lambda folder: (folder / "leadscout.db").unlink(), "leadscout.db is missing or was changed"),
        (lambda folder: (folder / "manifest.json").unlink(), "it has no manifest.json"),
    ],
)
def test_what_is_no_whole_backup_changes_nothing(data, tmp_path, damage, why):
    done = run("backup", tmp_path / "b", "--data", data)
    assert done.returncode == 0, done.stderr
    again = run("backup", tmp_path / "b", "--data", data)
    assert (again.returncode, "is there and not empty" in again.stderr) == (2, True)
    damage(tmp_path / "b")
    refused = run("restore", tmp_path / "b", "--data", tmp_path / "d")
    assert (refused.returncode, refused.stderr.strip()) == (2, f"{tmp_path / 'b'} is no whole backup: {why}")
    assert not (tmp_path / "d").exists()


def test_after_a_restore_the_first_answer_is_that_of_the_backup_and_nobody_is_read_again(data, serve, tmp_path):
    assert backed_up(data, tmp_path / "b") == ""
    assert restored(tmp_path / "b", tmp_path / "new") == ""
    before = {name: files(tmp_path / "b", name) for name in ("index", "companies")}
    assert before == {name: files(data, name) for name in before}
    server = replace(serve(tmp_path / "new"), key=new_key(tmp_path / "new"))
    assert total(server, title=["nurse"]) == 60
    search = server("POST", "/v1/searches", json={"title": ["nurse"], "limit": 10}).json()["id"]
    until(lambda: server("GET", f"/v1/searches/{search}").json()["found"] == 10, "the worker works")
    assert {name: files(tmp_path / "new", name) for name in before} == before
    assert "anew" not in server.log.read_text()


def test_a_backup_while_people_are_imported_and_searched_is_complete_elsewhere(serve, populate, tmp_path):
    data, more = tmp_path / "d", tmp_path / "more.csv"
    populate(data, 300)
    rows = [f"Ida {at},ida{at}@acme.example,midwife" for at in range(3000)]
    more.write_text("\n".join(["full name,email,title", *rows]))
    server = replace(serve(data), key=new_key(data))
    answers, over, backups = [], threading.Event(), []

    def search():
        while not over.is_set():
            answers.append(server("POST", "/v1/preview", json={"title": ["midwife"]}).status_code)

    threads = [threading.Thread(target=search), threading.Thread(target=run, args=("import", more, "--data", data))]
    for thread in threads:
        thread.start()
    try:
        while threads[1].is_alive() and len(backups) < 4:
            backups.append(tmp_path / f"b{len(backups)}")
            assert backed_up(data, backups[-1]) == ""
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert set(answers) == {200}
    for at, backup in enumerate((backups[0], backups[-1])):
        new = tmp_path / f"new{at}"
        assert restored(backup, new) == ""
        people, generation = json.loads((backup / "manifest.json").read_text())["counts"]["people"], files(backup)[0]
        elsewhere = replace(serve(new), key=new_key(new, "another"))
        assert total(elsewhere) <= people
        until(lambda elsewhere=elsewhere, people=people: total(elsewhere) == people, "the last changes are in, too")
        assert files(new)[0] == generation, "the generation goes on"
        assert "anew" not in elsewhere.log.read_text()


@pytest.mark.parametrize("name", ["index", "companies"])
@pytest.mark.parametrize(
    "damage", [lambda file: file.write_bytes(file.read_bytes()[:-1] + b"?"), lambda file: file.unlink()]
)
def test_an_index_that_is_damaged_in_a_backup_is_left_out_and_built_anew(data, tmp_path, name, damage):
    backed_up(data, tmp_path / "b")
    generation, content = files(tmp_path / "b", name)
    file = next(file for file in content if file.endswith(".segment"))
    damage(tmp_path / "b" / name / generation / file)
    called = {"index": "the index of people", "companies": "the index of companies"}[name]
    sentence = f"not restored: {called} ({name}/{generation}/{file} is missing or was changed); after a restore it is"
    assert restored(tmp_path / "b", tmp_path / "new").strip() == f"{sentence} built anew, unless one that fits is there"
    assert {one for one in ("index", "companies") if (tmp_path / "new" / one).exists()} == {"index", "companies"} - {
        name
    }
    assert told("count", "--title", "nurse", "--data", tmp_path / "new")["count"] == 60


def no_longer_named(data, to):
    (data / "index" / "CURRENT").unlink()
    return backed_up(data, to)


def of_another_version(data, to):
    state = data / "index" / files(data)[0] / "state"
    state.write_text(state.read_text().replace('"version":"', '"version":"another'))
    return backed_up(data, to)


def of_a_leadscout_before(data, to):
    """Which had no indexes in a backup."""
    backed_up(data, to)
    manifest = json.loads((to / "manifest.json").read_text())
    (to / "manifest.json").write_text(json.dumps({name: manifest[name] for name in list(manifest)[:6]}))
    for name in ("index", "companies"):
        shutil.rmtree(to / name)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda data, to: backed_up(data, to, "--no-index"), "--no-index"),
        (lambda data, to: backed_up(data, to, LEADSCOUT_ENGINE="opensearch"), "it is in a cluster"),
        (no_longer_named, "it is not built yet"),
        (of_another_version, "it is of another version of leadscout, or another secret.key"),
        (of_a_leadscout_before, "this backup has none"),
    ],
)
def test_a_backup_without_an_index_says_why_and_restores_all_the_same(data, tmp_path, make, why):
    shutil.copytree(data, tmp_path / "d", ignore=shutil.ignore_patterns("*.log"))
    sentence = f": the index of people ({why}); after a restore it is built anew, unless one that fits is there"
    said = make(tmp_path / "d", tmp_path / "b")
    assert said is None or f"not in this backup{sentence}" in said
    assert f"not restored{sentence}" in restored(tmp_path / "b", tmp_path / "new")
    assert not (tmp_path / "new" / "index").exists()
    assert told("count", "--title", "nurse", "--data", tmp_path / "new")["count"] == 60


def test_an_index_of_a_backup_knows_nobody_who_is_forgotten_in_its_people(data, serve, tmp_path):
    """It is copied before them, so it may still find whom they have forgotten meanwhile."""
    shutil.copytree(data, tmp_path / "d", ignore=shutil.ignore_patterns("*.log"))
    home = leadscout.open(tmp_path / "d")
    assert home.forgetting.forget("pia9@acme.example")
    home.people.database.close()
    home.database.close()
    backed_up(tmp_path / "d", tmp_path / "b")
    assert files(tmp_path / "b") == files(data), "it was not indexed yet that she is forgotten"
    restored(tmp_path / "b", tmp_path / "new")
    server = replace(serve(tmp_path / "new"), key=new_key(tmp_path / "new", "another"))
    for name in ("Pia 8", "Pia 9"):
        page = server("POST", "/v1/preview", json={"keyword": [f'"{name}"']}).json()
        assert [lead["full_name"] for lead in page["leads"]] == [name] * (name == "Pia 8")
    until(lambda: total(server, title=["nurse"]) == 59, "the index forgets her, too")
