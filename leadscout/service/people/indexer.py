"""The indexer: the only one that writes an index. Applies what changed in people.db."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import structlog

from leadscout.model.lead import Lead
from leadscout.plan.engine import Writer
from leadscout.plan.facts import Facts
from leadscout.store.people import Change

AT_ONCE = 2000
COMMIT_EVERY = 200_000
"""Changes between two commits: a commit costs some 60 ms, and a kill repeats what came after it."""

_PAUSE = 0.05

_log = structlog.get_logger()

Progress = Callable[[int, int], None]
"""Told how many changes are done, of how many."""


class IndexWriter(Writer, Protocol):
    """An index that is being changed: changes up to `applied` are in, nobody numbered above `highest` is.

    `epoch` is the one of people.db that the change `applied` is of.
    """

    applied: int
    highest: int
    epoch: str


class History(Protocol):
    """What an index is made of: records that change, numbered in the order in which they did."""

    def changes(self, after: int, limit: int) -> list[Change]:
        """The first changes after a number, in order."""

    def epoch(self, change: int | None = None) -> str:
        """The token of the epoch that a change is of, or of the newest one."""

    def last_change(self) -> int:
        """The number of the latest change."""


class Index(Protocol):
    """A stored index, as the indexer needs it."""

    def apply(self, *, rebuild: bool = False) -> AbstractContextManager[IndexWriter]:
        """Change the index, or fill a new one that then takes its place."""


def silent(done: int, total: int) -> None:
    """No progress is shown."""


@dataclass(frozen=True)
class Indexer:
    """Brings an index up to date with the people, or with other records that are searched in their shape."""

    people: History
    index: Index
    facts: Callable[[Lead], Facts]

    def catch_up(self, progress: Progress = silent, *, rebuild: bool = False) -> int:
        """Apply all changes that are not in yet; with `rebuild` all there ever were, into a new index.

        Readers keep answering from the old one meanwhile. Gives the number of changes applied.
        """
        with self.index.apply(rebuild=rebuild) as applying:
            return self._apply(applying, progress)

    def follow(self, progress: Progress, over: Callable[[], bool]) -> int:
        """Apply changes as they come until it is `over` and none are left.

        For bulk work: commits are few, because small ones would be merged again and again.
        """
        with self.index.apply() as applying:
            done = 0

            def report(now: int, of: int) -> None:
                progress(done + now, done + of)

            while True:
                last = over()
                done += self._apply(applying, report)
                if last:
                    return done
                time.sleep(_PAUSE)

    def _read(self, change: Change) -> Facts | None:
        """What is known of somebody; None for who is forgotten, and for who cannot be read.

        One person who cannot be read must not keep the changes of all others out of the index, nor those who were
        forgotten in it. Nobody finds such a person; `doctor` says that the index does not have all.
        """
        try:
            return self.facts(change.lead) if change.lead is not None else None
        except Exception as error:  # noqa: BLE001 - whatever it is comes again at each look; its text may name people
            sentence = "somebody cannot be read for the index, and is not found"
            _log.error(sentence, seq=change.seq, error=type(error).__name__)
            return None

    def _apply(self, applying: IndexWriter, progress: Progress) -> int:
        start = applying.applied
        applying.epoch = self.people.epoch(start)
        done = 0
        while changes := self.people.changes(applying.applied, AT_ONCE):
            for change in changes:
                new, facts = change.seq > applying.highest, self._read(change)
                if facts is not None:
                    applying.put(change.order, facts, new=new, version=change.number)
                    applying.highest = max(applying.highest, change.seq)
                elif not new:
                    applying.drop(change.order, version=change.number)
            before, applying.applied = applying.applied, changes[-1].number
            applying.epoch = self.people.epoch(applying.applied)
            done += len(changes)
            progress(done, max(done, self.people.last_change() - start))
            if before // COMMIT_EVERY != applying.applied // COMMIT_EVERY:
                applying.commit()
        return done
