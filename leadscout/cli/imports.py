"""leadscout import: files of people."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated

import orjson
import typer

from leadscout.assemble import Leadscout
from leadscout.cli.data import Data, Json, bar, opened
from leadscout.cli.work import indexing
from leadscout.intake.columns import columns
from leadscout.intake.files import FileError, Line, Opened, open_file
from leadscout.intake.leads import RowError, Rows
from leadscout.service.people import BATCH, Arrived, Outcome, Source

SECONDS_A_DAY = 86400
_NAMED = 10  # unknown columns that are listed by name


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
    home = opened(data)
    importing = _Importing(home, _mapping(map_ or []), as_of)
    try:
        if dry_run:
            with home.people.rehearse():
                importing.all(files, lambda: None)
        else:
            with indexing(home) as beside:
                importing.all(files, beside.stored)
    except FileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    report(importing.total, json=json, note=" (dry run: nothing was kept)" if dry_run else "")


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
    total: Outcome = field(default_factory=Outcome)

    def all(self, paths: Iterable[Path], stored: Callable[[], None]) -> None:
        for path in paths:
            outcome = self._one(path, stored)
            if outcome.refused or outcome.conflicts:
                typer.echo(f"{path.name}: problems are listed in {self._list_problems(path, outcome)}", err=True)
            self.total.add(outcome)

    def _one(self, path: Path, stored: Callable[[], None]) -> Outcome:
        with open_file(path, self.mapping) as file:
            return self._rows(path, file, stored)

    def _rows(self, path: Path, file: Opened, stored: Callable[[], None]) -> Outcome:
        day = self.as_of.timestamp() if self.as_of else path.stat().st_mtime
        source = Source(f"{file.format}:{path.name}", int(day // SECONDS_A_DAY))
        rows, total = Rows(self.mapping), Outcome()
        with bar(f"{path.name} ({file.format})") as progress:
            for batch in batches(_arrived(file.lines, rows, total)):
                total.add(self.home.intake.take(batch, source))
                stored()
                progress(int(file.progress() * 100), 100)
        if names := sorted(rows.unknown):
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            typer.echo(f"{path.name}: kept under custom: {', '.join(names[:_NAMED])}{more}", err=True)
        return total

    def _list_problems(self, path: Path, outcome: Outcome) -> Path:
        folder = self.home.settings.data / "rejected"
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{path.stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.csv"
        with target.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(("line", "problem", "reason"))
            writer.writerows((line, "rejected", reason) for line, reason in outcome.refused)
            writer.writerows(
                (line, "conflict", f"{kind} {value} belongs to somebody else")
                for line, (kind, value) in outcome.conflicts
            )
        return target


def _arrived(lines: Iterator[Line], rows: Rows, total: Outcome) -> Iterator[Arrived]:
    for line in lines:
        if line.broken:
            total.refused.append((line.number, line.broken))
            continue
        try:
            yield Arrived(line.number, rows.lead(line.values))
        except RowError as error:
            total.refused.append((line.number, str(error)))


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
