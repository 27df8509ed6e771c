"""Servers and workers that are killed at random while searches are made, carried out, charged and told of.

Two servers, each with a worker beside it, over one store: whoever is killed, others are alive. `make chaos` kills more
often than a test can.
"""

import os
import random
import signal
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise

import httpx
import sqlalchemy as sa
from conftest import Server, header_of, new_key, until, workers_of
from receiver import Receiver
from stores import opened

from leadscout.model.search import Status
from leadscout.service.accounts.credits import MILLIONTHS
from leadscout.store.database import Database
from leadscout.store.tables.leadscout import ACCOUNT, LEDGER, OUTBOX, QUEUE, RESULT, SEARCH

LIMIT, OPEN = 60, 3
"""People of a search, and searches that wait or run at any moment."""

ENVIRON = {
    "LEADSCOUT_WEBHOOK_DELAYS": " ".join(["0.2"] * 30),
    "LEADSCOUT_PRONTO_RATE": "100000",
    "LEADSCOUT_QUESTOR_RATE": "100000",
}
MONEY = 10**7
_TOLD = {"limit": LIMIT, "streaming": True}
CREATES = {
    "/v1/searches": {"keyword": ["experienced"], **_TOLD},
    "/api/v2/leads/advanced_search": {"live": False, "keyword": "experienced", **_TOLD},
    "/search-leads": {"keywords": "experienced", "limit": LIMIT},
}
"""What is made, in turn; of the first two a webhook is told."""


@dataclass
class Kills:
    """A round. `made` counts creates that were answered, `sent` how often one was sent, `waits` are seconds."""

    serve: object
    data: object
    receiver: Receiver
    dice: random.Random
    servers: list[Server] = field(default_factory=list)
    key: str = ""
    made: int = 0
    sent: int = 0
    waits: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.key = new_key(self.data, "killed", MONEY)
        self.receiver.answers += [self.dice.choices([200, 500], [9, 1])[0] for _ in range(200_000)]
        self.servers = [self.serve(self.data, **ENVIRON) for _ in range(2)]

    def create(self) -> None:
        """Make a search, sent until it is answered, whoever is dead."""
        path, body = list(CREATES.items())[self.made % len(CREATES)]
        if "streaming" in body:
            body = {**body, "webhook_url": self.receiver.url}
        headers = {**header_of(path, self.key), "Idempotency-Key": f"create {self.made}"}

        def send() -> bool:
            self.sent += 1
            with suppress(httpx.TransportError):
                answer = httpx.post(self.dice.choice(self.servers).url + path, json=body, headers=headers, timeout=10)
                assert answer.status_code in (200, 201, 409, 503), answer.text
                return answer.is_success
            return False

        until(send, "a search is made", 0.05)
        self.made += 1

    def kill(self, database: Database) -> None:
        """Kill a server or a worker in the middle of work, and wait until what it held goes on."""
        while self.unfinished(database) < OPEN:
            self.create()
        time.sleep(self.dice.uniform(0, 0.3))
        at = self.dice.randrange(2) if self.dice.random() < 0.5 else None
        workers = until(lambda: workers_of(self.data), "a worker starts")
        held, began = self.leases(database), time.monotonic()
        if at is not None:
            self.servers[at].process.kill()
        else:
            with suppress(ProcessLookupError):
                os.kill(self.dice.choice(workers), signal.SIGKILL)
        until(lambda: not held & self.leases(database), "what was held goes on", 0.02)
        self.waits.append(time.monotonic() - began)
        if at is not None:
            self.servers[at] = self.serve(self.data, **ENVIRON)

    def unfinished(self, database: Database) -> int:
        return number(database, sa.select(sa.func.count()).where(SEARCH.c.status.in_(_OPEN)))

    def leases(self, database: Database) -> set[str]:
        """By whom searches and queues are held."""
        now = time.time()
        held = [sa.select(SEARCH.c.lease).where(SEARCH.c.status.in_(_OPEN), SEARCH.c.leased_until > now)]
        held.append(sa.select(QUEUE.c.lease).where(QUEUE.c.leased_until > now))
        with database.read() as connection:
            return set(connection.execute(sa.union_all(*held)).scalars()) - {None}

    def is_settled(self, database: Database) -> bool:
        """Whether all searches are over, and all that is to be told was told."""
        last = sa.select(sa.func.max(OUTBOX.c.seq)).where(OUTBOX.c.search == QUEUE.c.search).scalar_subquery()
        waiting = sa.select(sa.func.count()).select_from(QUEUE).where(QUEUE.c.next_seq <= last)
        return not self.unfinished(database) and not number(database, waiting)

    def read_results(self) -> None:
        """Read the pages of Questor's searches, each twice: it is paid once."""
        with opened(self.data).read() as connection:
            ids = list(connection.execute(sa.select(SEARCH.c.id).where(SEARCH.c.dialect == "questor")).scalars())
        mine = replace(self.servers[0], key=self.key)
        for id_ in ids:
            for page in (1, 2, 3, 1):
                answer = mine("GET", f"/get-search-results?request_id={id_}&page={page}")
                assert answer.status_code == 200, answer.text


_OPEN = (Status.QUEUED, Status.RUNNING, Status.PAUSED)


def number(database: Database, query: sa.Select) -> int:
    with database.read() as connection:
        return int(connection.execute(query).scalar() or 0)


def check(kills: Kills, database: Database) -> None:
    """Nothing is lost, nobody is found twice, nothing is charged twice, and all that is told comes in order."""
    with database.read() as connection:
        searches = connection.execute(sa.select(SEARCH)).all()
        results = connection.execute(sa.select(RESULT.c.search, RESULT.c.number, RESULT.c.seq)).all()
        entries = connection.execute(sa.select(LEDGER)).all()
        balance = connection.execute(sa.select(ACCOUNT.c.balance)).scalar_one()
    assert len(searches) == kills.made, "none is lost, none is there twice"
    assert {(search.status, search.found) for search in searches} == {(Status.DONE, LIMIT)}
    found = defaultdict(list)
    for result in results:
        found[result.search].append((result.number, result.seq))
    for search in searches:
        numbers = sorted(found[search.id])
        assert [one for one, _ in numbers] == list(range(1, LIMIT + 1)), "no gap"
        assert len({seq for _, seq in numbers}) == LIMIT, "nobody twice"
    assert balance == sum(entry.amount for entry in entries)
    by_dialect = defaultdict(int)
    for search in searches:
        by_dialect[search.dialect] += 1
    charged = by_dialect["pronto"] * LIMIT + by_dialect["questor"] * (50 + LIMIT * 0.5)
    assert (MONEY - balance / MILLIONTHS) == charged, "each lead once, 50 + 0.5 n exactly"
    told, arrived = defaultdict(dict), defaultdict(list)
    for headers, _ in kills.receiver.calls:
        _, id_, seq = headers["webhook-id"].split("_")
        arrived[id_].append(int(seq))
    for (headers, _), body in zip(kills.receiver.calls, kills.receiver.bodies, strict=True):
        _, id_, seq = headers["webhook-id"].split("_")
        told[id_][int(seq)] = len(body["leads"])
    with_webhook = {search.id for search in searches if search.webhook_url}
    assert set(told) == with_webhook, "each is told of"
    assert {sum(calls.values()) for calls in told.values()} == {LIMIT}
    for seqs in arrived.values():
        assert all(after in (before, before + 1) for before, after in pairwise(seqs)), "in order"
