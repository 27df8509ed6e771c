"""What a page of 25 people takes of the primary, of a standby and here, read from the one or the other.

    PYTHONPATH=. python bench/replicas.py [PAGES]      default: 2000 in each way, in turns of 100

A server and a standby of its own, as the tests start them.
Figures of docs/decisions/079-replicas-partitions-and-copy.md.
"""

import os
import random
import sys
import time
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from statistics import median

sys.path.append(str(Path(__file__).parent.parent / "tests"))
import postgres

from leadscout import lexicon
from leadscout.intake.population import Population
from leadscout.store.people import People
from leadscout.store.postgresql import DatabaseLayout, address
from leadscout.store.records import LeadCodec

PEOPLE, PAGE, TURN = 3000, 25, 100
TICKS = os.sysconf("SC_CLK_TCK")


def main(number: int) -> None:
    """Fill, and read pages in turns."""
    with postgres.server() as pattern:
        postgres.create(pattern, "bench")
        url = address(pattern.format("bench"))
        with closing((primary := People(url)).database), postgres.standby(pattern) as standby:
            with primary.batch() as batch:
                for at, lead in enumerate(Population(3, lexicon.load()).people(PEOPLE)):
                    batch.add(f"p{at}", lead, LeadCodec.plain(lead))
            hosts = {
                "primary": url.query["host"],
                "standby": (replica := address(standby.pattern.format("bench"))).query["host"],
            }
            FOLDERS.update({Path(str(host)) / "data": name for name, host in hosts.items()})
            with closing((people := People(url, DatabaseLayout([replica]))).database):
                compare({"primary": primary, "standby": people}, number)


def compare(ways: dict[str, People], number: int) -> None:
    """Print what each takes a page."""
    dice = random.Random(5)
    there: defaultdict[tuple[str, str], float] = defaultdict(float)
    here: defaultdict[str, float] = defaultdict(float)
    waits: defaultdict[str, list[float]] = defaultdict(list)
    while not reads(ways["standby"]):
        ways["standby"].leads([1])
        time.sleep(0.1)
    before = reads(ways["standby"])
    for _ in range(number // TURN):
        for name, people in ways.items():
            began, at = servers(), time.process_time()
            for _ in range(TURN):
                asked_at = time.perf_counter()
                people.leads(dice.sample(range(1, PEOPLE + 1), PAGE))
                waits[name].append(time.perf_counter() - asked_at)
            here[name] += time.process_time() - at
            for server, seconds in servers().items():
                there[name, server] += seconds - began[server]
    for name in ways:
        primary, standby = (there[name, server] / number * 1e6 for server in ("primary", "standby"))
        ours, waited = here[name] / number * 1e6, median(waits[name]) * 1000
        print(f"from the {name}: primary {primary:.0f}, standby {standby:.0f}, here {ours:.0f} us; p50 {waited:.2f} ms")
    print(f"{reads(ways['standby']) - before:,} of {number:,} were read from the standby")


def reads(people: People) -> int:
    """How often the standby answered."""
    assert people.database.replicas  # noqa: S101
    return sum(one.reads for one in people.database.replicas.uses())


def servers() -> dict[str, float]:
    """Seconds that the processes of both servers have worked which answer us."""
    seconds = {"primary": 0.0, "standby": 0.0}
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            name = path.read_bytes().decode(errors="replace")
            fields = (path.parent / "stat").read_text().rpartition(")")[2].split()
            group = (path.parent / "cwd").readlink()
        except OSError:
            continue
        if name.startswith("postgres: leadscout bench") and group in FOLDERS:
            seconds[FOLDERS[group]] += (int(fields[11]) + int(fields[12])) / TICKS
    return seconds


FOLDERS: dict[Path, str] = {}
"""The data folders of the servers."""


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["2000"]))
