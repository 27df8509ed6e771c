"""A drill: a backup while searches are made and charged, restored elsewhere, until the copy answers.

    python bench/restore.py [PEOPLE] [DATA]        default: 1000000; DATA is a folder that has them already

What was acknowledged after the moment that the backup is of is lost with the disk: at most what is made in twice the
seconds that a backup takes, where the next one begins as soon as one is whole (RPO). `back` is from the start of
`leadscout restore` until the other folder's server answers what the first one answers (RTO).
"""

import json
import os
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
import people
from run import leadscout, server, size

WARM = 5
"""Seconds of load before the backup."""

COUNT = {"title": ["director"]}


def main() -> None:
    """Make people, back up under load, restore, compare."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    folder = Path(tempfile.mkdtemp(prefix="leadscout-bench-"))
    try:
        drill(Path(sys.argv[2]) if len(sys.argv) > 2 else filled(number, folder), folder)  # noqa: PLR2004
    finally:
        shutil.rmtree(folder)


def filled(number: int, folder: Path) -> Path:
    """A data folder with so many people."""
    people.write(folder / "people.jsonl", number, seed=7)
    leadscout("import", folder / "people.jsonl", "--data", folder / "data")
    return folder / "data"


def drill(data: Path, folder: Path) -> None:
    """Back up a data folder under load, restore elsewhere, compare."""
    copy, other = folder / "copy", folder / "other"
    made = json.loads(leadscout("keys", "create", "drill", "--credits", "100000000", "--json", "--data", data))
    over, created = threading.Event(), [0]
    with server(data) as (url, _):
        loading = threading.Thread(target=load, args=(url, made["key"], over, created))
        loading.start()
        time.sleep(WARM)
        before, began = created[0], time.monotonic()
        leadscout("backup", copy, "--data", data)
        taken = time.monotonic() - began
        rate = (created[0] - before) / taken
        over.set()
        loading.join()
        counted = count(url, made["key"])
    began = time.monotonic()
    leadscout("restore", copy, "--data", other)
    restored = time.monotonic() - began
    with server(other) as (url, _):
        while (again := count(url, made["key"])) != counted:
            time.sleep(0.2)
        back = time.monotonic() - began
    with sqlite3.connect(other / "leadscout.db") as database:
        searches, entries, balance = database.execute(
            "SELECT (SELECT count(*) FROM search), (SELECT sum(amount) FROM ledger), (SELECT sum(balance) FROM account)"
        ).fetchone()
    number = json.loads((copy / "manifest.json").read_text())["counts"]["people"]
    print(f"{number:,} people, {rate:.1f} searches a second made and charged meanwhile")
    print(f"backup {taken:.1f} s, so RPO {2 * taken:.0f} s at most; {searches:,} of {created[0]:,} searches are in it")
    kept = {name: size(other / name) / 1e6 for name in ("people.db", "index", "companies")}
    print("MB: " + ", ".join(f"{name} {megabytes:,.0f}" for name, megabytes in kept.items()))
    print(f"generations {generations(copy)}, at the end {generations(other)}; load {os.getloadavg()[0]:.0f}")
    print(f"restore {restored:.1f} s, back after {back:.1f} s (RTO), count {again:,} = {counted:,}")
    print(f"ledger {entries:,} = balances {balance:,}: {entries == balance}")


def generations(folder: Path) -> list[str]:
    """Which generations of the indexes answer."""
    return [(folder / name / "CURRENT").read_text() for name in ("index", "companies")]


def load(url: str, key: str, over: threading.Event, created: list[int]) -> None:
    """Make Questor searches until it is over."""
    body = {"title_keywords": ["director"], "limit": 25}
    with httpx.Client(base_url=url, headers={"x-rapidapi-key": key}, timeout=60) as client:
        while not over.is_set():
            created[0] += client.post("/search-leads", json=body).is_success
            time.sleep(1.1)  # sixty a minute


def count(url: str, key: str) -> int:
    """How many directors there are; -1 while nobody can say."""
    answer = httpx.post(f"{url}/v1/count", json=COUNT, headers={"Authorization": f"Bearer {key}"}, timeout=60)
    return int(answer.json()["total"]) if answer.is_success else -1


if __name__ == "__main__":
    main()
