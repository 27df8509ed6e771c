"""What a question is asked of: the port between those who ask and the rooms `sources` and `engines`."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from leadscout.model.query import Clause
from leadscout.model.search import Batch, Bookmark, Count
from leadscout.plan.engine import Claims
from leadscout.plan.lower import Plan


class UnknownMarkError(ValueError):
    """A bookmark that this source did not give."""


class Source(Protocol):
    """What answers plans. Nothing is supported that it does not claim.

    It sees the whole plan: a source that cannot compile leaves asks with `plan.query`.
    """

    @property
    def claims(self) -> Claims:
        """What it can tell beyond the answers of a plan."""

    @property
    def reach(self) -> int:
        """How many people of one question can be reached; 0: all."""

    def settles(self, clause: Clause) -> bool:
        """Whether its word decides a clause, and not the facts of the people whom it finds.

        A filter that needs a social graph is refused unless it is settled: nobody's facts know a graph.
        """

    def count(self, plan: Plan) -> Count:
        """How many people match."""

    def page(self, plan: Plan, bookmark: Bookmark, limit: int, *, offset: int = 0) -> Batch:
        """At most `limit` people after a bookmark and `offset` further ones, tier by tier, each in order.

        A live source, whose order is its own, is never asked with an offset. Raises UnknownMarkError for a bookmark
        it did not give.
        """

    def facets(self, plan: Plan, paths: Iterable[str], most: int) -> Mapping[str, Mapping[str, int]]:
        """How many of them have which own value: of each path the `most` values of most people, ties by code."""

    def nearest(self, word: str) -> str:
        """The folded word itself where somebody has it, else its correction, "" for none."""
