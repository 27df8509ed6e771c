"""Changes an index: people are collected, written as segments, and merged so that there are never many.

A file is written whole before the manifest names it, and is deleted after the manifest names it no more. So a kill or a
full disk at any point leaves the last commit, and files that the next writer clears away.
"""

from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from leadscout.engines.bitmap import manifest
from leadscout.engines.bitmap.collecting import Collector
from leadscout.engines.bitmap.files import ArrayWriter, room
from leadscout.engines.bitmap.manifest import Manifest
from leadscout.engines.bitmap.merging import merge
from leadscout.engines.bitmap.parts import ENDING, OpenSegment, as_written, open_segments, segment_path, to_merge
from leadscout.plan.facts import Facts

_PEOPLE, _WORDS = 100_000, 12_000_000
"""Of so many people, or of so many words, a segment is written: they bound the memory of an import (some 600 MB)."""


class BitmapWriter:
    """Changes one index; there is one writer at a time. Raises Refused where the disk is full: all is as it was."""

    def __init__(self, folder: Path) -> None:
        """Go on from the last commit in a folder, or make it there."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        try:
            commit = manifest.read(folder)
        except FileNotFoundError:
            commit = Manifest()
        self._following = commit.following
        self._parts = open_segments(folder, commit)
        self._collector = Collector()
        self._gone = array("q")
        self._clear()

    def put(self, order: int, facts: Facts, *, new: bool = False, version: int = 0) -> None:  # noqa: ARG002 - the one writer
        """Add somebody, or replace who has that order; `new` promises that nobody has."""
        if not new:
            self.drop(order)
        self._collector.put(order, facts)
        if len(self._collector) >= _PEOPLE or self._collector.words >= _WORDS:
            self._write()

    def drop(self, order: int, *, version: int = 0) -> None:  # noqa: ARG002 - the one writer
        """Forget somebody."""
        self._collector.drop(order)
        self._gone.append(order)

    def commit(self) -> None:
        """Make everything so far durable, and visible to readers made from now on; then merge what has become many."""
        self._write()
        self._tell()
        while some := to_merge(self._parts):
            self._merge(some)
            self._tell()
        self._clear()

    def close(self) -> None:
        """Let go; nothing is held."""

    def _write(self) -> None:
        """Let those go who went, and write those who came as a segment."""
        with room():
            if self._gone:
                orders = np.unique(np.frombuffer(self._gone, np.int64))
                self._parts = [part.without(orders) for part in self._parts]
                self._gone = array("q")
            if len(self._collector):
                self._add(self._collector.write)
                self._collector = Collector()

    def _merge(self, parts: Sequence[OpenSegment]) -> None:
        for part in parts:
            part.check()
        with room():
            self._add(lambda path: merge(path, parts) if any(part.people for part in parts) else None)
        self._parts = [part for part in self._parts if part not in parts]

    def _add(self, write: Callable[[Path], ArrayWriter | None]) -> None:
        path = segment_path(self._folder, self._following)
        self._following += 1
        if file := write(path):
            self._parts = [*self._parts, as_written(path, file)]

    def _tell(self) -> None:
        with room():
            manifest.write(self._folder, Manifest(tuple(part.entry() for part in self._parts), self._following))

    def _clear(self) -> None:
        """Delete the files of segments that are no more."""
        kept = {part.written.name for part in self._parts}
        for path in self._folder.glob(f"*{ENDING}"):
            if path.name not in kept:
                path.unlink()
