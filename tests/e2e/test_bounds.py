"""What one caller may cost: values, unknown names, time, and the turns of others."""

import json
import os
import socket
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import anyio
import anyio.to_thread
import httpx
import pytest
from conftest import new_key, until
from processes import Process

from leadscout.web.lanes import Lanes, SharedLane, WorkPlace
from leadscout.web.paces import Pace
from leadscout.web.shares import Shares

COUNT = "/v1/count"
AT_ONCE = 60
TITLES = {"title": [f"chief {number} of number {number}" for number in range(450)]}
"""A large request: 13 kB, two tenths of a second of work."""


@pytest.fixture(scope="module")
def hurried(serve, server):
    """A server over the same people that has no time for an answer, and lets each account ask five times a second."""
    bounds = {"LEADSCOUT_ANSWER_SECONDS": "0", "LEADSCOUT_NATIVE_RATE": "5"}
    return replace(serve(server.data, **bounds), key=server.key)


def test_filters_have_no_more_values_together_than_one_request_may(server):
    body = {"skill": ["x"] * 5000, "exclude": {"company": ["y"] * 5001}}
    refused = server("POST", COUNT, json=body)
    assert refused.status_code == 422
    assert "more than 10000 values together" in refused.json()["detail"]


def test_a_list_that_is_too_long_is_refused_before_its_values_are_looked_up(server):
    body = {"location": [f"nowhere {number}" for number in range(20_000)]}
    refused = server("POST", COUNT, json=body)
    assert [fault["code"] for fault in refused.json()["errors"]] == ["too_many"]
    assert refused.json()["errors"][0]["field"] == "location"


def test_after_many_unknown_names_no_others_are_looked_up(server):
    body = {"location": [f"qzx{number}" for number in range(10_000)]}
    before = cpu(server)
    refused = server("POST", COUNT, json=body)
    errors = refused.json()["errors"]
    assert cpu(server) - before < 2, "looking all of them up takes 5 s"
    assert {fault["code"] for fault in errors[:50]} == {"unknown_value"}
    assert [(fault["code"], fault["limit"]) for fault in errors[50:]] == [("more_faults", 50), ("not_looked_up", 9900)]


def test_an_answer_for_which_there_is_no_time_is_refused(hurried):
    refused = hurried("POST", COUNT, json={"title": ["nurse"]})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "takes_too_long")


def test_an_account_that_asks_too_fast_is_told_when_to_come_again(hurried):
    hasty = replace(hurried, key=new_key(hurried.data, "hasty one"))
    answers = [hasty("GET", "/v1/usage") for _ in range(30)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert refused[0].headers["retry-after"] == "1"
    assert hurried("GET", "/v1/usage").status_code == 200, "other accounts"


def test_a_pace_is_that_of_each_sender():
    now = [0.0]
    pace = Pace(2, 1.0, lambda: now[0])
    assert [pace.wait("a") for _ in range(3)] == [0, 0, 0.5]
    assert pace.wait("b") == 0
    now[0] = 0.5
    assert pace.wait("a") == 0
    assert [pace.wait("c", counted=True) for _ in range(5)] == [0, 0, 0.5, 1, 1.5]


def places(number):
    """A lane of so many places, its accounts' shares, a place to work of an account in it, and what moves the clock."""
    now = [0.0]
    shares = Shares(lambda: now[0])
    lane = SharedLane(number, shares)

    def wait(seconds):
        now[0] += seconds

    return lane, shares, lambda account: WorkPlace(account, [lane], shares), wait


def test_between_two_steps_whoever_was_worked_for_less_goes_first():
    order = []

    async def work():
        _, _, place_of, wait = places(1)
        greedy, modest = place_of("greedy"), place_of("modest")

        async def ask():
            await modest.take()
            order.append("modest")
            wait(0.001)
            modest.leave()

        await greedy.take()
        async with anyio.create_task_group() as group:
            group.start_soon(ask)
            await anyio.wait_all_tasks_blocked()
            await anyio.to_thread.run_sync(greedy.give_way)
            order.append("greedy, after a moment")
            wait(1)
            await anyio.to_thread.run_sync(greedy.give_way)
            order.append("greedy, after a second")
            greedy.leave()

    anyio.run(work)
    assert order == ["greedy, after a moment", "modest", "greedy, after a second"]


def test_an_account_leaves_the_last_place_to_others_who_were_here_a_moment_ago():
    async def work():
        lane, _, place_of, wait = places(2)
        one, another, third = place_of("greedy"), place_of("greedy"), place_of("modest")
        await one.take()
        await another.take()
        assert lane.free == 0, "where there is nobody else it has all"
        another.leave()
        await third.take()
        wait(0.1)
        third.leave()
        async with anyio.create_task_group() as group:
            group.start_soon(another.take)
            await anyio.wait_all_tasks_blocked()
            assert lane.free == 1
            wait(10)  # nobody comes: it is looked at again by itself
        assert lane.free == 0

    anyio.run(work)


def test_an_account_has_all_places_while_requests_of_its_own_arrive():
    async def work():
        lanes = Lanes(2, 30, 10)
        with lanes.arriving():
            async with anyio.create_task_group() as group:
                for _ in range(2):
                    group.start_soon(WorkPlace("only", [lanes.every], lanes.shares).take)
                await anyio.wait_all_tasks_blocked()
                assert lanes.every.free == 0, "there is nobody else to leave the last one to"
                group.cancel_scope.cancel()

    anyio.run(work)


def test_of_two_accounts_never_both_let_the_other_go_first():
    now = [0.0]
    shares = Shares(lambda: now[0])
    for name in "ab":
        shares.work(name)
        now[0] += 1
    assert [shares.lets_go_first(name) for name in "ab"] == [True, False]
    shares.work("a", -1)
    now[0] += 3
    assert [shares.lets_go_first(name) for name in "ab"] == [False, False], "nobody else works or waits"
    shares.wait("a")
    assert [shares.lets_go_first(name) for name in "ab"] == [False, True]


def test_who_took_about_the_same_goes_on():
    """Else two accounts would change places at each step."""
    now = [0.0]
    shares = Shares(lambda: now[0])
    for name in "ab":
        shares.work(name)
    for name, seconds in (("a", 0.2), ("b", 0.03)):
        now[0] += seconds
        shares.work(name, -1)
    assert [shares.lets_go_first(name) for name in "ab"] == [False, False]
    shares.wait("a")
    shares.wait("b")
    assert [shares.lets_go_first(name) for name in "ab"] == [False, False], "b took 0.03 s more"


def test_who_has_no_key_is_answered_beside_those_who_have_one(server):
    """A browser asks for several files of a page at once, while another one's account was here a moment ago."""
    assert server("POST", COUNT, json={}).status_code == 200
    with ThreadPoolExecutor(6) as pool:
        pages = pool.map(lambda _: httpx.get(f"{server.url}/login", timeout=60).status_code, range(6))
        assert list(pages) == [200] * 6


def test_large_requests_of_one_account_leave_room_for_others(server):
    greedy = new_key(server.data, "greedy")
    ended = []

    def ask(key, body, name):
        with httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
            assert client.post(COUNT, json=body).status_code == 200
        ended.append(name)

    large = [threading.Thread(target=ask, args=(greedy, TITLES, "large")) for _ in range(6)]
    for thread in large:
        thread.start()
    ask(server.key, {"title": ["nurse"]}, "small")
    assert ended.count("large") < 3
    for thread in large:
        thread.join()


def test_nobody_works_for_callers_who_left(server):
    key = new_key(server.data, "fickle")
    asking = replace(server, key=key)
    asking("POST", COUNT, json=TITLES)
    before = cpu(server)
    asking("POST", COUNT, json=TITLES)
    once = cpu(server) - before
    body = json.dumps(TITLES).encode()
    head = f"POST {COUNT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Length: {len(body)}\r\n"
    address = httpx.URL(server.url)
    before = cpu(server)
    for _ in range(20):
        with socket.create_connection((address.host, address.port)) as connection:
            connection.sendall(head.encode() + b"Content-Type: application/json\r\n\r\n" + body)
    asking("POST", COUNT, json=TITLES)
    assert cpu(server) - before < 8 * once, "twenty would take twenty times as long"


def cpu(server):
    """Seconds of processor time that a server has taken."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("day", ["00010101", "99991231"])
def test_a_cursor_of_a_day_before_which_no_day_can_be_counted_is_none(server, day):
    refused = server("POST", "/v1/preview", json={"posted": True, "cursor": f"{day}-0-0"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "invalid_cursor")


def test_whoever_took_much_lets_a_request_go_first_whose_key_is_not_read_yet():
    now = [0.0]
    lanes = Lanes(2, 30, 10, Shares(lambda: now[0]))
    lanes.shares.work("greedy")
    now[0] += 1
    lanes.shares.work("greedy", -1)
    lanes.shares.wait("greedy")
    assert not lanes.shares.lets_go_first("greedy"), "nobody else is about"
    with lanes.arriving():
        assert lanes.shares.lets_go_first("greedy")
        now[0] += 3
        assert not lanes.shares.lets_go_first("greedy"), "callers without a key take their part, too"
    with lanes.arriving():
        assert not lanes.shares.lets_go_first("greedy"), "also when they come again"


def test_many_requests_at_once_have_no_thread_each(server):
    """One for each core computes; idle threads are kept for a while."""
    question = {"title": TITLES["title"][:60]}  # not large
    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = list(pool.map(lambda _: server("POST", COUNT, json=question).status_code, range(2 * AT_ONCE)))
    assert statuses == [200] * len(statuses)
    assert threads(server) < os.cpu_count() + 20


def test_many_keys_that_are_read_at_once_have_no_thread_each(server):
    """Nor while the database is locked."""
    body = json.dumps({}).encode()
    head = f"POST {COUNT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\nConnection: close\r\n"
    address = httpx.URL(server.url)
    with ExitStack() as stack:
        lock = stack.enter_context(closing(sqlite3.connect(server.data / "leadscout.db", isolation_level=None)))
        lock.execute("BEGIN IMMEDIATE")  # whoever comes is counted, which is written
        connections = [
            stack.enter_context(socket.create_connection((address.host, address.port))) for _ in range(AT_ONCE)
        ]
        for connection in connections:
            connection.sendall(
                f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
            )
        for _ in range(3):  # answered by the loop that reads them
            assert server("GET", "/healthz").status_code == 200
        waiting = threads(server)
        lock.execute("ROLLBACK")
        answers = [connection.makefile("rb").readline() for connection in connections]
    assert answers == [b"HTTP/1.1 200 OK\r\n"] * AT_ONCE
    assert waiting < os.cpu_count() + 20


def test_a_worker_gives_way_to_servers(tmp_path):
    """Its niceness is larger: where cores are short, who answers callers goes first."""
    worker = Process(["work", "--data", str(tmp_path)], os.environ)
    try:
        usual = os.getpriority(os.PRIO_PROCESS, os.getpid())
        until(lambda: os.getpriority(os.PRIO_PROCESS, worker.pid) == usual + 5, "it gives way")
    finally:
        worker.kill()
        worker.wait()


def threads(server):
    """How many threads a server has."""
    return len(list(Path(f"/proc/{server.process.pid}/task").iterdir()))
