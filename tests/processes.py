"""leadscout in processes of its own, forked from one that has imported everything and read the lexicon.

What runs is the command line's own `main()` with its arguments, environment and streams. Only the start of Python is
spared, most of the processor time of a short verb (`count`: 3.5 s, forked 0.5).

What such a process starts beside itself (a worker takes 1.8 s) is forked, too: its `python -m leadscout` leads to
`forked/`, a process that has a fork made here, and lives and dies with it. Tests of the start start Python.
"""

import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from multiprocessing import connection, forkserver, reduction
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
_HERE = Path(__file__).parent
_NOWHERE = Path(os.devnull)
_LOCK = threading.Lock()
"""Held by whoever starts a process or looks whether one has ended: the library is not made for several threads."""


class Process:
    """A running verb, or program: -c and its text. Streams are files, or numbers of open ones.

    Its methods are those of subprocess.Popen.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        environ: Mapping[str, str],
        output: Path | int = _NOWHERE,
        errors: Path | int = _NOWHERE,
        given: Path | int = _NOWHERE,
    ) -> None:
        leads = leading()
        streams = [_Stream(given, os.O_RDONLY), _Stream(output, os.O_WRONLY), _Stream(errors, os.O_WRONLY)]
        arguments = (list(arguments), {**environ, **leads}, streams)
        with _LOCK:
            self._process = _CONTEXT.Process(target=_run, args=arguments, daemon=True)
            self._process.start()
        self.pid, self.ended = self._process.pid, self._process.sentinel

    def poll(self) -> int | None:
        with _LOCK:
            return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        connection.wait([self.ended], timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired("leadscout", timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def run(
    arguments: Sequence[str], environ: Mapping[str, str], given: str = "", timeout: float | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end, as subprocess.run does."""
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder, name) for name in ("given", "output", "errors")]
        for stream, text in zip(streams, (given, "", ""), strict=True):
            stream.write_text(text)
        process = Process(arguments, environ, *streams[1:], given=streams[0])
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return subprocess.CompletedProcess(arguments, code, *(stream.read_text() for stream in streams[1:]))


def leading() -> dict[str, str]:
    """The environment in which `python -m leadscout` is forked."""
    return {
        "PYTHONPATH": str(_HERE / "forked"),
        "PYTHONSAFEPATH": "1",
        "LEADSCOUT_TEST_FORKS": _start_the_first(),
    }


class _Stream:
    """A standard stream of a process to come: a file, or one that is open here and passed on."""

    def __init__(self, opened: Path | int, mode: int) -> None:
        self._opened, self._mode = opened, mode

    def __reduce__(self) -> tuple[Callable[..., int], tuple[object, ...]]:
        if isinstance(self._opened, int):
            return _detach, (reduction.DupFd(self._opened),)
        return os.open, (str(self._opened), self._mode | os.O_APPEND)


def _detach(passed: object) -> int:
    return passed.detach()


@cache
def _start_the_first() -> str:
    """Start the process that all others are forked from; gives the address at which forks can have some made."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(_HERE)  # the only path that Python 3.11 gives it
    try:
        _CONTEXT.set_forkserver_preload(["preloaded"])
        forkserver.ensure_running()
    finally:
        os.environ.pop("PYTHONPATH")
        if before is not None:
            os.environ["PYTHONPATH"] = before
    address = os.path.join(tempfile.mkdtemp(prefix="leadscout-"), "forks")  # noqa: PTH118 - as sockets want it
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen()
    threading.Thread(target=_listen, args=(listener,), daemon=True).start()
    return address


def _listen(listener: socket.socket) -> None:
    while True:
        threading.Thread(target=_fork, args=(listener.accept()[0],), daemon=True).start()


def _fork(asker: socket.socket) -> None:
    """Have a fork do what a process of `forked/` is asked to do, until one of them ends."""
    with asker:
        size = int.from_bytes(asker.recv(4, socket.MSG_WAITALL), "big")
        streams = socket.recv_fds(asker, 1, 3)[1]
        wish = json.loads(asker.recv(size, socket.MSG_WAITALL))
        process = Process(wish["arguments"], wish["environ"], streams[1], streams[2], streams[0])
        for stream in streams:
            os.close(stream)
        while process.ended not in connection.wait([asker, process.ended]):
            received = asker.recv(1)
            process.send_signal(received[0] if received else signal.SIGKILL)
            if not received:
                process.wait()
                return
        asker.sendall(str(process.wait()).encode())


def _run(arguments: list[str], environ: dict[str, str], streams: list[int]) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background of a shell ignore it
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(os.environ.pop("LEADSCOUT_TEST_FOLDER", "."))
    for number, opened in enumerate(streams):
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", closefd=False, buffering=1, errors="backslashreplace")  # noqa: SIM115
    if arguments[0] == "-c":
        exec(arguments[1], {"__name__": "__main__"})  # noqa: S102 - as Python itself does
        return
    from leadscout.cli import main  # noqa: PLC0415 - the tests' own process needs no command line

    sys.argv = ["leadscout", *arguments]
    main()
