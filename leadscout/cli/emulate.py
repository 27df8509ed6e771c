"""leadscout emulate: a local server that behaves like Sales Navigator. Also what starts one beside another verb."""

import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from uvicorn.protocols.http import h11_impl

from leadscout import applications
from leadscout.assemble import Leadscout, load
from leadscout.cli import log
from leadscout.cli.data import Data
from leadscout.emulator.account import DEMO
from leadscout.service.integrations.integrations import NewIntegration

HOST = "127.0.0.1"
"""Nobody else has any use of it, and its control paths ask for no key."""

_CAP = 1_000_000
"""Profiles of a day: nobody's account is spared here."""

Faults = Annotated[
    list[str] | None,
    typer.Option("--fault", help="What goes wrong by chance, as 429=0.01; repeat it [LEADSCOUT_EMULATOR_FAULTS]."),
]


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command()(emulate)


def emulate(
    data: Data = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on [LEADSCOUT_EMULATOR_PORT].")] = None,
    fault: Faults = None,
    beside: Annotated[bool, typer.Option("--beside", hidden=True, help="End with standard input.")] = False,  # noqa: FBT002
) -> None:
    """Serve an emulation of Sales Navigator, of the people in a data folder, until Ctrl-C.

    The people are only read; a server may run over the same folder.
    """
    log.configure()
    faults = " ".join(fault) if fault else None
    home = Leadscout(load(data=data, emulator_port=port, emulator_faults=faults))
    if not home.has_people:
        typer.echo(
            f"there are no people in {home.settings.data}: import some, or invent some with people generate", err=True
        )
        raise typer.Exit(1)
    listener = _listener(home.settings.emulator_port)
    url = f"http://{HOST}:{listener.getsockname()[1]}"
    try:
        app = applications.emulation(home)
    except ValueError as error:
        typer.echo(f"--fault: {error}", err=True)
        raise typer.Exit(2) from None
    if not beside:
        typer.echo(_welcome(url, home.settings.data))
    h11_impl.STATUS_PHRASES[999] = b"Request denied"  # uvicorn knows statuses up to 599 alone, the source one more
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", http="h11"))
    if beside:
        threading.Thread(target=_end_with_input, args=(server,), daemon=True).start()
    # Reading the lexicon takes seconds, on a busy machine more than whoever asks first would wait.
    threading.Thread(target=applications.read_ahead, args=(home,), daemon=True).start()
    server.run(sockets=[listener])


class Emulation:
    """An emulation in a process beside this one, over the same data folder. It ends with this process."""

    def __init__(self, home: Leadscout) -> None:
        """Start it, on the port of the settings or a free one."""
        with _listener(home.settings.emulator_port) as listener:
            port = listener.getsockname()[1]
        self.url = f"http://{HOST}:{port}"
        command = [sys.executable, "-m", "leadscout", "emulate", "--beside", "--port", str(port)]
        # A process group of its own: Ctrl-C is for the verb, which then ends this one.
        self._process = subprocess.Popen(  # noqa: S603
            [*command, "--data", str(home.settings.data)], stdin=subprocess.PIPE, process_group=0
        )

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()


def demo(url: str) -> NewIntegration:
    """What connects the emulation at `url` as somebody's Sales Navigator, with the credential `DEMO`."""
    return NewIntegration("navigator", DEMO.li_at, url=url, pace=0, cap=_CAP)


def connect(home: Leadscout, url: str) -> None:
    """Let the demo account ask the emulation at `url` as its Sales Navigator.

    Called at each start: the port may be another one than last time. The emulation itself may start later.
    """
    account = home.access.account_of("demo")
    if account:
        home.integrations.connect(account, demo(url), unseen=True)


def _listener(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        typer.echo(f"cannot listen on {HOST}:{port}: {error.strerror}; choose another with --port", err=True)
        raise typer.Exit(1) from None


def _end_with_input(server: uvicorn.Server) -> None:
    sys.stdin.read()
    server.should_exit = True


def _welcome(url: str, data: Path) -> str:
    """Where it is, and one request to paste."""
    return "\n".join(
        (
            f"emulation of Sales Navigator on {url}, of the people in {data}  (Ctrl-C stops)",
            "nothing here comes from LinkedIn; the credential opens nothing anywhere else",
            "",
            f"curl '{url}/sales-api/salesApiLeadSearch?q=searchQuery&start=0&count=25&query=(keywords:sales)' \\",
            "  -H 'x-restli-protocol-version: 2.0.0' -H 'csrf-token: ajax:1' \\",
            f"  -H 'cookie: li_at={DEMO.li_at}; JSESSIONID=\"ajax:1\"'",
            "",
            f"# faults, and what was asked: {url}/emulator",
        )
    )
