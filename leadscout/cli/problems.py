"""The problems of one imported file: written to a list of their own as they come, or shown by a dry run."""

import csv
import os
from collections import Counter
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import IO, Any

import typer

from leadscout.service.people.intake import Outcome

_SHOWN = 20  # problems that a dry run prints


class Problems:
    """Rows that were refused or are doubtful, and identities that belong to somebody else, of the file `path`."""

    def __init__(self, path: Path, folder: Path | None) -> None:
        """List them in a new file in `folder`; without a folder, print the first ones at the end."""
        self._path = path
        self._folder = folder
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

    def of(self, batch: Outcome) -> None:
        """The problems of a batch."""
        for line, reason in batch.refused:
            self.refused(line, reason)
        for line, reason in batch.conflicts:
            self._add(line, "conflict", reason)
        if self._file:
            self._file.flush()

    def tell(self) -> None:
        """Say where they are listed, or what the first ones are."""
        if self._file:
            self._file.close()
            counts = ", ".join(f"{number:,} {problem}" for problem, number in self._counts.items())
            typer.echo(f"{self._path.name}: {counts}; problems are listed in {self._file.name}", err=True)
        for line, problem, reason in self._first:
            typer.echo(f"{self._path.name}, line {line}: {problem}: {reason}", err=True)
        if self._first and (more := self._counts.total() - _SHOWN) > 0:
            typer.echo(f"{self._path.name}: and {more:,} more problems", err=True)

    def _add(self, line: int, problem: str, reason: str) -> None:
        self._counts[problem] += 1
        if self._folder is None:
            if len(self._first) < _SHOWN:
                self._first.append((line, problem, reason))
            return
        if self._writer is None:
            self._file = _new(self._folder, self._path.stem)
            self._writer = csv.writer(self._file)
            self._writer.writerow(("line", "problem", "reason"))
        self._writer.writerow((line, problem, reason))


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
