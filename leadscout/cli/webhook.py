"""leadscout webhook: the secret of an account, and signatures."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import orjson
import typer

from leadscout.cli.data import Data, Json, opened
from leadscout.webhooks.sign import signature


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    webhook = typer.Typer(help="Show the secret that signs an account's webhooks, and sign.", no_args_is_help=True)
    webhook.command()(secret)
    webhook.command()(sign)
    app.add_typer(webhook, name="webhook")


def secret(
    account: Annotated[str, typer.Argument(help="Name of the account.")],
    data: Data = None,
    json: Json = False,  # noqa: FBT002
) -> None:
    """Show the secret with which receivers check that a call is ours (Standard Webhooks)."""
    home = opened(data)
    id_ = home.access.account_named(account)
    signing_secret = home.secrets.of(id_)
    typer.echo(orjson.dumps({"account": account, "secret": signing_secret}).decode() if json else signing_secret)


def sign() -> None:
    """Sign JSON lines: {"id", "secret", "msg_id", "timestamp", "payload"} in, {"id", "signature"} out."""
    for line in sys.stdin:
        if not line.strip():
            continue
        print(orjson.dumps(_signed(line)).decode(), flush=True)  # noqa: T201 - one line each


def _signed(line: str) -> dict[str, object]:
    try:
        call = orjson.loads(line)
        at = datetime.fromtimestamp(int(call["timestamp"]), UTC)
        return {"id": call["id"], "signature": signature(call["secret"], call["msg_id"], at, call["payload"])}
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        return {"error": f"{type(error).__name__}: {error}", "line": line[:200]}
