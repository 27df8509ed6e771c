"""Requests to live sources over a real wire: what comes back instead of an answer, and what it is called."""

import socket
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from conftest import free_port
from sources.between import wire_to
from sources.listed import Unmetered

from leadscout.errors import Refused
from leadscout.model.query import Clause, Query
from leadscout.sources.base import Connection
from leadscout.sources.caching import ExpiringCache
from leadscout.sources.exchange import LostError, Sending, exchange
from leadscout.sources.navigator.connector import Navigator
from leadscout.sources.navigator.session import Session

HTML = {"content-type": "text/html; charset=utf-8"}
SOON = format_datetime(datetime.now(UTC) + timedelta(seconds=120), usegmt=True)


@pytest.mark.parametrize(
    ("status", "headers", "body", "code"),
    [
        (401, {}, b"", "source_unauthorized"),
        (302, {"location": "https://www.linkedin.com/login"}, b"", "source_unauthorized"),
        (403, {}, b"", "source_forbidden"),
        (429, {}, b"", "source_rate_limited"),
        (999, {}, b"", "source_rate_limited"),
        (404, {}, b"", "source_not_understood"),
        (503, HTML, b"<html>", "source_unavailable"),
        (200, HTML, b"<html>", "source_not_understood"),
        (200, {}, b"[]", "source_not_understood"),
        (200, {}, b'{"a": ' + b"1" * 8_000_001 + b"}", "source_not_understood"),
    ],
)
def test_what_sales_navigator_answers_instead_is_told_as_such(status, headers, body, code):
    with wire_to() as wire:
        wire.instead = lambda _: (status, headers, body)
        session = Session(Connection("navigator", wire.url, "li_at=abc", Unmetered()))
        with pytest.raises(Refused) as refused:
            session.get("/sales-api/anything")
        assert refused.value.faults[0].code == code
        assert wire.paths == ["/sales-api/anything"], "asked once, and never where it was sent on to"


@pytest.mark.parametrize(
    ("told", "least", "most"),
    [
        ("77", 77, 77),
        (SOON, 1, 120),
        ("", 3600, 3600),
        ("tomorrow", 3600, 3600),
        ("\u00b2", 3600, 3600),
        ("9" * 9, 86_400, 86_400),
    ],
    ids=("seconds", "a date", "nothing", "no time", "a small two", "too long"),  # the date is that of now
)
def test_it_is_waited_as_long_as_a_source_asks_for_a_day_at_most(told, least, most):
    with wire_to() as wire:
        wire.instead = lambda _: (429, {"retry-after": told} if told else {}, b"")
        fault = exchange("far", Sending("GET", wire.url)).refused().faults[0]
    assert least <= fault.limit <= most


def test_a_place_of_another_source_is_not_asked_for(lexicon):
    with wire_to() as wire:
        navigator = Navigator(Session(Connection("navigator", wire.url, "li_at=abc", Unmetered())), lexicon)
        for place in ("abc", "\u00b2", "25xaxb"):
            with pytest.raises(Refused, match="a place of another source"):
                navigator.batch(Query((Clause("seniority", ("vp",)),)), place)
        assert wire.paths == []


def test_that_a_source_has_nobody_is_remembered_too():
    cache, requests = ExpiringCache(), []
    for _ in range(3):
        assert cache.get("somebody", lambda: requests.append("asked")) is None
    assert requests == ["asked"]


def test_a_request_that_nobody_took_is_not_lost():
    with pytest.raises(Refused) as refused:
        exchange("far", Sending("GET", f"http://127.0.0.1:{free_port()}/"))
    assert not isinstance(refused.value, LostError)


def test_an_answer_that_breaks_off_is_lost():
    with socket.create_server(("127.0.0.1", 0)) as there:

        def take():
            connection, _ = there.accept()
            connection.recv(1000)
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")
            connection.close()

        threading.Thread(target=take, daemon=True).start()
        with pytest.raises(LostError, match="does not answer"):
            exchange("far", Sending("GET", f"http://127.0.0.1:{there.getsockname()[1]}/"))
