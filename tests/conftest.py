"""The seams of the tests: a real server in its own process, real files, the real command line."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import httpx
import pytest
from hypothesis import settings as settings_of_properties
from stores import (  # noqa: F401 - hooks and fixtures are those of this file too
    database,
    empty,
    environ_of,
    pytest_addoption,
    pytest_configure,
    pytest_report_header,
    pytest_unconfigure,
    settings_of,
)

import leadscout.lexicon
from leadscout.assemble import Leadscout
from leadscout.plan.facts import Reader
from leadscout.service.accounts.credits import MILLIONTHS

settings_of_properties.register_profile("ours", deadline=None)  # no clock decides a test
settings_of_properties.load_profile("ours")

FIXTURES = Path(__file__).parent / "fixtures"
FILES = ("people.jsonl", "Connections.csv", "apollo_utf16.csv", "generect.json")
"""People of the tests, in the formats users have; all of them invented."""

HUNG = 300
"""Seconds after which what a test waits for does not come any more, however busy the machine is."""


def until(condition: Callable[[], object], sentence: str, pause: float = 0.02) -> object:
    """The first true value of `condition()`; `sentence` says what did not come."""
    end = time.monotonic() + HUNG
    while not (value := condition()):
        assert time.monotonic() < end, f"within {HUNG} s: {sentence}"
        time.sleep(pause)
    return value


def _client() -> httpx.Client:
    """A client to keep: one that is made for a single request reads the certificates of the machine (24 ms, so 1.4)."""
    # Connections are let go of before the server closes them, which it does after five seconds.
    return httpx.Client(timeout=HUNG, limits=httpx.Limits(max_connections=None, keepalive_expiry=2))


@dataclass(frozen=True)
class Server:
    """A running leadscout: its address, data folder, log and process, and a key that is sent when there is one."""

    url: str
    data: Path
    log: Path
    process: subprocess.Popen[bytes]
    key: str = ""
    client: httpx.Client = field(default_factory=_client, repr=False, compare=False)

    def __call__(self, method: str, path: str, *, key: str | None = None, **request: object) -> httpx.Response:
        """Send one request, with the key in the header its path wants."""
        secret = self.key if key is None else key
        headers = {**header_of(path, secret), **request.pop("headers", {})} if secret else request.pop("headers", {})
        return self.client.request(method, self.url + path, headers=headers, **request)


def header_of(path: str, secret: str) -> dict[str, str]:
    """How each vendor sends a key."""
    if path.startswith(("/search-leads", "/check-search", "/get-search", "/find-geocode")):
        return {"x-rapidapi-key": secret}
    if path.startswith("/api/v2"):
        return {"X-API-KEY": secret}
    return {"Authorization": f"{'Token' if path.startswith('/api/') else 'Bearer'} {secret}"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does, in a process of its own."""
    options.setdefault("timeout", HUNG)
    if "--data" in arguments:
        data = Path(arguments[arguments.index("--data") + 1])
        options["env"] = {**options.get("env", os.environ), **environ_of(data)}
    command = [sys.executable, "-m", "leadscout", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # noqa: S603


def told(*arguments: object, **options: object) -> dict[str, object]:
    """What a verb prints with --json."""
    done = run(*arguments, "--json", **options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def new_key(data: Path, name: str = "k", credits_: object = 0, only: str = "", account: str = "") -> str:
    """A key for an account, new or known: what `keys create` does, without a process of its own each time."""
    home = Leadscout(settings_of(data))
    try:
        amount = int(Decimal(str(credits_)) * MILLIONTHS)
        return home.access.create(name, account or name, only.split(",") if only else (), amount)[1]
    finally:
        home.database.close()


def workers_of(data: Path) -> list[int]:
    """The processes of the workers over a data folder."""
    listed = subprocess.run(["ps", "-Aww", "-o", "pid,stat,args"], capture_output=True, text=True, check=True)  # noqa: S607
    rows = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
    return [int(pid) for pid, stat, args in rows[1:] if f"work --beside --data {data}" in args and stat[0] != "Z"]


@contextmanager
def serving() -> Iterator[Callable[..., Server]]:
    """Start servers on a data folder; all of them stop at the end."""
    servers: list[Server] = []

    def start(data: Path, **environ: str) -> Server:
        port = free_port()
        log = data / f"serve-{port}.log"  # a file: a pipe that nobody reads would stop the server when it is full
        data.mkdir(exist_ok=True)
        with log.open("w") as output:
            process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "leadscout", "serve", "--port", str(port), "--data", str(data)],
                # Receivers of the tests are at this host; a worker of any server may be the one that sends.
                env={**os.environ, "LEADSCOUT_WEBHOOK_ALLOW_HOSTS": "127.0.0.1", **environ_of(data), **environ},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        server = Server(f"http://127.0.0.1:{port}", data, log, process)
        servers.append(server)
        until(partial(_ready, server), "the server is ready", 0.05)
        return server

    yield start
    for server in servers:
        server.process.terminate()
    for server in servers:
        server.process.wait(timeout=HUNG)
        server.client.close()


def _ready(server: Server) -> bool:
    if server.process.poll() is not None:
        raise RuntimeError(f"the server ended at once:\n{server.log.read_text()}")
    try:
        return server("GET", "/readyz").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[..., Server]]:
    """Start servers; they stop with the module: even idle ones take from the others."""
    with serving() as start:
        yield start


@pytest.fixture(scope="session")
def people(tmp_path_factory) -> Path:
    """A data folder with the people of the fixtures, imported by the command line."""
    data = tmp_path_factory.mktemp("people")
    done = run("import", *(FIXTURES / name for name in FILES), "--data", data)
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture(scope="session")
def server(people) -> Iterator[Server]:
    """A server over the people of the fixtures, with a key for every door and plenty of credits."""
    key = new_key(people, "tests", 1000)
    # Tests ask faster than a client should; the limits have tests of their own.
    rates = {"LEADSCOUT_PRONTO_RATE": "1000", "LEADSCOUT_QUESTOR_RATE": "100000"}
    with serving() as start:
        yield replace(start(people, **rates), key=key)


@pytest.fixture(scope="session")
def lexicon():
    return leadscout.lexicon.load()


@pytest.fixture(scope="session")
def facts(lexicon):
    return Reader(lexicon)


@pytest.fixture(scope="session")
def seed() -> int:
    """Another one each day, so that random tests see new cases; LEADSCOUT_TEST_SEED repeats one."""
    found = int(os.environ.get("LEADSCOUT_TEST_SEED") or time.strftime("%Y%m%d"))
    print(f"LEADSCOUT_TEST_SEED={found}")
    return found
