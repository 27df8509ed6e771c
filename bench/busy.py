"""How long answers take over HTTP while people are imported into the same store, beside how long they take without.

    python bench/busy.py [PEOPLE [IMPORTED]]      default: 100000 30000

One client asks for counts and previews, one after the other, before, during and after an import by the command line,
whose people the server's worker indexes. Two cores, so that import, worker and server compete for them.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import httpx
import people
from run import leadscout, server
from workload import questions

ASKED = ("/v1/count", "/v1/preview")
EACH = 4
QUIET = 20
"""Seconds without an import, before and after it."""

Times = dict[str, list[float]]


def main(number: int, imported: int) -> None:
    """Make people, ask, import, ask."""
    folder = Path(tempfile.mkdtemp(prefix="leadscout-bench-"))
    data, source = folder / "data", folder / "people.jsonl"
    try:
        leadscout("people", "generate", number, "--seed", 2, "--data", data)
        people.write(source, imported, seed=9)
        key = json.loads(leadscout("keys", "create", "bench", "--json", "--data", data))["key"]
        with server(data, LEADSCOUT_NATIVE_RATE="100000") as (url, _):
            client = httpx.Client(base_url=url, timeout=60, headers={"Authorization": f"Bearer {key}"})
            asked(client, lasting(QUIET / 2))
            before = asked(client, lasting(QUIET))
            command = [sys.executable, "-m", "leadscout", "import", str(source), "--data", str(data)]
            start = time.perf_counter()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
            during = asked(client, lambda: process.poll() is None)
            seconds = time.perf_counter() - start
            time.sleep(2)
            after = asked(client, lasting(QUIET))
    finally:
        shutil.rmtree(folder)
    print(f"{number:,} people, {imported:,} imported in {seconds:.0f} s ({imported / seconds:,.0f} rows/s)")
    for path in ASKED:
        quiet = [*before[path], *after[path]]
        print(f"{path:12} quiet {spread(quiet)}   importing {spread(during[path])}   {ratio(during[path], quiet)}")


def lasting(seconds: float) -> Callable[[], bool]:
    """Whether so many seconds have not yet gone by."""
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() < end


def asked(client: httpx.Client, going_on: Callable[[], bool]) -> Times:
    """The milliseconds of answers while something goes on."""
    times: Times = defaultdict(list)
    while going_on():
        for _, body in questions(seed=5, each=EACH):
            for path in ASKED:
                start = time.perf_counter()
                client.post(path, json=body).raise_for_status()
                times[path].append((time.perf_counter() - start) * 1000)
            if not going_on():
                break
    return times


def spread(times: list[float]) -> str:
    """Median and 95th percentile."""
    return f"p50 {statistics.median(times):.1f} p95 {statistics.quantiles(times, n=20)[-1]:.1f} ms"


def ratio(during: list[float], quiet: list[float]) -> str:
    """How much longer half of the answers take."""
    return f"{statistics.median(during) / statistics.median(quiet):.2f} times"


if __name__ == "__main__":
    main(*map(int, (sys.argv[1:] + ["100000", "30000"][len(sys.argv) - 1 :])[:2]))
