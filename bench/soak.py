"""Asks at half of what the server can answer, for a long time: faults, memory and descriptors of server and worker.

    python bench/soak.py [SECONDS] [PEOPLE]      default: 1800 5000

Growth is from a sixth of the time on to the end, and of its second half: caches of the worker, which has little to do,
fill slowly. Memory of a process's own (anonymous) is told apart from all of it that is resident: files that are mapped,
as both databases and the index are, count for each process that reads them, and make room where others need it.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
from run import leadscout, server
from workload import questions

ASKING = 4
MAXIMUM = 10
"""Seconds for which it is asked as fast as it answers."""


def main() -> None:
    """Make people, find out how much it can answer, ask half of that."""
    seconds, number = (int(word) for word in (*sys.argv[1:], *("1800", "5000")[len(sys.argv) - 1 :]))
    os.environ["LEADSCOUT_NATIVE_RATE"] = "100000"
    data = Path(tempfile.mkdtemp(prefix="leadscout-bench-"))
    try:
        leadscout("people", "generate", number, "--seed", 2, "--data", data)
        key = json.loads(leadscout("keys", "create", "soak", "--json", "--data", data))["key"]
        with server(data) as (url, process):
            soak(url, key, seconds, [process.pid, worker_of(data)])
    finally:
        shutil.rmtree(data)


def worker_of(data: Path) -> int:
    """The worker beside the server."""
    command = ["pgrep", "-f", f"work --beside --data {data}"]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[0])  # noqa: S603


def soak(url: str, key: str, seconds: int, pids: list[int]) -> None:
    """Ask, and look now and then."""
    maximum = ask(url, key, MAXIMUM, 0)[0] / MAXIMUM
    over, samples = threading.Event(), []

    def look() -> None:
        while not over.wait(max(1.0, seconds / 120)):
            samples.append([(*memory(pid), descriptors(pid)) for pid in pids])

    watching = threading.Thread(target=look)
    watching.start()
    answered, faults = ask(url, key, seconds, maximum / 2)
    over.set()
    watching.join()
    print(f"at most {maximum:.0f} answers a second; {answered:,} in {seconds} s, {faults} faults")
    for at, name in enumerate(("server", "worker")):
        first, half, last = (samples[place][at] for place in (len(samples) // 6, len(samples) // 2, -1))
        for kind, what in enumerate(("resident", "anonymous")):
            growth, later = (100 * (last[kind] / before[kind] - 1) for before in (first, half))
            figures = f"{first[kind]:.0f} -> {half[kind]:.0f} -> {last[kind]:.0f} MB ({growth:+.1f} %, {later:+.1f} %)"
            print(f"{name}: {what} {figures}")
        print(f"{name}: {first[2]} -> {last[2]} descriptors")


def ask(url: str, key: str, seconds: float, rate: float) -> tuple[int, int]:
    """Ask for so many seconds, so many times a second (0: as fast as it answers); gives answers and faults."""
    bodies = [body for _, body in questions(seed=5, each=20)]
    answered, faults, end = [0] * ASKING, [0] * ASKING, time.monotonic() + seconds

    def one(at: int) -> None:
        number, began = 0, time.monotonic()
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
            while (now := time.monotonic()) < end:
                if rate and number / (rate / ASKING) > now - began:
                    time.sleep(0.005)
                    continue
                number += 1
                path = ("/v1/count", "/v1/preview", "/v1/searches")[2 if number % 50 == 0 else number % 2]
                body = bodies[(number * ASKING + at) % len(bodies)]
                try:
                    done = client.post(path, json={**body, "limit": 10} if path != "/v1/count" else body).is_success
                except httpx.HTTPError:
                    done = False
                answered[at] += done
                faults[at] += not done

    asking = [threading.Thread(target=one, args=(at,)) for at in range(ASKING)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    return sum(answered), sum(faults)


def memory(pid: int) -> tuple[float, float]:
    """Resident memory, and what of it is anonymous, in MB."""
    rows = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    resident, anonymous = (int(rows[name].split()[0]) * 1024 / 1e6 for name in ("Rss", "Anonymous"))
    return resident, anonymous


def descriptors(pid: int) -> int:
    """Open files and connections."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


if __name__ == "__main__":
    main()
