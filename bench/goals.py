"""make bench-full: the goals of the embedded engine, and what was measured, in one run.

    python bench/goals.py [PEOPLE ...] [--each 20] [--folder FOLDER] [--json FILE]

1,000,000 and 5,000,000 people unless told. All engines are asked the same (engines.py), and bitmaps a second time with
all of them decoded in memory. `--folder` keeps the indexes for another run: to make them takes most of the time.
Milliseconds are of the processor, but those of the cold start, which are of the clock: there the files are put out of
the system's memory first, where it lets us.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from engines import Asked, answered, embedded, lowered
from indexes import Written, made
from workload import questions

from leadscout.dialects.native.words import QueryBody, body
from leadscout.engines import backend
from leadscout.engines.bitmap import manifest
from leadscout.engines.bitmap.engine import Bitmaps
from leadscout.engines.bitmap.parts import OpenSegment, open_segments
from leadscout.engines.bitmap.postings import Postings
from leadscout.engines.bitmap.segment import Segment
from leadscout.lexicon import load

EMBEDDED, OTHER, RESIDENT = "bitmap", "tantivy", "in memory"
STARTS = 5
CHARTS = ("three charts", "what clicks find")


class Goal(NamedTuple):
    """A line of the table: what was measured for each number of people, and the bound as it is written."""

    name: str
    wanted: str
    measured: list[str]


class Decoded(Postings):
    """Postings whose bitmaps have all been decoded."""

    def __init__(self, postings: Postings) -> None:
        """Decode all."""
        self.__dict__.update(postings.__dict__)
        self._bitmaps = [super(Decoded, self)._read(at) for at in range(len(self._common))]

    def _read(self, at: int) -> object:
        return self._bitmaps[at]


class Run(NamedTuple):
    """What was measured with one number of people: writing, answers by engine, and ms to the first answer."""

    people: int
    written: dict[str, Written]
    asked: dict[str, Asked]
    cold: dict[str, float]

    def p50(self, kind: str, engine: str = EMBEDDED) -> float:
        """Half of the answers of a kind took no longer."""
        return statistics.median(self.asked[engine].times[kind])

    def ratios(self, suits: Callable[[str], bool], slower: str = OTHER) -> list[float]:
        """How often bitmaps answer while another engine does once, by kinds that suit."""
        return [self.p50(kind, slower) / self.p50(kind) for kind in self.asked[EMBEDDED].times if suits(kind)]

    def p99(self, suits: Callable[[str], bool]) -> float:
        """Of a hundred answers of the kinds that suit 99 took no longer."""
        times = [taken for kind, times in self.asked[EMBEDDED].times.items() if suits(kind) for taken in times]
        return statistics.quantiles(times, n=100)[-1]


def is_count(kind: str) -> bool:
    """Whether somebody is counted."""
    return kind.endswith("count")


def is_page(kind: str) -> bool:
    """Whether the first people are shown."""
    return kind.endswith("page of 25")


def is_keyword(kind: str) -> bool:
    """Whether a keyword is asked for."""
    return kind.startswith("keyword")


def is_exclusion(kind: str) -> bool:
    """Whether people are left out."""
    return kind.startswith(("negatives", "minus"))


def is_chart(kind: str) -> bool:
    """Whether the page's facets are counted."""
    return kind in CHARTS


def is_work(kind: str) -> bool:
    """Whether bitmaps are put together and nothing else is done."""
    return is_count(kind) or is_chart(kind)


AGAINST_OTHER: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("counts", ">= 8", lambda kind: is_count(kind) and not is_keyword(kind) and not is_exclusion(kind)),
    ("keyword and filters", ">= 4", is_keyword),
    ("exclusions", ">= 8", is_exclusion),
    ("facets", ">= 8", is_chart),
    ("deep offsets", ">= 8", lambda kind: kind.startswith("100 after")),
)
"""Against the other embedded engine, the kind for which it is least: name, bound, kinds."""

FIGURES: tuple[tuple[str, str, Callable[[Run], float]], ...] = (
    ("index size against tantivy's", "<= 1.2", lambda run: run.written[EMBEDDED].weight / run.written[OTHER].weight),
    ("build rate against tantivy's", ">= 0.9", lambda run: run.written[EMBEDDED].rate / run.written[OTHER].rate),
    ("count p99, ms", "<= 5 at 5M", lambda run: run.p99(is_count)),
    ("page of 25 p99, ms", "<= 6 at 5M", lambda run: run.p99(is_page)),
    ("three charts p99, ms", "<= 10 at 5M", lambda run: run.p99(lambda kind: kind == CHARTS[0])),
    ("cold start to the first count and page, ms", "<= 500 at 5M", lambda run: run.cold[EMBEDDED]),
    ("the same by tantivy, ms", "", lambda run: run.cold[OTHER]),
)
"""Name, bound, figure."""


def main() -> None:
    """Make indexes, ask, print both tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("people", type=int, nargs="*")
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--cold", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.cold:
        print(first_answer(chosen.cold, chosen.folder))
        return
    with tempfile.TemporaryDirectory(prefix="leadscout-bench-") as temporary:
        folder = chosen.folder or Path(temporary)
        runs = [run(folder / str(people), people, chosen.each) for people in chosen.people or (1_000_000, 5_000_000)]
    print("\n" + table([Goal("", "goal", [f"{one.people:,} people" for one in runs]), *goals(runs)]))
    print("\n" + table([Goal("ms, p50: bitmap / tantivy", "", [f"{one.people:,}" for one in runs]), *classes(runs)]))
    if chosen.json:
        chosen.json.write_text(json.dumps([*map(list, goals(runs)), *map(list, classes(runs))], indent=1) + "\n")


def run(folder: Path, people: int, each: int) -> Run:
    """Make the indexes of so many people, and ask them."""
    lexicon = load()
    folder.mkdir(parents=True, exist_ok=True)
    written = made(folder, people, lexicon)
    cold = {name: statistics.median(cold_start(name, folder) for _ in range(STARTS)) for name in written}
    resident = in_memory(folder / EMBEDDED)
    engines = answered([*embedded(folder, written), Asked(RESIDENT, lambda: resident)], people, each, lexicon)
    return Run(people, written, {one.name: one for one in engines}, cold)


def in_memory(folder: Path) -> Bitmaps:
    """The same engine with all its bitmaps decoded."""
    parts = []
    for part in open_segments(folder, manifest.read(folder)):
        segment = Segment(part.segment.path, part.written.size)
        segment.codes = Decoded(segment.codes)
        for texts in (segment.text, *(jobs.titles for jobs in segment.jobs.values())):
            texts.words, texts.positions = Decoded(texts.words), Decoded(texts.positions)
        for jobs in segment.jobs.values():
            jobs.codes = Decoded(jobs.codes)
        parts.append(OpenSegment(part.written, segment, part.gone))
    return Bitmaps(parts)


def cold_start(name: str, folder: Path) -> float:
    """Milliseconds of the first count and page in a new process."""
    command = [sys.executable, __file__, "--cold", name, "--folder", str(folder)]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)  # noqa: S603


def first_answer(name: str, folder: Path) -> float:
    """Open an engine of which nothing is in memory, count and show the first 25."""
    lexicon = load()
    _, sent = next(questions(1, 1))
    leaf = lowered(body(lexicon, QueryBody), sent, lexicon).leaf
    for path in (folder / name).iterdir():
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    kind = backend(name)
    start = time.perf_counter()
    engine = kind.open(folder / name)
    engine.count(leaf)
    engine.page(leaf, 25)
    return (time.perf_counter() - start) * 1000


def goals(runs: Sequence[Run]) -> list[Goal]:
    """What is wanted of the engine alone (docs/reference/performance.md)."""
    lines = [
        Goal(f"{name}, times as fast", wanted, [f"{min(one.ratios(suits)):.1f}" for one in runs])
        for name, wanted, suits in AGAINST_OTHER
    ]
    longest = [f"{1 / min(one.ratios(is_work, RESIDENT)):.1f}" for one in runs]
    lines.append(Goal("counts and facets against bitmaps in memory, times as long", "<= 2", longest))
    for name, wanted, figure in FIGURES:
        lines.append(Goal(name, wanted, [f"{figure(one):.3g}" for one in runs]))
    return lines


def classes(runs: Sequence[Run]) -> list[Goal]:
    """The answers of each kind, and how much longer the last run's bitmaps take than the first's."""
    return [
        Goal(
            kind,
            f"x {runs[-1].p50(kind) / runs[0].p50(kind):.1f}",
            [f"{one.p50(kind):.2f} / {one.p50(kind, OTHER):.2f}" for one in runs],
        )
        for kind in runs[0].asked[EMBEDDED].times
    ]


def table(rows: Sequence[Goal]) -> str:
    """A table of Markdown."""
    lines = [f"| {one.name} | {one.wanted} | {' | '.join(one.measured)} |" for one in rows]
    return "\n".join([lines[0], "|" + "---|" * (2 + len(rows[0].measured)), *lines[1:]])


if __name__ == "__main__":
    main()
