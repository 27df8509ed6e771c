"""leadscout import: files of people."""

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import orjson
import typer

from leadscout.assemble import Leadscout
from leadscout.cli.data import Data, Json, bar, opened
from leadscout.cli.work import indexing
from leadscout.intake.columns import columns
from leadscout.intake.files import open_file
from leadscout.intake.leads import RowError, Rows
from leadscout.intake.opened import FileError, Line, Opened, require
from leadscout.service.people import BATCH, Arrived, Outcome, Source

SECONDS_A_DAY = 86400
_NAMED = 10  # unknown columns that are listed by name
_SHOWN = 20  # problems that a dry run prints

_Problem = tuple[int, str, str]
"""Line, kind and reason."""


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command("import")(import_)


def import_(
    files: Annotated[list[Path], typer.Argument(help="CSV, TSV, JSON, JSONL or Parquet, also gzipped.")],
    data: Data = None,
    map_: Annotated[list[str] | None, typer.Option("--map", help="What a column means: COLUMN=FIELD.")] = None,
    as_of: Annotated[datetime | None, typer.Option(help="When the rows were true [the file's date].")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and count, but keep nothing.")] = False,  # noqa: FBT002
    json: Json = False,  # noqa: FBT002
) -> None:
    """Import people. Rows seen before change nothing; rows that cannot be used go to a file with the reason."""
    mapping = _mapping(map_ or [])
    with _home(data, dry_run=dry_run) as (home, stored):
        importing = _Importing(home, mapping, as_of, dry_run=dry_run)
        fault = importing.all(files, stored)
        if fault:
            typer.echo(str(fault), err=True)
        if fault and not importing.kept:
            raise typer.Exit(2)
    report(importing.total, json=json, note=" (dry run: nothing was kept)" if dry_run else "")
    if fault:
        raise typer.Exit(2)


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
        known = (home.settings.data / "people.db").exists()
        among = home if known else opened(Path(nowhere))
        with among.people.rehearse():
            yield among, lambda: None
        among.people.database.close()


def report(total: Outcome, *, json: bool, note: str = "") -> None:
    """Print what became of the rows."""
    counts = {
        "rows": total.rows,
        "new": total.new,
        "updated": total.updated,
        "unchanged": total.unchanged,
        "rejected": len(total.refused),
    }
    told = ", ".join(f"{number:,} {name}" for name, number in counts.items())
    typer.echo(orjson.dumps(counts).decode() if json else told + note)


def batches(arrived: Iterator[Arrived]) -> Iterator[list[Arrived]]:
    """The rows of one transaction each."""
    while batch := list(islice(arrived, BATCH)):
        yield batch


@dataclass(frozen=True)
class _Importing:
    """One run of the verb."""

    home: Leadscout
    mapping: dict[str, str]
    as_of: datetime | None
    dry_run: bool
    total: Outcome = field(default_factory=Outcome)

    @property
    def kept(self) -> bool:
        """Whether any row is in people.db."""
        return self.total.rows > len(self.total.refused)

    def all(self, paths: Iterable[Path], stored: Callable[[], None]) -> FileError | None:
        """Import the files in turn; gives what is wrong with the first that cannot be read to its end."""
        for path in paths:
            outcome = Outcome()
            try:
                self._one(path, outcome, stored)
            except FileError as error:
                return error
            finally:
                self._tell_problems(path, outcome)
                self.total.add(outcome)
        return None

    def _one(self, path: Path, outcome: Outcome, stored: Callable[[], None]) -> None:
        with open_file(path, self.mapping) as file:
            if file.columns:
                require(path, self.mapping, file.columns)
            as_of = self.as_of or datetime.fromtimestamp(path.stat().st_mtime, UTC)
            source = Source(f"{file.format}:{path.name}", int(as_of.timestamp() // SECONDS_A_DAY))
            reading = _Reading(path, Rows(self.mapping, file.format, as_of.date()), outcome)
            with bar(f"{path.name} ({file.format})") as progress:
                for batch in batches(reading.arrived(file)):
                    outcome.add(self.home.intake.take(batch, source))
                    stored()
                    progress(int(file.progress() * 100), 100)
        if names := sorted(reading.rows.unknown):
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            typer.echo(f"{path.name}: kept under custom: {', '.join(names[:_NAMED])}{more}", err=True)
        if reading.fault:
            raise reading.fault

    def _tell_problems(self, path: Path, outcome: Outcome) -> None:
        """List the problems of a file in one of their own; a dry run keeps none, so it prints the first ones."""
        problems = _problems(outcome)
        if problems and not self.dry_run:
            typer.echo(f"{path.name}: problems are listed in {self._list(path, problems)}", err=True)
        elif problems:
            for line, problem, reason in problems[:_SHOWN]:
                typer.echo(f"{path.name}, line {line}: {problem}: {reason}", err=True)
            if len(problems) > _SHOWN:
                typer.echo(f"{path.name}: and {len(problems) - _SHOWN:,} more problems", err=True)

    def _list(self, path: Path, problems: Iterable[_Problem]) -> Path:
        folder = self.home.settings.data / "rejected"
        folder.mkdir(parents=True, exist_ok=True)
        start = f"{path.stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        # Files of one name from two folders are imported within one second.
        names = chain((start,), (f"{start}-{at}" for at in count(2)))
        target = next(free for free in (folder / f"{name}.csv" for name in names) if not free.exists())
        with target.open("x", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(("line", "problem", "reason"))
            writer.writerows(problems)
        return target


def _problems(outcome: Outcome) -> list[_Problem]:
    conflicts = ((line, f"{kind} {value} belongs to somebody else") for line, (kind, value) in outcome.conflicts)
    return [
        *((line, "rejected", reason) for line, reason in outcome.refused),
        *((line, "conflict", reason) for line, reason in conflicts),
    ]


@dataclass
class _Reading:
    """One file that is read: its rows, what becomes of them, and the fault at which it ended too early."""

    path: Path
    rows: Rows
    outcome: Outcome
    fault: FileError | None = None

    def arrived(self, file: Opened) -> Iterator[Arrived]:
        """The people of the file. Raises FileError when it turns out at its end that a mapped column is in no row."""
        try:
            for line in file.lines:
                yield from self._row(line)
        except FileError as error:
            self.fault = error  # the rows before it count
            return
        if not file.columns and self.rows.columns:
            require(self.path, self.rows.mapped, self.rows.columns)

    def _row(self, line: Line) -> Iterator[Arrived]:
        if line.broken:
            self.outcome.refused.append((line.number, line.broken))
            return
        try:
            yield Arrived(line.number, self.rows.lead(line.values))
        except RowError as error:
            self.outcome.refused.append((line.number, str(error)))


def _mapping(pairs: Iterable[str]) -> dict[str, str]:
    known = {column.field for column in columns() if column.group == "person"}
    mapping = {}
    for pair in pairs:
        column, _, meaning = pair.rpartition("=")
        if not column or meaning not in known:
            typer.echo(f"--map {pair}: expected COLUMN=FIELD with one of {', '.join(sorted(known))}", err=True)
            raise typer.Exit(2)
        mapping[column] = meaning
    return mapping
