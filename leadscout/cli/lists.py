"""leadscout lists: lists of companies and people for filters, filled from files."""

from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from leadscout.cli.data import Data, Json, opened
from leadscout.errors import Fault, Refused
from leadscout.intake.files import open_file
from leadscout.intake.members import names, told
from leadscout.intake.opened import FileError
from leadscout.service.lists import KINDS, company_member, person_member

_Account = Annotated[str, typer.Option(help="Name of the account whose list it is.")]


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    lists = typer.Typer(help="Import and show lists of companies and people.", no_args_is_help=True)
    lists.command("import")(import_)
    lists.command("list")(list_)
    app.add_typer(lists, name="lists")


def import_(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, JSON, JSONL or Parquet, also gzipped.")],
    account: _Account,
    data: Data = None,
    name: Annotated[str | None, typer.Option(help="Name of the list [the file's].")] = None,
    kind: Annotated[str, typer.Option(help="account: companies; lead: people.")] = "account",
    json: Json = False,  # noqa: FBT002
) -> None:
    """Make a list of the companies (by number, link, domain or name) or people (by id, link or e-mail) of a file."""
    if kind not in KINDS:
        raise typer.BadParameter(f"{kind}: expected {' or '.join(KINDS)}", param_hint="--kind")
    home = opened(data)
    owner = home.access.account_of(account)
    if not owner:
        raise Refused(Fault("not_found", value=f"account {account}"))
    try:
        members, unknown = _members(file, kind)
    except FileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    made = home.lists.create(owner, kind, name or file.stem, members)
    counts = {"id": str(made.id), "name": made.name, "kind": kind, "members": made.size, "rejected": unknown}
    if json:
        typer.echo(orjson.dumps(counts).decode())
    else:
        typer.echo(f"list {made.id} ({made.name}) has {made.size:,} members; {unknown:,} rows tell of none")


def list_(account: _Account, data: Data = None, json: Json = False) -> None:  # noqa: FBT002
    """Show the lists of an account."""
    home = opened(data)
    found = home.lists.all(home.access.account_of(account))
    if json:
        rows = [{"id": str(one.id), "name": one.name, "kind": one.kind, "members": one.size} for one in found]
        typer.echo(orjson.dumps(rows).decode())
        return
    table = Table("id", "name", "kind", "members")
    for one in found:
        table.add_row(str(one.id), one.name, one.kind, f"{one.size:,}")
    Console().print(table)


def _members(path: Path, kind: str) -> tuple[dict[str, str], int]:
    """Key and writing of the members in a file, and how many rows tell of none."""
    read = company_member if kind == "account" else person_member
    members: dict[str, str] = {}
    unknown = 0
    with open_file(path, names(kind)) as file:
        for line in file.lines:
            key, written = read(told(kind, line.values)) if not line.broken else ("", "")
            if key:
                members[key] = written
            else:
                unknown += 1
    return members, unknown
