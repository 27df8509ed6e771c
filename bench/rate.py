"""Previews a second: 1 and 16 connections ask the server over bitmaps and the one over tantivy in turn.

    python bench/rate.py [PEOPLE] [--data FOLDER] [--seconds 4] [--rounds 3] [--workers 1,2] [--json FILE]

There are 100,000 people unless told. Those who ask share the machine with who answers: on a busy one only ratios count.
"""

import argparse
import asyncio
import contextlib
import json
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

from path import EACH, UNLIMITED
from run import leadscout, server
from workload import questions

ENGINES = ("bitmap", "tantivy")
CONNECTIONS = (1, 16)


def main() -> None:
    """Make people, serve them by both engines, and ask."""
    parser = argparse.ArgumentParser()
    parser.add_argument("people", type=int, nargs="?", default=100_000)
    parser.add_argument("--data", type=Path, help="where people and indexes are kept for another run")
    parser.add_argument("--seconds", type=float, default=4, help="of one go")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", default="1,2")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    folder = chosen.data or Path(tempfile.mkdtemp(prefix="leadscout-bench-"))
    try:
        prepare(folder, chosen.people)
        rows = [
            row
            for workers in chosen.workers.split(",")
            for row in measured(folder, workers, chosen.seconds, chosen.rounds)
        ]
    finally:
        if not chosen.data:
            shutil.rmtree(folder)
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))
    if chosen.json:
        chosen.json.write_text(json.dumps(rows, indent=1) + "\n")


def prepare(folder: Path, people: int) -> None:
    """The same people in a folder for each engine."""
    first, *others = (folder / engine for engine in ENGINES)
    if not first.exists():
        leadscout("people", "generate", people, "--seed", 2, "--data", first, engine=first.name)
    for other in others:
        if not other.exists():
            shutil.copytree(first, other)
            leadscout("reindex", "--data", other, engine=other.name)


def measured(folder: Path, workers: str, seconds: float, rounds: int) -> list[dict[str, object]]:
    """A row for each engine and number of connections."""
    bodies = [json.dumps(body).encode() for _, body in questions(seed=5, each=EACH)]
    times: dict[tuple[str, int], list[list[float]]] = defaultdict(list)
    with contextlib.ExitStack() as stack:
        urls: dict[str, tuple[str, list[bytes]]] = {}
        for engine in ENGINES:
            data = folder / engine
            key = json.loads(leadscout("keys", "create", "bench", "--json", "--data", data))["key"]
            environ = {**UNLIMITED, "LEADSCOUT_ENGINE": engine, "LEADSCOUT_WORKERS": workers}
            url, _ = stack.enter_context(server(data, folder, **environ))
            urls[engine] = url, [request(url, key, body) for body in bodies]
        for at in range(rounds + 1):  # the first warms up
            for connections in CONNECTIONS:
                for engine, (url, requests) in urls.items():
                    took = asyncio.run(go(url, requests, connections, seconds))
                    if at:
                        times[engine, connections].append(took)
    return [row(engine, workers, connections, goes, seconds) for (engine, connections), goes in times.items()]


def row(engine: str, workers: str, connections: int, goes: Sequence[list[float]], seconds: float) -> dict[str, object]:
    """What the goes of an engine came to: requests a second of the median go, and how long one took in ms."""
    taken = sorted(1000 * one for go in goes for one in go)
    return {
        "engine": engine,
        "workers": int(workers),
        "connections": connections,
        "requests_a_second": round(statistics.median(len(go) / seconds for go in goes), 1),
        "p50": round(taken[len(taken) // 2], 1),
        "p99": round(taken[int(len(taken) * 0.99)], 1),
    }


def request(url: str, key: str, body: bytes) -> bytes:
    """A preview as it is sent."""
    head = (
        f"POST /v1/preview HTTP/1.1\r\nhost: {urlsplit(url).netloc}\r\nauthorization: Bearer {key}\r\n"
        f"content-type: application/json\r\naccept-encoding: gzip\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def go(url: str, requests: Sequence[bytes], connections: int, seconds: float) -> list[float]:
    """Seconds that each answer took while so many connections asked, one request after the other."""
    until, took = time.perf_counter() + seconds, list[float]()

    async def ask(first: int) -> None:
        reader, writer = await asyncio.open_connection(*urlsplit(url).netloc.split(":"))
        asked = cycle([*requests[first:], *requests[:first]])
        while (start := time.perf_counter()) < until:
            writer.write(next(asked))
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise ValueError(head.decode())
            await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]))
            took.append(time.perf_counter() - start)
        writer.close()

    async with asyncio.TaskGroup() as group:
        for at in range(connections):
            group.create_task(ask(at * len(requests) // connections))
    return took


if __name__ == "__main__":
    main()
