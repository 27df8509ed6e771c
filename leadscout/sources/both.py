"""Two sources one after the other: the people database, then whom only a live source finds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from leadscout.model.lead import seq_of
from leadscout.model.query import Clause
from leadscout.model.search import Batch, Bookmark, Count
from leadscout.plan.engine import Claims
from leadscout.plan.lower import Plan
from leadscout.plan.source import Source, UnknownMarkError
from leadscout.sources.stored import Stored

_STORED, _LIVE = "s", "v"


@dataclass(frozen=True)
class Both:
    """First whom `stored` finds, then whom `live` finds besides. A mark is the half's letter and the half's own mark.

    Of the live half it says before that who the newest person was when it began: whoever came later is new to the
    question, though the index may know them by now.
    """

    stored: Stored
    live: Source
    newest: Callable[[], int]

    @property
    def claims(self) -> Claims:
        """What the stored half claims."""
        return self.stored.claims

    @property
    def reach(self) -> int:
        """What the live half can reach."""
        return self.live.reach

    def settles(self, clause: Clause) -> bool:
        """What the live half's word decides there; in the stored half facts decide all, and a graph finds nobody."""
        return self.live.settles(clause)

    def count(self, plan: Plan) -> Count:
        """At least as many as either half finds; how many both find, nobody knows before."""
        counts = (self._stored_count(plan), self.live.count(plan).value)
        return Count(max(counts), exact=False)

    def page(self, plan: Plan, bookmark: Bookmark, limit: int, *, offset: int = 0) -> Batch:  # noqa: ARG002 - the port's
        """One page of either half."""
        half, mark = bookmark.mark[:1] or _STORED, bookmark.mark[1:]
        if half == _STORED:
            return self._stored_page(plan, Bookmark(bookmark.tier, mark), limit)
        newest, _, mark = mark.partition("o")
        if half != _LIVE or not newest.isdigit():
            raise UnknownMarkError(bookmark.mark)
        batch = self.live.page(plan, Bookmark(0, mark), limit)
        hits = [hit for hit in batch.hits if seq_of(hit.order) > int(newest) or not self._in_stored(plan, hit.order)]
        return _marked(replace(batch, hits=hits), f"{_LIVE}{newest}o")

    def facets(self, plan: Plan, paths: Iterable[str], most: int) -> Mapping[str, Mapping[str, int]]:
        """How the people of the database spread."""
        return self.stored.facets(plan, paths, most)

    def nearest(self, word: str) -> str:
        """What the stored half takes a word for."""
        return self.stored.nearest(word)

    def _stored_page(self, plan: Plan, bookmark: Bookmark, limit: int) -> Batch:
        live = Bookmark(0, f"{_LIVE}{self.newest()}o")
        if _of_graph(plan):
            return Batch([], live, at_end=False)
        batch = _marked(self.stored.page(plan, bookmark, limit), _STORED)
        return Batch(batch.hits, live, at_end=False) if batch.at_end else batch

    def _stored_count(self, plan: Plan) -> int:
        return 0 if _of_graph(plan) else self.stored.count(plan).value

    def _in_stored(self, plan: Plan, order: int) -> bool:
        return not _of_graph(plan) and self.stored.finds(plan, order)


def _marked(batch: Batch, half: str) -> Batch:
    hits = [replace(hit, bookmark=replace(hit.bookmark, mark=half + hit.bookmark.mark)) for hit in batch.hits]
    return replace(batch, hits=hits, bookmark=replace(batch.bookmark, mark=half + batch.bookmark.mark))


def _of_graph(plan: Plan) -> bool:
    return any(clause.row.needs_graph for clause in plan.query.clauses)
