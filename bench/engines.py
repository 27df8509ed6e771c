"""Every engine on the same people and questions, in one run: what writing costs, and how long answers take.

python bench/engines.py [PEOPLE [EACH [FOLDER]]]      default: 100000 20; the indexes are kept in FOLDER

How the indexes are made is told in indexes.py. Each question is asked of every engine in turn, and all must give the
same answer. "first" is a question of an engine that was opened a moment ago and has nothing in memory; p50 and p95 are
those of one that was asked other questions before.
All times are of the processor, so that other programs on the machine do not change them.
"""

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from indexes import Written, id_of, made
from workload import FUNCTIONS, questions

from leadscout.dialects.native.words import QueryBody, body
from leadscout.engines import backend
from leadscout.lexicon import Lexicon, load
from leadscout.model.filters import Scope
from leadscout.plan.engine import Engine
from leadscout.plan.leaves import All, In, Leaf, Not, Terms
from leadscout.plan.lower import Plan, lower

TODAY = date(2026, 11, 20)
CHARTS = ("seniority", "industry", "place")
CLICKED = ("seniority", "function", "industry")
Answer = Callable[[Engine], object]


@dataclass
class Asked:
    """An engine that is asked: how to open it, and the ms of its answers, by question."""

    name: str
    open: Callable[[], Engine]
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    first: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    kept: Engine | None = None

    def engine(self, *, new: bool) -> Engine:
        """A new look at the index, or the one that is asked one question after the other."""
        if new:
            return self.open()
        self.kept = self.kept or self.open()
        return self.kept


def main(number: int, each: int, folder: Path) -> None:
    """Write, change, ask; print a line for each class of questions."""
    lexicon = load()
    written = made(folder, number, lexicon)
    print(f"\n{number:,} people")
    for name, one in written.items():
        commits = f"later commits p50 {one.commit:,.0f} ms"
        print(f"{name:10} {one.rate:8,.0f} people/s   {one.weight:6,.0f} bytes a person   {commits}")
    report(answered(embedded(folder, written), number, each, lexicon))


def embedded(folder: Path, written: Mapping[str, Written]) -> list[Asked]:
    """The engines of a folder."""
    return [Asked(name, lambda name=name: backend(name).open(folder / name)) for name in written]


def answered(engines: list[Asked], number: int, each: int, lexicon: Lexicon) -> list[Asked]:
    """Ask all of them all questions: of each kind first so many for which each is opened, then as many others."""
    for seed in (5, 6):
        for kind, answer in asked(seed, each, lexicon, number):
            ask(engines, kind, answer, first=seed == 5)  # noqa: PLR2004 - the first of both
    return engines


def asked(seed: int, each: int, lexicon: Lexicon, people: int) -> Iterator[tuple[str, Answer]]:
    """All questions, with the class of each."""
    model, dice = body(lexicon, QueryBody), Random(seed)
    for kind, sent in questions(seed, each):
        plan = lowered(model, sent, lexicon)
        yield f"{kind}: count", lambda engine, plan=plan: engine.count(plan.leaf).value
        yield f"{kind}: page of 25", lambda engine, plan=plan: page(engine, plan)
        if kind.startswith("wide"):
            yield "100 after 2,400", lambda engine, plan=plan: engine.page(plan.leaf, 100, offset=2400)
            yield "the first 2,500", lambda engine, plan=plan: engine.page(plan.leaf, 2500)
        if kind.startswith(("titles", "wide", "keyword")):
            yield "three charts", lambda engine, plan=plan: engine.facets(plan.leaf, CHARTS, 100)
            yield "what clicks find", lambda engine, plan=plan: clicks(engine, plan.leaf)
        if kind.startswith("titles"):
            wide = {"function": dice.sample(FUNCTIONS, 2), "location": sent["location"]}
            leaf = lowered(model, wide, lexicon).leaf
            ids = map(id_of, dice.sample(range(1, people + 1), min(10_000, people // 2)))
            left = Not(Terms("id", frozenset(ids)))
            yield "minus 10,000 ids: count", lambda engine, leaf=leaf, left=left: engine.count(All((leaf, left))).value


def lowered(model: type[QueryBody], sent: dict[str, Any], lexicon: Lexicon) -> Plan:
    """The plan of a native request."""
    return lower(model.model_validate(sent).query(), lexicon, TODAY)


def page(engine: Engine, plan: Plan) -> list[int]:
    """The first 25, tier by tier, as a stored source looks for them."""
    orders: list[int] = []
    for tier in plan.tiers:
        orders += engine.page(tier, 26 - len(orders))
        if len(orders) > 25:  # noqa: PLR2004 - whether there are more is asked, too
            break
    return orders[:25]


def clicks(engine: Engine, leaf: Leaf) -> dict[str, dict[str, int]]:
    """What the page shows beside values: how many people a click finds."""
    likely = engine.facets(leaf, CLICKED, 25)
    return {
        path: {
            value: engine.count(All((leaf, In(Scope.CURRENT, Terms(path, frozenset((value,))))))).value
            for value in likely[path]
        }
        for path in CLICKED
    }


def ask(engines: list[Asked], kind: str, answer: Answer, *, first: bool) -> None:
    """Ask every engine; all must say the same."""
    answers = []
    for one in engines:
        engine = one.engine(new=first)
        start = time.thread_time()
        answers.append(answer(engine))
        (one.first if first else one.times)[kind].append((time.thread_time() - start) * 1000)
    assert all(other == answers[0] for other in answers), kind  # noqa: S101 - or the figures say nothing


def report(engines: list[Asked]) -> None:
    """Print a line for each class: milliseconds, and how often the first engine answers while the second one does."""
    names = [one.name for one in engines]
    print(f"\n{'':44}" + "".join(f"{name + ': first, p50, p95':>34}" for name in names) + f"{'ratio':>9}")
    ratios = []
    for kind in engines[0].times:
        rows = [
            (median(one.first[kind]), median(one.times[kind]), quantiles(one.times[kind], n=20)[-1]) for one in engines
        ]
        ratios.append(rows[-1][1] / rows[0][1])
        cells = "".join(f"{first:12.2f} {p50:10.2f} {p95:10.2f}" for first, p50, p95 in rows)
        print(f"{kind:44}{cells}{ratios[-1]:8.1f}x")
    print(f"{'median of the ratios':44}{'':{34 * len(names)}}{median(ratios):8.1f}x   smallest {min(ratios):.1f}x")


if __name__ == "__main__":
    people, each, *kept = sys.argv[1:] + ["100000", "20"][len(sys.argv) - 1 :]
    with tempfile.TemporaryDirectory(prefix="leadscout-bench-") as temporary:
        main(int(people), int(each), Path(*kept or [temporary]))
