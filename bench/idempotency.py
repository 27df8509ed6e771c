"""Creates Questor searches with Idempotency-Keys as an unlucky client does, and counts what came of it.

    python bench/idempotency.py [CREATES]      default: 2000

Two servers on one store. Each create is sent two to five times, every hundredth fifty times at once; a fifth of the
connections is closed unread; a server is killed (SIGKILL) and started again now and then. At the end there must be one
search and one charge for each key, and one answer, byte for byte.
"""

import os
import random
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx

from leadscout.assemble import Leadscout
from leadscout.service.accounts.credits import MILLIONTHS
from leadscout.settings import Settings

PATH = "/search-leads"
KILLS = 6


class Server:
    """A server that can be killed, and comes back on its port."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "leadscout", "serve", "--port", str(self.port), "--data", str(self.data)]
        environ = {**os.environ, "LEADSCOUT_QUESTOR_RATE": "10000000"}
        self.process = subprocess.Popen(  # noqa: S603
            command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while True:
            with suppress(httpx.TransportError):
                if httpx.get(f"http://127.0.0.1:{self.port}/readyz").status_code == httpx.codes.OK:
                    return
            time.sleep(0.1)

    def restart(self) -> None:
        """Kill it, and start it again."""
        self.process.kill()
        self.process.wait()
        self.start()


class Client:
    """Sends creates to one of the servers or the other, and keeps the answers by key."""

    def __init__(self, servers: list[Server], secret: str) -> None:
        self.servers = servers
        self.headers = {"x-rapidapi-key": secret, "content-type": "application/json"}
        self.http = httpx.Client(headers=self.headers, timeout=30)
        self.answers: dict[str, set[bytes]] = defaultdict(set)
        self.sent = self.hung_up = 0

    def create(self, number: int) -> None:
        """One create, sent several times, and then until it is answered."""
        key, dice = f"create {number}", random.Random(number)
        for _ in range(dice.randint(1, 4)):
            self.send(key, dice)
        if number % 100 == 0:
            with ThreadPoolExecutor(50) as senders:
                list(senders.map(lambda seed: self.send(key, random.Random(seed)), range(50)))
        until = time.monotonic() + 60
        while not self.send(key, dice, careful=True) and time.monotonic() < until:
            time.sleep(0.2)

    def send(self, key: str, dice: random.Random, *, careful: bool = False) -> bool:
        """Send it once; whether it was answered."""
        self.sent += 1
        port, body = dice.choice(self.servers).port, f'{{"title_keywords":["{key}"]}}'.encode()
        with suppress(httpx.TransportError, OSError):
            if not careful and dice.random() < 0.2:  # noqa: PLR2004
                self.hung_up += 1
                headers = {**self.headers, "host": "x", "idempotency-key": key, "content-length": len(body)}
                lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
                with socket.create_connection(("127.0.0.1", port)) as connection:
                    connection.sendall(f"POST {PATH} HTTP/1.1\r\n{lines}\r\n".encode() + body)
                return False
            answer = self.http.post(f"http://127.0.0.1:{port}{PATH}", content=body, headers={"Idempotency-Key": key})
            if answer.is_success:
                self.answers[key].add(answer.content)
                return True
            if answer.status_code != httpx.codes.CONFLICT:
                raise RuntimeError(answer.text)
        return False


def main() -> None:
    """Create, kill, count."""
    creates = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory(prefix="leadscout-bench-", ignore_cleanup_errors=True) as folder:
        bench(creates, Path(folder))


def bench(creates: int, data: Path) -> None:
    """The same in a folder."""
    home = Leadscout(Settings(data=data))
    secret = home.access.create("bench", "bench", amount=creates * 50 * MILLIONTHS)[1]
    home.database.close()
    servers = [Server(data), Server(data)]
    client = Client(servers, secret)
    start = time.perf_counter()
    with ThreadPoolExecutor(8) as senders:
        done = [senders.submit(client.create, number) for number in range(creates)]
        for kill in range(KILLS):
            while sum(one.done() for one in done) < creates * (kill + 0.5) / KILLS:
                time.sleep(0.01)
            servers[kill % 2].restart()
        for one in done:
            one.result()
    seconds = time.perf_counter() - start
    for server in servers:
        server.process.terminate()
        server.process.wait()
    with sqlite3.connect(data / "leadscout.db") as database:
        searches = database.execute("SELECT COUNT(*) FROM search").fetchone()[0]
        charges = database.execute("SELECT COUNT(*) FROM ledger WHERE operation = 'questor.search'").fetchone()[0]
    database.close()
    print(f"{creates:,} creates, {client.sent:,} requests, {client.hung_up:,} hung up, {KILLS} kills, {seconds:.0f} s")
    print(f"{searches:,} searches, {charges:,} charges")
    print(f"{sum(len(told) == 1 for told in client.answers.values()):,} keys with one answer")


if __name__ == "__main__":
    main()
