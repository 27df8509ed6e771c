"""What an engine is, to those who build one and to those who ask it: this port alone lies between them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from leadscout.model.search import Count
from leadscout.plan.facts import Facts
from leadscout.plan.leaves import Leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What an engine supports beyond leaves. Nothing is supported that is not claimed (architecture, decision 5).

    `graph`: filters that need a social graph; `spelling`: corrections of misspelt words; `exact_facets`: facets that
    count everybody instead of estimating.
    """

    graph: bool = False
    spelling: bool = False
    exact_facets: bool = False


class Engine(Protocol):
    """Answers leaves, from what was there when it was opened."""

    claims: Claims

    def count(self, leaf: Leaf) -> Count:
        """How many people satisfy the leaf."""
        ...

    def page(self, leaf: Leaf, limit: int, *, below: int | None = None, offset: int = 0) -> Sequence[int]:
        """Orders of people who satisfy the leaf, largest first: at most `limit`, after `offset`, under `below`."""
        ...

    def facets(self, leaf: Leaf, paths: Iterable[str], most: int) -> Mapping[str, Mapping[str, int]]:
        """For each path, how many of those people have which own value (`Facts.own`).

        At most `most` values of each path, those of most people first, ties by code.
        """
        ...

    def nearest(self, word: str) -> str:
        """The folded word itself where somebody's text has it, else its correction, "" for none.

        `plan.spelling.nearest` says which.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """How an index in a folder is read and written, by one kind of engine.

    `open` raises OSError or ValueError where there is no index, `write` makes one there. `version` changes when the
    same facts are written differently, so that stored indexes must be built anew.
    """

    open: Callable[[Path], "Engine"]
    write: Callable[[Path], "Writer"]
    version: str


class Writer(Protocol):
    """Changes a stored engine; there is one at a time, and only the indexer holds it."""

    def put(self, order: int, facts: Facts, *, new: bool = False) -> None:
        """Add somebody, or replace who has that order; `new` promises that nobody has."""
        ...

    def drop(self, order: int) -> None:
        """Forget somebody."""
        ...

    def commit(self) -> None:
        """Make everything so far durable, and visible to readers made from now on."""
        ...

    def close(self) -> None:
        """Let go."""
        ...
