"""Importing files of people: by the command line, and by the worker for callers of the API, in the same way.

How far a file is done is written with its people, so an import that is killed at any moment goes on exactly there.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from leadscout.model.files import FileError, FilePart, FileReader, NobodyError, PartReading, UnmappedError
from leadscout.service.people.intake import BATCH, Arrived, BatchOutcome, ImportTally, Intake, RowSource
from leadscout.service.people.problems import Problems
from leadscout.store import imports
from leadscout.store.imports import FileImport, ImportProgress, ImportState

_FIRST = date(1970, 1, 1)
_NAMED = 10  # unknown columns that are listed by name


def _silent(*_: object) -> None:
    """Nobody listens."""


@contextmanager
def _no_bar(_: str) -> Iterator[Callable[[int, int], None]]:
    """Nobody looks."""
    yield _silent


@dataclass(frozen=True)
class ImportTarget:
    """Where imports go, and who is told of it.

    `intake` takes people in; without `kept` nothing of them stays, as in a dry run. `problems` makes the list of a
    file's. `job` is the request that they belong to. `say` hears sentences, `stored` is called after each batch; `bar`
    shows how far a file is, in percent.
    """

    intake: Callable[[], Intake]
    problems: Callable[[FilePart, FileImport], Problems]
    job: str = ""
    kept: bool = True
    exists: bool = True
    """Whether there is a people.db; where there is none, nothing was interrupted."""
    say: Callable[[str], None] = _silent
    stored: Callable[[], None] = _silent
    bar: Callable[[str], AbstractContextManager[Callable[[int, int], None]]] = _no_bar


@dataclass
class ImportRun:
    """One run over files. `faults` say what is wrong with each that could not be read to its end."""

    target: ImportTarget
    reader: FileReader
    total: ImportTally = field(default_factory=ImportTally)
    faults: list[str] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        """Whether any row is in people.db."""
        return self.total.rows > self.total.rejected

    def all(self, paths: Sequence[Path]) -> bool:
        """Import the files, and those inside folders and archives, in turn; one that cannot be read stops no other.

        False when there is none.
        """
        tried = False
        unread: dict[Path, list[str]] = {}
        for path in paths:
            try:
                for part in self.reader.parts([path]):
                    if part.passed_over:
                        self.target.say(f"{part.name}: passed over: {part.passed_over}")
                    else:
                        tried = True
                        self._part(part, unread)
            except FileError as error:
                tried = True
                self.faults.append(str(error))
        return tried

    def _part(self, part: FilePart, unread: dict[Path, list[str]]) -> None:
        """A file, or a sheet of one: that of a workbook with others is passed over where it cannot be read."""
        try:
            with self.reader.opened(part) as reading:
                _PartImport(self, part, reading).run()
        except FileError as error:
            if part.sheets > 1:
                self.target.say(f"{part.path.name}, sheet {part.sheet}: passed over: {error}")
                faults = unread.setdefault(part.path, [])
                faults.append(str(error))
                if len(faults) == part.sheets:
                    self.faults.append(faults[0])
            elif isinstance(error, NobodyError) and not part.alone:
                self.target.say(f"{part.name}: passed over: {error}")
            else:
                self.faults.append(str(error))


class _PartImport:
    """One part that is imported. `file` is its import once one row of it is in the store."""

    def __init__(self, run: ImportRun, part: FilePart, reading: PartReading) -> None:
        self.run_, self.target, self.part, self.reading = run, run.target, part, reading
        day = (reading.as_of - _FIRST).days
        self.source = RowSource(f"{reading.format}:{_readable(part.path.name)}", day)
        before = self._interrupted()
        self.file = before or FileImport(reading.key, self.source.name, day, self.target.job)
        self.rows, self.refused = self.file.progress.rows, self.file.progress.refused
        self.counts = self.file.progress
        self.whole = not self.rows

    def run(self) -> None:
        """Import what is left of it. Raises FileError when it turns out to be damaged; the rows before count."""
        target, reading = self.target, self.reading
        reading.proposing = not target.kept
        for note in reading.notes:
            target.say(note)
        if self.file.state is ImportState.DONE:
            return
        if self.rows:
            target.say(f"{self.part.path.name}: resuming an interrupted import at row {self.rows + 1:,}")
        self.problems = target.problems(self.part, self.file)
        self.problems.go_on(self.file.progress.listed)
        damage: FileError | None = None
        arrived = _Damaged(self._arrived())
        try:
            with target.bar(f"{self.part.path.name} ({reading.format})") as progress:
                while batch := list(islice(arrived, BATCH)):
                    self._take(batch)
                    target.stored()
                    progress(int(reading.progress() * 100), 100)
            damage = arrived.error
            self._end()
        finally:
            for sentence in self.problems.sentences():
                target.say(sentence)
        self._tell()
        if damage:
            raise damage

    def _arrived(self) -> Iterator[Arrived]:
        """The people of the rows that are left."""
        for row in self.reading.rows(self.rows):
            self.rows += 1
            if row.lead is None:
                self.run_.total.rejected += 1
                self.refused += 1
                self.problems.refused(row.line, row.reason)
                continue
            for doubt in row.doubts:
                self.problems.doubtful(row.line, doubt)
            yield Arrived(row.line, row.lead)

    def _take(self, batch: list[Arrived]) -> None:
        intake = self.target.intake()
        if not self.target.kept:
            outcome = intake.take(batch, self.source)
            self.problems.of(outcome)
        else:
            self._begin(intake)
            outcome = intake.take(batch, self.source, self.file, self._reached)
            self.file = replace(self.file, progress=self.counts)
        self.run_.total.add(outcome)

    def _begin(self, intake: Intake) -> None:
        if not self.file.id:
            file = replace(
                self.file,
                begun_at=datetime.now(UTC).isoformat(timespec="seconds"),
                after=intake.people.last_change(),
            )
            with intake.people.database.write() as connection:
                self.file = imports.begin(connection, file)

    def _reached(self, outcome: BatchOutcome) -> ImportProgress:
        """How far the file is with a batch, whose problems are listed before it is kept."""
        self.problems.of(outcome)
        self.refused += len(outcome.refused)
        before = self.counts
        self.counts = ImportProgress(
            self.rows,
            self.refused,
            before.new + outcome.new,
            before.updated + outcome.updated,
            before.unchanged + outcome.unchanged,
            before.conflicts + len(outcome.conflicts),
            self.problems.listed(),
        )
        return self.counts

    def _interrupted(self) -> FileImport | None:
        """The import of the same file that goes on here."""
        if not self.target.kept or not self.target.exists:
            return None
        with self.target.intake().people.database.read() as connection:
            before = imports.again(connection, self.reading.key, self.target.job)
        if before is not None and before.state is ImportState.RUNNING:
            self.run_.total.unchanged += before.progress.rows - before.progress.refused
            self.run_.total.rejected += before.progress.refused
        return before

    def _end(self) -> None:
        """The file is done: when it comes again, it is read from its beginning."""
        if not self.target.kept or not self.rows:
            return
        intake = self.target.intake()
        self._begin(intake)
        last = self._reached(BatchOutcome())
        with intake.people.database.write() as connection:
            if imports.advance(connection, self.file, last):
                imports.change(connection, self.file.id, [ImportState.RUNNING], ImportState.DONE)

    def _tell(self) -> None:
        """Say which columns nobody knows, and, where nothing is kept, what they may mean."""
        name, reading = self.part.path.name, self.reading
        if names := reading.unknown():
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            self.target.say(f"{name}: kept under custom: {', '.join(names[:_NAMED])}{more}")
        if not self.target.kept:
            for column, (meant, cells) in reading.proposals().items():
                if meant:
                    shown = ", ".join(cells)
                    flag = f'--map "{column}={meant}"'
                    self.target.say(f"{name}: {column} ({shown}) looks like {meant}: {flag} takes it so")


class _Damaged:
    """What arrives, up to where the file is damaged: `error` says how."""

    def __init__(self, arrived: Iterator[Arrived]) -> None:
        self._arrived = arrived
        self.error: FileError | None = None

    def __iter__(self) -> Iterator[Arrived]:
        return self

    def __next__(self) -> Arrived:
        try:
            return next(self._arrived)
        except UnmappedError:
            raise
        except FileError as error:
            self.error = error
            raise StopIteration from None


class ImportListing(NamedTuple):
    """The import of a file as it is listed."""

    id: int
    file: str
    as_of: str
    begun_at: str
    state: str
    rows: int
    new: int
    updated: int
    unchanged: int
    rejected: int
    conflicts: int

    @classmethod
    def of(cls, one: FileImport) -> "ImportListing":
        """An import, as people read of it."""
        counts = one.progress
        day = date.fromordinal(_FIRST.toordinal() + one.as_of).isoformat()
        numbers = (counts.rows, counts.new, counts.updated, counts.unchanged, counts.refused, counts.conflicts)
        return cls(one.id, one.source, day, one.begun_at, one.state, *numbers)


def _readable(name: str) -> str:
    """The name of a file as text; a system keeps it as bytes, which need not be UTF-8."""
    return os.fsencode(name).decode(errors="replace")
