"""Which engine the tests run on: `pytest --engine opensearch` starts a real OpenSearch, one node on loopback.

    python tests/clusters.py        fetches the project's own server out of Maven (56 MB, once): .ci/run does

Each data folder has indexes of its own there. Which registry Maven asks is a matter of its own settings. The server is
kept in ~/.cache/leadscout, or in LEADSCOUT_TEST_CACHE.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from leadscout import engines
from leadscout.plan.engine import Backend
from leadscout.settings import Settings

ADDRESS = "LEADSCOUT_TEST_OPENSEARCH"
"""The environment variable with the address of the node: processes of pytest-xdist share one, and several runs may."""

ALL = "LEADSCOUT_TEST_ALL"
"""The environment variable that makes a failure of what would be skipped."""

SHARDS = 3
VERSION = "2.19.6"
ARTIFACT = f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip"
"""The server without plugins and without a Java of its own; Apache-2.0."""

MISSING = "no OpenSearch here, these tests are skipped: install Java 17 and Maven, then python tests/clusters.py"
HEAP = "512m"
STARTING = 240
"""Seconds after which a node does not come any more, however busy the machine is."""


def cache() -> Path:
    return Path(os.environ.get("LEADSCOUT_TEST_CACHE") or Path.home() / ".cache" / "leadscout")


def home() -> Path | None:
    """The folder of the server; None where it was not fetched, or there is no Java."""
    folder = cache() / f"opensearch-{VERSION}"
    return folder if folder.exists() and shutil.which("java") else None


def fetch() -> Path:
    """The folder of the server, fetched by Maven where it is not there yet."""
    folder = cache() / f"opensearch-{VERSION}"
    if not folder.exists():
        cache().mkdir(parents=True, exist_ok=True)
        command = ["mvn", "-B", "-q", "dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={cache()}"]
        subprocess.run(command, check=True, cwd=cache())  # noqa: S603
        packed = cache() / f"{folder.name}.zip"
        with tempfile.TemporaryDirectory(dir=cache()) as unpacked:
            with zipfile.ZipFile(packed) as archive:
                archive.extractall(unpacked)
            for script in (Path(unpacked) / folder.name / "bin").iterdir():
                script.chmod(0o755)
            (Path(unpacked) / folder.name).rename(folder)
        packed.unlink()
    return folder


_stack = ExitStack()


def add_option(parser) -> None:
    choices = ("bitmap", *engines.CLUSTERS)
    parser.addoption("--engine", choices=choices, default="bitmap", help="the tests' engine")


def start(config) -> None:
    """Start the node, where the run is on one."""
    if config.getoption("engine") not in engines.CLUSTERS or hasattr(config, "workerinput"):
        return
    if on_cluster():
        return
    if home() is None:
        pytest.exit(f"\n*** {MISSING} ***\n", returncode=1 if os.environ.get(ALL) else 0)
    os.environ[ADDRESS] = _stack.enter_context(running())[0].url


def stop() -> None:
    """Stop it."""
    _stack.close()


def on_cluster() -> bool:
    """Whether this run is on a node."""
    return ADDRESS in os.environ


def address() -> str:
    """Where the node is."""
    return os.environ[ADDRESS]


def engines_of_run() -> tuple[str, ...]:
    """The engines whose answers are compared with holds()."""
    return engines.CLUSTERS if on_cluster() else engines.ENGINES


def chosen(data: Path) -> dict[str, object]:
    """The settings that say where the index of a data folder is, beside the defaults."""
    if not on_cluster():
        return {}
    digest = hashlib.blake2b(str(data.resolve()).encode(), digest_size=8).hexdigest()
    return {
        "engine": "opensearch",
        "opensearch": address(),
        "opensearch_index": f"t{digest}",
        "opensearch_replicas": 0,
    }


def environ_of(data: Path) -> dict[str, str]:
    """The same, as a process over a data folder has them in its environment."""
    return {f"LEADSCOUT_{name.upper()}": str(value) for name, value in chosen(data).items()}


def backend(name: str, data: Path = Path()) -> Backend:
    """How an engine reads and writes an index; in a cluster over several shards, under names of `data`."""
    where = {**chosen(data), "opensearch_shards": SHARDS} if name in engines.CLUSTERS else {}
    return engines.backend(name, Settings(**where))


class Node:
    """One node of a cluster, in a process of its own."""

    def __init__(self, folder: Path, name: str, ports: dict[str, tuple[int, int]]) -> None:
        """`ports` are those of all nodes, HTTP and transport, by name."""
        self.name = name
        self.folder = folder / name
        self.url = f"http://127.0.0.1:{ports[name][0]}"
        self._configure(ports)
        self.process = self.start()

    def _configure(self, ports: dict[str, tuple[int, int]]) -> None:
        server = home()
        assert server, MISSING
        config = self.folder / "config"
        shutil.copytree(server / "config", config)
        for name in ("data", "logs", "tmp"):
            (self.folder / name).mkdir()
        # Without the options that write into the server's own folder, which nobody may, and its garbage collector.
        options = (server / "config" / "jvm.options").read_text().splitlines()
        dropped = ("logs/", "HeapDump", "GC", "G1", "CMS")
        kept = [line for line in options if line.strip() and not any(word in line for word in dropped)]
        (config / "jvm.options").write_text("\n".join([*kept, ""]))
        rows = {
            "cluster.name": "leadscout-tests",
            "node.name": self.name,
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "network.host": "127.0.0.1",
            "http.port": ports[self.name][0],
            "transport.port": ports[self.name][1],
            "discovery.seed_hosts": [f"127.0.0.1:{transport}" for _, transport in ports.values()],
            "cluster.initial_cluster_manager_nodes": list(ports),
            "cluster.routing.allocation.disk.threshold_enabled": False,
            "cluster.max_shards_per_node": 5000,
            # A node that died is noticed at once: this is a test.
            "cluster.fault_detection.follower_check.interval": "500ms",
        }
        (config / "opensearch.yml").write_text("".join(f"{name}: {json.dumps(row)}\n" for name, row in rows.items()))
        if os.geteuid() == 0:  # the server refuses to be root's
            for path in (self.folder.parent, self.folder, *self.folder.rglob("*")):
                shutil.chown(path, "nobody")

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, on the data that it has."""
        java = Path(shutil.which("java") or "").resolve().parents[1]
        environ = {
            **os.environ,
            "OPENSEARCH_PATH_CONF": str(self.folder / "config"),
            "OPENSEARCH_TMPDIR": str(self.folder / "tmp"),
            "OPENSEARCH_JAVA_HOME": os.environ.get("JAVA_HOME") or str(java),
            # A quick start rather than the fastest code: most of a node's minute is the compiler's.
            "OPENSEARCH_JAVA_OPTS": f"-Xms{HEAP} -Xmx{HEAP} -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
        }
        unprivileged = ["setpriv", "--reuid=nobody", "--clear-groups"] if os.geteuid() == 0 else []
        server = self._readable()
        command = [*unprivileged, str(server / "bin" / "opensearch")]
        with (self.folder / "out").open("ab") as out:
            self.process = subprocess.Popen(command, env=environ, cwd="/", stdout=out, stderr=out, process_group=0)  # noqa: S603
        return self.process

    def _readable(self) -> Path:
        """The server where the user who runs it can read it: somebody's home may be closed."""
        server = home()
        assert server, MISSING
        if os.geteuid() != 0:
            return server
        copy = self.folder.parent / "server"
        if not copy.exists():
            shutil.copytree(server, copy)
            for path in (copy, *copy.rglob("*")):
                path.chmod(path.stat().st_mode | 0o444 | (0o111 if path.is_dir() or path.parent.name == "bin" else 0))
        return copy

    def wait(self, nodes: int) -> None:
        """Until it answers and counts so many nodes."""
        end = time.monotonic() + STARTING
        while True:
            try:
                health = httpx.get(f"{self.url}/_cluster/health", timeout=5).json()
                if health.get("number_of_nodes") == nodes and health.get("status") in ("green", "yellow"):
                    return
            except (httpx.TransportError, ValueError):
                pass
            waiting = self.process.poll() is None and time.monotonic() < end
            assert waiting, f"no node: {(self.folder / 'out').read_text()[-2000:]}"
            time.sleep(0.2)

    def end(self, how: int = signal.SIGTERM) -> None:
        """Send it a signal, and wait until it is gone."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(timeout=STARTING)


@contextmanager
def running(nodes: int = 1) -> Iterator[list[Node]]:
    """Run a cluster."""
    folder = Path(tempfile.mkdtemp(prefix="leadscout-opensearch-"))
    folder.chmod(0o755)
    ports = {f"node{at}": (free_port(), free_port()) for at in range(nodes)}
    started: list[Node] = []
    try:
        started += [Node(folder, name, ports) for name in ports]
        for node in started:
            node.wait(nodes)
        yield started
    finally:
        for node in started:
            node.end(signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody has, and none of those that a system gives to clients: a node needs seconds until it binds."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", random.randrange(10_240, 32_768)))
            return probe.getsockname()[1]


if __name__ == "__main__":
    print(fetch())
