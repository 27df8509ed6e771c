"""How fast words are read: titles, places and headlines of an import, and what it costs to load the lexicon.

    python bench/words.py [PEOPLE]      default: 20000

Processor time of one process, so that what else the machine does counts little.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable

from leadscout import lexicon
from leadscout.intake.population import Population
from leadscout.lexicon.headlines import headlines

LOADED = """
import time
from leadscout import lexicon
def memory():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))
before, start = memory(), time.process_time()
words = lexicon.load()
print(1000 * (time.process_time() - start), end=" ")
start = time.process_time()
words.titles.read("Leiterin Einkauf"), words.places.read("Berlin"), words.titles.equivalents("Head of Sales")
print(1000 * (time.process_time() - start), memory() / 1024, (memory() - before) / 1024)
"""


def main(people: int) -> None:
    """Print a line for each."""
    done = subprocess.run([sys.executable, "-c", LOADED], check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    load, first, resident, more = map(float, done.stdout.split())
    print(f"{'load the lexicon':32} {load:10.0f} ms, its first answers {first:.0f} ms")
    print(f"{'memory with it':32} {resident:10.0f} MB, {more:.0f} MB of it for the lexicon")
    leads = list(Population(7, lexicon.load()).people(people))
    titles = [job.title for lead in leads for job in lead.positions]
    places = [job.company.location.written for lead in leads for job in lead.positions]
    places += [lead.location.written for lead in leads]
    for name, texts, reader in (
        ("a title", titles, lambda: lexicon.load().titles.read),
        ("a place", places, lambda: lexicon.load().places.read),
    ):
        distinct = list(dict.fromkeys(texts))
        # a reader remembers what it read: each figure has one of its own
        once, all_ = cost(distinct, reader()), cost(texts, reader())
        print(f"{name:32} {all_:10.1f} us of {len(texts):,}, {once:.1f} us when never seen ({len(distinct):,})")
    print(f"{'a headline':32} {cost([lead.headline for lead in leads], headlines.read):10.1f} us")


def cost(texts: Iterable[str], read: Callable[[str], object]) -> float:
    """Microseconds of processor time a text."""
    number, start = 0, time.process_time()
    for number, text in enumerate(texts, 1):  # noqa: B007 - how many there were
        read(text)
    return 1e6 * (time.process_time() - start) / number


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 20_000)
