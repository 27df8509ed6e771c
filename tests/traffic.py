"""People are written and searched for, all the time, while nodes of the cluster die: what callers see is kept."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

import httpx
from clusters import STARTING, Node

from leadscout.assemble import Leadscout
from leadscout.engines.opensearch.cluster import ClusterError
from leadscout.errors import Refused
from leadscout.intake.population import Population
from leadscout.plan.leaves import All
from leadscout.service.people.intake import Arrived, RowSource

EVERYBODY = All(())
PAGE = 25
_PAUSE = 0.05


@dataclass
class Attempts:
    """How often something was tried, how long the longest took, and with what it failed."""

    number: int = 0
    longest: float = 0.0
    errors: list[Exception] = field(default_factory=list)

    def __call__(self, work: Callable[[], None]) -> bool:
        """Try once; says whether it went well. Only what a cluster that fails may answer is a failure."""
        began = time.monotonic()
        try:
            work()
        except (Refused, ClusterError) as error:
            self.errors.append(error)
            return False
        finally:
            self.number += 1
            self.longest = max(self.longest, time.monotonic() - began)
        return True


class Traffic:
    """People of one installation are taken in and indexed, batch after batch, while others search.

    A batch that fails is tried again, as the worker does. `acknowledged` are the orders of people who must be found.
    """

    def __init__(self, home: Leadscout, batch: int, most: int) -> None:
        """Write `most` people at most, `batch` at once."""
        self.batches, self.searches = Attempts(), Attempts()
        self.acknowledged: set[int] = set()
        self.short: list[tuple[int, int]] = []
        """Counts of answers that leave out some who were acknowledged before the question, with the number of those."""
        self._home, self._indexed = home, 0
        self._leads = Population(5, home.lexicon).people(most)
        self._batch = batch
        self._over = threading.Event()
        self._threads = ThreadPoolExecutor(2)
        self._write()  # the first one makes the index, and its copies
        self._running = [self._threads.submit(self._go_on, one) for one in (self._write, self._search)]

    def until(self, condition: Callable[[], object], sentence: str) -> None:
        """Wait. Raises what ended one of the threads; AssertionError with the sentence where nothing comes."""
        end = time.monotonic() + STARTING
        while not condition():
            for thread in self._running:
                if thread.done():
                    thread.result()
            assert time.monotonic() < end, f"within {STARTING} s: {sentence}"
            time.sleep(_PAUSE)

    def more(self, people: int) -> None:
        """Wait until so many more people are acknowledged."""
        wanted = len(self.acknowledged) + people
        self.until(lambda: len(self.acknowledged) >= wanted, f"{wanted} people acknowledged")

    def stop(self) -> None:
        """End both threads."""
        self._over.set()
        for thread in self._running:
            thread.result()
        self._threads.shutdown()

    def check(self) -> tuple[int, int]:
        """How many of those acknowledged are missing, and how many people come twice, in the worst of some looks.

        Each look is answered by other copies.
        """
        looks = [self._home.index.engine().page(EVERYBODY, 2 * len(self.acknowledged)) for _ in range(6)]
        missing = max(len(self.acknowledged - set(orders)) for orders in looks)
        return missing, max(len(orders) - len(set(orders)) for orders in looks)

    def _go_on(self, step: Callable[[], bool]) -> None:
        while not self._over.is_set() and step():
            time.sleep(_PAUSE)

    def _write(self) -> bool:
        arrived = [Arrived(at, lead) for at, lead in enumerate(islice(self._leads, self._batch))]
        self._home.intake.take(arrived, RowSource("failover", 20_000))
        while not self.batches(self._index):
            time.sleep(_PAUSE)
        return bool(arrived)

    def _index(self) -> None:
        last = self._home.people.last_change()
        self._home.indexer.catch_up()
        changes = self._home.people.changes(self._indexed, last)
        self.acknowledged |= {change.order for change in changes if change.lead and change.number <= last}
        self._indexed = last

    def _search(self) -> bool:
        self.searches(self._ask)
        return True

    def _ask(self) -> None:
        before, engine = len(self.acknowledged), self._home.index.engine()
        number = engine.count(EVERYBODY).value
        page = engine.page(EVERYBODY, PAGE)
        if number < before or len(page) < min(before, PAGE):
            self.short.append((number, before))


def manager(nodes: list[Node]) -> Node:
    """The node that the others have chosen. Asked of any that answers."""
    url = f"{nodes[0].url}/_cluster/state/cluster_manager_node,nodes"
    state = httpx.get(url, timeout=STARTING).json()
    name = state["nodes"][state["cluster_manager_node"]]["name"]
    return next(node for node in nodes if node.name == name)
