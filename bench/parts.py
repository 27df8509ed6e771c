"""Past the cap of a live source: who is missing, and how many pages are fetched.

    python bench/parts.py [SEARCHES [PEOPLE]]      default: 100 130000

Searches that find from 2,500 people, which is what Sales Navigator shows of one, up to 100,000: in ten steps of the
logarithm, the fewer of them the more they find (SIZES, of a hundred). Each is asked in parts. The source is the
emulation in this process, without its wire: addresses are written and read, totals above 1,000 are rounded, one page in
a hundred begins three people too late, one repeats three of the page before. Beyond 5,000 people the same come again
under other ids. `ideal` is a page for each 25 who match.
"""

import sys
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import compress
from math import ceil, log
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs, urlsplit

from leadscout.assemble import Leadscout, load
from leadscout.emulator import queries
from leadscout.emulator.mishaps import SHIFT, MishapSchedule, rates
from leadscout.emulator.server import MOST
from leadscout.emulator.totals import about
from leadscout.engines import backend
from leadscout.intake.population import Population
from leadscout.model.lead import Lead, order_of, seq_of
from leadscout.model.query import Clause, Query
from leadscout.model.search import LIVE, Route, Search
from leadscout.plan.engine import Engine
from leadscout.plan.facts import Facts
from leadscout.plan.leaves import Leaf
from leadscout.service.asking.question import plan_of_words
from leadscout.service.jobs import parts
from leadscout.service.people.suppressions import NOBODY
from leadscout.sources.base import Connection
from leadscout.sources.live import Live
from leadscout.sources.navigator.connector import Navigator
from leadscout.sources.navigator.session import Session

FAULTS = "skipped=0.01 repeated=0.01"
EXACT = 1_000
DIFFERENT = 5_000
SMALLEST, LARGEST = 2_500, 100_000
SIZES = (16, 15, 13, 12, 11, 10, 8, 7, 5, 3)
TRIES = 5_000
KEPT = 32
ENOUGH = 0.995

VALUES = {
    "location": ("103644278", "101282230", "101165590", "105015875", "102890719", "105072130", "91000000", "91000002"),
    "headcount": tuple("BCDEFGHI"),
    "seniority": ("entry", "senior", "strategic", "entry_manager", "manager", "vp", "cxo"),
    "function": ("25", "15", "8", "13", "12", "18", "10", "4", "19"),
    "years_of_experience": ("2", "3", "4", "5"),
    "title": ("manager", "director", "engineer", "sales", "head", "analyst"),
}


class Unmetered:
    """Lets every request through."""

    @contextmanager
    def request(self, _: int = 0) -> Iterator[None]:
        """Send one."""
        yield

    def used(self, *_: int) -> None:
        """Nothing is counted."""


@dataclass
class Crowd:
    """The people of the source, in its order: each is one of `leads`, who come again and again."""

    home: Leadscout
    leads: Sequence[Lead]
    facts: Sequence[Facts]
    engine: Engine
    whose: Sequence[int]
    kept: OrderedDict[str, list[int]] = field(default_factory=OrderedDict)

    def leaf(self, query: Query) -> Leaf:
        """What a query means, by its words alone."""
        return plan_of_words(query, self.home.lexicon, self.home.asking.door.today()).leaf

    def count(self, query: Query) -> int:
        """About how many match."""
        return self.engine.count(self.leaf(query)).value * len(self.whose) // len(self.leads)

    def who(self, query: Query) -> list[int]:
        """The places in the source's order of everybody who matches."""
        match = bytearray(len(self.leads))
        for order in self.engine.page(self.leaf(query), len(self.leads)):
            match[seq_of(order) - 1] = 1
        return list(compress(range(len(self.whose)), map(match.__getitem__, self.whose)))

    def asked(self, text: str) -> list[int]:
        """The same, as an address asks for it; the last ones are kept, as a search has many pages."""
        if text not in self.kept:
            self.kept[text] = self.who(queries.read(text, self.home.lexicon))
            if len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        return self.kept[text]

    def read(self, lead: Lead) -> Facts:
        """What can be searched of somebody whom the source shows."""
        return self.facts[self.whose[number(lead)]]


@dataclass(frozen=True, slots=True)
class Wireless(Session):
    """A session with the emulation that sends nothing: what is asked is answered here."""

    crowd: Crowd
    schedule: MishapSchedule
    requests: Counter[str]

    def find(self, path: str, most: int = 0) -> dict[str, Any] | None:
        """One page of a lead search, as the emulation makes it (emulator/server.py)."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        start, people = int(asked["start"]), self.crowd.asked(asked["query"])
        mishap = self.schedule.of("search", start // most + 1, "")
        first = max(0, start + SHIFT.get(mishap.name if mishap else "", 0))
        shown = people[first : first + min(most, MOST - start)]
        self.requests["pages" if most > 1 else "counts"] += 1
        elements = [{"entityUrn": f"urn:li:fs_salesProfile:(ACwAA{at:09},N,x)", "fullName": "Ada"} for at in shown]
        return {"elements": elements, "paging": {"total": about(len(people), EXACT)}}


def number(lead: Lead) -> int:
    """The place in the source's order of somebody whom it shows."""
    return int(lead.sales_id[5:])


@dataclass
class Shown:
    """Keeps whom a source shows, by number."""

    def keep(self, leads: list[Lead], _: str) -> list[tuple[int, Lead] | None]:
        """The people with an order each."""
        return [(order_of(lead, number(lead) + 1), lead) for lead in leads]


@dataclass(frozen=True, slots=True)
class Figures:
    """How one search went: `counted` people in all parts, `twice` shown again by the source and told once."""

    truth: int
    recall: float
    twice: int
    requests: Counter[str]
    reckoning: parts.Reckoning

    @property
    def ideal(self) -> int:
        """A page for each 25 people."""
        return ceil(self.truth / 25)

    def __str__(self) -> str:
        """A line of the table."""
        pages, counts, sum_ = self.requests["pages"], self.requests["counts"], self.reckoning
        return (
            f"{self.truth:8,} people  recall {self.recall:.4%}  pages {pages:6,}, {pages / self.ideal:.3f} of ideal"
            f"  counts {counts:4,}  parts {sum_.parts:4,}  total {sum_.total:7,}  sum {sum_.counted:7,}"
            f"  cut {sum_.cut}  again {self.twice}"
        )


def main(searches: int, people: int) -> None:
    """Print a line for each search, and those for all."""
    began = time.process_time()
    with TemporaryDirectory(prefix="leadscout-bench-") as folder:
        crowd = crowd_of(Leadscout(load(data=Path(folder) / "data")), people, Path(folder) / "index")
        crowd.home.indexer.catch_up()
        print(f"{people:,} people, {time.process_time() - began:.0f} s to invent and read {len(crowd.leads):,} of them")
        figures, schedule = [], MishapSchedule(rates(FAULTS))
        for query in drawn(crowd, searches):
            figures.append(run(crowd, query, schedule))
            print(figures[-1], flush=True)
    summed(figures)
    print(f"{time.process_time() - began:.0f} s of processor time")


def crowd_of(home: Leadscout, people: int, folder: Path) -> Crowd:
    """Invent the people of the source, and index each different one."""
    leads = list(Population(7, home.lexicon).people(min(people, DIFFERENT)))
    facts = [home.facts(lead) for lead in leads]
    engine = backend("tantivy")
    with closing(engine.write(folder)) as writer:
        for seq, (lead, read) in enumerate(zip(leads, facts, strict=True), start=1):
            writer.put(order_of(lead, seq), read, new=True)
        writer.commit()
    whose = [at % len(leads) for at in range(people)]
    Random(1).shuffle(whose)
    return Crowd(home, leads, facts, engine.open(folder), whose)


def drawn(crowd: Crowd, searches: int) -> list[Query]:
    """Queries of each size, smallest first."""
    dice = Random(12)
    counts: dict[Query, int] = {}
    room = [ceil(searches * share / sum(SIZES)) for share in SIZES]
    for _ in range(TRIES):
        query = Query(tuple(Clause(name, some(dice, VALUES[name])) for name in some(dice, tuple(VALUES), 3)))
        count = crowd.count(query)
        size = int(len(SIZES) * log(count / SMALLEST) / log(LARGEST / SMALLEST)) if SMALLEST < count < LARGEST else 0
        if SMALLEST < count < LARGEST and room[size] and query not in counts:
            counts[query] = count
            room[size] -= 1
        if len(counts) >= searches:
            break
    return sorted(counts, key=counts.__getitem__)


def some(dice: Random, values: Sequence[str], most: int = 0) -> tuple[str, ...]:
    """Some of the values."""
    return tuple(dice.sample(values, dice.randint(1, most or len(values))))


def run(crowd: Crowd, query: Query, schedule: MishapSchedule) -> Figures:
    """Ask one search in parts to its end, as a worker does, which tells nobody whom it has told before."""
    requests: Counter[str] = Counter()
    session = Wireless(Connection("bench", "", "li_at=x", Unmetered()), crowd, schedule, requests)
    live = Live(Navigator(session, crowd.home.lexicon), Shown(), crowd.read, again=True)
    door = replace(crowd.home.asking.door, source=lambda *_: live, hidden=lambda _: NOBODY)
    asking = replace(crowd.home.asking, door=door)
    search = Search(
        id="1",
        account="a",
        dialect="native",
        query=query,
        today=asking.door.today(),
        limit=10**6,
        created_at="",
        body={},
        route=Route(LIVE, exhaustive=True),
    )
    told: set[int] = set()
    twice, at_end = 0, False
    while not at_end:
        batch, after = parts.step(asking, search, 25)
        search, at_end = replace(search, parts=after), batch.at_end
        seqs = {seq_of(hit.order) - 1 for hit in batch.hits}
        twice += len(seqs & told)
        told |= seqs
    truth = set(crowd.who(query))
    reckoning = parts.reckon(search)
    if reckoning is None or not told <= truth:
        raise RuntimeError("somebody was told who does not match")
    return Figures(len(truth), len(told) / len(truth), twice, requests, reckoning)


def summed(figures: Sequence[Figures]) -> None:
    """Print what holds of all searches."""
    recalls = sorted(one.recall for one in figures)
    pages, counts = (sum(one.requests[name] for one in figures) for name in ("pages", "counts"))
    ideal = sum(one.ideal for one in figures)
    apart = max(abs(one.reckoning.counted - one.reckoning.total) / one.reckoning.total for one in figures)
    print(f"{len(figures)} searches of {figures[0].truth:,} to {figures[-1].truth:,} people")
    print(
        f"recall {recalls[0]:.4%} or more, median {median(recalls):.4%}, {sum(one < ENOUGH for one in recalls)} too low"
    )
    print(f"{pages:,} pages, {pages / ideal:.3f} of the ideal; with {counts:,} counts {(pages + counts) / ideal:.3f}")
    print(
        f"sum of parts at most {apart:.2%} from the total; {sum(one.reckoning.cut for one in figures):,} people cut off"
    )


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    main(*numbers, *(100, 130_000)[len(numbers) :])
