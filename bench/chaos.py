"""How long others wait for what one account has waiting, and how soon work goes on after a kill -9, in seconds.

    python bench/chaos.py [DATABASE_URL]      default: leadscout.db in a file

Each line is a figure of docs/reference/reliability.md, measured over a real server with its worker.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import httpx
from run import leadscout, server

PEOPLE = 5000
SEARCHES, CALLS, TIMES = 250, 12, 3
ASKED = {"keyword": ["experienced"], "limit": 2500}


def main() -> None:
    """Make people, serve them, and break things."""
    os.environ["LEADSCOUT_NATIVE_RATE"] = "100000"
    if len(sys.argv) > 1:
        os.environ["LEADSCOUT_DATABASE_URL"] = sys.argv[1]
    data = Path(tempfile.mkdtemp(prefix="leadscout-bench-"))
    try:
        leadscout("people", "generate", PEOPLE, "--seed", 2, "--data", data)
        with server(data) as (url, _):
            with client(data, url, "quiet") as caller:
                for _ in range(TIMES):
                    report("another account's search of 10 leads, quiet", small_search(caller))
            behind_searches(data, url)
            for accounts in (2, 20):
                report(
                    f"a webhook behind {accounts} accounts with {CALLS} that hang", behind_calls(data, url, accounts)
                )
            report("a search goes on after kill -9 of the worker", after_kill(data, url))
    finally:
        shutil.rmtree(data)


def report(what: str, seconds: float) -> None:
    """One figure."""
    print(f"{what:60} {seconds:6.1f} s", flush=True)


def client(data: Path, url: str, name: str) -> httpx.Client:
    """A caller with a key of an account of its own."""
    key = json.loads(leadscout("keys", "create", name, "--json", "--data", data))["key"]
    return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=120)


def took(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def small_search(caller: httpx.Client) -> float:
    """Until a search of ten leads is over."""

    def search() -> None:
        id_ = caller.post("/v1/searches", json={**ASKED, "limit": 10}).json()["id"]
        while not caller.get(f"/v1/searches/{id_}").json()["over"]:
            time.sleep(0.05)

    return took(search)


def behind_searches(data: Path, url: str) -> None:
    """The same, where one account has many waiting."""
    with client(data, url, "greedy") as greedy, client(data, url, "modest") as modest:
        ids = [greedy.post("/v1/searches", json=ASKED).json()["id"] for _ in range(SEARCHES)]
        for _ in range(TIMES):
            left = sum(not greedy.get(f"/v1/searches/{id_}").json()["over"] for id_ in ids)
            report(f"the same behind {left} of {SEARCHES} searches of one account", small_search(modest))
        for id_ in ids:
            greedy.delete(f"/v1/searches/{id_}")


def behind_calls(data: Path, url: str, accounts: int) -> float:
    """Until a webhook is told, where receivers of other accounts hang."""
    with ExitStack() as stack:
        victim = stack.enter_context(client(data, url, f"victim of {accounts}"))
        callers = [stack.enter_context(client(data, url, f"hanging {accounts} {at}")) for at in range(accounts)]
        for caller in callers:
            hanging = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=128))
            address = f"http://127.0.0.1:{hanging.getsockname()[1]}/"
            for _ in range(CALLS):
                caller.post("/v1/searches", json={**ASKED, "limit": 10, "webhook_url": address})
        receiver = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        address = f"http://127.0.0.1:{receiver.getsockname()[1]}/"
        began = time.monotonic()
        victim.post("/v1/searches", json={**ASKED, "limit": 10, "webhook_url": address})
        connection, _ = receiver.accept()
        seconds = time.monotonic() - began
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        connection.close()
    return seconds


def after_kill(data: Path, url: str) -> float:
    """From the kill of the worker in mid search until the search has more people."""
    with client(data, url, "killed") as caller:
        ids = [caller.post("/v1/searches", json=ASKED).json()["id"] for _ in range(20)]

        def reached() -> int:
            return sum(caller.get(f"/v1/searches/{id_}").json()["found"] for id_ in ids)

        while not reached():
            time.sleep(0.01)
        command = ["pgrep", "-f", f"work --beside --data {data}"]
        listed = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
        os.kill(int(listed.stdout.split()[0]), signal.SIGKILL)
        began, before = time.monotonic(), reached()
        while reached() == before:
            time.sleep(0.05)
        return time.monotonic() - began


if __name__ == "__main__":
    main()
