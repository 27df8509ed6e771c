"""Kills the manager of a cluster while people are written and searched for through our engine, and counts what failed.

    python bench/failover.py [PEOPLE]      default: 2000 before the kill, as many while the node is gone

Three nodes on loopback (tests/clusters.py fetches the server), three shards with a copy each. The node comes back in
the end. Figures of docs/reference/scale.md.
"""

import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "tests"))
import clusters
from traffic import Attempts, Traffic, manager

import leadscout

BATCH, MOST = 100, 20_000
LEAST = 15.0
"""Seconds to go on after each event at least: a cluster takes some to notice who is gone."""


def main(number: int) -> None:
    """Write, search, kill, go on, start again, count."""
    if clusters.home() is None:
        raise SystemExit(clusters.MISSING)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="leadscout-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        nodes = stack.enter_context(clusters.running(3))
        cluster = {"opensearch": " ".join(node.url for node in nodes), "opensearch_index": "failover"}
        home = leadscout.open(
            folder, engine="opensearch", opensearch_shards=3, opensearch_replicas=1, database_url="", **cluster
        )
        stack.callback(home.database.close)
        traffic = Traffic(home, BATCH, MOST)
        traffic.more(number)
        victim = manager(nodes)
        print(f"{len(traffic.acknowledged):,} people acknowledged; kill -9 of {victim.name}, the manager", flush=True)
        victim.end(signal.SIGKILL)
        go_on(traffic, number)
        print(f"{len(traffic.acknowledged):,} people acknowledged; {victim.name} starts again", flush=True)
        victim.start()
        victim.wait(len(nodes))
        go_on(traffic, number // 4)
        traffic.stop()
        report("searches (a count and a page)", traffic.searches)
        report(f"batches of {BATCH}", traffic.batches)
        missing, twice = traffic.check()
        print(f"answers with less people than acknowledged: {len(traffic.short)}")
        print(f"people: {len(traffic.acknowledged):,} acknowledged, {missing} missing, {twice} twice")
        if missing or twice or traffic.short or traffic.searches.errors or traffic.batches.errors:
            raise SystemExit(1)


def go_on(traffic: Traffic, people: int) -> None:
    """Until so many more are in, and some time has gone by."""
    began = time.monotonic()
    traffic.more(people)
    traffic.until(lambda: time.monotonic() - began > LEAST, "some time goes by")


def report(name: str, attempts: Attempts) -> None:
    """How many, how many failed, the longest; and with what they failed."""
    print(f"{name}: {attempts.number:,}, failed {len(attempts.errors)}, longest {attempts.longest:.1f} s")
    for error, times in Counter(map(str, attempts.errors)).most_common(5):
        print(f"   {times} x {error}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["2000"]))
