"""people.db restored from a backup, lost or emptied beside an index and searches that were made from another one."""

import shutil
import time
from dataclasses import replace
from decimal import Decimal

import pytest
from conftest import new_key, run, told

import leadscout
from leadscout.model.lead import Lead, Position
from leadscout.service.people.intake import Arrived, RowSource


def take(data, title, number=50):
    """What importing people with a title does, without a process of its own."""
    home = leadscout.open(data)
    leads = [
        Lead(full_name=f"{title} {at}", member_id=f"{title}{at}", positions=(Position(title=title),))
        for at in range(number)
    ]
    home.intake.take([Arrived(at, lead) for at, lead in enumerate(leads)], RowSource(title, 1))
    home.indexer.catch_up()
    home.people.database.close()


def count(data, title):
    return told("count", "--title", title, "--data", data)["count"]


def stop(server):
    server.process.terminate()
    server.process.wait(30)


def ask(server, path, **body):
    return server("POST", path, json=body)


def over(server, path):
    """The answer about a search once it is over."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        answer = server("GET", path).json()
        if answer["status"] not in ("pending", "processing", "queued", "running"):
            return answer
        time.sleep(0.05)
    raise AssertionError(answer)


@pytest.fixture
def data(tmp_path):
    """A folder with 50 nurses, its backup, and 50 pilots who came after it."""
    data = tmp_path / "d"
    data.mkdir()
    take(data, "nurse")
    shutil.copy(data / "people.db", tmp_path / "backup")
    take(data, "pilot")
    return data


def restore(data):
    for name in ("people.db", "people.db-wal", "people.db-shm"):
        (data / name).unlink(missing_ok=True)
    shutil.copy(data.parent / "backup", data / "people.db")


def lose(data):
    for path in data.glob("people.db*"):
        path.unlink()


def empty(data):
    lose(data)
    (data / "people.db").write_bytes(b"")


def test_a_restored_backup_is_searched_and_nothing_that_was_made_from_the_other_people(data, serve):
    server = replace(serve(data), key=new_key(data, "k", 1000))
    questor = ask(server, "/search-leads", title_keywords=["pilot"], limit=25).json()["request_id"]
    native = ask(server, "/v1/searches", title=["nurse"], limit=10).json()["id"]
    assert over(server, f"/check-search-status?request_id={questor}")["results_found"] == 25
    assert over(server, f"/v1/searches/{native}")["found"] == 10
    stop(server)
    restore(data)
    take(data, "baker")  # their changes have the numbers that the pilots had
    assert {title: count(data, title) for title in ("nurse", "pilot", "baker")} == {
        "nurse": 50,
        "pilot": 0,
        "baker": 50,
    }

    server = replace(serve(data), key=server.key)
    assert ask(server, "/v1/preview", title=["pilot"]).json()["total"] == 0
    bakers = ask(server, "/v1/preview", title=["baker"]).json()
    assert bakers["total"] == 50
    assert all(lead["full_name"].startswith("baker") for lead in bakers["leads"])
    refused = server("GET", f"/get-search-results?request_id={questor}&page=1")
    assert refused.status_code == 410
    assert "no longer there; search again" in refused.json()["details"]
    assert Decimal(refused.headers["x-ratelimit-credits-remaining"]) == Decimal(950)
    gone = server("GET", f"/v1/searches/{native}/results")
    assert (gone.status_code, gone.json()["title"]) == (410, "people replaced")


def test_what_was_found_before_the_backup_was_made_can_be_read_after_it_was_restored(tmp_path, serve):
    data = tmp_path / "d"
    data.mkdir()
    take(data, "nurse")
    server = replace(serve(data), key=new_key(data, "k", 1000))
    native = ask(server, "/v1/searches", title=["nurse"], limit=10).json()["id"]
    assert over(server, f"/v1/searches/{native}")["found"] == 10
    stop(server)
    shutil.copy(data / "people.db", tmp_path / "backup")
    take(data, "pilot")
    restore(data)
    server = replace(serve(data), key=server.key)
    assert len(server("GET", f"/v1/searches/{native}/results").json()["leads"]) == 10
    assert ask(server, "/v1/preview", title=["pilot"]).json()["total"] == 0


@pytest.mark.parametrize("damage", [lose, empty])
def test_without_people_nobody_is_counted_and_a_sentence_says_why(data, serve, damage):
    damage(data)
    server = replace(serve(data), key=new_key(data))
    assert ask(server, "/v1/preview", title=["nurse"]).json()["total"] == 0
    log = server.log.read_text()
    assert "another people.db than the one that is there" in log
    stop(server)
    damage(data)
    counted = run("count", "--title", "nurse", "--data", data)
    assert (counted.returncode, counted.stdout) == (2, "")
    assert f"there are no people in {data}" in counted.stderr


def test_a_server_over_a_file_that_was_put_elsewhere_answers_nothing_of_the_new_one(data, serve):
    """Its people are those of the old file: with the new index they would be others."""
    server = replace(serve(data), key=new_key(data))
    restore(data)
    take(data, "baker")
    answers = set()
    ends = time.monotonic() + 60
    while 503 not in answers and time.monotonic() < ends:
        answer = ask(server, "/v1/preview", title=["baker"])
        answers.add(answer.status_code)
        assert answer.status_code == 503 or answer.json()["total"] == 0
        time.sleep(0.05)
    assert 503 in answers
    assert (count(data, "baker"), count(data, "pilot")) == (50, 0)


def test_a_server_starts_over_a_damaged_index_and_its_worker_builds_it_anew(data, serve):
    (data / "index" / "000001" / "state").write_bytes(b"")
    server = replace(serve(data), key=new_key(data))
    assert ask(server, "/v1/preview", title=["pilot"]).json()["total"] == 50
    assert "the index is built anew, searches wait for it: its file 000001/state is damaged" in server.log.read_text()
