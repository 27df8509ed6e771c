"""The stored source: an index that stands still."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from leadscout.model import budget
from leadscout.model.query import Clause
from leadscout.model.search import Batch, Bookmark, Count, Hit
from leadscout.plan.engine import Claims, Engine
from leadscout.plan.lower import Plan
from leadscout.plan.source import UnknownMarkError

_ORDER = re.compile("[0-7][0-9a-f]{0,15}|[89a-f][0-9a-f]{0,14}")  # it has 63 bits


@dataclass(frozen=True, slots=True)
class Stored:
    """The people of an index as it was when `engine` was opened. A mark is the order of the last one, in hex."""

    engine: Engine

    @property
    def claims(self) -> Claims:
        """What the engine claims."""
        return self.engine.claims

    @property
    def reach(self) -> int:
        """Everybody."""
        return 0

    def settles(self, _: Clause) -> bool:
        """No: the facts of its people decide every clause."""
        return False

    def count(self, plan: Plan) -> Count:
        """How many people match."""
        budget.check()
        return self.engine.count(plan.leaf)

    def page(self, plan: Plan, bookmark: Bookmark, limit: int, *, offset: int = 0) -> Batch:
        """One page; who comes after it is looked for, too, so that the last page knows that it is the last."""
        if bookmark.mark and not _ORDER.fullmatch(bookmark.mark):
            raise UnknownMarkError(bookmark.mark)
        ahead = list(islice(self._walk(plan, bookmark, limit + 1, offset), limit + 1))
        hits = ahead[:limit]
        return Batch(hits, hits[-1].bookmark if hits else bookmark, at_end=len(ahead) <= limit, shown=len(hits))

    def finds(self, plan: Plan, order: int) -> bool:
        """Whether somebody is among the people who match."""
        return list(self.engine.page(plan.leaf, 1, below=order + 1)) == [order]

    def facets(self, plan: Plan, paths: Iterable[str], most: int) -> Mapping[str, Mapping[str, int]]:
        """How many of the people have which own value."""
        return self.engine.facets(plan.leaf, paths, most)

    def nearest(self, word: str) -> str:
        """What the engine takes a word for."""
        return self.engine.nearest(word)

    def _walk(self, plan: Plan, bookmark: Bookmark, limit: int, offset: int) -> Iterator[Hit]:
        for tier, leaf in enumerate(plan.tiers):
            if tier < bookmark.tier:
                continue
            below = int(bookmark.mark, 16) if bookmark.mark and tier == bookmark.tier else None
            orders = self.engine.page(leaf, limit, below=below, offset=offset)
            if offset and not orders:
                offset = max(0, offset - self.engine.count(leaf).value)
                continue
            offset = 0
            yield from (Hit(order, Bookmark(tier, f"{order:x}")) for order in orders)
