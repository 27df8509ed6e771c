"""make bench: what a request costs the server over HTTP, asked by one quiet client: median time and processor time.

    python bench/path.py [PEOPLE] [--before FOLDER] [--engines tantivy,bitmap] [--data FOLDER] [--json FILE]

There are 100,000 people unless told.

`--before` names a folder that holds another version of the package `leadscout`, which answers the same in turn with
this one: then the last columns are its figures divided by ours. Times are those of a busy machine, ratios are not.
"""

import argparse
import contextlib
import json
import os
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import httpx
from page import SEARCHES
from run import FACETS, leadscout, server
from workload import questions

ROUNDS = 6
"""The first of them warms up."""

EACH = 3
"""Questions of each kind of the workload; of facets a third of them are asked."""

PRONTO = (
    {"job_titles": ["head of sales", "sales director"], "included_locations": ["101282230"]},
    {"job_titles": ["cto"], "seniority_levels": ["310", "320"]},
    {"seniority_levels": ["220", "300"], "included_locations": ["103644278"]},
)
UNLIMITED = {"LEADSCOUT_NATIVE_RATE": "100000", "LEADSCOUT_PRONTO_RATE": "100000", "LEADSCOUT_EMULATE": "false"}
_TICKS = os.sysconf("SC_CLK_TCK")


class Call(NamedTuple):
    """One request."""

    method: str
    path: str
    body: dict[str, object] | None = None


class Cost(NamedTuple):
    """What requests of one kind took: the median time of one, and the processor time of the server for one, in ms."""

    time: float
    processor: float


class Served:
    """A server with a client, and what its answers took by kind."""

    def __init__(self, url: str, pid: int, key: str) -> None:
        """Sign in to the page, too."""
        self._pid = pid
        keys = {"Authorization": f"Bearer {key}", "X-API-KEY": key}
        self.client = httpx.Client(base_url=url, timeout=60, headers=keys)
        self.client.post("/login", data={"key": key}, headers={"Origin": url})
        self._times: dict[str, list[float]] = defaultdict(list)
        self._processor: dict[str, float] = defaultdict(float)

    def ask(self, kind: str, calls: Sequence[Call], *, counted: bool) -> None:
        """Ask all, one after the other."""
        before = self._spent()
        for call in calls:
            start = time.perf_counter()
            self.client.request(call.method, call.path, json=call.body).raise_for_status()
            if counted:
                self._times[kind].append((time.perf_counter() - start) * 1000)
        if counted:
            self._processor[kind] += (self._spent() - before) * 1000

    def cost(self, kind: str) -> Cost:
        """What an answer of a kind took."""
        times = self._times[kind]
        return Cost(statistics.median(times), self._processor[kind] / len(times))

    def _spent(self) -> float:
        """Seconds of processor time of the process so far."""
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


def main() -> None:
    """Make people, serve them by each engine and version, and ask all of them in turn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("people", type=int, nargs="?", default=100_000)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--engines", default="tantivy,bitmap")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--data", type=Path, help="where people and indexes are kept for another run")
    chosen = parser.parse_args()
    folder = chosen.data or Path(tempfile.mkdtemp(prefix="leadscout-bench-"))
    try:
        rows = measured(folder, chosen.people, chosen.engines.split(","), chosen.before)
    finally:
        if not chosen.data:
            shutil.rmtree(folder)
    print(f"\n{chosen.people:,} people, median and processor time of a request in ms")
    for row in rows:
        print(shown(row))
    if chosen.json:
        chosen.json.write_text(json.dumps(rows, indent=1) + "\n")


def measured(folder: Path, people: int, engines: Sequence[str], before: Path | None) -> list[dict[str, object]]:
    """A row for each engine and kind of request."""
    first = folder / engines[0]
    if not first.exists():
        leadscout("people", "generate", people, "--seed", 2, "--data", first, engine=engines[0])
    with contextlib.ExitStack() as stack:
        served: dict[tuple[str, bool], Served] = {}
        for engine in engines:
            if not (folder / engine).exists():
                shutil.copytree(first, folder / engine)
                leadscout("reindex", "--data", folder / engine, engine=engine)
            for old in (True, False) if before else (False,):
                data = folder / f"{engine} before" if old else folder / engine
                if old:
                    shutil.copytree(folder / engine, data, dirs_exist_ok=True)
                key = json.loads(leadscout("keys", "create", "bench", "--json", "--data", data))["key"]
                environ = {**UNLIMITED, "LEADSCOUT_ENGINE": engine, **({"PYTHONPATH": str(before)} if old else {})}
                url, process = stack.enter_context(server(data, folder, **environ))
                served[engine, old] = Served(url, process.pid, key)
        kinds = dict(asked())
        for at in range(ROUNDS):
            for kind, calls in kinds.items():
                for one in served.values():
                    one.ask(kind, calls, counted=at > 0)
        return [row(engine, kind, served) for engine in engines for kind in kinds]


def row(engine: str, kind: str, served: dict[tuple[str, bool], Served]) -> dict[str, object]:
    """What a kind of request takes with an engine, and took before."""
    now = served[engine, False].cost(kind)
    figures: dict[str, object] = {"engine": engine, "request": kind, **now._asdict()}
    if (engine, True) in served:
        then = served[engine, True].cost(kind)
        figures |= {f"{name}_before": value for name, value in then._asdict().items()}
        figures |= {"ratio": then.time / now.time, "processor_ratio": then.processor / now.processor}
    return {name: round(value, 2) if isinstance(value, float) else value for name, value in figures.items()}


def shown(row: dict[str, object]) -> str:
    """A row as a line."""
    named = ((name, value) for name, value in row.items() if name not in ("engine", "request"))
    return f"{row['engine']:8} {row['request']:24} " + "  ".join(f"{name} {value:6}" for name, value in named)


def asked() -> Iterator[tuple[str, list[Call]]]:
    """Each kind of request."""
    bodies = [body for _, body in questions(seed=5, each=EACH)]
    yield "/healthz", [Call("GET", "/healthz")] * len(bodies)
    yield "/v1/count", [Call("POST", "/v1/count", body) for body in bodies]
    yield "/v1/preview of 25", [Call("POST", "/v1/preview", body) for body in bodies]
    path = "/api/v2/leads/advanced_search/preview"
    yield "Pronto preview", [Call("POST", path, {"live": False, **body}) for body in PRONTO] * (len(bodies) // 3)
    charts = {"facets": FACETS, "open": True, "limit": 8}
    yield "/v1/facets, three", [Call("POST", "/v1/facets", {**body, **charts}) for body in bodies[::3]]
    yield "the page", [Call("GET", f"/search?{urlencode(search, doseq=True)}") for search in SEARCHES]


if __name__ == "__main__":
    main()
