"""The people whom the source knows, found and ordered as it does; all of them lie in the data folder alone."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from leadscout.emulator import graph
from leadscout.lexicon import Lexicon
from leadscout.model.filters import FILTERS
from leadscout.model.lead import Lead
from leadscout.model.query import Query
from leadscout.model.search import Tally
from leadscout.plan.facts import Facts

_KEPT = 32
"""Answers that are kept, so that the pages of a search fit together; 800 kB for 100,000 people."""


@dataclass(frozen=True, kw_only=True)
class EmulatedData:
    """What lies behind the emulation: a data folder that is only read.

    `matching` gives the numbers of everybody who matches a query without filters on the graph; `sales_ids` the Sales
    Navigator ids of the first people changed after a number ("" for somebody without one, or forgotten) and the number
    of their last change; `find` the number of the person meant by an id or an address; `suggest` values of a filter.
    """

    matching: Callable[[Query], Iterable[int]]
    sales_ids: Callable[[int, int], tuple[int, Mapping[int, str]]]
    leads: Callable[[Sequence[int]], Mapping[int, Lead]]
    find: Callable[[str], int | None]
    suggest: Callable[[str, str, int], Sequence[Tally]]
    read: Callable[[Lead], Facts]
    lexicon: Lexicon
    today: Callable[[], date]


_AT_ONCE = 20_000


class Members:
    """Answers searches. Whoever has no Sales Navigator id is not known to the source: everybody there has one."""

    def __init__(self, stock: EmulatedData) -> None:
        """Know nobody yet."""
        self.stock = stock
        self._keys: dict[int, int] = {}
        self._change = 0
        self._answers: OrderedDict[Query, list[int]] = OrderedDict()
        self._lock = threading.Lock()

    def count(self) -> int:
        """How many people the source knows."""
        return len(self._roll())

    def page(self, query: Query, start: int, count: int) -> tuple[int, list[Lead]]:
        """How many people match, and those from `start` on.

        The first page looks anew; the later ones go on with what it saw. Forgotten people are gone at once.
        """
        with self._lock:
            seqs = self._answers.get(query) if start else None
        if seqs is None:
            seqs = self._search(query)
        with self._lock:
            self._answers[query] = seqs
            self._answers.move_to_end(query)
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        shown = seqs[start : start + count]
        leads = self.stock.leads(shown)
        return len(seqs), [leads[seq] for seq in shown if seq in leads]

    def find(self, written: str) -> Lead | None:
        """The person meant by an id or an address, if the source knows them."""
        seq = self.stock.find(written)
        if seq is None or seq not in self._roll():
            return None
        return self.stock.leads([seq]).get(seq)

    def _search(self, query: Query) -> list[int]:
        """Everybody who matches, in the source's own order, which is none that a client can rely on."""
        roll = self._roll()
        ties = [clause for clause in query.clauses if FILTERS[clause.filter].needs_graph]
        stored = replace(query, clauses=tuple(clause for clause in query.clauses if clause not in ties))
        seqs = [seq for seq in self.stock.matching(stored) if seq in roll]
        for clause in ties:
            seqs = [seq for seq in seqs if graph.holds(clause, roll[seq])]
        return sorted(seqs, key=roll.__getitem__)

    def _roll(self) -> Mapping[int, int]:
        """The key of everybody whom the source knows, as of now."""
        with self._lock:
            changed: dict[int, str] = {}
            while True:
                self._change, sales_ids = self.stock.sales_ids(self._change, _AT_ONCE)
                if not sales_ids:
                    break
                changed |= sales_ids
            if changed:
                kept = {seq: key for seq, key in self._keys.items() if seq not in changed}
                self._keys = kept | {seq: graph.key(id_) for seq, id_ in changed.items() if id_}
            return self._keys
