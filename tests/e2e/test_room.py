"""A disk that is full, and a database that is deleted under a running server: told, not lost, and over in the end."""

import resource
from dataclasses import replace

import pytest
from conftest import new_key, run, until, workers_of

CREATES = (
    ("/v1/searches", {"title": ["ceo"]}, 201),
    ("/search-leads", {"keywords": "ceo"}, 200),
    ("/api/v1/search/database/leads/", {"job_titles": ["ceo"]}, 200),
    ("/api/v2/leads/advanced_search/preview", {"job_titles": ["ceo"], "live": False}, 200),
)


@pytest.fixture
def here(serve, tmp_path):
    started = serve(tmp_path / "d", LEADSCOUT_PRONTO_RATE="1000")
    return replace(started, key=new_key(tmp_path / "d", "k", 1000))


def limit_files(server, size):
    """Let no process of the server write beyond a size, which is how SQLite meets a disk without room."""
    for pid in (server.process.pid, *workers_of(server.data)):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_full_disk_is_told_and_nothing_is_kept_or_lost(here):
    id_ = here("POST", CREATES[0][0], json=CREATES[0][1]).json()["id"]
    assert here("GET", f"/v1/searches/{id_}?wait=30").json()["over"]
    before = here("GET", "/v1/searches").json()
    limit_files(here, (here.data / "leadscout.db-wal").stat().st_size)
    for path, body, _ in CREATES:
        answer = here("POST", path, json=body)
        assert answer.status_code == 507, answer.text
        assert "torage" in answer.text or "disk of the server is full" in answer.text.lower()
    ready = here("GET", "/readyz")
    assert (ready.status_code, ready.json()["title"]) == (507, "no room")
    assert here("GET", "/v1/searches").json() == before
    limit_files(here, resource.RLIM_INFINITY)
    assert here("GET", "/readyz").status_code == 200, "it looks for itself"
    for path, body, status in CREATES:
        answer = here("POST", path, json=body)
        assert answer.status_code == status, answer.text


def test_a_worker_that_starts_after_the_database_was_deleted_makes_no_empty_one(here):
    away = (file := here.data / "leadscout.db").rename(here.data / "away.db")
    done = run("work", "--beside", "--data", here.data)
    assert done.returncode == 2
    assert "was deleted or replaced" in done.stderr
    assert not file.exists()
    assert here("GET", "/v1/searches").status_code in (200, 503), "connections of before still read"
    away.rename(file)


def test_a_database_that_is_deleted_is_not_written_into(here):
    assert here("POST", CREATES[0][0], json=CREATES[0][1]).status_code == 201
    file = here.data / "leadscout.db"
    away = file.rename(here.data / "away.db")
    answer = here("POST", CREATES[0][0], json=CREATES[0][1])
    assert answer.status_code == 503, answer.text
    assert "was deleted or replaced" in answer.text
    assert here("GET", "/readyz").status_code == 503
    until(lambda: not workers_of(here.data), "the worker ends")
    assert not file.exists(), "and no empty one is made"
    away.rename(file)
    assert here("GET", "/readyz").status_code == 200, "the very file is back"
