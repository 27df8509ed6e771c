"""A receiver that fails in every way, and is away for an hour of a virtual clock: all arrives in order, or is told."""

import random
import socket
import struct
import threading
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest
from clocks import Clock
from sizes import size
from stores import settings_of

from leadscout.assemble import Leadscout
from leadscout.model.lead import Lead
from leadscout.model.query import Clause, Query
from leadscout.model.search import Owner
from leadscout.service.jobs.searches import Order
from leadscout.service.people.intake import Arrived, RowSource
from leadscout.webhooks.send import Sender
from leadscout.webhooks.sign import signature

FAULTS = {"500": 30, "hang": 10, "reset": 5, "redirect": 5}
"""In a hundred calls; the others are taken."""

SEARCHES, PEOPLE = 4, size("FLAKY_PEOPLE")
DELAYS = (5, 300, 1800, 7200, 18000, 36000, 36000)
PATIENCE = 0.4
"""Seconds of a call."""

AWAY = (2, 3602)
"""From when to when the receiver is away, in seconds of the virtual clock."""


@dataclass
class Flaky:
    """A receiver; `calls` are (what it did, headers, body)."""

    url: str = ""
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    away: bool = False


@contextmanager
def flaky(seed):
    dice, over, receiver = random.Random(seed), threading.Event(), Flaky()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kinds = [*FAULTS, "taken"]
            fault = "reset" if receiver.away else dice.choices(kinds, [*FAULTS.values(), 100 - sum(FAULTS.values())])[0]
            receiver.calls.append((fault, {name.lower(): value for name, value in self.headers.items()}, body))
            if fault == "hang":
                over.wait(10 * PATIENCE)
            if fault in ("hang", "reset"):
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                return
            self.send_response({"500": 500, "redirect": 307, "taken": 204}[fault])
            if fault == "redirect":
                self.send_header("location", receiver.url)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/leads"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield receiver
    finally:
        over.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def home(tmp_path):
    home = Leadscout(settings_of(tmp_path, webhook_allow_hosts="127.0.0.1", webhook_flat=True))
    leads = [Lead(headline="sales", full_name=f"Ana {at}", member_id=str(at)) for at in range(1, PEOPLE + 1)]
    home.intake.take([Arrived(at, lead) for at, lead in enumerate(leads)], RowSource("x", 1))
    home.indexer.catch_up()
    yield home
    home.database.close()
    home.people.database.close()


def carried(home, clock, receiver):
    """Searches, after all that is told of them was told, or given up."""
    sender = Sender(("127.0.0.1",), seconds=PATIENCE)
    deliveries = replace(home.deliveries, now=clock, sender=sender, delays=DELAYS)
    worker = replace(home.worker, now=clock, deliveries=deliveries, pause=lambda _: None)
    owner = Owner(home.access.create("k", "k")[0].account, "native")
    query, jobs = Query((Clause("keyword", ("sales",)),)), replace(home.jobs, now=clock)
    searches = [jobs.create(Order(owner, {}, query, 25, webhook_url=receiver.url)) for _ in range(SEARCHES)]
    began = clock()
    while worker.turn():
        pass
    while True:
        receiver.away = AWAY[0] <= (clock() - began).total_seconds() < AWAY[1]
        if not deliveries.turn():
            rest = deliveries.rest()
            if rest == float("inf"):
                return deliveries, searches
            clock.pass_(rest + 0.001)


def test_all_is_delivered_in_order_or_listed_as_given_up(home):
    clock = Clock()
    with flaky(seed=1) as receiver:
        deliveries, searches = carried(home, clock, receiver)
        kinds = Counter(kind for kind, _, _ in receiver.calls)
        assert kinds["taken"] >= SEARCHES * PEOPLE / 4
        assert set(kinds) == {*FAULTS, "taken"}, kinds
        given_up = [search for search in searches if deliveries.queue(search).dead]
        for search in given_up:
            deliveries.resend(search.owner, search.id, deliveries.queue(search).next_seq)
        receiver.away, before = False, len(receiver.calls)
    secret = home.secrets.of(searches[0].account)
    for _, headers, body in receiver.calls:
        at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        assert headers["webhook-signature"] == signature(secret, headers["webhook-id"], at, body.decode())
    sent, taken = defaultdict(set), defaultdict(list)
    for kind, headers, body in receiver.calls[:before]:
        _, search, seq = headers["webhook-id"].split("_")
        sent[search, seq].add(body)
        if kind == "taken" and int(seq) not in taken[search]:
            taken[search].append(int(seq))
    assert {len(bodies) for bodies in sent.values()} == {1}, "the same bytes under the same id"
    for search in searches:
        queue = deliveries.queue(search)
        last = queue.next_seq - 1
        assert taken[search.id][:last] == list(range(1, last + 1)), "in order, and none is missing"
        assert last == PEOPLE + 1 or search in given_up
        check_schedule(deliveries.attempts(search))


def check_schedule(attempts):
    """Each payload was tried again when it should have been, within a tenth."""
    at = defaultdict(list)
    for attempt in attempts:
        at[attempt.seq].append(datetime.fromisoformat(attempt.at).timestamp())
    for times in at.values():
        for number, (before, after) in enumerate(pairwise(times)):
            assert DELAYS[number] - 1 <= after - before <= DELAYS[number] * 1.1 + 1
