"""Reading everybody anew while the server answers: after `leadscout reindex`, and after a better lexicon."""

import os
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest
from conftest import new_key, run, until

PEOPLE = 600


@pytest.fixture
def data(tmp_path, populate):
    populate(tmp_path, PEOPLE)
    return tmp_path


@contextmanager
def asking(server):
    """Ask again and again how many there are; gives the answers so far."""
    answers, over = [], threading.Event()

    def ask():
        while not over.is_set():
            told = server("POST", "/v1/count", json={})
            answers.append((told.status_code, told.json().get("total")))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield answers
    finally:
        over.set()
        thread.join()


def current(data):
    return (data / "index" / "CURRENT").read_text()


def started_until_rebuilt(serve, data):
    """A server, and what it answers from its start until another generation does."""
    before = current(data)
    server = replace(serve(data), key=new_key(data))
    with asking(server) as answers:
        until(lambda: current(data) != before, f"everybody is indexed anew: {server.log}")
    return server, set(answers)


def test_reindex_builds_anew_while_the_server_answers(data, serve):
    server = replace(serve(data), key=new_key(data))
    before = current(data)
    with asking(server) as answers:
        done = run("reindex", "--data", data)
        assert done.stdout.strip() == f"{PEOPLE:,} people indexed", done.stderr
        assert current(data) != before
        told = len(answers)
        while len(answers) < told + 3:
            time.sleep(0.01)
    assert set(answers) == {(200, PEOPLE)}


def test_the_index_of_tantivy_answers_until_the_server_has_one_of_bitmaps(data, serve):
    environ = {**os.environ, "LEADSCOUT_ENGINE": "tantivy"}
    assert run("reindex", "--data", data, env=environ).returncode == 0
    assert (data / "index" / current(data) / "meta.json").exists()
    assert started_until_rebuilt(serve, data)[1] == {(200, PEOPLE)}
    assert (data / "index" / current(data) / "manifest").exists()


def test_after_a_better_lexicon_the_server_answers_at_once_and_reads_everybody_anew(data, serve):
    state = data / "index" / current(data) / "state"
    version, reading = (told := state.read_text()).split('"version":"')[1].split('"')[0].split("-")
    state.write_text(told.replace(f"{version}-{reading}", f"{version}-of an older lexicon"))
    server, answers = started_until_rebuilt(serve, data)
    assert answers == {(200, PEOPLE)}
    assert "re-indexing everyone" in server.log.read_text()
    assert f"{version}-{reading}" in (data / "index" / current(data) / "state").read_text()


def test_the_worker_looks_for_parts_of_the_index_to_merge(data, serve):
    """And clears away what a kill left of it."""
    left = data / "index" / current(data) / "merging"
    left.write_bytes(b"half of a segment")
    serve(data)
    until(lambda: not left.exists(), "it is cleared away")
