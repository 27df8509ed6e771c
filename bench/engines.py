"""Every engine on the same people and questions, in one run: what writing costs, and how long answers take.

PYTHONPATH=. python bench/engines.py [PEOPLE [EACH]]      default: 100000 20

Beyond 20,000 people the same come again under other ids: to invent and to read them takes longer than all that is
measured. The index is one that lives: after all people were written, one in fifty, 5,000 at most, changed or went, in
twenty commits. Each question is asked of every engine in turn, and all must give the same answer. "first" is a question
of an engine that was opened a moment ago and has nothing in memory; p50 and p95 are those of one that was asked other
questions before.
All times are of the processor, so that other programs on the machine do not change them.
"""

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from workload import FUNCTIONS, questions

from leadscout.dialects.native.words import QueryBody, body
from leadscout.engines import ENGINES, backend
from leadscout.intake.population import Population
from leadscout.lexicon import Lexicon, load
from leadscout.model.filters import Scope
from leadscout.model.lead import order_of
from leadscout.plan.engine import Engine, Writer
from leadscout.plan.facts import Facts, Reader
from leadscout.plan.leaves import All, In, Leaf, Not, Terms
from leadscout.plan.lower import Plan, lower

TODAY = date(2026, 11, 20)
DIFFERENT = 20_000
AT_ONCE = 2_000
COMMIT_EVERY = 200_000
CHARTS = ("seniority", "industry", "place")
CLICKED = ("seniority", "function", "industry")
Answer = Callable[[Engine], object]


@dataclass
class Measured:
    """One engine: its folder, and the seconds that it took, by question."""

    name: str
    folder: Path
    writing: float = 0
    changing: list[float] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    first: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def open(self) -> Engine:
        """A new look at the index."""
        return backend(self.name).open(self.folder)


def main(number: int, each: int) -> None:
    """Write, change, ask; print a line for each class of questions."""
    lexicon = load()
    with tempfile.TemporaryDirectory(prefix="leadscout-bench-") as folder:
        engines = [Measured(name, Path(folder) / name) for name in ENGINES]
        ids = written(engines, number, lexicon)
        print(f"\n{number:,} people")
        for one in engines:
            size = sum(path.stat().st_size for path in one.folder.iterdir()) / number
            commits = f"{len(one.changing)} later commits p50 {median(one.changing) * 1000:,.0f} ms"
            print(f"{one.name:10} {number / one.writing:8,.0f} people/s   {size:6,.0f} bytes a person   {commits}")
        for seed in (5, 6):
            for kind, answer in asked(seed, each, lexicon, ids):
                ask(engines, kind, answer, first=seed == 5)  # noqa: PLR2004 - the first of both
        report(engines)


def written(engines: list[Measured], number: int, lexicon: Lexicon) -> list[str]:
    """Write everybody, then change some; gives the ids of all."""
    reader = Reader(lexicon)
    people = [(lead, reader(lead)) for lead in Population(7, lexicon).people(min(number, DIFFERENT))]
    writers = {one.name: backend(one.name).write(one.folder) for one in engines}
    ids, some = list[str](), list[tuple[int, Facts]]()
    for start in range(0, number, AT_ONCE):
        facts = []
        for seq in range(start + 1, min(start + AT_ONCE, number) + 1):
            lead, one = people[seq % len(people)]
            facts.append((order_of(lead, seq), known_as(one, f"p{seq}")))
        ids += [one.person.terms["id"][0] for _, one in facts]
        some += facts[:: number // min(number, 5_000)]
        for one in engines:
            one.writing += took(lambda: put(writers[one.name], facts, commit=(start + AT_ONCE) % COMMIT_EVERY == 0))  # noqa: B023
    for one in engines:
        one.writing += took(lambda: (writers[one.name].commit(), writers[one.name].close()))  # noqa: B023
    change(engines, some[: number // 50], Random(1))
    return ids


def known_as(facts: Facts, id_: str) -> Facts:
    """The same under another id."""
    return replace(facts, person=replace(facts.person, terms={**facts.person.terms, "id": (id_,)}))


def put(writer: Writer, facts: list[tuple[int, Facts]], *, commit: bool) -> None:
    """Write new people."""
    for order, one in facts:
        writer.put(order, one, new=True)
    if commit:
        writer.commit()


def change(engines: list[Measured], some: list[tuple[int, Facts]], dice: Random) -> None:
    """Let people change and go, in twenty commits."""
    facts = [one for _, one in some]
    for part in range(20):
        orders = [order for order, _ in some[part::20]]
        new = dict(zip(orders, dice.sample(facts, len(orders)), strict=True))
        for one in engines:
            one.changing.append(took(lambda: changed(one, new)))  # noqa: B023


def changed(engine: Measured, new: dict[int, Facts]) -> None:
    """Open a writer as the indexer does, change people, of whom each tenth goes."""
    writer = backend(engine.name).write(engine.folder)
    for order, facts in new.items():
        if order % 10 == 0:
            writer.drop(order)
        else:
            writer.put(order, facts)
    writer.commit()
    writer.close()


def asked(seed: int, each: int, lexicon: Lexicon, ids: list[str]) -> Iterator[tuple[str, Answer]]:
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
            left = Not(Terms("id", frozenset(dice.sample(ids, min(10_000, len(ids) // 2)))))
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


def ask(engines: list[Measured], kind: str, answer: Answer, *, first: bool) -> None:
    """Ask every engine; all must say the same."""
    answers = []
    for one in engines:
        engine = one.open() if first else kept(one)
        start = time.thread_time()
        answers.append(answer(engine))
        (one.first if first else one.times)[kind].append((time.thread_time() - start) * 1000)
    assert all(other == answers[0] for other in answers), kind  # noqa: S101 - or the figures say nothing


_KEPT: dict[str, Engine] = {}


def kept(one: Measured) -> Engine:
    """The engine that is asked one question after the other."""
    if one.name not in _KEPT:
        _KEPT[one.name] = one.open()
    return _KEPT[one.name]


def report(engines: list[Measured]) -> None:
    """Print a line for each class: milliseconds, and how often the second engine answers while the first one does."""
    names = [one.name for one in engines]
    print(f"\n{'':44}" + "".join(f"{name + ': first, p50, p95':>34}" for name in names) + f"{'ratio':>9}")
    ratios = []
    for kind in engines[0].times:
        rows = [
            (median(one.first[kind]), median(one.times[kind]), quantiles(one.times[kind], n=20)[-1]) for one in engines
        ]
        ratios.append(rows[0][1] / rows[-1][1])
        cells = "".join(f"{first:12.2f} {p50:10.2f} {p95:10.2f}" for first, p50, p95 in rows)
        print(f"{kind:44}{cells}{ratios[-1]:8.1f}x")
    print(f"{'median of the ratios':44}{'':{34 * len(names)}}{median(ratios):8.1f}x   smallest {min(ratios):.1f}x")


def took(work: Callable[[], object]) -> float:
    """Processor seconds of some work, in all threads."""
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main(*map(int, (sys.argv[1:] + ["100000", "20"][len(sys.argv) - 1 :])[:2]))
