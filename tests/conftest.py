"""The seams of the tests: a real server in its own process, real files, the real command line."""

import gc
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import httpx
import processes
import pytest
import structlog
from crowds import populate  # noqa: F401 - a fixture of this file too
from hypothesis import settings as settings_of_properties
from sizes import size
from stores import (  # noqa: F401 - hooks and fixtures are those of this file too
    database,
    empty,
    environ_of,
    prepare,
    pytest_addoption,
    pytest_configure,
    pytest_report_header,
    pytest_unconfigure,
    settings_of,
)

import leadscout.lexicon
from leadscout.assemble import Leadscout
from leadscout.dialects import VENDORS
from leadscout.plan.facts import Reader
from leadscout.service.accounts.credits import MILLIONTHS

# No clock decides a test.
settings_of_properties.register_profile("ours", deadline=None, max_examples=size("EXAMPLES"))
settings_of_properties.load_profile("ours")

# As the command line has it: by default each local of a traceback is drawn, the lexicon among them, for minutes.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)

# As the command line has it: with Python's default a sixth of the time of tests of the lexicon is the collector's.
gc.set_threshold(50_000, 20, 50)

FIXTURES = Path(__file__).parent / "fixtures"
FILES = ("people.jsonl", "Connections.csv", "apollo_utf16.csv", "generect.json")
"""People of the tests, in the formats users have; all of them invented."""

_SHARED: dict["Server", list[int]] = {}
"""The server of all modules, once it was asked for, and how many people and companies it has then."""

HUNG = 300
"""Seconds after which what a test waits for does not come any more, however busy the machine is."""


RARELY = 0.2
"""Seconds between two looks at what takes long."""


def until(condition: Callable[[], object], sentence: str, pause: float = 0.02) -> object:
    """The first true value of `condition()`; `sentence` says what did not come.

    The longer it takes, the more rarely it is looked for: servers that are asked all the time have none left for work.
    """
    end = time.monotonic() + HUNG
    while not (value := condition()):
        assert time.monotonic() < end, f"within {HUNG} s: {sentence}"
        time.sleep(pause)
        pause = min(1.5 * pause, max(pause, RARELY))
    return value


def client() -> httpx.Client:
    """A client to keep: one that is made for a single request reads the certificates of the machine (24 ms, so 1.4)."""
    # Connections are let go of before the server closes them, which it does after five seconds.
    return httpx.Client(timeout=HUNG, limits=httpx.Limits(max_connections=None, keepalive_expiry=2))


@dataclass(frozen=True)
class Server:
    """A running leadscout: its address, data folder, log and process, and a key that is sent when there is one."""

    url: str
    data: Path
    log: Path
    process: subprocess.Popen[bytes] | processes.Process
    key: str = ""
    client: httpx.Client = field(default_factory=client, repr=False, compare=False)

    def __call__(self, method: str, path: str, *, key: str | None = None, **request: object) -> httpx.Response:
        """Send one request, with the key in the header its path wants."""
        secret = self.key if key is None else key
        headers = {**header_of(path, secret), **request.pop("headers", {})} if secret else request.pop("headers", {})
        return self.client.request(method, self.url + path, headers=headers, **request)


def header_of(path: str, secret: str) -> dict[str, str]:
    """How each vendor sends a key; where no vendor is, as we do."""
    vendor = next((vendor for vendor in VENDORS if path.startswith(vendor.prefixes)), VENDORS[0])
    name, _, value = vendor.header(secret).partition(": ")
    return {name: value}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does, in a process of its own."""
    given, environ = options.pop("input", ""), options.pop("env", os.environ)
    options.setdefault("timeout", HUNG)
    if "--data" in arguments:
        environ = {**environ, **environ_of(Path(arguments[arguments.index("--data") + 1]))}
    words = list(map(str, arguments))
    if set(options) == {"timeout"} and not _is_changed(environ):
        return processes.run(words, environ, given, **options)
    command = [sys.executable, "-m", "leadscout", *words]
    options.update(env=environ, input=given, capture_output=True, text=True, check=False)
    return subprocess.run(command, **options)  # noqa: PLW1510, S603


def _is_changed(environ: Mapping[str, str]) -> bool:
    """Whether a process is to run another tree than this one."""
    return environ.get("PYTHONPATH") != os.environ.get("PYTHONPATH")


def told(*arguments: object, **options: object) -> dict[str, object]:
    """What a verb prints with --json."""
    done = run(*arguments, "--json", **options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def new_key(
    data: Path, name: str = "k", credits_: object = 0, only: str = "", account: str = "", may: tuple[str, ...] = ()
) -> str:
    """A key for an account, new or known: what `keys create` does, without a process of its own each time."""
    home = Leadscout(settings_of(data))
    try:
        amount = int(Decimal(str(credits_)) * MILLIONTHS)
        return home.access.create(name, account or name, only.split(",") if only else (), amount, may)[1]
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
        prepare(data)
        log.touch()
        arguments = ["serve", "--port", str(port), "--data", str(data)]
        # Receivers of the tests are at this host; a worker of any server may be the one that sends.
        usual = {"LEADSCOUT_WEBHOOK_ALLOW_HOSTS": "127.0.0.1", "LEADSCOUT_NATIVE_RATE": "100000"}
        environ = {**os.environ, **usual, **environ_of(data), **environ}
        if _is_changed(environ):
            command = [sys.executable, "-m", "leadscout", *arguments]
            with log.open("w") as output:
                process = subprocess.Popen(command, env=environ, stdout=output, stderr=output)  # noqa: S603
        else:
            process = processes.Process(arguments, environ, log, log)
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
    key = new_key(people, "tests", 3000, may=("people:write", "admin"))
    # Tests ask faster than a client should; the limits have tests of their own.
    rates = {"LEADSCOUT_PRONTO_RATE": "1000", "LEADSCOUT_QUESTOR_RATE": "100000"}
    with serving() as start:
        shared = replace(start(people, **rates), key=key)
        _SHARED[shared] = how_many(shared)
        yield shared


@pytest.fixture(scope="module", autouse=True)
def _as_before() -> Iterator[None]:
    """A module leaves the server that all modules share as it was: what later ones are answered depends on it."""
    yield
    for server, people in _SHARED.items():
        assert server("GET", "/v1/integrations").json()["integrations"] == [], "forget what this module connected"
        until(lambda server=server, people=people: how_many(server) == people, "undo what this module told or hid")


def how_many(server: Server) -> list[int]:
    """People and companies at a server."""
    return [server("POST", path, json={}).json()["total"] for path in ("/v1/count", "/v1/companies/count")]


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
