"""The problems of one imported file: written to a list of their own as they come, or the first ones kept.

A list is opened in spreadsheets, and reasons begin with what a file holds: no cell of it is a formula.
"""

import csv
import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import IO, Any

from leadscout.model.formulas import guard
from leadscout.service.people.intake import BatchOutcome

_SHOWN = 20  # problems that are kept where there is no list
HEAD = ("line", "problem", "reason")


class Problems:
    """Rows that were refused or are doubtful, and identities that belong to somebody else, of the file `name`."""

    def __init__(self, name: str, folder: Path | None = None, listing: Path | None = None) -> None:
        """List them in a new file in `folder`, or in the file `listing`; without either, keep the first ones."""
        self._name = name
        self._folder = folder
        self._listing = listing
        self._first: list[tuple[int, str, str]] = []
        self._counts = Counter[str]()
        self._file: IO[str] | None = None
        self._writer: Any = None

    def refused(self, line: int, reason: str) -> None:
        """One more row that was not taken."""
        self._add(line, "rejected", reason)

    def doubtful(self, line: int, reason: str) -> None:
        """One more thing that a row that was taken tells in two ways."""
        self._add(line, "warning", reason)

    def of(self, batch: BatchOutcome) -> None:
        """The problems of a batch."""
        for line, reason in batch.refused:
            self.refused(line, reason)
        for line, reason in batch.conflicts:
            self._add(line, "conflict", reason)

    def go_on(self, at: int) -> None:
        """List on after so many bytes: what stands behind them is of rows that are read again."""
        if self._listing is not None and at and self._listing.exists():
            os.truncate(self._listing, at)
            self._open(self._listing.open("a", newline="", encoding="utf-8"))

    def listed(self) -> int:
        """How many bytes are listed, all of them in the file."""
        if self._file is None:
            return 0
        self._file.flush()
        return self._file.tell()

    def sentences(self) -> Iterator[str]:
        """Where they are listed, or what the first ones are. The list is complete."""
        if self._file:
            self._file.close()
            counts = ", ".join(f"{number:,} {problem}" for problem, number in self._counts.items())
            yield f"{self._name}: {counts}; problems are listed in {self._file.name}"
        for line, problem, reason in self._first:
            yield f"{self._name}, line {line}: {problem}: {reason}"
        if self._first and (more := self._counts.total() - _SHOWN) > 0:
            yield f"{self._name}: and {more:,} more problems"

    def _add(self, line: int, problem: str, reason: str) -> None:
        self._counts[problem] += 1
        if self._folder is None and self._listing is None:
            if len(self._first) < _SHOWN:
                self._first.append((line, problem, reason))
            return
        if self._writer is None:
            self._open(self._new()).writerow(HEAD)
        self._writer.writerow((line, problem, guard(reason)))

    def _open(self, file: IO[str]) -> Any:  # noqa: ANN401 - csv's writer has no public type
        self._file = file
        self._writer = csv.writer(file)
        return self._writer

    def _new(self) -> IO[str]:
        if self._listing is not None:
            return open(self._listing, "w", newline="", encoding="utf-8", opener=_private)
        assert self._folder is not None  # noqa: S101 - where neither is given, nothing is written
        return _new(self._folder, Path(self._name).stem)


def _new(folder: Path, name: str) -> IO[str]:
    """A new file named after the one with problems; files of one name from two folders may come within one second."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    start = f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    for free in chain((start,), (f"{start}-{at}" for at in count(2))):
        try:
            return open(folder / f"{free}.csv", "x", newline="", encoding="utf-8", opener=_private)
        except FileExistsError:
            continue
    raise AssertionError


def _private(path: str, flags: int) -> int:
    """Open a file that only its owner reads: reasons name people."""
    return os.open(path, flags, 0o600)
