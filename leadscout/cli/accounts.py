"""leadscout accounts: what accounts have, keep and were charged; credits, quotas, and the log of acts."""

from decimal import Decimal
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from leadscout.cli.data import Data, Json, opened
from leadscout.cli.keys import credits_of
from leadscout.dialects.native import faces
from leadscout.service.accounts.credits import MILLIONTHS
from leadscout.service.accounts.quotas import NAMES

_Name = Annotated[str, typer.Argument(metavar="ACCOUNT", help="Name of the account.")]
_Limit = Annotated[int, typer.Option(min=1, help="Most lines.")]


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    accounts = typer.Typer(help="Show accounts, give credits, set quotas, and see what was done.", no_args_is_help=True)
    accounts.command("list")(list_)
    accounts.command("credit")(credit)
    accounts.command()(quota)
    accounts.command()(transactions)
    accounts.command()(audit)
    app.add_typer(accounts, name="accounts")


def list_(data: Data = None, json: Json = False) -> None:  # noqa: FBT002
    """List the accounts, with what each has left, keeps, and may keep."""
    home = opened(data)
    with home.database.read() as connection:
        rows: list[dict[str, Any]] = [
            {
                "id": id_,
                "name": name,
                "credits": balance / MILLIONTHS,
                "quotas": {
                    what: {"kept": kept, "most": most} for what, (kept, most) in home.quotas.of(connection, id_).items()
                },
            }
            for id_, name, balance in home.access.accounts(connection)
        ]
    if json:
        typer.echo(orjson.dumps(rows).decode())
        return
    table = Table("name", "credits", *NAMES)
    for row in rows:
        kept = (f"{one['kept']:,} of {one['most']:,}" for one in row["quotas"].values())
        table.add_row(row["name"], f"{Decimal(str(row['credits'])):,}", *kept)
    Console().print(table)


def credit(
    name: _Name, credits_: Annotated[str, typer.Argument(metavar="CREDITS", help="Credits to give.")], data: Data = None
) -> None:
    """Give an account credits."""
    home = opened(data)
    account, amount = home.access.account_named(name), int(credits_of(credits_, "CREDITS") * MILLIONTHS)
    typer.echo(f"{name} has {home.access.top_up(account, amount) / MILLIONTHS:g} credits")


def quota(
    name: _Name,
    what: Annotated[str, typer.Argument(help=f"One of {', '.join(NAMES)}.")],
    most: Annotated[str, typer.Argument(help="How many it keeps at most; `usual` for what every account may.")],
    data: Data = None,
) -> None:
    """Let an account keep more, or fewer, than every account may (LEADSCOUT_QUOTA_…)."""
    if what not in NAMES:
        raise typer.BadParameter(f"{what}: expected {', '.join(NAMES)}", param_hint="WHAT")
    if most != "usual" and not most.isdecimal():
        raise typer.BadParameter(f"{most}: expected a whole number, or usual", param_hint="MOST")
    home = opened(data)
    home.access.set_quota(home.access.account_named(name), what, None if most == "usual" else int(most))
    typer.echo(f"{name} keeps {'as many as every account' if most == 'usual' else f'at most {int(most):,}'} {what}")


def transactions(
    name: _Name,
    data: Data = None,
    key: Annotated[str, typer.Option(help="Those charged in the name of a key, by its id.")] = "",
    day: Annotated[str, typer.Option(help="Those of a day, 2026-01-31 (UTC).")] = "",
    limit: _Limit = 100,
    json: Json = False,  # noqa: FBT002
) -> None:
    """Show what an account was given and charged, newest first."""
    home = opened(data)
    entries = home.credits.latest(home.access.account_named(name), limit, key=key, day=day)
    rows = [faces.transaction(entry) for entry in entries]
    if json:
        typer.echo(orjson.dumps(rows).decode())
        return
    table = Table("at", "operation", "credits", "key")
    for row in rows:
        table.add_row(row["at"], row["operation"], f"{row['credits']:g}", row["key"] or "")
    Console().print(table)


def audit(
    name: Annotated[str | None, typer.Option("--account", help="Those of one account, by its name [all].")] = None,
    data: Data = None,
    limit: _Limit = 100,
    json: Json = False,  # noqa: FBT002
) -> None:
    """Show who did what: keys, credits, quotas, people forgotten, backups and repairs, newest first."""
    home = opened(data)
    account = None if name is None else home.access.account_named(name)
    with home.database.read() as connection:
        acts = [faces.act(entry) for entry in home.access.audit.latest(connection, account, limit)]
    if json:
        typer.echo(orjson.dumps(acts).decode())
        return
    table = Table("at", "act", "by", "on", "detail")
    for act in acts:
        table.add_row(*(act[column] for column in ("at", "act", "actor", "subject", "detail")))
    Console().print(table)
