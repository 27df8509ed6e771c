"""Backups while the server works, and what comes of them elsewhere: nothing lost, nothing torn, nobody back."""

import shutil
import sqlite3
import threading
from dataclasses import replace

import pytest
from conftest import new_key, run, told, until
from stores import kind

import leadscout
from leadscout.model.lead import Lead, Position
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
    leads = [
        Lead(full_name=f"Pia {at}", emails=(f"pia{at}@acme.example",), positions=(Position(title="nurse"),))
        for at in range(60)
    ]
    home.intake.take([Arrived(at, lead) for at, lead in enumerate(leads)], RowSource("people", 1))
    home.indexer.catch_up()
    home.people.database.close()
    return data


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
