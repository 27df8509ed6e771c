"""How long others wait while one account floods the server: p50, p90 and p99 of another account's counts.

    python bench/fairness.py [SECONDS] [FLOOD ...]      of each flood, and as long without it; default: 40, all

Each flood is one with which a red team stopped the server. Flooded and quiet windows of a few seconds take turns, as
the machine has its own moments. A figure is the median of those of all windows; `times` is p99 flooded against quiet,
and the quartiles of the same for each pair of windows say how firm it is. Those who flood run on the same machine, at a
lower priority, as they would be elsewhere. Where others use the machine, `nice -n -20` before the command lets all of
it go before them; on Linux those of other sessions only after `echo -10 > /proc/self/autogroup`.
"""

import json
import os
import random
import shutil
import signal
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
WINDOW, SETTLED = 4.0, 0.7
"""Seconds of a window, and before each."""

HOSTILE = 54_000
"""Bytes of a large body."""

Work = Callable[[httpx.Client], object]


def main() -> None:
    """Make people, serve them, and flood."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 40
    data = Path(tempfile.mkdtemp(prefix="leadscout-bench-"))
    try:
        leadscout("people", "generate", PEOPLE, "--seed", 2, "--data", data)
        keys = [json.loads(leadscout("keys", "create", name, "--json", "--data", data))["key"] for name in "ab"]
        os.environ["LEADSCOUT_NATIVE_RATE"] = "100000"
        with server(data) as (url, _):
            for name in sys.argv[2:] or FLOODS:
                quiet, flooded = _measured(url, keys, name, max(1, round(seconds / WINDOW)))
                print(f"{name:28} {_compared(quiet, flooded)} load {os.getloadavg()[0]:.0f}", flush=True)
    finally:
        shutil.rmtree(data)


def _compared(quiet: list[list[float]], flooded: list[list[float]]) -> str:
    cuts = [[[_cut(times, percent) for times in windows] for percent in (50, 90, 99)] for windows in (quiet, flooded)]
    medians = [[statistics.median(cut) for cut in kind] for kind in cuts]
    figures = " ".join(
        f"{label} {'/'.join(f'{cut:.0f}' for cut in kind)}"
        for label, kind in zip(("quiet", "flooded"), medians, strict=True)
    )
    ratios = [after / before for before, after in zip(cuts[0][2], cuts[1][2], strict=True)]
    lower, _, upper = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    times = medians[1][2] / medians[0][2]
    return f"p50/p90/p99 ms: {figures} times {times:.1f} (pairs {lower:.1f} to {upper:.1f}, {len(ratios)} windows)"


def _measured(url: str, keys: list[str], name: str, number: int) -> tuple[list[list[float]], list[list[float]]]:
    """How long another account's counts take, in each quiet and each flooded window."""
    quiet, flooded = list[list[float]](), list[list[float]]()
    command = [sys.executable, __file__, "--flood", url, keys[0], name]
    flood = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603
    try:
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {keys[1]}"}, timeout=120) as client:
            time.sleep(1.5)
            for windows, signal_ in ((flooded, signal.SIGCONT), (quiet, signal.SIGSTOP)) * number:
                flood.send_signal(signal_)
                time.sleep(SETTLED)
                windows.append(_counted(client, WINDOW))
        return quiet, flooded
    finally:
        flood.kill()
        flood.wait()


def _counted(client: httpx.Client, seconds: float) -> list[float]:
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        client.post("/v1/count", json=BODY).raise_for_status()
        times.append((time.perf_counter() - began) * 1000)
        time.sleep(0.01)
    return times


def _cut(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1] if len(times) > 1 else times[0]


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
