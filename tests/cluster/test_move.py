"""`leadscout reindex --engine`: into the cluster and back, compared before anything changes."""

import os

import httpx
from clusters import address, environ_of
from conftest import run

PEOPLE = 60


def test_an_installation_moves_into_the_cluster_and_back(tmp_path):
    data = f"--data={tmp_path / 'data'}"  # as one word: the tests put the engine of their run beside --data DIR
    cluster = {**os.environ, **environ_of(tmp_path / "data")}
    embedded = {**cluster, "LEADSCOUT_ENGINE": "tantivy"}

    def said(environ, *arguments):
        done = run(*arguments, data, env=environ)
        assert done.returncode == 0, done.stderr
        return done.stdout

    said(embedded, "people", "generate", PEOPLE, "--seed", 5)
    ceos = said(embedded, "count", "--seniority", "director")
    moved = said(embedded, "reindex", "--engine", "opensearch")
    assert "300 random counts, pages and facets of tantivy and of the new index agree" in moved
    assert f"{PEOPLE} people indexed by opensearch" in moved
    assert "set LEADSCOUT_ENGINE=opensearch" in moved
    names = httpx.get(f"{address()}/{cluster['LEADSCOUT_OPENSEARCH_INDEX']}-*/_alias").json()
    assert sum(bool(row["aliases"]) for row in names.values()) == 2, "people and companies answer"
    assert said(cluster, "count", "--seniority", "director") == ceos
    assert "of opensearch and of the new index agree" in said(cluster, "reindex", "--engine", "tantivy")
    assert said(embedded, "count", "--seniority", "director") == ceos


def test_what_cannot_be_moved_is_said(tmp_path):
    data = f"--data={tmp_path / 'data'}"
    embedded = {**os.environ, **environ_of(tmp_path / "data"), "LEADSCOUT_ENGINE": "tantivy"}
    nowhere = run("reindex", "--engine", "opensearch", data, env=embedded)
    assert (nowhere.returncode, "there are no people in" in nowhere.stderr) == (2, True)
    unknown = run("reindex", "--engine", "lucene", data, env=embedded)
    assert (unknown.returncode, "expected tantivy or bitmap or opensearch" in unknown.stderr) == (2, True)
    assert run("people", "generate", 3, data, env=embedded).returncode == 0
    down = {**embedded, "LEADSCOUT_OPENSEARCH": "http://127.0.0.1:9"}
    for verb in (["reindex", "--engine", "opensearch"], ["count"]):
        done = run(*verb, data, env={**down, "LEADSCOUT_ENGINE": "opensearch"} if verb == ["count"] else down)
        assert done.returncode == 2
        assert "the cluster of the index does not answer (127.0.0.1: ConnectError)" in done.stderr
