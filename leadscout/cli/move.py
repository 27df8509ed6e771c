"""leadscout move: from the files of a data folder to PostgreSQL."""

from contextlib import ExitStack, closing
from typing import Annotated

import orjson
import typer

from leadscout.assemble import load
from leadscout.cli.data import Data, Json, bar
from leadscout.store import partitions
from leadscout.store.moving import Move
from leadscout.store.postgresql import SETTING, address

STORES = ("people", "leadscout")


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command()(move)


def move(
    to: Annotated[str, typer.Option(envvar=SETTING, help="The database, as postgresql://user@host/database.")],
    data: Data = None,
    people: Annotated[bool, typer.Option("--people", help="Move people alone: callers are there already.")] = False,  # noqa: FBT002
    json: Json = False,  # noqa: FBT002
) -> None:
    """Move people.db and leadscout.db to PostgreSQL. The files are only read: stop what writes to them before.

    Previews and counts of our own API may go on. What was interrupted goes on with the same command. All rows are
    compared at the end; before that nothing opens the database.
    """
    chosen = load(data=data)
    folder, url, parts = chosen.data, address(to), partitions.check(chosen.database_partitions)
    files = {name: folder / f"{name}.db" for name in STORES[: 1 if people else None]}
    files = {name: file for name, file in files.items() if file.exists()}
    if not files:
        typer.echo(f"there is nothing to move in {folder.absolute()}: name another folder with --data", err=True)
        raise typer.Exit(2)
    with ExitStack() as stack:
        moves = {name: stack.enter_context(closing(Move(name, file, url, parts))) for name, file in files.items()}
        rows = {}
        for name, one in moves.items():
            with bar(f"moving {name}.db") as progress:
                rows[name] = one.copy(progress)
        for one in moves.values():
            one.end()
    if json:
        typer.echo(orjson.dumps(rows).decode())
        return
    for name, tables in rows.items():
        typer.echo(f"{files[name]}: {sum(tables.values()):,} rows in {len(tables)} tables are in the database")
    names = " and ".join(str(file) for file in files.values())
    typer.echo(
        f"now set {SETTING} to this address for all that you start over {folder}; {names} are as they were, and are "
        "not read any more: keep them until you are sure. secret.key and the index stay in the folder."
    )
