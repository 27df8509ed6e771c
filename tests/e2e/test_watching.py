"""What an operator sees of a running server: figures, and a log that names requests and searches, and nobody."""

import json
import re
import sqlite3
from dataclasses import replace

import pytest
from conftest import new_key, until
from prometheus_client.parser import text_string_to_metric_families
from stores import kind

WHO = "jane.quint@nordwind.example"


@pytest.fixture(scope="module")
def here(serve, tmp_path_factory):
    data = tmp_path_factory.mktemp("watched") / "d"
    server = serve(data, LEADSCOUT_LOG="json")
    return replace(server, key=new_key(data, "k", 1000, may=("admin",)))


def figures(server):
    text = server("GET", "/metrics").text
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def lines(server):
    return [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]


def line_of(server, id_):
    return until(lambda: next((one for one in lines(server) if one.get("request_id") == id_), None), "a line of it")


def test_figures_count_requests_by_route_and_tell_how_work_stands(here):
    for _ in range(3):
        assert here("GET", f"/v1/people/{WHO}").status_code == 404
    search = here("POST", "/v1/searches", json={"title": ["ceo"]}).json()["id"]
    assert here("GET", f"/v1/searches/{search}?wait=30").json()["over"]
    assert here("GET", "/nothing/here").status_code == 404
    assert here("POST", "/v1/count/", json={}).status_code == 200
    told = figures(here)
    assert told["leadscout_requests_total", "native", "GET", "/v1/people/{id}", "404"] == 3
    assert told["leadscout_requests_total", "native", "POST", "/v1/count", "200"] == 1, "by its route, with a slash too"
    assert told["leadscout_searches", "done"] == 1
    assert told["leadscout_webhooks_dead",] == 0
    assert told["leadscout_index_behind", "people"] == 0
    assert told["leadscout_disk_free_bytes",] > 0
    assert told["leadscout_request_seconds_count", "native"] >= 4
    assert not [name for name in told if WHO in str(name) or "nothing" in str(name)]


@pytest.mark.parametrize(("key", "status"), [("none of ours", 401), ("", 401)])
def test_figures_are_for_whoever_has_the_scope(here, key, status):
    assert here("GET", "/metrics", key=key).status_code == status
    assert here("GET", "/metrics", key=new_key(here.data, "plain")).status_code == 403


def test_a_request_has_an_id_in_its_answer_and_in_its_line_of_the_log(here):
    answer = here("POST", "/v1/searches", json={"title": ["ceo"]})
    line = line_of(here, answer.headers["x-request-id"])
    assert (line["event"], line["path"], line["status"], line["made"]) == (
        *("request", "/v1/searches", 201),
        answer.json()["id"],
    )
    assert line["account"].startswith("acc_")
    assert line["key"].startswith("key_")
    assert here("GET", "/healthz", headers={"X-Request-Id": "ours-1"}).headers["x-request-id"] == "ours-1"
    odd = here("GET", "/healthz", headers={"X-Request-Id": "x" * 65}).headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{32}", odd)


@pytest.mark.skipif(kind() != "sqlite", reason="a table is taken away by hand")
def test_the_log_names_nobody_not_even_when_a_statement_fails(here):
    assert here("GET", f"/v1/people/{WHO}").status_code == 404
    with sqlite3.connect(here.data / "leadscout.db") as connection:
        connection.execute("ALTER TABLE list RENAME TO away")
    try:
        failed = here("POST", "/v1/lists", json={"kind": "lead", "name": f"for {WHO}", "leads": [{"email": WHO}]})
    finally:
        with sqlite3.connect(here.data / "leadscout.db") as connection:
            connection.execute("ALTER TABLE away RENAME TO list")
    assert failed.status_code == 500
    line = line_of(here, failed.headers["x-request-id"])
    assert "no such table" in json.dumps(lines(here))
    assert line["request_id"] == failed.headers["x-request-id"]
    log = here.log.read_text()
    assert WHO not in log
    assert here.key not in log


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("nobody is jane.o'neil+x@mail.nordwind.example here", ("jane", "nordwind")),
        ("key ls_abcdefghijklmnop and whsec_QUJDREVGR0g=", ("abcdefgh", "QUJD")),
        ("at https://www.linkedin.com/in/jane-quint-1a2b?x=1", ("jane-quint",)),
        ("call +49 (30) 1234-5678 now", ("1234",)),
        ("postgresql://u:secret@host/db", ("secret",)),
    ],
)
def test_what_names_somebody_or_opens_something_is_masked(text, left):
    from leadscout.cli.log import masked  # noqa: PLC0415 - the only test that needs it

    assert not [one for one in left if one in masked(text)]
