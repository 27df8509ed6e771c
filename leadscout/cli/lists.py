"""leadscout lists: lists of companies and people for filters, filled from files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NoReturn

import orjson
import typer
from rich.console import Console
from rich.table import Table

from leadscout.cli import sheets
from leadscout.cli.data import Data, Json, opened
from leadscout.cli.options import with_options
from leadscout.intake.files import open_file
from leadscout.intake.members import identifiers, names
from leadscout.intake.opened import FileError
from leadscout.service.lists.lists import KINDS
from leadscout.service.lists.matching import MemberMatch, summary

_Account = Annotated[str, typer.Option(help="Name of the account whose list it is.")]


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    lists = typer.Typer(help="Import and show lists of companies and people.", no_args_is_help=True)
    lists.command("import")(with_options(import_, _Import))
    lists.command("list")(list_)
    app.add_typer(lists, name="lists")


@dataclass(frozen=True)
class _Import:
    """What `lists import` is told."""

    file: Annotated[Path, typer.Argument(help="CSV, TSV, JSON, JSONL or Parquet, also gzipped.")]
    account: _Account
    data: Data = None
    name: Annotated[str | None, typer.Option(help="Name of the list [the file's].")] = None
    kind: Annotated[str, typer.Option(help="account: companies; lead: people.")] = "account"
    report: Annotated[Path | None, typer.Option(help="CSV file to write: what each row means.")] = None
    json: Json = False


def import_(flags: _Import) -> None:
    """Make a list of the companies (by number, link, domain or name) or people (by id, link or e-mail) of a file."""
    if flags.kind not in KINDS:
        raise typer.BadParameter(f"{flags.kind}: expected {' or '.join(KINDS)}", param_hint="--kind")
    home = opened(flags.data)
    owner = home.access.account_named(flags.account)
    try:
        rows = home.matching(owner).report(flags.kind, _rows(flags.file, flags.kind))
        if flags.report:
            sheets.write(flags.report, _HEAD, map(_cells, rows))
    except FileError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{flags.report}: {error.strerror}")
    members = {one.key: one.written for one in reversed(rows) if one.key}
    made = home.lists.create(owner, flags.kind, flags.name or flags.file.stem, members)
    counts = summary(rows)
    if flags.json:
        created = {"id": str(made.id), "name": made.name, "kind": flags.kind, "members": made.size}
        typer.echo(orjson.dumps({**created, "rejected": counts["nothing"], "rows": len(rows), **counts}).decode())
        return
    typer.echo(f"list {made.id} ({made.name}) has {made.size:,} members of {len(rows):,} rows")
    typer.echo(", ".join(f"{number:,} {result}" for result, number in counts.items() if number))
    if counts["matched"] < len(rows) and not flags.report:
        typer.echo("give --report FILE to see what became of each row")


def _fail(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(2)


def list_(account: _Account, data: Data = None, json: Json = False) -> None:  # noqa: FBT002
    """Show the lists of an account."""
    home = opened(data)
    lists = home.lists.all(home.access.account_named(account))
    if json:
        rows = [{"id": str(one.id), "name": one.name, "kind": one.kind, "members": one.size} for one in lists]
        typer.echo(orjson.dumps(rows).decode())
        return
    table = Table("id", "name", "kind", "members")
    for one in lists:
        table.add_row(str(one.id), one.name, one.kind, f"{one.size:,}")
    Console().print(table)


def _rows(path: Path, kind: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and what it tells of a member; a line that cannot be read tells of none."""
    with open_file(path, names(kind)) as file:
        for line in file.lines:
            yield line.number, {} if line.broken else identifiers(kind, line.values)


_HEAD = ("line", "written", "known by", "result", "means", "note")


def _cells(one: MemberMatch) -> tuple[object, ...]:
    return one.line, one.written, one.by, one.result, "; ".join(one.means), one.note
