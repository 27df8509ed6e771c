"""make bench: what an import costs and how long answers take, over HTTP, on invented people.

    python bench/run.py [PEOPLE ...]      default: 100000 1000000

Figures of one run belong together; machines are noisy, so compare runs by ratio.
"""

import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import httpx
import people
from workload import questions, typed

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from receiver import receiving

EACH = 20
FACETS = ["seniority", "industry", "location"]
MANY_FACETS = [*FACETS, "company", "company_type", "headcount", "headquarters", "function", "years_in_position"]


def main() -> None:
    """Run for every number of people on the command line."""
    for number in map(int, sys.argv[1:] or ("100000", "1000000")):
        folder = Path(tempfile.mkdtemp(prefix="leadscout-bench-"))
        try:
            bench(number, folder)
        finally:
            shutil.rmtree(folder)


def bench(number: int, folder: Path) -> None:
    """Import, then ask."""
    source, data = folder / "people.jsonl", folder / "data"
    people.write(source, number, seed=7)
    print(f"\n{number:,} people, {os.cpu_count()} cores, file of {source.stat().st_size / number:,.0f} bytes a person")
    start = time.perf_counter()
    leadscout("import", source, "--data", data)
    seconds = time.perf_counter() - start
    print(f"import, indexed and searchable   {number / seconds:10,.0f} rows/s  ({seconds:,.0f} s)")
    for name in ("people.db", "index"):
        print(f"{name:32} {size(data / name) / number:10,.0f} bytes a person")
    imported_flat(number, folder)
    start = time.perf_counter()
    leadscout("reindex", "--data", data)
    print(f"reindex                          {number / (time.perf_counter() - start):10,.0f} people/s")
    key = json.loads(leadscout("keys", "create", "bench", "--credits", "1000000", "--json", "--data", data))["key"]
    with server(data) as (url, process):
        for streaming in (True, False):
            job(url, key, streaming=streaming)
        client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=60)
        ask(client, "count", "/v1/count", {})
        ask(client, "page of 25", "/v1/preview", {})
        ask(client, "facets", "/v1/facets", {"facets": FACETS})
        ask(client, "facets, open", "/v1/facets", {"facets": FACETS, "open": True})
        ask(client, "facets by the main job", "/v1/facets", {"facets": FACETS, "count": "main"})
        ask(client, "all facets of a position", "/v1/facets", {"facets": MANY_FACETS})
        suggestions(client)
        print(f"{'memory of the server':32} {rss(process):10,.0f} MB")


def job(url: str, key: str, *, streaming: bool) -> None:
    """A Pronto search for 2,500 leads: seconds from the request to the first and to the last call of its webhook."""
    with receiving() as receiver:
        body = {"live": False, "seniority_levels": ["220", "300", "310"], "webhook_url": receiver.url}
        start = time.perf_counter()
        sent = {**body, "streaming": streaming, "limit": 2500}
        httpx.post(f"{url}/api/v2/leads/advanced_search", json=sent, headers={"X-API-KEY": key}).raise_for_status()
        receiver.wait(1, seconds=60)
        first = time.perf_counter() - start
        receiver.wait(101 if streaming else 1, seconds=60)
        last = time.perf_counter() - start
    name = "2,500 leads, " + ("streamed" if streaming else "in one call")
    print(f"{name:32} first call {first:6.2f} s   last {last:6.2f} s")
    time.sleep(1)  # one search a second


def imported_flat(number: int, folder: Path) -> None:
    """Import the same people from a flat CSV into a folder of their own."""
    source, data = folder / "people.csv", folder / "flat"
    people.write_flat(source, number, seed=7)
    start = time.perf_counter()
    leadscout("import", source, "--data", data)
    seconds = time.perf_counter() - start
    print(f"import of a flat CSV             {number / seconds:10,.0f} rows/s  ({seconds:,.0f} s)")
    shutil.rmtree(data)
    source.unlink()


def ask(client: httpx.Client, name: str, path: str, more: dict[str, object]) -> None:
    """Ask every question once to warm up and once for the clock; print the spread over all and by kind."""
    found: dict[str, list[float]] = defaultdict(list)
    for timed in (False, True):
        for kind, body in questions(seed=5, each=EACH):
            start = time.perf_counter()
            answer = client.post(path, json={**body, **more})
            answer.raise_for_status()
            if timed:
                found[kind].append((time.perf_counter() - start) * 1000)
    everything = [taken for times in found.values() for taken in times]
    print(f"{name:32} {spread(everything)}")
    for kind, times in found.items():
        print(f"  {kind:30} {spread(times)}")


def suggestions(client: httpx.Client) -> None:
    """Type the words of the workload, twice; print the spread of the second time by filter."""
    found: dict[str, list[float]] = defaultdict(list)
    for timed in (False, True):
        for name, asked in typed():
            start = time.perf_counter()
            client.get("/v1/suggest", params=asked).raise_for_status()
            if timed:
                found[name].append((time.perf_counter() - start) * 1000)
    print(f"{'suggestions':32} {spread([taken for times in found.values() for taken in times])}")
    for name, times in found.items():
        print(f"  {name:30} {spread(times)}")


def spread(times: list[float]) -> str:
    """Median and 95th percentile in milliseconds."""
    return f"p50 {statistics.median(times):7.1f} ms   p95 {statistics.quantiles(times, n=20)[-1]:7.1f} ms"


def leadscout(*arguments: object, engine: str = "") -> str:
    """Run the command line, with another engine than the usual one."""
    command = [sys.executable, "-m", "leadscout", *map(str, arguments)]
    environ = {**os.environ, **({"LEADSCOUT_ENGINE": engine} if engine else {})}
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environ).stdout  # noqa: S603


@contextlib.contextmanager
def server(data: Path, folder: Path | None = None, **environ: str):  # noqa: ANN201
    """A server on a free port, started in a folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "leadscout", "serve", "--port", str(port), "--data", str(data)]
    environ = {**os.environ, "LEADSCOUT_WEBHOOK_ALLOW_HOSTS": "127.0.0.1", **environ}
    silent = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=silent, stderr=silent, env=environ, cwd=folder)  # noqa: S603
    url = f"http://127.0.0.1:{port}"
    while True:
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:  # noqa: PLR2004
                break
        except httpx.TransportError:
            time.sleep(0.1)
    try:
        yield url, process
    finally:
        process.terminate()
        process.wait()


def size(path: Path) -> int:
    """Bytes of a file or a folder."""
    return path.stat().st_size if path.is_file() else sum(p.stat().st_size for p in path.rglob("*") if p.is_file())


def rss(process: subprocess.Popen[bytes]) -> float:
    """Resident memory in MB."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(process.pid)], check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603, S607
    return int(told.stdout) / 1024


if __name__ == "__main__":
    main()
