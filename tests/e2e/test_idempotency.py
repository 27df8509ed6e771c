"""Idempotency-Key: what is sent again is answered as it was, and made and charged once, whatever dies meanwhile."""

import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from uuid import uuid4

import httpx
import orjson
import pytest
import sqlalchemy as sa
from conftest import HUNG, header_of, new_key
from stores import opened

from leadscout.store.tables.leadscout import IDEMPOTENCY

QUESTOR = "/search-leads"
# door: a request that makes or charges something, another one, where what was made is counted, credits that it costs
MAKING = {
    "native": ("/v1/searches", {"seniority": ["director"]}, {"seniority": ["vp"]}, "/v1/searches", 0),
    "native list": ("/v1/lists", {"name": "a"}, {"name": "b"}, "/v1/lists", 0),
    "questor": (QUESTOR, {"title_keywords": ["Director"]}, {"title_keywords": ["CEO"]}, None, 50),
    "pronto": (
        "/api/v2/leads/advanced_search",
        {"live": False, "job_titles": ["Nobody At All"], "webhook_url": "http://127.0.0.1:9/"},
        {"live": False, "job_titles": ["Nobody"], "webhook_url": "http://127.0.0.1:9/"},
        "/api/v2/searches",
        0,
    ),
    "pronto list": ("/api/v2/lists", {"name": "a"}, {"name": "b"}, "/api/v2/lists", 0),
    "persona": ("/api/v2/personas", {"name": "a"}, {"name": "b"}, "/api/v2/personas", 0),
    "generect": ("/api/v1/search/database/leads/", {"locations": ["Germany"]}, {"locations": ["Italy"]}, None, 0.02),
    "by_link": (
        "/api/linkedin/leads/by_link/",
        {"url": "https://www.linkedin.com/in/jonas-falkner-0002"},
        {"url": "https://www.linkedin.com/in/mia-ashcombe-0003"},
        None,
        0.02,
    ),
    "bulk": (
        "/api/v1/enrich/database/leads/bulk/",
        {"leads": [{"email": "jonas@nordwind.example"}, {"email": "sofia@baylight.example"}]},
        {"leads": [{"email": "nobody@nordwind.example"}]},
        None,
        0.04,
    ),
    "single enrich": (
        "/api/v2/leads/single_enrich",
        {"linkedin_url": "https://www.linkedin.com/in/jonas-falkner-0002"},
        {"linkedin_url": "https://www.linkedin.com/in/mia-ashcombe-0003"},
        "/api/v2/searches",
        1,
    ),
    "by_icp": (
        "/api/linkedin/leads/by_icp/",
        {"without_company": True, "locations": ["California, United States"]},
        {"without_company": True, "locations": ["Italy"]},
        None,
        0.12,
    ),
}
DOORS = {"native": 422, "questor": 400, "pronto": 422, "generect": 400}
"""The status of a wrong value, by door."""


@pytest.fixture
def mine(server):
    """A server with a key of an account of its own."""
    return replace(server, key=new_key(server.data, f"idempotency {uuid4()}", 1000))


@pytest.fixture
def key():
    """One that no other test has."""
    return uuid4().hex


def send(server, path, body, key):
    return server("POST", path, json=body, headers={"Idempotency-Key": key})


def spent(server):
    return 1000 - server("GET", "/v1/usage").json()["credits"]


def made(server, path):
    """How many there are, as a list tells."""
    (found,) = (value for value in server("GET", path).json().values() if isinstance(value, list))
    return len(found)


def cut_off(server, key, seconds=0):
    """Leave the row of a key as a kill leaves it: no answer, and a lease that lasts so long from now."""
    left = {"status": None, "media_type": None, "body": None, "lease": "x", "leased_until": time.time() + seconds}
    with closing(opened(server.data)) as database, database.write() as connection:
        row = sa.update(IDEMPOTENCY).where(IDEMPOTENCY.c.key == key)
        assert connection.execute(row.values(**left)).rowcount == 1


@pytest.mark.parametrize("door", MAKING)
def test_what_is_sent_again_is_answered_with_the_same_bytes_and_done_once(mine, key, door):
    path, body, other, listed, price = MAKING[door]
    first = send(mine, path, body, key)
    assert first.status_code in (200, 201, 202), first.text
    assert "idempotent-replayed" not in first.headers
    if door == "native":
        mine("GET", f"{path}/{first.json()['id']}?wait=20")
    again = send(mine, path, body, key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["content-type"] == first.headers["content-type"]
    assert spent(mine) == pytest.approx(price)

    cut_off(mine, key)
    repeated = send(mine, path, body, key)
    assert repeated.status_code == first.status_code, repeated.text
    ids = [answer.json().get("id", answer.json().get("request_id")) for answer in (first, repeated)]
    assert ids[0] == ids[1]
    assert "idempotent-replayed" not in repeated.headers, "it was carried out again"
    assert spent(mine) == pytest.approx(price)
    assert listed is None or made(mine, listed) == 1

    assert send(mine, path, other, key).status_code in (400, 422)
    assert send(mine, path, other, "another").status_code == first.status_code
    assert listed is None or made(mine, listed) == 2


def texts(body):
    """Everything that an answer says, in one text."""
    return orjson.dumps(body).decode()


@pytest.mark.parametrize(("door", "wrong"), DOORS.items())
def test_every_door_says_in_its_own_words_that_a_key_cannot_be_used(mine, key, door, wrong):
    path, body, other, *_ = MAKING[door]
    assert send(mine, path, body, key).is_success
    reused = send(mine, path, other, key)
    cut_off(mine, key, seconds=1000)
    in_use = send(mine, path, body, key)
    too_long, empty = send(mine, path, body, "k" * 256), send(mine, path, body, "")
    assert [answer.status_code for answer in (reused, in_use, too_long, empty)] == [wrong, 409, wrong, wrong]
    for answer, said in (
        (reused, "came with another request before"),
        (in_use, "is being answered"),
        (too_long, "longer than 255 characters"),
        (empty, "is empty"),
    ):
        assert said in answer.text, answer.text
        assert "Idempotency-Key" in texts(answer.json())
    match door:
        case "native":
            assert reused.headers["content-type"] == "application/problem+json"
            assert in_use.json()["errors"][0]["code"] == "idempotency_key_in_use"
            assert reused.json()["errors"][0]["code"] == "idempotency_key_reused"
        case "questor":
            assert (reused.json()["message"], in_use.json()["message"]) == ("invalid_parameter", "conflict")
            assert reused.json()["parameter"] == "Idempotency-Key"
        case "pronto":
            assert (reused.json()["error"], in_use.json()["error"]) == (422, 409)
        case "generect":
            assert list(reused.json()["detail"]) == ["Idempotency-Key"]
            assert in_use.json()["status_code"] == 409


def test_a_key_belongs_to_an_account_a_method_and_a_path(mine, server):
    path, body, *_ = MAKING["native"]
    first = send(mine, path, body, "k").json()["id"]
    assert send(mine, "/v1/count", body, "k").status_code == 422
    assert mine("PUT", "/v1/lists/1", json=body, headers={"Idempotency-Key": "k"}).status_code == 422
    stranger = replace(server, key=new_key(server.data, f"idempotency {uuid4()}"))
    theirs = send(stranger, path, body, "k")
    assert theirs.status_code == 201
    assert theirs.json()["id"] != first
    assert mine("GET", f"{path}/{first}", headers={"Idempotency-Key": "k"}).status_code == 200, "only POST and PUT"


@pytest.mark.parametrize("door", DOORS)
def test_what_is_refused_is_not_remembered(mine, door):
    path, body, *_ = MAKING[door]
    assert mine("POST", path, content="{", headers={"Idempotency-Key": "k"}).status_code == 400
    assert send(mine, path, {**body, "nonsense": 1}, "k").status_code in (400, 422)
    assert mine("POST", path, key="wrong", json=body, headers={"Idempotency-Key": "k"}).status_code == 401
    assert send(mine, path, body, "k").is_success


def test_what_cannot_be_paid_is_not_remembered(server):
    name = f"idempotency {uuid4()}"
    poor = replace(server, key=new_key(server.data, name, 10))
    body = {"title_keywords": ["Director"]}
    assert send(poor, QUESTOR, body, "k").status_code == 402
    new_key(server.data, "more", 100, account=name)
    assert send(poor, QUESTOR, body, "k").status_code == 200


def test_a_secret_is_shown_once(mine):
    first = send(mine, "/v1/keys", {"name": "n"}, "k")
    assert first.headers["cache-control"] == "no-store"
    again = send(mine, "/v1/keys", {"name": "n"}, "k")
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "shown_once")
    assert [key["name"] for key in mine("GET", "/v1/keys").json()["keys"]].count("n") == 1
    assert mine("GET", "/v1/usage", key=first.json()["key"]).status_code == 200


def test_fifty_at_once_and_broken_connections_make_one_search_and_one_charge(mine):
    body = orjson.dumps({"title_keywords": ["Director"]})
    for _ in range(10):
        hang_up(mine, body, "k")
    headers = header_of(QUESTOR, mine.key) | {"Idempotency-Key": "k", "Content-Type": "application/json"}
    with httpx.Client(
        timeout=HUNG, base_url=mine.url, headers=headers, limits=httpx.Limits(max_connections=50)
    ) as client:

        def ask(_):
            return client.post(QUESTOR, content=body)

        with ThreadPoolExecutor(50) as senders:
            answers = list(senders.map(ask, range(50)))
        while (last := ask(None)).status_code == 409:
            time.sleep(0.05)
    assert {answer.status_code for answer in answers} <= {200, 409}, {answer.text for answer in answers}
    assert {answer.content for answer in answers if answer.status_code == 200} | {last.content} == {last.content}
    assert spent(mine) == 50


def hang_up(server, body, key):
    """Send a request, and close the connection without reading the answer."""
    host, port = server.url.removeprefix("http://").split(":")
    headers = {"Host": host, "Idempotency-Key": key, "Content-Type": "application/json", "Content-Length": len(body)}
    lines = [f"{name}: {value}" for name, value in (headers | header_of(QUESTOR, server.key)).items()]
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall("\r\n".join([f"POST {QUESTOR} HTTP/1.1", *lines, "", ""]).encode() + body)


def test_a_killed_server_makes_nothing_twice(serve, tmp_path):
    """Killed amid a stream of requests; then all of them again."""
    secret = new_key(tmp_path, "k", 10_000)
    rates = {"LEADSCOUT_QUESTOR_RATE": "100000"}
    first = serve(tmp_path, **rates)
    headers = header_of(QUESTOR, secret)
    keys = [f"k{number}" for number in range(40)]

    def ask(key):
        try:
            return client.post(QUESTOR, json={"title_keywords": [key]}, headers={"Idempotency-Key": key}).content
        except httpx.TransportError:
            return b""

    with httpx.Client(timeout=HUNG, base_url=first.url, headers=headers) as client, ThreadPoolExecutor(4) as senders:
        waiting = [senders.submit(ask, key) for key in keys]
        while sum(one.done() for one in waiting) < 15:
            time.sleep(0.001)
        os.kill(first.process.pid, signal.SIGKILL)
        before = [one.result() for one in waiting]
    assert b"" in before, "it was killed amid them"
    with closing(opened(tmp_path)) as database, database.write() as connection:
        connection.execute(sa.update(IDEMPOTENCY).values(leased_until=0))  # as if the leases had run out
    with httpx.Client(timeout=HUNG, base_url=serve(tmp_path, **rates).url, headers=headers) as client:
        after = [ask(key) for key in keys]
    assert len({orjson.loads(answer)["request_id"] for answer in after}) == len(keys)
    assert all(old in (b"", new) for old, new in zip(before, after, strict=True))
    with closing(opened(tmp_path)) as database, database.read() as connection:
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM search").scalar() == len(keys)
        charged = "SELECT COUNT(*), SUM(amount) FROM ledger WHERE operation = 'questor.search'"
        assert connection.exec_driver_sql(charged).one() == (len(keys), -50_000_000 * len(keys))
