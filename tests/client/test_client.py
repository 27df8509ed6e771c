"""The Python client, against a real server, a real receiver, and a server that fails as it is told."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import get_type_hints
from uuid import uuid4

import pytest
from conftest import free_port, new_key, told
from receiver import receiving

from leadscout.client import Client, LeadscoutError, answers, verify


@pytest.fixture
def client(server):
    """A client of an account of its own."""
    with Client(server.url, new_key(server.data, f"client {uuid4()}", 10)) as made:
        yield made


def same_keys(told_, type_):
    """Whether an answer has the keys of its type, and the values the keys of theirs."""
    hints = get_type_hints(type_)
    assert told_.keys() <= hints.keys(), f"{type_.__name__} lacks {told_.keys() - hints.keys()}"
    assert type_.__required_keys__ <= told_.keys(), f"{type_.__name__} wants {type_.__required_keys__ - told_.keys()}"


def test_people_come_in_the_order_of_the_preview_page_by_page(client):
    asked = {"location": ["Worldwide"], "exclude": {"seniority": ["cxo"]}}
    page = client.preview(**asked, limit=3)
    everybody = list(client.people(**asked))
    assert [lead["id"] for lead in everybody[:3]] == [lead["id"] for lead in page["leads"]]
    assert len({lead["id"] for lead in everybody}) == len(everybody) == page["total"] > 3
    assert client.preview(**asked, limit=2, cursor=page["cursor"])["leads"] == everybody[3:5]
    assert list(client.people(**asked, limit=4)) == everybody[:4]
    assert client.count(**asked)["total"] == len(everybody)


def test_answers_have_the_keys_of_their_types(client):
    page = client.preview(title=["director"])
    same_keys(page, answers.Page)
    for lead in page["leads"]:
        same_keys(lead, answers.Lead)
        same_keys(lead["matched_role"], answers.MatchedRole)
        same_keys(lead["match_reasons"][0], answers.Reason)
        same_keys(lead["location"], answers.Location)
        for position in lead["positions"]:
            same_keys(position, answers.Position)
            same_keys(position["company"], answers.Company)
    same_keys(client.person(page["leads"][0]["id"]), answers.Profile)
    same_keys(client.filters()[0], answers.Filter)
    same_keys(client.places("Berlin")[0], answers.GeoPlace)
    same_keys(client.suggest("industry", "softwar")[0], answers.Suggestion)
    same_keys(client.facets(["seniority"], title=["director"])["seniority"][0], answers.Bucket)
    same_keys(client.usage(), answers.Usage)
    made = client.searches.create(title=["director"])
    same_keys(made, answers.Search)
    same_keys(client.searches.get(made["id"]), answers.WatchedSearch)
    same_keys(client.lists.create("n"), answers.List)
    same_keys(client.keys.create("n"), answers.NewKey)
    same_keys(client.keys.all()[0], answers.Key)


def test_a_search_is_waited_for_read_and_forgotten(client):
    made = client.searches.create(location=["Worldwide"], limit=7, name="seven", idempotency_key="order 7")
    assert client.searches.create(location=["Worldwide"], limit=7, name="seven", idempotency_key="order 7") == made
    done = client.searches.wait(made["id"])
    assert (done["status"], done["found"], done["name"]) == ("done", 7, "seven")
    found = list(client.searches.results(made["id"], page=3))
    assert [lead["number"] for lead in found] == list(range(1, 8))
    assert [lead["id"] for lead in found] == [lead["id"] for lead in client.people(location=["Worldwide"], limit=7)]
    assert [one["id"] for one in client.searches.all()] == [made["id"]]
    client.searches.delete(made["id"])
    assert code(client.searches.get, made["id"]) == (404, "no_search")


def code(call, *arguments, **more):
    with pytest.raises(LeadscoutError) as failed:
        call(*arguments, **more)
    return failed.value.status, failed.value.code


def test_a_refusal_names_everything_that_is_wrong(client):
    with pytest.raises(LeadscoutError, match="seniority") as failed:
        client.count(seniority=["directer"], tilte=["ceo"])
    wrong = {fault.field: fault for fault in failed.value.faults}
    assert (failed.value.status, failed.value.code) == (422, failed.value.faults[0].code)
    assert wrong["seniority[0]"].value == "directer"
    assert wrong["seniority[0]"].suggestions[0] == "Director"
    assert "Vice President" in wrong["seniority[0]"].valid
    assert "title" in wrong["tilte"].suggestions
    assert failed.value.detail == str(failed.value)


def test_a_webhook_of_ours_is_told_from_others(client, server):
    with receiving() as receiver:
        made = client.searches.create(location=["Worldwide"], limit=2, webhook_url=receiver.url)
        receiver.wait(1)
        headers, body = receiver.calls[0]
    name = client.usage()["account"]
    secret = told("webhook", "secret", name, "--data", server.data)["secret"]
    assert verify(secret, headers, body)["search"]["id"] == made["id"]
    late = {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) - 301)}
    for wrong in (
        (secret, headers, body + b" "),
        (secret, late, body),
        ("whsec_AAAA", headers, body),
        (secret, {}, body),
    ):
        assert code(verify, *wrong) == (0, "not_ours")


@dataclass
class Failing:
    """A server that answers as told: a status with headers, or None: the connection breaks."""

    url: str
    answers: list[tuple[int, dict[str, str]] | None] = field(default_factory=list)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """Method and Idempotency-Key of each request."""


@pytest.fixture
def failing():
    with _failing() as running:
        yield running


@contextmanager
def _failing():
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers["content-length"] or 0))
            told_.asked.append((self.command, self.headers["idempotency-key"]))
            answer = told_.answers.pop(0) if told_.answers else (200, {})
            if answer is None:
                self.close_connection = True
                return
            status, headers = answer
            body = b'{"searches": [], "total": 1, "over": false}' if status == 200 else b"<html>busy</html>"
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = answer  # noqa: N815 - what the library calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told_ = Failing(f"http://127.0.0.1:{http.server_port}")
    threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield told_
    finally:
        http.shutdown()
        http.server_close()


BUSY = (429, {"retry-after": "0"})
PAST = (503, {"retry-after": format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)})


def test_what_fails_for_a_moment_is_sent_again_under_the_same_key(failing):
    with Client(failing.url, "k") as client:
        failing.answers = [BUSY, None, PAST]
        client.searches.create(title=["ceo"])
        assert [method for method, _ in failing.asked] == ["POST"] * 4
        assert len({key for _, key in failing.asked}) == 1
        failing.answers = [BUSY]
        client.searches.create(title=["ceo"])
        assert len({key for _, key in failing.asked}) == 2, "another search has another key"
        failing.asked.clear()
        failing.answers = [None, BUSY]
        assert client.searches.all() == []
        assert failing.asked == [("GET", None)] * 3
        failing.asked.clear()
        failing.answers = [BUSY]
        assert client.count(title=["ceo"])["total"] == 1
        assert failing.asked == [("POST", None)] * 2, "a question needs no key"


def test_it_gives_up(failing):
    with Client(failing.url, "k", retries=2) as client:
        failing.answers = [BUSY] * 9
        assert code(client.searches.create, title=["ceo"]) == (429, "http_429")
        assert len(failing.asked) == 3
        failing.answers = [(429, {"retry-after": "3600"}), (500, {}), (404, {})]
        for status in (429, 500, 404):
            assert code(client.usage) == (status, f"http_{status}")
        assert len(failing.asked) == 6, "neither after an hour, nor what fails for good"
    with Client(f"http://127.0.0.1:{free_port()}", "k", retries=1) as nobody:
        assert code(nobody.usage) == (0, "no_answer")


def test_what_is_gone_when_it_is_deleted_again_was_deleted(failing):
    with Client(failing.url, "k") as client:
        failing.answers = [None, (404, {})]
        client.searches.delete("a")
        failing.answers = [(404, {})]
        assert code(client.searches.delete, "a") == (404, "http_404")


def test_what_is_no_answer_of_leadscout(failing):
    with Client(failing.url, "k") as client:
        failing.answers = [(201, {}), (301, {"location": "/elsewhere"})]
        assert code(client.usage) == (201, "no_answer")
        assert code(client.usage) == (301, "http_301")


def test_a_search_that_is_not_over_in_time(failing):
    with Client(failing.url, "k") as client:
        assert code(client.searches.wait, "a", timeout=0.1) == (0, "not_over")
    assert len(failing.asked) == 1, "the server holds the answer back"
