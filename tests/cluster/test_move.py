"""`leadscout reindex --engine`: into the cluster and back, compared before it changes, while a client searches."""

import os
from dataclasses import replace

import httpx
from clusters import address
from conftest import new_key, run
from previewing import previewing
from stores import environ_of

PEOPLE = 60


def test_an_installation_moves_into_the_cluster_and_back_while_a_client_searches(tmp_path, serve):
    folder = tmp_path / "data"
    data = f"--data={folder}"  # as one word: the tests put the engine of their run beside --data DIR
    cluster = {**os.environ, **environ_of(folder)}
    embedded = {**cluster, "LEADSCOUT_ENGINE": "tantivy"}

    def output(environ, *arguments):
        done = run(*arguments, data, env=environ)
        assert done.returncode == 0, done.stderr
        return done.stdout

    output(embedded, "people", "generate", PEOPLE, "--seed", 5)
    key = new_key(folder)
    before = replace(serve(folder, LEADSCOUT_ENGINE="tantivy"), key=key)
    with previewing(before) as answers:
        moved = output(embedded, "reindex", "--engine", "opensearch")
    assert "300 random counts, pages and facets of tantivy and of the new index agree" in moved
    assert f"{PEOPLE} people indexed by opensearch" in moved
    assert "set LEADSCOUT_ENGINE=opensearch" in moved
    names = httpx.get(f"{address()}/{cluster['LEADSCOUT_OPENSEARCH_INDEX']}-*/_alias").json()
    assert sum(bool(row["aliases"]) for row in names.values()) == 2, "people and companies answer"
    after = replace(serve(folder), key=key)
    with previewing(after) as there, previewing(before) as back:
        assert "of opensearch and of the new index agree" in output(cluster, "reindex", "--engine", "tantivy")
    assert there == answers, "the cluster answers alike"
    assert back == answers


def test_what_cannot_be_moved_is_said(tmp_path):
    data = f"--data={tmp_path / 'data'}"
    embedded = {**os.environ, **environ_of(tmp_path / "data"), "LEADSCOUT_ENGINE": "tantivy"}
    nowhere = run("reindex", "--engine", "opensearch", data, env=embedded)
    assert (nowhere.returncode, "there are no people in" in nowhere.stderr) == (2, True)
    unknown = run("reindex", "--engine", "lucene", data, env=embedded)
    assert (unknown.returncode, "expected bitmap or tantivy or opensearch" in unknown.stderr) == (2, True)
    assert run("people", "generate", 3, data, env=embedded).returncode == 0
    down = {**embedded, "LEADSCOUT_OPENSEARCH": "http://127.0.0.1:9"}
    for verb in (["reindex", "--engine", "opensearch"], ["count"]):
        done = run(*verb, data, env={**down, "LEADSCOUT_ENGINE": "opensearch"} if verb == ["count"] else down)
        assert done.returncode == 2
        assert "the cluster of the index does not answer (127.0.0.1: ConnectError)" in done.stderr
