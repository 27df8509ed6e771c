"""leadscout integrations: live sources that accounts have connected."""

import sys
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from leadscout.assemble import Leadscout
from leadscout.cli.data import Data, Json, opened
from leadscout.dialects.native.faces import integration
from leadscout.model.integrations import Integration
from leadscout.service.integrations.integrations import NewIntegration

Account = Annotated[str, typer.Option(help="Name of the account whose source it is.")]
Named = Annotated[str, typer.Argument(metavar="NAME", help="Name or id of the integration.")]


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    verbs = typer.Typer(help="Connect, list, check and forget live sources.", no_args_is_help=True)
    verbs.command()(connect)
    verbs.command("list")(list_)
    verbs.command()(check)
    verbs.command()(forget)
    app.add_typer(verbs, name="integrations")


def connect(
    account: Account,
    kind: Annotated[str, typer.Option(help="Which source.")] = "navigator",
    name: Annotated[str, typer.Option(help="How the account calls it [its kind].")] = "",
    url: Annotated[str, typer.Option(help="Where it is asked [as the settings say].")] = "",
    cap: Annotated[int | None, typer.Option(help="Most units of a day [as the settings say].")] = None,
    data: Data = None,
) -> None:
    """Connect a source. Its credential is read from standard input: it stays out of the shell's history."""
    home = opened(data)
    if sys.stdin.isatty():
        typer.echo("paste the credential, then Enter and Ctrl-D:", err=True)
    credential = sys.stdin.read().strip()
    made = home.integrations.connect(
        home.access.account_named(account), NewIntegration(kind, credential, name, url, cap=cap)
    )
    _print(home, [made], json=False)


def list_(account: Account, data: Data = None, json: Json = False) -> None:  # noqa: FBT002
    """List the sources of an account, without their credentials."""
    home = opened(data)
    _print(home, home.integrations.all(home.access.account_named(account)), json=json)


def check(named: Named, account: Account, data: Data = None, json: Json = False) -> None:  # noqa: FBT002
    """Ask a source again that stopped us; the searches that it stopped go on."""
    home = opened(data)
    _print(home, [home.integrations.check(home.access.account_named(account), named)], json=json)


def forget(named: Named, account: Account, data: Data = None) -> None:
    """Forget a source and its credential."""
    home = opened(data)
    home.integrations.forget(home.access.account_named(account), named)
    typer.echo("forgotten")


def _print(home: Leadscout, integrations: list[Integration], *, json: bool) -> None:
    rows = [integration(one, home.integrations.kinds[one.kind].unit) for one in integrations]
    if json:
        typer.echo(orjson.dumps(rows).decode())
        return
    table = Table("name", "kind", "state", "used today", "cap", "asked at")
    for row in rows:
        table.add_row(*(str(row[name]) for name in ("name", "kind", "state", "used", "cap", "url")))
    Console().print(table)
