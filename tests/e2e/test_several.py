"""Several servers and several workers, each a process of its own, over one store."""

import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import cycle

import pytest
import sqlalchemy as sa
from conftest import new_key, until, workers_of
from receiver import receiving
from stores import opened

from leadscout.store.tables.leadscout import ATTEMPT, LEDGER, RESULT, SEARCH

SEARCHES, LIMIT = 8, 500
CREATE = "/api/v2/leads/advanced_search"


@pytest.fixture(scope="module")
def servers(serve, populate, tmp_path_factory):
    """Three servers, each with a worker beside it, over the same people."""
    folder = tmp_path_factory.mktemp("several")
    populate(folder)
    rates = {"LEADSCOUT_PRONTO_RATE": "1000", "LEADSCOUT_QUESTOR_RATE": "2"}
    return [serve(folder, **rates) for _ in range(3)]


def test_a_rate_is_one_rate_for_all_servers(servers):
    key = new_key(servers[0].data, "hasty")
    mine = [replace(server, key=key) for server in servers]
    began = time.monotonic()
    with ThreadPoolExecutor(12) as many:
        answers = [many.submit(mine[at % 3], "GET", "/find-geocode-by-location?location=Qqqqq") for at in range(24)]
        statuses = [answer.result().status_code for answer in answers]
    refilled = int((time.monotonic() - began) / 30)  # two requests a minute
    assert 2 <= statuses.count(200) <= 2 + refilled
    assert statuses.count(200) + statuses.count(429) == 24


def test_nothing_is_lost_charged_or_sent_twice_when_a_worker_is_killed_in_mid_search(servers):
    data = servers[0].data
    key = new_key(data, "several", SEARCHES * LIMIT + 7)
    with receiving() as receiver:
        asked = {"live": False, "keyword": "experienced", "limit": LIMIT, "webhook_url": receiver.url}
        for server, number in zip(cycle(servers), range(SEARCHES), strict=False):
            made = replace(server, key=key)("POST", CREATE, json={**asked, "name": str(number)})
            assert made.status_code == 201, made.text
        with closing(opened(data)) as database:
            _kill_a_worker(database, data)
            calls = receiver.wait(SEARCHES, 120)
            _check(database)
        credits_ = servers[1]("GET", "/v1/usage", key=key).json()["credits"]
    assert credits_ == 7
    assert sorted(len(call["leads"]) for call in calls) == [LIMIT] * SEARCHES
    ids = [headers["webhook-id"] for headers, _ in receiver.calls]
    assert len(set(ids)) == len(ids) == SEARCHES


def test_processes_of_one_server_share_its_port_and_one_that_dies_is_replaced(serve, tmp_path):
    server = serve(tmp_path / "d", LEADSCOUT_WORKERS="2", LEADSCOUT_QUESTOR_RATE="2")
    key = new_key(server.data, "shared")

    def statuses(number):
        """What requests get that come at once, each on a connection of its own."""
        began = time.monotonic()
        with ThreadPoolExecutor(number) as many:
            headers = {"Connection": "close"}
            ask = partial(server, "GET", "/find-geocode-by-location?location=Qqqqq", key=key, headers=headers)
            answers = [many.submit(ask) for _ in range(number)]
            return [answer.result().status_code for answer in answers], int((time.monotonic() - began) / 30)

    before = answering(server.data)
    assert len(before) == 2
    first, refilled = statuses(12)
    assert 2 <= first.count(200) <= 2 + refilled, "a rate is one for both"
    os.kill(before[0], signal.SIGKILL)
    assert set(statuses(6)[0]) <= {200, 429}, "the other one answers"
    until(lambda: len(set(answering(server.data)) - {before[0]}) == 2, "another one is started")
    server.process.terminate()
    server.process.wait(60)
    assert answering(server.data) == workers_of(server.data) == []


def answering(data):
    """The processes that answer on the port of a server over a data folder."""
    listed = subprocess.run(["ps", "-Aww", "-o", "pid,stat,args"], capture_output=True, text=True, check=True)  # noqa: S607
    rows = [line.split(maxsplit=2) for line in listed.stdout.splitlines()[1:]]
    return [int(pid) for pid, stat, args in rows if "serve --listener" in args and str(data) in args and stat[0] != "Z"]


def _kill_a_worker(database, data):
    """Kill one of the workers while each of them works on a search."""
    working = sa.select(sa.func.count(), sa.func.sum(SEARCH.c.found)).where(SEARCH.c.leased_until > time.time())
    workers = workers_of(data)
    assert len(workers) == 3
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with database.read() as connection:
            count, reached = connection.execute(working).one()
        if count == len(workers) and reached:
            os.kill(workers[0], signal.SIGKILL)
            return
    raise AssertionError("the searches were over before a worker could be killed")


def _check(database):
    with database.read() as connection:
        found = sa.select(sa.func.count(), sa.func.count(RESULT.c.seq.distinct())).group_by(RESULT.c.search)
        assert connection.execute(found).all() == [(LIMIT, LIMIT)] * SEARCHES
        charged = sa.select(sa.func.sum(LEDGER.c.amount)).where(LEDGER.c.operation == "pronto.lead")
        assert connection.execute(charged).scalar() == -SEARCHES * LIMIT * 1_000_000
        assert set(connection.execute(sa.select(SEARCH.c.status)).scalars()) == {"done"}
        sent = connection.execute(sa.select(ATTEMPT.c.search, ATTEMPT.c.outcome)).all()
        assert {outcome for _, outcome in sent} == {"HTTP 200"}
        assert len({search for search, _ in sent}) == SEARCHES
