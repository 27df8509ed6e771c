"""How well titles keep level and field: what a title query finds among people whose level and function are given.

    python bench/titles.py [PEOPLE] [--show]      default: 20000

Two judges, and neither is the code under test. Invented people were drawn as, say, a vice president in Sales before a
title was written for them. Real titles (tests/lexicon) were labelled by hand, the unseen ones by somebody who had not
seen the tables. What a query of titles.csv asks for was labelled by hand, too. A row found is right where its level is
one of those asked, and its function, where both are told. Recall is over people of the asked level and function whom
the words of the query tell fully, which is a lower bound: a "Growth Director" is in Marketing, too.
"""

import csv
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

from leadscout import lexicon
from leadscout.intake.population import Population
from leadscout.model.lead import Lead, Position
from leadscout.model.query import Clause, Query
from leadscout.plan.facts import Reader
from leadscout.plan.holds import holds
from leadscout.plan.lower import lower

HERE = Path(__file__).parent
LABELLED = HERE.parent / "tests" / "lexicon"
TODAY = date(2026, 11, 20)
NUMBERS = {"100": "intern", "110": "entry", "120": "senior", "130": "strategic", "200": "entry_manager"}
NUMBERS |= {"210": "manager", "220": "director|head", "300": "vp", "310": "cxo", "320": "owner|founder|partner"}


class Judged(NamedTuple):
    """A title with the levels and functions that are right for it; none where nobody told."""

    title: str
    levels: frozenset[str]
    functions: frozenset[str]


class Drawn(Population):
    """Invented people, with the level and function that each title was written for."""

    titled: dict[str, set[tuple[str, str]]]

    def title(self, dice: Random, language: str, level: str, function: str) -> str:
        """A title, remembered with what it was drawn for; one like "CTO" is written whatever the function."""
        written = super().title(dice, language, level, function)
        fixed = written in self.titles[language, level]
        self.titled.setdefault(written, set()).add((level, "" if fixed else function))
        return written


def invented(people: int) -> Iterator[Judged]:
    """The current titles of invented people, each as often as it is held."""
    world = Drawn(7, lexicon.load())
    world.titled = {}
    for job in (job for lead in world.people(people) for job in lead.current):
        if job.title:
            drawn = world.titled[job.title]
            yield Judged(
                job.title, frozenset(level for level, _ in drawn), frozenset(code for _, code in drawn if code)
            )


def real() -> Iterator[Judged]:
    """Titles as people write them, labelled by hand."""
    for row in _rows(LABELLED / "titles.csv"):
        yield Judged(row["title"], _several(row["levels"]), _several(row["functions"]))
    for row in _rows(LABELLED / "unseen" / "titles.csv"):
        levels = "|".join(NUMBERS[number] for number in _several(row["seniority_ok"]))
        yield Judged(row["title"], _several(levels), _several(row["function_ok"]))


def measure(name: str, pool: Iterable[Judged], *, show: bool) -> None:
    """Print how many of the rows that are found are right, and how many of the right ones are found."""
    words = lexicon.load()
    read = Reader(words)
    people = [(one, read(Lead(positions=(Position(title=one.title),)))) for one in pool]
    seeds, others = [0, 0], [0, 0]
    wanted = met = 0
    for row in _rows(HERE / "titles.csv"):
        levels, functions = _several(row["levels"]), _several(row["functions"])
        leaf = lower(Query((Clause("title", (row["query"],)),)), words, TODAY).leaf
        sums = seeds if row["seed"] else others
        wrong = []
        for one, facts in people:
            right = _meets(one.levels, levels) and _meets(one.functions, functions)
            if matches := holds(leaf, facts):
                sums[0] += 1
                sums[1] += right
                wrong += [] if right else [one.title]
            if functions and one.levels <= levels and one.functions and one.functions <= functions:
                wanted += 1
                met += matches
        if show and wrong:
            print(f"  {row['query']}: {len(wrong)}, {sorted(set(wrong))[:12]}")
    for what, (rows, right) in (("titles in vendors' pages", seeds), ("other titles", others)):
        print(f"{f'{what}, {name}':44} {right / rows:8.3f} of {rows:,} rows carry level and function")
    print(f"{f'recall, {name}':44} {met / wanted:8.3f} of {wanted:,}")


def _meets(told: frozenset[str], asked: frozenset[str]) -> bool:
    return not told or not asked or not told.isdisjoint(asked)


def _several(cell: str) -> frozenset[str]:
    return frozenset(filter(None, cell.split("|")))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def main(people: int, *, show: bool) -> None:
    """Measure both pools."""
    measure("invented people", invented(people), show=show)
    measure("real titles", real(), show=show)


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:] if one.isdigit()]
    main(numbers[0] if numbers else 20_000, show="--show" in sys.argv)
