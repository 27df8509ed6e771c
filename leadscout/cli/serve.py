"""leadscout serve: the API, and the worker beside it."""

import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from leadscout import applications
from leadscout.assemble import Leadscout, load
from leadscout.cli import log
from leadscout.cli.data import Data
from leadscout.cli.emulate import Emulation, connect, demo
from leadscout.cli.options import with_options
from leadscout.cli.people import are_invented, invent
from leadscout.cli.servers import HERE, ServerProcesses, answer, warn_if_open
from leadscout.cli.work import WorkerProcess, freeze
from leadscout.dialects import VENDORS, opens_page
from leadscout.service.accounts.credits import MILLIONTHS

if TYPE_CHECKING:
    from fastapi import FastAPI

_SWITCH = 0.001
"""Seconds for which one thread of Python computes while another waits to: of a request that takes 3 ms in small steps
each step waits for so long beside one that computes for a second."""

DEMO_SEED = 1
DEMO_CREDITS = 1000
_SHOWN_ONCE = "$LEADSCOUT_KEY"


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command("serve")(with_options(serve, _ServeFlags))


@dataclass(frozen=True)
class _ServeFlags:
    """What `serve` is told."""

    data: Data = None
    host: Annotated[str | None, typer.Option(help="Address to listen on [LEADSCOUT_HOST].")] = None
    port: Annotated[int | None, typer.Option(help="Port to listen on [LEADSCOUT_PORT].")] = None
    people: Annotated[int, typer.Option(help="Invent this many people, and a demo key, if there is nobody yet.")] = 0
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that answer [LEADSCOUT_WORKERS].")] = None
    listener: Annotated[
        int | None, typer.Option(hidden=True, help="The socket of the server beside which to answer.")
    ] = None
    emulation: Annotated[str, typer.Option(hidden=True, help="Where its emulation is.")] = ""


def serve(flags: _ServeFlags) -> None:
    """Serve the API until Ctrl-C."""
    home = Leadscout(load(data=flags.data, host=flags.host, port=flags.port, workers=flags.workers))
    log.configure(home.settings.log)
    if flags.listener is not None:
        answer(_application(home, flags.emulation), home.settings, flags.listener)
        return
    people = flags.people
    _check_port(home)
    home.forgetting.finish()
    first = people > 0 and not home.people.last_change()
    if first:
        typer.echo(f"first start: inventing {people:,} people in {home.settings.data}")
        invent(home, people, DEMO_SEED)
    key = _demo_key(home) if first else _SHOWN_ONCE
    emulation = Emulation(home) if home.settings.emulate and are_invented(home, DEMO_SEED) else None
    if emulation:
        connect(home, emulation.url)
    worker = WorkerProcess(home, keep=True)
    try:
        url = emulation.url if emulation else ""
        answering = _application(home, url) if home.settings.workers <= 1 else None
        typer.echo(_welcome(home, key))
        _invite(home)
        if emulation:
            typer.echo(f"# live answers come from an emulation of Sales Navigator: invented people, on {emulation.url}")
        warn_if_open(home.settings)
        if answering is None:
            ServerProcesses(home.settings, url).run()
        else:
            answer(answering, home.settings)
    finally:
        worker.stop()
        if emulation:
            emulation.stop()


def _application(home: Leadscout, emulation: str) -> "FastAPI":
    """What a process answers with, made before it listens."""
    app = applications.server(home, demo(emulation) if emulation else None)
    freeze(home)
    sys.setswitchinterval(_SWITCH)
    return app


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


def _invite(home: Leadscout) -> None:
    """Print a link that opens the page without a key: for a person at this machine alone, never into a log."""
    key = next(
        (
            key
            for key in home.access.all_keys()
            if not key.is_over(home.now().isoformat(timespec="seconds")) and opens_page(key.only)
        ),
        None,
    )
    if key and sys.stdout.isatty() and home.settings.host in HERE:
        token, account = home.sessions.invite(key), home.access.account(key.account)
        typer.echo(f"\n# open the page as {account!r} (once, within ten minutes):")
        typer.echo(f"http://{home.settings.host}:{home.settings.port}/login?once={token}\n")


def _welcome(home: Leadscout, key: str) -> str:
    """Where it is, and one request to paste for each door."""
    origin = f"http://{home.settings.host}:{home.settings.port}"
    lines = [f"leadscout on {origin} with {home.people.count():,} people  (API pages at {origin}/docs, Ctrl-C stops)"]
    if home.index.outdated:
        lines.append("the lexicon or the engine changed: re-indexing everyone; the old index keeps answering")
    if key != _SHOWN_ONCE:
        lines.append(f"export LEADSCOUT_KEY={key}")
    lines.append("")
    for vendor in VENDORS:
        lines += [f"# {vendor.name}", vendor.curl(origin, key), ""]
    if key == _SHOWN_ONCE:
        lines.append(f"# a key: leadscout keys create NAME --credits 100 --data {home.settings.data}")
    else:
        lines.append(f"# the demo key has {DEMO_CREDITS} credits and is shown this once")
    return "\n".join(lines)
