"""leadscout keys: who may call the server."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Column, Table

from leadscout.cli.data import Data, Json, opened
from leadscout.cli.options import with_options
from leadscout.dialects import DOORS
from leadscout.dialects.native import keys as shown
from leadscout.model.keys import SCOPES, USUAL, Grant, Key
from leadscout.service.accounts.credits import MILLIONTHS

_MOST = 10**9


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    keys = typer.Typer(help="Create, list and revoke API keys.", no_args_is_help=True)
    keys.command("create")(with_options(create, _KeyFlags))
    keys.command("list")(list_)
    keys.command()(revoke)
    app.add_typer(keys, name="keys")


@dataclass(frozen=True)
class _KeyFlags:
    """What `create` is told."""

    name: Annotated[str, typer.Argument(help="What the key is for.")]
    data: Data = None
    account: Annotated[str | None, typer.Option(help="Account it belongs to [one of the key's name].")] = None
    credits_: Annotated[
        str,
        typer.Option("--credits", help="Credits to give the account; one is a dollar where a vendor counts in them."),
    ] = "0"
    only: Annotated[str, typer.Option(help=f"Doors it opens, with commas: {', '.join(DOORS)} [all].")] = ""
    may: Annotated[
        str, typer.Option(help=f"What it may do beside asking, with commas: {', '.join(SCOPES)} [nothing].")
    ] = ""
    scopes: Annotated[
        str, typer.Option(help=f"What it may of what keys usually may, with commas [{','.join(USUAL)}].")
    ] = ",".join(USUAL)
    days: Annotated[int | None, typer.Option(min=1, max=36500, help="Days for which it is good [for ever].")] = None
    ceiling: Annotated[str | None, typer.Option(help="Credits that it may charge in all [as many as there are].")] = (
        None
    )
    json: Json = False


def create(flags: _KeyFlags) -> None:
    """Create a key. It is shown this once; only its hash is kept."""
    doors, scopes = _among(flags.only, DOORS, "--only"), _among(flags.may, SCOPES, "--may")
    amount = int(credits_of(flags.credits_, "--credits") * MILLIONTHS)
    ceiling = None if flags.ceiling is None else int(credits_of(flags.ceiling, "--ceiling") * MILLIONTHS)
    end = datetime.now(UTC) + timedelta(days=flags.days or 0)
    grant = Grant(
        tuple(doors),
        tuple(scopes),
        tuple(_among(flags.scopes, USUAL, "--scopes")),
        end.isoformat(timespec="seconds") if flags.days else None,
        ceiling,
    )
    account = flags.account or flags.name
    home = opened(flags.data)
    if not home.settings.data.exists():
        folder = home.settings.data.absolute()
        typer.echo(f"{folder} is new: a server that runs over another folder does not know this key", err=True)
    key, secret = home.access.open_account(flags.name, account, grant, amount)
    if flags.json:
        typer.echo(orjson.dumps({"id": key.id, "name": key.name, "key": secret}).decode())
    else:
        typer.echo(f"{secret}\n\nThis is the only time it is shown. It belongs to account {account}; id {key.id}.")


def _among(written: str, names: Collection[str], flag: str) -> list[str]:
    """The names in a list with commas."""
    listed = [name for name in written.replace(" ", "").split(",") if name]
    if wrong := [name for name in listed if name not in names]:
        raise typer.BadParameter(f"{', '.join(wrong)}: expected {', '.join(names)}", param_hint=flag)
    return listed


def list_(data: Data = None, json: Json = False) -> None:  # noqa: FBT002
    """List the keys, without their secrets."""
    keys = opened(data).access.all_keys()
    if json:
        typer.echo(orjson.dumps([_shown(key) for key in keys]).decode())
        return
    whole = Column("id", no_wrap=True, min_width=max((len(key.id) for key in keys), default=0))  # `revoke` needs it
    table = Table(whole, "name", "account", "only", "without", "may", "until", "charged", "created", "revoked")
    for key in keys:
        grant = key.grant
        ceiling = "" if grant.ceiling is None else f" of {grant.ceiling / MILLIONTHS:g}"
        table.add_row(
            *(key.id, key.name, key.account, ", ".join(grant.only)),
            *(", ".join(scope for scope in USUAL if scope not in grant.scopes), ", ".join(grant.may)),
            *(grant.expires_at or "", f"{key.spent / MILLIONTHS:g}{ceiling}", key.created_at, key.revoked_at or ""),
        )
    Console().print(table)


def revoke(id_: Annotated[str, typer.Argument(metavar="ID", help="Id of the key.")], data: Data = None) -> None:
    """Let a key open nothing any more, at once."""
    opened(data).access.revoke(id_)
    typer.echo("revoked")


def credits_of(written: str, flag: str) -> Decimal:
    """Credits as somebody wrote them. Raises BadParameter naming the flag."""
    try:
        amount = Decimal(written)
    except ArithmeticError:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= _MOST:
        raise typer.BadParameter(f"{written}: expected a number from 0 to {_MOST:,}", param_hint=flag)
    return amount


def _shown(key: Key) -> dict[str, object]:
    return {**shown.key(key), "account": key.account}
