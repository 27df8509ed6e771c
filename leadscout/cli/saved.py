"""leadscout saved: searches that are run again, and what changed."""

import time
from typing import Annotated, Any
from uuid import uuid4

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leadscout.assemble import Leadscout
from leadscout.cli.data import Data, Json, opened
from leadscout.cli.flags import Flags, with_filters
from leadscout.cli.search import indexed, read, written
from leadscout.dialects.native import saved as faces
from leadscout.dialects.native.words import MOST
from leadscout.model.saved import ChangeKind, ChangePage, SavedRun, SavedSearch
from leadscout.model.search import STORED
from leadscout.service.accounts.credits import AccountPayer

_Id = Annotated[str, typer.Argument(help="Id of a saved search.")]
_Account = Annotated[str, typer.Option(help="Name of the account whose it is.")]
_LOOK = 0.2
"""Seconds between two looks whether a run is over that the server's worker carries out."""


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    saved = typer.Typer(help="Save searches, run them again, and show what changed.", no_args_is_help=True)
    saved.command("add")(with_filters(add))
    saved.command("list")(list_)
    saved.command("run")(run)
    saved.command("changes")(changes)
    saved.command("remove")(remove)
    app.add_typer(saved, name="saved")


def add(
    flags: Flags,
    name: Annotated[str, typer.Argument(help="A name of your choice.")],
    data: Data = None,
    every_hours: Annotated[int, typer.Option(min=0, help="Run it every so many hours; 0: by hand alone.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Most people of a run.")] = MOST,
    json: Json = False,  # noqa: FBT002 - a flag
) -> None:
    """Save a search of --account. Repeat a flag for OR; different flags are AND."""
    home = indexed(data)
    request = read(flags, home.lexicon, {})
    if flags.account is None:
        raise typer.BadParameter("give --account, whose it is", param_hint="--account")
    account = home.access.account_named(flags.account)
    question = home.asking.question(account, request.query(), request.names)
    new = SavedSearch(
        id=uuid4().hex,
        account=account,
        name=name,
        body=written(flags),
        query=question.query,
        route=STORED,
        limit=limit,
        hours=every_hours,
    )
    made = faces.saved(home.saved.create(new))
    typer.echo(orjson.dumps(made).decode() if json else f"saved search {made['id']}")


def list_(account: _Account, data: Data = None, json: Json = False) -> None:  # noqa: FBT002
    """Show the saved searches of an account, each with its last run."""
    home = opened(data)
    owner = home.access.account_named(account)
    rows = [faces.saved(one, home.saved.runs(owner, one.id, 0, 1)) for one in home.saved.all(owner, 1000)]
    if json:
        typer.echo(orjson.dumps(rows).decode())
        return
    table = Table("id", "name", "every", "runs", "last run", *ChangeKind)
    for one in rows:
        last = one["last_run"] or {}
        numbers = ("" if last.get(kind) is None else f"{last[kind]:,}" for kind in ChangeKind)
        every = f"{one['every_hours']} h" if one["every_hours"] else "by hand"
        table.add_row(one["id"], Text(one["name"]), every, str(one["runs"]), last.get("started_at", ""), *numbers)
    Console().print(table)


def run(id: _Id, account: _Account, data: Data = None, json: Json = False) -> None:  # noqa: A002, FBT002
    """Run a saved search now, and say what changed since the last time."""
    home = indexed(data)
    owner = home.access.account_named(account)
    begun = home.saved.run(AccountPayer(owner), id)
    ended = _ended(home, owner, begun)
    if json:
        typer.echo(orjson.dumps(faces.run(ended)).decode())
        return
    why = f": {ended.reason}" if ended.reason else ""
    numbers = ", ".join(f"{getattr(ended, kind):,} {kind}" for kind in ChangeKind)
    typer.echo(f"run {ended.number} {ended.status}{why}: {ended.found:,} people")
    typer.echo("this is what later runs are compared with" if ended.baseline else numbers)


def _ended(home: Leadscout, owner: str, run: SavedRun) -> SavedRun:
    """The run when it is over, carried out here, or by the server's worker where that is faster."""
    while True:
        worked = home.worker.turn() or home.saved.comparing.turn()
        (now,) = home.saved.runs(owner, run.saved, run.number + 1, 1)
        if now.ended_at:
            return now
        if not worked:
            time.sleep(_LOOK)


def changes(
    id: _Id,  # noqa: A002
    account: _Account,
    data: Data = None,
    kind: Annotated[ChangeKind | None, typer.Option(help="Only these.")] = None,
    run: Annotated[int, typer.Option(min=0, help="Of this run alone; 0: of all.")] = 0,
    json: Json = False,  # noqa: FBT002
) -> None:
    """Show who is new, who left, and who changed jobs, oldest first."""
    home = opened(data)
    owner, kinds = home.access.account_named(account), [kind] if kind else list(ChangeKind)
    rows: list[dict[str, Any]] = []
    more: tuple[int, int] | None = (0, 0)
    while more is not None:
        changes_, more = home.saved.changes(owner, id, ChangePage(kinds, run, more))
        rows += [faces.change(home.lexicon, *row) for row in changes_]
    if json:
        typer.echo(orjson.dumps(rows).decode())
        return
    table = Table("run", "kind", "what", "name", "title", "company", "id")
    for row in rows:
        lead = row["lead"]
        role = lead.get("matched_role") or lead.get("primary_role") or {}
        what = ", ".join(row["fields"])
        table.add_row(
            str(row["run"]),
            row["kind"],
            what,
            *map(Text, (lead.get("full_name", ""), role.get("title", ""), role.get("company", ""), lead["id"])),
        )
    Console().print(table)


def remove(id: _Id, account: _Account, data: Data = None) -> None:  # noqa: A002
    """Forget a saved search and its changes."""
    home = opened(data)
    home.saved.delete(home.access.account_named(account), id)
    typer.echo("removed")
