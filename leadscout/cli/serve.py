"""leadscout serve: the API, and the worker beside it."""

import socket
from typing import Annotated

import typer
import uvicorn

from leadscout import settings
from leadscout.assemble import Leadscout
from leadscout.cli import log
from leadscout.cli.data import Data
from leadscout.cli.people import invent
from leadscout.cli.work import Worker, freeze
from leadscout.service.accounts.credits import MILLIONTHS

DEMO_SEED = 1
DEMO_CREDITS = 1000
_SHOWN_ONCE = "$LEADSCOUT_KEY"


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command()(serve)


def serve(
    data: Data = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on [LEADSCOUT_HOST].")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on [LEADSCOUT_PORT].")] = None,
    people: Annotated[int, typer.Option(help="Invent this many people, and a demo key, if there is nobody yet.")] = 0,
) -> None:
    """Serve the API until Ctrl-C."""
    log.configure()
    home = Leadscout(settings.load(data=data, host=host, port=port))
    _check_port(home)
    home.forgetting.finish()
    first = people > 0 and not home.people.last_change()
    if first:
        typer.echo(f"first start: inventing {people:,} people in {home.settings.data}")
        invent(home, people, DEMO_SEED)
    worker = Worker(home, keep=True)
    try:
        app = home.application()
        freeze(home)
        typer.echo(_welcome(home, _demo_key(home) if first else _SHOWN_ONCE))
        uvicorn.run(app, host=home.settings.host, port=home.settings.port, log_level="warning")
    finally:
        worker.stop()


def _check_port(home: Leadscout) -> None:
    """Say so before minutes of work when the port is taken."""
    where = (home.settings.host, home.settings.port)
    try:
        with socket.create_server(where):
            return
    except OSError as error:
        typer.echo(f"cannot listen on {where[0]}:{where[1]}: {error.strerror}; choose another with --port", err=True)
        raise typer.Exit(1) from None


def _demo_key(home: Leadscout) -> str:
    _, secret = home.access.create("demo", "demo", amount=DEMO_CREDITS * MILLIONTHS)
    return secret


def _welcome(home: Leadscout, key: str) -> str:
    """Where it is, and one request to paste for each door."""
    origin = f"http://{home.settings.host}:{home.settings.port}"
    lines = [
        f"leadscout on {origin} with {home.people.count():,} people  (API pages at {origin}/docs, Ctrl-C stops)",
        *(["the lexicon changed: re-indexing everyone; the old index keeps answering"] * home.index.outdated),
        "",
    ]
    for dialect in home.dialects:
        lines += [f"# {dialect.name}", dialect.example.curl(origin, key), ""]
    if key == _SHOWN_ONCE:
        lines.append(f"# a key: leadscout keys create NAME --credits 100 --data {home.settings.data}")
    else:
        lines.append(f"# the demo key has {DEMO_CREDITS} credits and is shown this once")
    return "\n".join(lines)
