"""A real PostgreSQL for the tests: Debian's programs, one server for a session, a database for each data folder."""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import sqlalchemy as sa

PROGRAMS = ("initdb", "pg_ctl", "pg_basebackup")
MISSING = "no PostgreSQL here, these tests are skipped: sudo apt install postgresql"
TEMPLATE = "template_of_tests"
FAST = {
    "fsync": "off",  # nobody pulls the plug of a test
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "400",
    "shared_buffers": "64MB",
    "listen_addresses": "''",  # the socket alone
    "log_min_messages": "fatal",
    # The rules of some country: what has to sort by code point has to do so by itself.
    "lc_messages": "C",
}


def programs() -> Path | None:
    """The folder of the server's programs: the newest of Debian's, or wherever the path leads."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    folders += [Path(on_path).resolve().parent] if on_path else []
    return next((folder for folder in folders if all((folder / name).exists() for name in PROGRAMS)), None)


@contextmanager
def server() -> Iterator[str]:
    """Run a server; gives the address of its databases, whose names are still to be added."""
    with _folder() as folder:
        locale, data = _locale(), folder / "data"
        _run("initdb", "--auth=trust", "--username=leadscout", "--encoding=UTF8", *locale, "--no-sync", data)
        with Running(folder) as running:
            yield running.pattern


@contextmanager
def standby(pattern: str) -> Iterator["Running"]:
    """Run a standby of a server."""
    with _folder() as folder:
        of = driver(pattern.format("")).query["host"]
        from_ = ("--host", of, "--username", "leadscout", "--checkpoint=fast", "--no-sync")
        _run("pg_basebackup", "--pgdata", folder / "data", "--write-recovery-conf", *from_)
        with Running(folder) as running:
            yield running


class Running:
    """A server over the data in a folder, which is also where its socket is."""

    def __init__(self, folder: Path) -> None:
        self.pattern = f"postgresql://leadscout@/{{}}?host={folder}"
        self._folder, self._data = folder, folder / "data"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        options = " ".join(f"-c {name}={value}" for name, value in FAST.items())
        log, options = self._folder / "log", f"-k {self._folder} {options}"
        _run("pg_ctl", "--pgdata", self._data, "--log", log, "--options", options, "-w", "start")

    @contextmanager
    def still(self) -> Iterator[None]:
        """Its processes do nothing, as those of a machine that hangs."""
        first = (self._data / "postmaster.pid").read_text().split()[0]
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", first], capture_output=True, text=True, check=True)  # noqa: S603, S607
        pids = [int(first), *map(int, listed.stdout.split())]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def stop(self) -> None:
        """As kill -9 does it, where it runs."""
        if (self._data / "postmaster.pid").exists():
            _run("pg_ctl", "--pgdata", self._data, "--mode", "immediate", "stop")


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="leadscout-postgres-"))
    _hand_over(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def create(pattern: str, name: str, template: str = "template0") -> None:
    """Make a database from a template, unless it is there."""
    engine = sa.create_engine(driver(pattern.format("postgres")), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_lock(1)")  # for as long as it is open: threads do the same
        there = sa.text("SELECT 1 FROM pg_database WHERE datname = :name")
        if not connection.execute(there, {"name": name}).first():
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def driver(url: str) -> sa.URL:
    return sa.make_url(url).set(drivername="postgresql+psycopg")


def name_of(data: Path) -> str:
    """The database of a data folder."""
    return f"t_{hashlib.blake2b(str(data.resolve()).encode(), digest_size=8).hexdigest()}"


def _locale() -> list[str]:
    # Where it is installed, one in which "a" comes before "B" and "~" before "1".
    listed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()  # noqa: S607
    return [f"--locale={next((name for name in listed if name.startswith('en_US.')), 'C.UTF-8')}"]


def _hand_over(folder: Path) -> None:
    """PostgreSQL does not run as root: `nobody` gets the folder then."""
    if os.getuid() == 0:
        shutil.chown(folder, "nobody")
        folder.chmod(0o755)  # the tests, and the servers that they start, come in by the socket


def _run(program: str, *arguments: object) -> None:
    unprivileged = ["setpriv", "--reuid=nobody", "--clear-groups"] if os.getuid() == 0 else []
    path = programs()
    assert path
    command = [*unprivileged, str(path / program), *map(str, arguments)]
    # A file: the server would keep a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, check=False, cwd="/")  # noqa: S603
        output.seek(0)
        assert done.returncode == 0, f"{program}: {output.read().decode()}"
