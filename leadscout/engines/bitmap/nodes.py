"""A leaf made ready to be looked up in every segment: its terms as numbers, its parts by how they are combined.

Equal leaves give the same node, and each segment caches what was found for a node. To hash the leaf of a query
takes longer than to intersect what its parts find, so it is done once and not in each segment.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadscout.engines.bitmap import terms
from leadscout.engines.bitmap.caching import BoundedCache
from leadscout.engines.bitmap.roaring import once
from leadscout.model.filters import Scope
from leadscout.plan.leaves import FIRST_MONTH, LAST_MONTH, All, Any, In, Leaf, Not, Range, Terms, Words

_FEW = 16
_REMEMBERED = 500_000
"""Values of the leaves whose nodes are kept: some 140 bytes each (300 questions of 10,000 companies kept 406 MB)."""


@dataclass(frozen=True, slots=True, eq=False)
class OneOf:
    """At least one of these terms."""

    hashes: NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class WordsOfText:
    """The words of one text: all of them, one after the other, or those that begin with `beginning`."""

    path: str
    hashes: tuple[int, ...]
    phrase: bool
    beginning: str


@dataclass(frozen=True, slots=True, eq=False)
class Every:
    """All of `included`, none of `excluded`."""

    included: tuple["Node", ...]
    excluded: tuple["Node", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Some:
    """At least one of these."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True, eq=False)
class OneJob:
    """A job of a scope."""

    scope: Scope
    of: "Node"


Node = OneOf | WordsOfText | Every | Some | OneJob
_COSTS = (OneOf, WordsOfText, OneJob, Some, Every)
"""What is looked up first, because where it finds nobody the rest need not be."""


def every(leaf: All | Not) -> Every:
    """What must hold and what must not, without a look at whether it was asked before."""
    parts = leaf.of if isinstance(leaf, All) else (leaf,)
    included: list[Node] = []
    excluded = [node(part.of) for part in parts if isinstance(part, Not)]
    for one in (node(part) for part in parts if not isinstance(part, Not)):
        included += one.included if isinstance(one, Every) else (one,)
        excluded += one.excluded if isinstance(one, Every) else ()
    included.sort(key=lambda one: _COSTS.index(type(one)))
    return Every(tuple(included), tuple(excluded))


def node(leaf: Leaf) -> Node:
    """The node of a leaf, the one that an equal leaf has where that is still kept."""
    return _nodes.get(leaf, lambda: _made(leaf))


def _values(leaf: Hashable, _: Node) -> int:
    """How many values a leaf has, one at least."""
    match leaf:
        case Terms(_, values):
            return 1 + len(values)
        case All(of) | Any(of):
            return 1 + sum(_values(part, _) for part in of)
        case Not(of) | In(_, of):
            return 1 + _values(of, _)
    return 1


_nodes: BoundedCache[Node] = BoundedCache(_REMEMBERED, _values)


def _made(leaf: Leaf) -> Node:  # noqa: PLR0911 - one return a shape
    match leaf:
        case Terms(path, values):
            return _one_of(terms.codes(path, values))
        case Range(path, low, high):
            return _one_of(terms.of_months(path, max(low, FIRST_MONTH), min(high, LAST_MONTH)) if low < high else [])
        case Words(path, (start,), beginning=True):
            return WordsOfText(path, (), phrase=False, beginning=start)
        case Words(path, words, phrase):
            return WordsOfText(path, tuple(terms.words(words)), phrase=phrase and len(words) > 1, beginning="")
        case All((part,)):
            return node(part)
        case All() | Not():
            return every(leaf)
        case Any(of):
            return _some(of)
        case In(scope, of):
            return _one_job(scope, of)
    raise TypeError(leaf)


def _one_of(hashes: Sequence[int]) -> OneOf:
    return OneOf(once(np.sort(np.array(hashes, np.uint64))))


def _some(leaves: Iterable[Leaf]) -> Node:
    some: list[Node] = []
    for one in map(node, leaves):
        some += one.of if isinstance(one, Some) else (one,)
    return some[0] if len(some) == 1 else Some(tuple(some))


def _one_job(scope: Scope, leaf: Leaf) -> Node:
    """Of several conditions each is asked, and kept, by itself: titles and levels come back in other combinations."""
    match leaf:
        case Any(of):
            return _some(In(scope, part) for part in of)
        case Terms(path, values) if 1 < len(values) <= _FEW:
            return _some(In(scope, Terms(path, frozenset((value,)))) for value in values)
        case _:
            return OneJob(scope, node(leaf))
