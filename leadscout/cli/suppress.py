"""leadscout suppress: who must not be contacted, of an account or of all."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leadscout.assemble import Leadscout
from leadscout.cli.data import Data, Json, opened
from leadscout.cli.options import with_options
from leadscout.dialects.native import faces
from leadscout.model.suppressions import EVERYBODY, KINDS
from leadscout.service.people import contacts
from leadscout.service.people.contacts import Contact

_Account = Annotated[str | None, typer.Option(help="Name of the account that is not told of them.")]
_Global = Annotated[bool, typer.Option("--global", help="Nobody is told of them, and no import stores them.")]


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    suppress = typer.Typer(help="Suppress people who must not be contacted.", no_args_is_help=True)
    suppress.command("add")(with_options(add, _Add))
    suppress.command("list")(list_)
    suppress.command("remove")(remove)
    app.add_typer(suppress, name="suppress")


@dataclass(frozen=True)
class _Add:
    """What `suppress add` is told."""

    values: Annotated[list[str] | None, typer.Argument(help="E-mails, profile addresses, or domains.")] = None
    account: _Account = None
    everybody: _Global = False
    data: Data = None
    file: Annotated[
        Path | None, typer.Option(help="CSV with columns (email, domain, linkedin_url, name, company), or lines.")
    ] = None
    full_name: Annotated[str | None, typer.Option(help="Name of somebody, with --company.")] = None
    company: Annotated[str, typer.Option(help="An employer of whoever --full-name names.")] = ""
    name: Annotated[str, typer.Option(help="Where they come from, in your words [the file's name].")] = ""
    json: Json = False


def add(flags: _Add) -> None:
    """Suppress people: they are in no answer, count, file, webhook; for --global, no import stores them, either."""
    home = opened(flags.data)
    owner = _owner(home, flags.account, everybody=flags.everybody)
    ways = list(_written(flags))
    unread: list[int] = []
    if flags.file:
        try:
            text = flags.file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise typer.BadParameter(f"{flags.file}: {error}", param_hint="--file") from None
        for line, row in home.suppressions.read(text):
            ways += row
            unread += [] if row else [line]
    entry = home.suppressions.add(owner, ways, flags.name or (flags.file.name if flags.file else ""))
    if flags.json:
        typer.echo(orjson.dumps({**faces.suppression(entry), "unread": len(unread)}).decode())
        return
    numbers = ", ".join(f"{number:,} {kind}" for kind, number in entry.counts.items())
    typer.echo(f"entry {entry.id}: {numbers} suppressed")
    for line in unread[:20]:
        typer.echo(f"{flags.file}, line {line}: nobody can be known by this", err=True)


def _written(flags: _Add) -> Iterator[Contact]:
    for value in flags.values or ():
        way = contacts.of_cell(value)
        if way is None:
            raise typer.BadParameter(f"{value} is no e-mail, profile address or domain of one company")
        yield way
    if flags.full_name is not None:
        way = contacts.read("name", flags.full_name, flags.company)
        if way is None:
            raise typer.BadParameter("a name is known by an employer alone; give --company", param_hint="--full-name")
        yield way


def list_(
    account: _Account = None,
    everybody: _Global = False,  # noqa: FBT002 - a flag
    data: Data = None,
    json: Json = False,  # noqa: FBT002
) -> None:
    """Show what was suppressed and when, in numbers: the values themselves are not kept."""
    home = opened(data)
    owner = _owner(home, account, everybody=everybody)
    entries = home.suppressions.all(owner, 1_000_000)
    if json:
        typer.echo(orjson.dumps([faces.suppression(one) for one in entries]).decode())
        return
    table = Table("id", "from", "at", *KINDS)
    for one in entries:
        table.add_row(str(one.id), Text(one.name), one.created_at, *(f"{one.counts.get(kind, 0):,}" for kind in KINDS))
    Console().print(table)


def remove(
    id: Annotated[int, typer.Argument(help="Number of an entry.")],  # noqa: A002
    account: _Account = None,
    everybody: _Global = False,  # noqa: FBT002 - a flag
    data: Data = None,
) -> None:
    """Take an entry away: its people are told of again."""
    home = opened(data)
    home.suppressions.remove(_owner(home, account, everybody=everybody), id)
    typer.echo("removed")


def _owner(home: Leadscout, account: str | None, *, everybody: bool) -> str:
    if everybody is (account is not None):
        raise typer.BadParameter("give --global, or --account NAME")
    return EVERYBODY if account is None else home.access.account_named(account)
