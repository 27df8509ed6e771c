"""leadscout import: files of people."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import orjson
import typer

from leadscout.assemble import Leadscout
from leadscout.cli.data import Data, Json, bar, opened
from leadscout.cli.problems import Problems
from leadscout.cli.work import indexing
from leadscout.intake import folders
from leadscout.intake.columns import columns
from leadscout.intake.doubts import doubts
from leadscout.intake.files import SUFFIXES, open_file
from leadscout.intake.leads import Reading, RowError, Rows
from leadscout.intake.opened import FileError, Line, Opened, require
from leadscout.model.lead import Lead
from leadscout.service.people.intake import BATCH, Arrived, Outcome, Source, Tally
from leadscout.store.imports import Mark

SECONDS_A_DAY = 86400
_NAMED = 10  # unknown columns that are listed by name
_INTERRUPTED = 130  # what a shell gives to a verb that ended with Ctrl-C


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command("import")(import_)


def import_(
    files: Annotated[list[Path], typer.Argument(help="CSV, TSV, JSON, JSONL or Parquet, also gzipped; folders.")],
    data: Data = None,
    map_: Annotated[list[str] | None, typer.Option("--map", help="What a column means: COLUMN=FIELD.")] = None,
    as_of: Annotated[datetime | None, typer.Option(help="When the rows were true [the file's date].")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and count, but keep nothing.")] = False,  # noqa: FBT002
    json: Json = False,  # noqa: FBT002
) -> None:
    """Import people. Rows seen before change nothing; rows that cannot be used go to a file with the reason.

    What was interrupted goes on with the same command.
    """
    mapping = _mapping(map_ or [])
    with _home(data, dry_run=dry_run) as (home, stored):
        importing = _Importing(home, mapping, as_of, dry_run=dry_run)
        interrupted = False
        try:
            importing.all(files, stored)
        except KeyboardInterrupt:
            interrupted = True
            typer.echo(f"interrupted after {importing.total.rows:,} rows; the same command goes on there", err=True)
        for fault in importing.faults:
            typer.echo(fault, err=True)
        if importing.faults and not importing.kept:
            raise typer.Exit(2)
    report(importing.total, json=json, note=" (dry run: nothing was kept)" if dry_run else "")
    if interrupted or importing.faults:
        raise typer.Exit(_INTERRUPTED if interrupted else 2)


@contextmanager
def _home(data: Path | None, *, dry_run: bool) -> Iterator[tuple[Leadscout, Callable[[], None]]]:
    """The data folder that rows go to, and what is told after each batch: the index follows."""
    home = opened(data)
    if not dry_run:
        with indexing(home) as beside:
            yield home, beside.stored
        return
    with TemporaryDirectory() as nowhere:
        # Opening the people makes their file: where there is none, a dry run is one among nobody, elsewhere.
        exists = (home.settings.data / "people.db").exists()
        among = home if exists else opened(Path(nowhere))
        with among.people.rehearse():
            yield among, lambda: None
        among.people.database.close()


def report(total: Tally, *, json: bool, note: str = "") -> None:
    """Print what became of the rows."""
    counts = {
        "rows": total.rows,
        "new": total.new,
        "updated": total.updated,
        "unchanged": total.unchanged,
        "rejected": total.rejected,
    }
    summary = ", ".join(f"{number:,} {name}" for name, number in counts.items())
    typer.echo(orjson.dumps(counts).decode() if json else summary + note)


def batches(arrived: Iterator[Arrived]) -> Iterator[list[Arrived]]:
    """The rows of one transaction each."""
    while batch := list(islice(arrived, BATCH)):
        yield batch


@dataclass
class _Importing:
    """One run of the verb. `faults` say what is wrong with each file that could not be read to its end."""

    home: Leadscout
    mapping: dict[str, str]
    as_of: datetime | None
    dry_run: bool
    total: Tally = field(default_factory=Tally)
    faults: list[str] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        """Whether any row is in people.db."""
        return self.total.rows > self.total.rejected

    def all(self, paths: Sequence[Path], stored: Callable[[], None]) -> None:
        """Import the files, and those inside the folders, in turn; one that cannot be read stops no other."""
        tried = 0
        for path, passed_over in folders.files(paths):
            if passed_over:
                typer.echo(f"{path}: passed over: {passed_over}", err=True)
                continue
            tried += 1
            try:
                self._one(path, stored)
            except FileError as error:
                self.faults.append(str(error))
        if not tried:
            self.faults.append(f"{', '.join(map(str, paths))}: no files of people ({' '.join(SUFFIXES)}, also .gz)")

    def _one(self, path: Path, stored: Callable[[], None]) -> None:
        with open_file(path, self.mapping) as file:
            if file.columns:
                require(path, self.mapping, file.columns)
            as_of = self.as_of or datetime.fromtimestamp(path.stat().st_mtime, UTC)
            source = Source(f"{file.format}:{_readable(path.name)}", int(as_of.timestamp() // SECONDS_A_DAY))
            reading = self._reading(path, Rows(self.mapping, file.format, as_of.date()))
            try:
                with bar(f"{path.name} ({file.format})") as progress:
                    for batch in batches(reading.arrived(file)):
                        reading.taken(self.home.intake.take(batch, source, reading.mark))
                        stored()
                        progress(int(file.progress() * 100), 100)
            except FileError:
                self._finish(reading)
                raise
            finally:
                reading.problems.tell()
        self._finish(reading)
        if names := sorted(reading.rows.unknown):
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            typer.echo(f"{path.name}: kept under custom: {', '.join(names[:_NAMED])}{more}", err=True)
        if reading.fault:
            raise reading.fault

    def _reading(self, path: Path, rows: Rows) -> "_Reading":
        """A file from where its import was interrupted, else from its beginning."""
        if self.dry_run:
            return _Reading(path, rows, Problems(path, None), self.total, self._doubts)
        key = folders.fingerprint(path, sorted(self.mapping.items()), self.as_of)
        # Opening the people makes their file: where there is none, nothing was interrupted.
        exists = (self.home.settings.data / "people.db").exists()
        mark = self.home.intake.mark(key) if exists else Mark(key)
        if mark.rows:
            typer.echo(f"{path.name}: resuming an interrupted import at row {mark.rows + 1:,}", err=True)
            self.total.unchanged += mark.rows - mark.refused
            self.total.rejected += mark.refused
        problems = Problems(path, self.home.settings.data / "rejected")
        return _Reading(path, rows, problems, self.total, self._doubts, key, mark.rows, mark.refused, kept=exists)

    def _doubts(self, lead: Lead) -> Iterator[str]:
        return doubts(lead, lambda: self.home.lexicon.places)

    def _finish(self, reading: "_Reading") -> None:
        if reading.key and reading.kept:
            self.home.intake.finish(reading.key)


@dataclass
class _Reading:
    """One file that is read: its problems, how far it is done, and the fault at which it ended too early.

    `done` and `refused` count rows since the beginning of the file, `key` is what it is known by when it comes again,
    `kept` whether a mark of it may be in the store.
    """

    path: Path
    rows: Rows
    problems: Problems
    total: Tally
    doubts: Callable[[Lead], Iterable[str]]
    key: bytes = b""
    done: int = 0
    refused: int = 0
    kept: bool = False
    fault: FileError | None = None

    @property
    def mark(self) -> Mark | None:
        """How far the file is done with the people who have arrived; nothing in a dry run."""
        return Mark(self.key, self.done, self.refused) if self.key else None

    def arrived(self, file: Opened) -> Iterator[Arrived]:
        """The people of the file. Raises FileError when it turns out at its end that a mapped column is in no row."""
        whole = not self.done
        try:
            for line in islice(file.lines, self.done, None):
                self.done += 1
                reading = self._read(line)
                if reading is not None:
                    for doubt in (*reading.doubts, *self.doubts(reading.lead)):
                        self.problems.doubtful(line.number, doubt)
                    yield Arrived(line.number, reading.lead)
        except FileError as error:
            self.fault = error  # the rows before it count
            return
        if whole and not file.columns and self.rows.columns:
            require(self.path, self.rows.mapped, self.rows.columns)

    def taken(self, outcome: Outcome) -> None:
        """A batch is in the store."""
        self.kept = True
        self.total.add(outcome)
        self.refused += len(outcome.refused)
        self.problems.of(outcome)

    def _read(self, line: Line) -> Reading | None:
        """Who a row is about; None, and a problem, when it is about nobody."""
        try:
            if not line.broken:
                return self.rows.read(line.values)
            reason = line.broken
        except RowError as error:
            reason = str(error)
        self.total.rejected += 1
        self.refused += 1
        self.problems.refused(line.number, reason)
        return None


def _readable(name: str) -> str:
    """The name of a file as text; a system keeps it as bytes, which need not be UTF-8."""
    return os.fsencode(name).decode(errors="replace")


def _mapping(pairs: Iterable[str]) -> dict[str, str]:
    fields = {column.field for column in columns() if column.group == "person"}
    mapping = {}
    for pair in pairs:
        column, _, meaning = pair.rpartition("=")
        if not column or meaning not in fields:
            typer.echo(f"--map {pair}: expected COLUMN=FIELD with one of {', '.join(sorted(fields))}", err=True)
            raise typer.Exit(2)
        mapping[column] = meaning
    return mapping
