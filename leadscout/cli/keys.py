"""leadscout keys: who may call the server."""

from decimal import Decimal
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from leadscout.cli.data import Data, Json, opened
from leadscout.service.accounts.access import DOORS
from leadscout.service.accounts.credits import MILLIONTHS

_MOST = 10**9


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    keys = typer.Typer(help="Create, list and revoke API keys.", no_args_is_help=True)
    keys.command()(create)
    keys.command("list")(list_)
    keys.command()(revoke)
    app.add_typer(keys, name="keys")


def create(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    data: Data = None,
    account: Annotated[str | None, typer.Option(help="Account it belongs to [one of the key's name].")] = None,
    credits_: Annotated[
        str, typer.Option("--credits", help="Credits to give the account; one is a Generect dollar.")
    ] = "0",
    only: Annotated[str, typer.Option(help=f"Doors it opens, with commas: {', '.join(DOORS)} [all].")] = "",
    json: Json = False,  # noqa: FBT002
) -> None:
    """Create a key. It is shown this once; only its hash is kept."""
    doors = [door for door in only.replace(" ", "").split(",") if door]
    if wrong := [door for door in doors if door not in DOORS]:
        raise typer.BadParameter(f"{', '.join(wrong)}: expected {', '.join(DOORS)}", param_hint="--only")
    amount = int(_credits(credits_) * MILLIONTHS)
    key, secret = opened(data).access.create(name, account or name, doors, amount)
    if json:
        typer.echo(orjson.dumps({"id": key.id, "name": key.name, "key": secret}).decode())
    else:
        typer.echo(
            f"{secret}\n\nThis is the only time it is shown. It belongs to account {account or name}; id {key.id}."
        )


def list_(data: Data = None, json: Json = False) -> None:  # noqa: FBT002
    """List the keys, without their secrets."""
    keys = opened(data).access.all_keys()
    if json:
        typer.echo(orjson.dumps([_shown(key) for key in keys]).decode())
        return
    table = Table("id", "name", "account", "only", "created", "revoked")
    for key in keys:
        table.add_row(key.id, key.name, key.account, ", ".join(key.only), key.created_at, key.revoked_at or "")
    Console().print(table)


def revoke(id_: Annotated[str, typer.Argument(metavar="ID", help="Id of the key.")], data: Data = None) -> None:
    """Let a key open nothing any more, at once."""
    opened(data).access.revoke(id_)
    typer.echo("revoked")


def _credits(written: str) -> Decimal:
    try:
        amount = Decimal(written)
    except ArithmeticError:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= _MOST:
        raise typer.BadParameter(f"{written}: expected a number from 0 to {_MOST:,}", param_hint="--credits")
    return amount


def _shown(key: object) -> dict[str, object]:
    names = ("id", "name", "account", "only", "created_at", "revoked_at")
    return {name: getattr(key, name) for name in names}
