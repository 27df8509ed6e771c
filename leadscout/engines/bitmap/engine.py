"""The engine: questions to all segments of a commit, and their answers put together."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pyroaring import BitMap

from leadscout.engines.bitmap import manifest, nodes, query, terms
from leadscout.engines.bitmap.columns import ValueCounts
from leadscout.engines.bitmap.nodes import Node
from leadscout.engines.bitmap.parts import OpenSegment, open_segments
from leadscout.engines.bitmap.roaring import numbers_of
from leadscout.engines.vocabulary import TermDictionary
from leadscout.model.search import Count
from leadscout.plan.engine import Claims
from leadscout.plan.leaves import All, Leaf, Words


class Bitmaps:
    """Answers leaves from the segments of one commit."""

    claims = Claims(spelling=True, exact_facets=True)

    def __init__(self, parts: Sequence[OpenSegment]) -> None:
        """Answer from some segments."""
        self._parts = sorted(parts, key=lambda part: -part.people)
        self._facets: dict[str, ValueCounts] = {}
        self._dictionary = TermDictionary(self._has, self._beginning, self._people_with)

    def count(self, leaf: Leaf) -> Count:
        """How many people satisfy the leaf."""
        node = _node(leaf)
        return Count(sum(query.number(part.segment, node, part.gone) for part in self._parts))

    def page(self, leaf: Leaf, limit: int, *, below: int | None = None, offset: int = 0) -> list[int]:
        """Orders of people who satisfy the leaf, largest first."""
        node, most, orders = _node(leaf), offset + limit, list[int]()
        for part in self._parts:
            start = part.segment.below(below) if below is not None else 0
            orders += part.segment.orders[query.first(part.segment, node, start, most, part.gone)].tolist()
        if len(self._parts) > 1:
            orders.sort(reverse=True)
        return orders[offset:most]

    def facets(self, leaf: Leaf, paths: Iterable[str], most: int) -> Mapping[str, Mapping[str, int]]:
        """How many people have which own value, most first, ties by code."""
        node = nodes.node(leaf)
        matching = [numbers_of(_matching(part, node)) for part in self._parts]
        return {path: self._facet(path).largest(matching, most) if self._parts else {} for path in paths}

    def nearest(self, word: str) -> str:
        """The folded word itself where somebody has it, else its correction, "" for none."""
        return self._dictionary.nearest(word)

    def _facet(self, path: str) -> ValueCounts:
        if path not in self._facets:
            self._facets[path] = ValueCounts([part.segment.columns[path] for part in self._parts])
        return self._facets[path]

    def _has(self, word: str) -> bool:
        (term,) = terms.words((word,))
        return any(part.segment.text.words.get(term) for part in self._parts)

    def _beginning(self, letter: str) -> set[str]:
        return {word for part in self._parts for word in part.segment.vocabulary.beginning(letter)}

    def _people_with(self, word: str) -> int:
        return self.count(Words("text", (word,))).value


def open_engine(folder: Path) -> Bitmaps:
    """The engine over the last commit in a folder. Raises OSError where there is none, ValueError for a damaged one."""
    while True:
        commit = manifest.read(folder)
        try:
            return Bitmaps(open_segments(folder, commit))
        except FileNotFoundError:
            if manifest.read(folder) == commit:
                raise
            # segments were merged meanwhile: look again


def _node(leaf: Leaf) -> Node:
    """The node of a question. What is asked together is made anew: its parts were asked before, all of it seldom."""
    return nodes.every(leaf) if isinstance(leaf, All) else nodes.node(leaf)


def _matching(part: OpenSegment, node: Node) -> BitMap:
    people = query.people(part.segment, node)
    return people - part.gone if part.gone else people
