"""Descriptions over the API, the client and the command line; a model of the operator's own is played by a server."""

import json
import os
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import run

from leadscout.client import Client, LeadscoutError

WORDS = "VPs of marketing at software companies in DACH, not in Berlin, who sail"
TABLES = {
    "query": {
        "seniority": ["Vice President"],
        "function": ["Marketing"],
        "industry": ["Software Development"],
        "location": ["DACH"],
        "exclude": {"location": ["Berlin, Berlin, Germany"]},
    },
    "unread": ["sail"],
}


@contextmanager
def model(status=200, content="{}"):
    """A chat endpoint that always answers the same; what it was sent."""
    calls = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
            calls.append((self.headers, sent))
            body = json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/chat/completions", calls
    finally:
        server.shutdown()
        server.server_close()


def described(tmp_path, url, allowed="127.0.0.1"):
    """What the command line reads with a model at an address."""
    chosen = {"LLM_URL": url, "LLM_MODEL": "small", "LLM_KEY": "k", "WEBHOOK_ALLOW_HOSTS": allowed}
    environ = {**os.environ, **{f"LEADSCOUT_{name}": value for name, value in chosen.items()}}
    done = run("describe", WORDS, "--json", "--data", tmp_path, env=environ)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_is_read_can_be_counted(server):
    with Client(server.url, server.key) as client:
        answer = client.describe(WORDS)
        assert answer == TABLES
        applied = client.count(**answer["query"])["applied_filters"]
    assert {(one["filter"], one["exclude"]) for one in applied} == {
        ("seniority", False),
        ("function", False),
        ("industry", False),
        ("location", False),
        ("location", True),
    }


def test_words_that_could_mean_something_else_are_told_as_they_were_read(server):
    words = "CTOs in Springfield, directors in London, not in Birmingham"
    sides = ("England, United Kingdom", "Alabama, United States")
    read = f"location: 'Birmingham' was read as Birmingham, {sides[0]}; it could also be Birmingham, {sides[1]}"
    with Client(server.url, server.key) as client:
        answer = client.describe(words)
        assert answer["unread"] == ["Springfield"]
        several, also = answer["warnings"]
        assert "several places are called Springfield; say which" in several
        assert "Springfield, Illinois" in several
        assert also == read
        assert client.count(**answer["query"])["warnings"] == [read]
    done = run("describe", words)
    assert done.stderr.splitlines() == answer["warnings"]


@pytest.mark.parametrize("body", [{"words": ""}, {"words": "x" * 1001}, {}, {"words": 7}])
def test_what_is_no_description_is_refused(server, body):
    with Client(server.url, server.key) as client, pytest.raises(LeadscoutError) as refusal:
        client._transport.ask("/describe", body)  # noqa: SLF001 - the client sends no such thing
    assert refusal.value.status == 422
    assert refusal.value.faults[0].field == "words"


def test_the_command_line_shows_filters_and_what_was_not_understood(tmp_path):
    done = run("describe", WORDS, "--data", tmp_path / "none")
    assert sorted(done.stdout.splitlines()) == [
        "function: Marketing",
        "industry: Software Development",
        "location: DACH",
        "not location: Berlin, Berlin, Germany",
        "not understood: sail",
        "seniority: Vice President",
    ]
    assert not (tmp_path / "none").exists()


def test_a_model_is_sent_the_sentence_alone_and_its_answer_is_read_strictly(tmp_path):
    proposed = {
        "query": {
            "seniority": ["vp", "boss of bosses"],
            "location": ["DACH", "Dachh"],
            "has_email": True,
            "relationship": ["1st degree"],
            "salary": ["100k"],
            "exclude": {"location": ["Berlin"], "account_list": ["10000001"]},
        },
        "unread": ["who sail"],
    }
    with model(content=json.dumps(proposed)) as (url, calls):
        answer = described(tmp_path, url)
    assert answer == {
        "query": {
            "seniority": ["vp"],
            "location": ["DACH"],
            "has_email": True,
            "exclude": {"location": ["Berlin"]},
        },
        "unread": [
            "who sail",
            "seniority: boss of bosses",
            "location: Dachh",
            "relationship: 1st degree",
            "salary: 100k",
            "account_list: 10000001",
        ],
    }
    ((headers, sent),) = calls
    assert headers["authorization"] == "Bearer k"
    assert (sent["model"], sent["temperature"]) == ("small", 0)
    assert sent["messages"][1:] == [{"role": "user", "content": WORDS}]
    assert "seniority" in sent["response_format"]["json_schema"]["schema"]["properties"]["query"]["properties"]


@pytest.mark.parametrize(
    ("status", "content", "why"),
    [(500, "{}", "HTTP 500"), (200, "I would say VPs", "JSON"), (200, "[1]", "no JSON object")],
)
def test_where_a_model_fails_tables_read_and_it_is_said(tmp_path, status, content, why):
    with model(status, content) as (url, _):
        answer = described(tmp_path, url)
    assert why in answer.pop("warnings")[0]
    assert answer == TABLES


def test_a_private_address_is_not_sent_to_unless_it_is_named(tmp_path):
    with model() as (url, calls):
        answer = described(tmp_path, url, allowed="")
    assert calls == []
    assert "not an address that we send to" in answer["warnings"][0]
    assert answer["query"] == TABLES["query"]
