"""The memory engine: holds() over a list. It is the oracle of the others, and enough for tests."""

from collections import Counter
from collections.abc import Iterable, Mapping
from heapq import nsmallest
from itertools import chain

from leadscout.model.search import Count
from leadscout.plan import spelling
from leadscout.plan.engine import Claims
from leadscout.plan.facts import Facts
from leadscout.plan.holds import predicate
from leadscout.plan.leaves import Leaf


class Memory:
    """All facts in a dict."""

    claims = Claims(spelling=True, exact_facets=True)

    def __init__(self) -> None:
        """Start empty."""
        self._people: dict[int, Facts] = {}

    def put(self, order: int, facts: Facts, *, new: bool = False, version: int = 0) -> None:  # noqa: ARG002 - the last wins
        """Add somebody, or replace who has that order."""
        self._people[order] = facts

    def drop(self, order: int, *, version: int = 0) -> None:  # noqa: ARG002 - the last wins
        """Forget somebody."""
        self._people.pop(order, None)

    def commit(self) -> None:
        """Everything is visible at once."""

    def close(self) -> None:
        """Nothing is held."""

    def count(self, leaf: Leaf) -> Count:
        """How many people satisfy the leaf."""
        return Count(len(self._matching(leaf)))

    def page(self, leaf: Leaf, limit: int, *, below: int | None = None, offset: int = 0) -> list[int]:
        """Orders of people who satisfy the leaf, largest first."""
        orders = [order for order in self._matching(leaf) if below is None or order < below]
        return orders[offset : offset + limit]

    def facets(self, leaf: Leaf, paths: Iterable[str], most: int) -> Mapping[str, Mapping[str, int]]:
        """How many people have which own value, most first, ties by code."""
        own_values = [self._people[order].own for order in self._matching(leaf)]
        counts = {path: Counter(own[path] for own in own_values if path in own) for path in paths}
        return {path: dict(nsmallest(most, counted.items(), key=_most_first)) for path, counted in counts.items()}

    def nearest(self, word: str) -> str:
        """The folded word itself where somebody has it, else its correction, "" for none."""
        texts = (facts.person.words.get("text", ()) for facts in self._people.values())
        return spelling.nearest(word, Counter(word for words in texts for word in set(chain(*words))))

    def _matching(self, leaf: Leaf) -> list[int]:
        holds = predicate(leaf)
        return sorted((order for order, facts in self._people.items() if holds(facts.person, facts)), reverse=True)


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    value, number = counted
    return -number, value
