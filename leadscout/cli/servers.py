"""Several processes that answer on one port: each is started by `serve`, takes from its socket, and ends with it."""

import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog
import typer
import uvicorn

from leadscout.settings import Settings
from leadscout.web.wire import WireBounds, wire

if TYPE_CHECKING:
    from fastapi import FastAPI

_PAUSE = 0.3
"""Seconds between two looks whether one of them ended."""

_WAITING = 2048
"""Connections that wait for a process, as uvicorn has it."""

HERE = ("127.0.0.1", "localhost", "::1")
"""Hosts that only this machine reaches."""

_PROXY_HERE = "127.0.0.1,::1"
"""What FORWARDED_ALLOW_IPS is unless a proxy elsewhere is named."""

_OPEN = (
    "warning: {host} can be reached by others, and nothing here speaks TLS: keys and people can be read on the way. "
    "Put a proxy in front (docs/guides/install.md), and name it in FORWARDED_ALLOW_IPS"
)

_log = structlog.get_logger()


class ServerProcesses:
    """As many processes as are chosen, which share one socket; one that dies is replaced."""

    def __init__(self, settings: Settings, emulation: str) -> None:
        """Listen, and start them. `emulation` is where one of Sales Navigator is, or ""."""
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        self._listener = socket.create_server((settings.host, settings.port), family=family, backlog=_WAITING)
        self._command = [sys.executable, "-m", "leadscout", "serve", "--listener", str(self._listener.fileno())]
        self._command += ["--host", settings.host, "--port", str(settings.port), "--data", str(settings.data)]
        self._command += ["--emulation", emulation]
        self._processes = [self._start() for _ in range(settings.workers)]

    def run(self) -> None:
        """Replace those that die, until a signal says that it is over; then let them finish what they answer."""
        over = threading.Event()

        def end(*_: Any) -> None:  # noqa: ANN401 - a signal's number and frame
            over.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        try:
            while not over.wait(_PAUSE):
                for at, process in enumerate(self._processes):
                    if process.poll() is not None:
                        _log.warning("a server process ended; another one is started", code=process.returncode)
                        self._processes[at] = self._start()
        finally:
            for process in self._processes:
                process.terminate()
            for process in self._processes:
                process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        # A process group of its own: Ctrl-C is for the verb. Its end closes the pipe, and with it this process.
        return subprocess.Popen(  # noqa: S603
            self._command, stdin=subprocess.PIPE, pass_fds=[self._listener.fileno()], process_group=0
        )


def answer(app: "FastAPI", settings: Settings, listener: int | None = None) -> None:
    """Answer at the address of the settings, within bounds for whoever has no key yet, until a signal says otherwise.

    With a `listener`, a socket that another process opened, until that process ends.
    """
    server = uvicorn.Server(_config(app, settings))
    sockets = None if listener is None else [socket.socket(fileno=listener)]

    def end() -> None:
        sys.stdin.read()
        server.should_exit = True

    if sockets:
        threading.Thread(target=end, daemon=True).start()
    with suppress(KeyboardInterrupt):
        server.run(sockets)
    if not server.started:
        raise typer.Exit(1)


def warn_if_open(settings: Settings) -> None:
    """Say so where others can reach the server, and no proxy is named that speaks TLS."""
    if settings.host not in HERE and _config(None, settings).forwarded_allow_ips == _PROXY_HERE:
        typer.echo(_OPEN.format(host=settings.host), err=True)


def _config(app: "FastAPI | None", settings: Settings) -> uvicorn.Config:
    bounds = WireBounds(settings.connections, settings.address_connections, float(settings.connection_seconds))
    return uvicorn.Config(
        app,  # type: ignore[arg-type] # none is served where only its environment is read
        host=settings.host,
        port=settings.port,
        log_level="warning",
        log_config=None,
        http=wire(bounds),
    )
