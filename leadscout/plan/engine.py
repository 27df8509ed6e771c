"""What an engine is, to those who build one and to those who ask it: this port alone lies between them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from leadscout.model.cluster import ClusterCondition
from leadscout.model.search import Count
from leadscout.plan.facts import Facts
from leadscout.plan.leaves import Leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What an engine supports beyond leaves. Nothing is supported that is not claimed (architecture, decision 5).

    `spelling`: corrections of misspelt words; `exact_facets`: facets that count everybody instead of estimating.
    """

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


@dataclass(frozen=True, slots=True)
class State:
    """What a generation holds: made by which version, changes up to which number, who at most, of which epoch.

    `merged` is how often it was merged beside its writer: readers open it anew then, too.
    """

    version: str
    applied: int = 0
    highest: int = 0
    epoch: str = ""
    merged: int = 0


class UnfitError(Exception):
    """A generation cannot answer, or be copied; the text says why, "" where there is simply none."""


@dataclass(frozen=True, slots=True)
class CommitFiles:
    """The files of one commit of an index in a folder.

    `replaced` has what those hold whose name the next commit gives to others; those `kept` are never changed, but they
    are deleted when they were merged.
    """

    replaced: Mapping[str, bytes]
    kept: Sequence[str]


class Registry(Protocol):
    """The generations of one index: which there are, which one answers, what each holds, and who may change them.

    `believed` is for how many seconds a look at it holds good for whoever asks.
    """

    believed: float

    def changing(self) -> AbstractContextManager[None]:
        """Wait until nobody else changes the index, and keep them from it meanwhile."""
        ...

    def current(self) -> str:
        """The generation that answers, "" for none."""
        ...

    def names(self) -> list[str]:
        """All generations: numbers, as text."""
        ...

    def state(self, name: str) -> State:
        """What a generation holds. Raises UnfitError where nothing can be read of it."""
        ...

    def keep(self, name: str, state: State) -> None:
        """Remember what a generation holds."""
        ...

    def point(self, name: str) -> None:
        """Let a generation that is whole answer from now on."""
        ...

    def remove(self, name: str) -> None:
        """Clear a generation away, or what there is of it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """How an index is read and written, by one kind of engine: in a folder, or in what the folder's name stands for.

    `open` raises OSError or ValueError where there is no index, `write` makes one there. `version` changes when the
    same facts are written differently, so that stored indexes must be built anew. `registry` knows the generations of
    a folder, where they are not folders in it, and `condition` looks at the cluster that they are in (raises Refused
    where it does not answer).

    `merge` writes what has become many in a folder as one, beside its writer and its readers; it gives what lets that
    take the place of the many, whether it still could, or None where there is nothing to do. An engine without it
    merges by itself.

    `files` are those of the last commit in a folder, so that they can be copied; raises OSError or ValueError where
    they cannot be read. An index that is in no folder has none.
    """

    open: Callable[[Path], "Engine"]
    write: Callable[[Path], "Writer"]
    version: str
    registry: Callable[[Path], Registry] | None = None
    merge: Callable[[Path], Callable[[], bool] | None] | None = None
    condition: Callable[[], ClusterCondition] | None = None
    files: Callable[[Path], CommitFiles] | None = None


class Writer(Protocol):
    """Changes a stored engine; there is one at a time, and only the indexer holds it.

    `version` is the number of the change that is written. Where another writer could be at work all the same, as on
    another machine, the highest one stays.
    """

    def put(self, order: int, facts: Facts, *, new: bool = False, version: int = 0) -> None:
        """Add somebody, or replace who has that order; `new` promises that nobody has."""
        ...

    def drop(self, order: int, *, version: int = 0) -> None:
        """Forget somebody."""
        ...

    def commit(self) -> None:
        """Make everything so far durable, and visible to readers made from now on."""
        ...

    def close(self) -> None:
        """Let go."""
        ...
