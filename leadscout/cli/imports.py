"""leadscout import: files of people; the imports there were, and taking one back."""

import codecs
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from leadscout.assemble import Leadscout
from leadscout.cli import maps
from leadscout.cli.data import Data, Json, bar, bring_up_to_date, opened
from leadscout.cli.options import with_options
from leadscout.cli.work import collect_seldom, give_way, indexing
from leadscout.intake.files import SUFFIXES
from leadscout.model.audit import AuditEntry
from leadscout.model.files import FIRSTS, ReadingChoices
from leadscout.service.accounts.audit import OPERATOR
from leadscout.service.people.importing import ImportListing, ImportRun, ImportTarget
from leadscout.service.people.intake import BATCH, Arrived, ImportTally
from leadscout.service.people.problems import Problems
from leadscout.service.people.undoing import undo
from leadscout.store import imports

SECONDS_A_DAY = 86400
_LISTED = 1000  # imports of --list
_UNDO = "undo"
_INTERRUPTED = 130  # what a shell gives to a verb that ended with Ctrl-C


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command("import")(with_options(import_, _ImportFlags))


@dataclass(frozen=True)
class _ImportFlags:
    """What `import` is told."""

    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Excel (.xlsx .xls .ods), CSV, TSV, vCard, JSON, JSONL, Parquet, also .gz; .zip; folders. "
            "Or: undo ID, to take back what an import told."
        ),
    ] = None
    data: Data = None
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", help="What a column means: COLUMN=FIELD; or a kept mapping's name."),
    ] = None
    save_map: Annotated[str | None, typer.Option("--save-map", help="Keep this mapping under a name for --map.")] = None
    encoding: Annotated[str, typer.Option(help="Encoding of files of text [decided by their letters].")] = ""
    sheet: Annotated[str, typer.Option(help="The sheet of a workbook [every one with people].")] = ""
    as_of: Annotated[datetime | None, typer.Option(help="When the rows were true [the file's date].")] = None
    first: Annotated[
        str, typer.Option(help="day or month: what stands first in dates like 03/04/2021 [decided by the file].")
    ] = ""
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and count, but keep nothing.")] = False
    list_: Annotated[bool, typer.Option("--list", help="List the imports there were, the newest first.")] = False
    json: Json = False


def import_(flags: _ImportFlags) -> None:
    """Import people. Rows seen before change nothing; rows that cannot be used go to a file with the reason.

    What was interrupted goes on with the same command. `import --list` shows the imports there were, `import undo ID`
    takes back what one of them told: people of whom no other file tells are gone, the others are as they were.
    """
    files = flags.files or []
    if flags.list_:
        _list(flags.data, json=flags.json)
    elif files[:1] == [Path(_UNDO)] and not files[0].exists():
        _undo(flags.data, [str(one) for one in files[1:]], json=flags.json)
    elif not files:
        raise typer.BadParameter("give a file of people, or --list", param_hint="FILES")
    else:
        _import(flags, files)


def _import(flags: _ImportFlags, files: list[Path]) -> None:
    mapping = maps.mapping(flags.data, flags.map_ or [], flags.save_map)
    day = flags.as_of.date() if flags.as_of else None
    if flags.first not in ("", *FIRSTS):
        raise typer.BadParameter(f"{flags.first!r}: expected {' or '.join(FIRSTS)}", param_hint="--first")
    choices = ReadingChoices(mapping, _encoding(flags.encoding), flags.sheet, day, flags.first)
    collect_seldom()
    give_way()
    with _home(flags.data, dry_run=flags.dry_run) as (home, stored):
        run = ImportRun(_target(home, stored, dry_run=flags.dry_run), home.reader(choices))
        interrupted = False
        try:
            if not run.all(files):
                run.faults.append(f"{', '.join(map(str, files))}: no files of people ({' '.join(SUFFIXES)}, also .gz)")
        except KeyboardInterrupt:
            interrupted = True
            _say(f"interrupted after {run.total.rows:,} rows; the same command goes on there")
        for fault in run.faults:
            _say(fault)
        if run.faults and not run.kept:
            raise typer.Exit(2)
    report(run.total, json=flags.json, note=" (dry run: nothing was kept)" if flags.dry_run else "")
    if interrupted or run.faults:
        raise typer.Exit(_INTERRUPTED if interrupted else 2)


def _target(home: Leadscout, stored: Callable[[], None], *, dry_run: bool) -> ImportTarget:
    folder = None if dry_run else home.settings.data / "rejected"
    return ImportTarget(
        lambda: home.intake,
        lambda part, _: Problems(part.path.name, folder),
        kept=not dry_run,
        # Opening the people makes their file: where there is none, nothing was interrupted.
        exists=home.has_people,
        say=_say,
        stored=stored,
        bar=bar,
    )


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
        among = home if home.has_people else opened(Path(nowhere))
        with among.people.rehearse():
            yield among, lambda: None
        among.people.database.close()


def report(total: ImportTally, *, json: bool, note: str = "") -> None:
    """Print what became of the rows."""
    counts = {
        "rows": total.rows,
        "new": total.new,
        "updated": total.updated,
        "unchanged": total.unchanged,
        "rejected": total.rejected,
    }
    _print(counts, json=json, note=note)


def batches(arrived: Iterator[Arrived]) -> Iterator[list[Arrived]]:
    """The rows of one transaction each."""
    while batch := list(islice(arrived, BATCH)):
        yield batch


def _list(data: Path | None, *, json: bool) -> None:
    home = opened(data)
    listed: list[ImportListing] = []
    if home.has_people:
        with home.people.database.read() as connection:
            listed = [ImportListing.of(one) for one in imports.newest(connection, _LISTED)]
    if json:
        typer.echo(orjson.dumps([one._asdict() for one in listed]).decode())
        return
    table = Table(*(name.replace("_", " ") for name in ImportListing._fields))
    for one in listed:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else cell for cell in one))
    Console().print(table)


def _undo(data: Path | None, ids: list[str], *, json: bool) -> None:
    if not ids or not all(id_.isdecimal() for id_ in ids):
        raise typer.BadParameter(f"{' '.join(ids) or 'nothing'}: expected the id of an import, from --list")
    home = opened(data)
    for id_ in ids:
        with bar(f"undoing import {id_}") as progress:
            tally = undo(home.people, int(id_), progress)
        with home.database.write() as connection:
            home.access.audit.write(connection, AuditEntry("", OPERATOR, "import undone", id_))
        note = ""
        if tally.kept:
            note = "; of the latter more rows tell than are kept word by word, so what they said before is not known"
        _print({"removed": tally.removed, "restored": tally.restored, "kept": tally.kept}, json=json, note=note)
    bring_up_to_date(home)


def _print(counts: dict[str, int], *, json: bool, note: str) -> None:
    summary = ", ".join(f"{number:,} {name}" for name, number in counts.items())
    typer.echo(orjson.dumps(counts).decode() if json else summary + note)


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _encoding(name: str) -> str:
    """An encoding by one of its names."""
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        _say(f"--encoding {name}: no such encoding; expected one like utf-8, cp1252, cp1250, cp1251, shift_jis")
        raise typer.Exit(2) from None
