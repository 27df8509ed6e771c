"""The seams of the tests: a real server in its own process on a free port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

import leadscout.lexicon


@dataclass(frozen=True)
class Server:
    """A running leadscout: its address and its data folder."""

    url: str
    data: Path

    def __call__(self, method: str, path: str, **request: object) -> httpx.Response:
        """Send one request."""
        return httpx.request(method, self.url + path, timeout=30, **request)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does, in a process of its own."""
    options.setdefault("timeout", 120)
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "leadscout", *arguments], capture_output=True, text=True, check=False, **options
    )


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., Server]]:
    """Start servers on a data folder; all of them stop with the session."""
    running: list[subprocess.Popen[str]] = []

    def start(data: Path, **environ: str) -> Server:
        port = free_port()
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "leadscout", "serve", "--port", str(port), "--data", str(data)],
            env={**os.environ, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        server = Server(f"http://127.0.0.1:{port}", data)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise RuntimeError(f"the server ended at once:\n{process.stdout.read()}")
            try:
                if server("GET", "/readyz").status_code == 200:
                    return server
            except httpx.TransportError:
                time.sleep(0.05)
        raise RuntimeError("the server was not ready within 60 s")

    yield start
    for process in running:
        process.terminate()
    for process in running:
        process.communicate(timeout=10)


@pytest.fixture(scope="session")
def lexicon():
    return leadscout.lexicon.load()


@pytest.fixture(scope="session")
def seed() -> int:
    """Another one each day, so that random tests see new cases; LEADSCOUT_TEST_SEED repeats one."""
    found = int(os.environ.get("LEADSCOUT_TEST_SEED") or time.strftime("%Y%m%d"))
    print(f"LEADSCOUT_TEST_SEED={found}")
    return found
