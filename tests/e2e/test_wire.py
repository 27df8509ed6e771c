"""What a connection may take before anybody knows its key; asked of a real server over plain sockets."""

import json
import socket
import time
from contextlib import ExitStack, contextmanager, suppress

import httpx
import pytest
from conftest import new_key

PROBE = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
BOUNDS = {
    "LEADSCOUT_CONNECTIONS": "30",
    "LEADSCOUT_ADDRESS_CONNECTIONS": "20",
    "LEADSCOUT_CONNECTION_SECONDS": "1",
    "LEADSCOUT_MAX_BODIES": "500000",
    "FORWARDED_ALLOW_IPS": "127.0.0.2",
}
LONG = 60
"""Seconds after which a connection would be closed by nobody."""


@pytest.fixture(scope="module")
def strict(serve, tmp_path_factory):
    """A server that bears little, with nobody in it."""
    return serve(tmp_path_factory.mktemp("strict"), **BOUNDS)


@contextmanager
def connected(server, sent=b"", source="127.0.0.1"):
    address = httpx.URL(server.url)
    where = (address.host, address.port)
    with socket.create_connection(where, timeout=LONG, source_address=(source, 0)) as connection:
        connection.sendall(sent)
        yield connection


def read(connection):
    """All that comes until it is closed; what was lost when it was closed is nothing."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A",
        b"POST /v1/count HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n{",
        b"POST /v1/count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n",
    ],
    ids=["nothing", "half a header", "half a body", "half a chunk"],
)
def test_a_request_that_does_not_come_is_not_waited_for(strict, sent):
    with connected(strict, sent) as connection:
        assert read(connection).startswith(b"HTTP/1.1 408 ")


def test_headers_that_come_by_letters_are_not_waited_for(strict):
    with connected(strict, b"GET / HTTP/1.1\r\n") as connection:
        began = time.monotonic()
        with suppress(OSError):
            while time.monotonic() < began + LONG:
                connection.sendall(b"X")
                time.sleep(0.1)
        assert time.monotonic() < began + LONG / 2


@pytest.mark.parametrize(
    "headers",
    [
        b"X-Long: " + b"x" * 70_000 + b"\r\n",
        b"".join(b"X-%d: 1\r\n" % number for number in range(101)),
        b"X-Open: " + b"x" * 200_000,
    ],
    ids=["long", "many", "without an end"],
)
def test_headers_are_bounded(strict, headers):
    with connected(strict, b"GET /healthz HTTP/1.1\r\nHost: x\r\n") as connection:
        try:
            connection.sendall(headers + b"\r\n")
        except ConnectionError:
            return  # closed before all of it was sent
        answer = read(connection)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 431 "), answer[:100]


REFUSED, FIRST = 2_000_000, 600_000
"""Bytes of a body that is larger than one may be, and those of it that come before the answer."""


@contextmanager
def refused(server):
    """A connection whose request was answered before all of its body came; all that comes then is read."""
    key = new_key(server.data, "large")
    head = f"POST /v1/count HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Length: {REFUSED}\r\n\r\n"
    with connected(server, head.encode() + b"{" * FIRST) as connection:
        refusal = connection.recv(65536)  # its head at least
        assert refusal.startswith(b"HTTP/1.1 503 "), refusal[:100]
        yield connection


def test_after_a_body_that_is_refused_the_next_request_is_answered_on_the_same_connection(strict):
    """The refusal goes out before all of the body came; its rest is neither a head nor the next request."""
    with refused(strict) as connection:
        connection.sendall(b"{" * (REFUSED - FIRST) + PROBE)
        answers = read(connection)
    assert b"HTTP/1.1 200 " in answers, answers
    assert b"HTTP/1.1 431 " not in answers, answers


def test_after_a_body_that_is_refused_a_request_that_does_not_come_is_not_waited_for(strict):
    with refused(strict) as connection:
        connection.sendall(b"{" * (REFUSED - FIRST))
        assert b"HTTP/1.1 408 " in read(connection)


def test_an_address_has_no_more_connections_than_it_may_and_others_come_in(strict):
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(connected(strict))
        with connected(strict, PROBE) as one_more:
            assert read(one_more).startswith(b"HTTP/1.1 503 ")
        with connected(strict, PROBE, "127.0.0.3") as other:
            assert read(other).startswith(b"HTTP/1.1 200 ")


def test_where_all_places_are_taken_whoever_only_waits_makes_room(strict):
    with ExitStack() as stack:
        first = [stack.enter_context(connected(strict, source=f"127.0.1.{at}")) for at in range(1, 30)]
        for at in range(40, 45):
            with connected(strict, PROBE, f"127.0.1.{at}") as other:
                assert read(other).startswith(b"HTTP/1.1 200 ")
        assert read(first[0]).startswith(b"HTTP/1.1 408 ")


def test_a_proxy_that_is_named_has_as_many_connections_as_there_are(strict):
    with ExitStack() as stack:
        for _ in range(25):
            stack.enter_context(connected(strict, source="127.0.0.2"))
        with connected(strict, PROBE, "127.0.0.2") as one_more:
            assert read(one_more).startswith(b"HTTP/1.1 200 ")


def test_bodies_are_bounded_in_total_and_small_ones_pass(strict):
    key = new_key(strict.data, "small")
    head = b"POST /v1/count HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + key.encode()
    head += b"\r\nContent-Length: %d\r\n\r\n"
    with ExitStack() as stack:
        for at in range(2, 6):
            stack.enter_context(connected(strict, head % 300_000 + b"[" + b" " * 199_000, f"127.0.2.{at}"))
        with connected(strict, head % 300_000 + b" " * 300_000, "127.0.2.9") as large:
            assert b"503" in read(large).split(b"\r\n")[0]
        small = strict("POST", "/v1/preview", json={"title": ["x" * 500] * 100}, key=key)
        assert small.status_code != 503


def test_answers_are_neither_guessed_nor_kept(strict):
    key = new_key(strict.data, "kept")
    private, public = strict("GET", "/v1/usage", key=key), strict("GET", "/healthz")
    for answer in (private, public):
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert private.headers["cache-control"] == "no-store"
    assert "cache-control" not in public.headers


def test_connections_are_kept_for_the_next_request(strict):
    with connected(strict) as connection:
        for _ in range(3):
            connection.sendall(PROBE.replace(b"close", b"keep-alive"))
            answer = b""
            while not answer.endswith(b"}"):
                answer += connection.recv(65536)
            assert json.loads(answer.split(b"\r\n\r\n")[1]) == {"status": "ok"}
