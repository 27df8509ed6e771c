"""How long others wait while one account floods the server: p50 and p99 of another account's counts, in milliseconds.

    python bench/fairness.py [SECONDS]      for each flood; default: 6

Each flood is one with which a red team stopped the server. `times` is p99 against the quiet run before it. Those who
flood run on the same machine, at a lower priority, as they would be elsewhere.
"""

import json
import os
import random
import shutil
import statistics
import string
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
from run import leadscout, server

PEOPLE = 5000
BODY = {"title": ["head of sales"], "location": ["Germany"]}
HOSTILE = 54_000
"""Bytes of a large body."""

Work = Callable[[httpx.Client], object]


def main() -> None:
    """Make people, serve them, and flood."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 6
    data = Path(tempfile.mkdtemp(prefix="leadscout-bench-"))
    try:
        leadscout("people", "generate", PEOPLE, "--seed", 2, "--data", data)
        keys = [json.loads(leadscout("keys", "create", name, "--json", "--data", data))["key"] for name in "ab"]
        os.environ["LEADSCOUT_NATIVE_RATE"] = "100000"
        with server(data) as (url, _):
            for name in FLOODS:
                quiet, flooded = _measured(url, keys, "", seconds), _measured(url, keys, name, seconds)
                figures = " ".join(
                    f"{label} {p50:.1f}/{p99:.1f}" for label, (p50, p99) in (("quiet", quiet), ("flooded", flooded))
                )
                print(f"{name:28} p50/p99 ms: {figures} times {flooded[1] / quiet[1]:.1f}", flush=True)
    finally:
        shutil.rmtree(data)


def _measured(url: str, keys: list[str], name: str, seconds: float) -> tuple[float, float]:
    """The median and the 99th percentile of another account's counts."""
    command = [sys.executable, __file__, "--flood", url, keys[0], name]
    flood = subprocess.Popen(command, stdin=subprocess.PIPE) if name else None  # noqa: S603
    try:
        time.sleep(1.5 if flood else 0)
        took, end = [], time.monotonic() + seconds
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {keys[1]}"}, timeout=120) as client:
            while time.monotonic() < end:
                began = time.perf_counter()
                client.post("/v1/count", json=BODY).raise_for_status()
                took.append((time.perf_counter() - began) * 1000)
                time.sleep(0.01)
        cuts = statistics.quantiles(took, n=100) if len(took) > 1 else took * 100
        return statistics.median(took), cuts[98]
    finally:
        if flood:
            flood.kill()
            flood.wait()


def _many(field: str) -> Work:
    """A large body of names that nobody knows."""
    chance = random.Random(1)
    names = ["".join(chance.choices(string.ascii_lowercase + " ", k=17)) for _ in range(HOSTILE // 20)]
    return lambda client: client.post("/v1/count", json={field: names})


def _wait(client: httpx.Client) -> object:
    made = client.post("/v1/searches", json={**BODY, "limit": 10}).json()["id"]
    client.post(f"/v1/searches/{made}/pause")
    return client.get(f"/v1/searches/{made}?wait=30")


FLOODS: Mapping[str, tuple[int, Work]] = {
    "3 x unknown places, 54 kB": (3, _many("location")),
    "3 x random titles, 54 kB": (3, _many("title")),
    "30 x random titles, 54 kB": (30, _many("title")),
    "50 x small counts": (50, lambda client: client.post("/v1/count", json=BODY)),
    "60 x wrong keys": (60, lambda client: client.get("/v1/usage", headers={"Authorization": "Bearer ls_wrong"})),
    "100 x ?wait=30": (100, _wait),
}


def flood(url: str, key: str, name: str) -> None:
    """Send one kind of request on many connections, until killed."""
    os.nice(10)
    number, work = FLOODS[name]

    def repeat() -> None:
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
            while True:
                try:
                    work(client)
                except (httpx.HTTPError, KeyError):
                    time.sleep(0.05)

    for _ in range(number):
        threading.Thread(target=repeat, daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--flood"]:
        flood(*sys.argv[2:])
    else:
        main()
