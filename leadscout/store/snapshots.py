"""Copies of SQLite files of one moment, made while others write (docs/decisions/056)."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from leadscout.errors import Fault, Refused
from leadscout.store import private

_PATIENCE = 30.0
"""Seconds to wait for whoever writes: an import's batch takes some."""

_SHORT = 1.0
"""Seconds to wait for the other files while the first is held: whoever holds them may wait for it."""

_TRIES = 30
_PAGES = 4096
"""Of 4 kB each, copied between two reports."""

Progress = Callable[[int, int], None]


def copy(files: Sequence[Path], folder: Path, progress: Progress) -> None:
    """Copy files into a folder, under their names, all as they are at one moment; others write on meanwhile.

    `progress` is told pages done, of how many. Raises Refused where somebody writes to one of them without an end,
    or a copy is damaged.
    """
    with ExitStack() as stack:
        readers = _readers(stack, files)
        pages = [reader.execute("PRAGMA page_count").fetchone()[0] for reader in readers]
        for at, (file, reader) in enumerate(zip(files, readers, strict=True)):
            before = sum(pages[:at])

            def advance(_: int, left: int, of: int, before: int = before) -> None:
                progress(before + of - left, sum(pages))

            _copy(reader, folder / file.name, advance)
            if damage := fault_of(folder / file.name):
                raise Refused(Fault("damaged_store", value=str(file), valid=(damage,)))


def fault_of(file: Path) -> str:
    """What SQLite finds wrong in a file that nobody writes to, or in its newest state; "" for nothing."""
    with closing(_opened(file, "ro")) as connection:
        try:
            first = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            return str(error)
    return "" if first == "ok" else str(first)


def _copy(reader: sqlite3.Connection, to: Path, advance: Callable[[int, int, int], None]) -> None:
    private.make_file(to)
    with closing(sqlite3.connect(to)) as copied:
        reader.backup(copied, pages=_PAGES, progress=advance)
        copied.execute("PRAGMA journal_mode=DELETE")  # one file: what is copied on needs no log beside it
    descriptor = os.open(to, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _readers(stack: ExitStack, files: Sequence[Path]) -> list[sqlite3.Connection]:
    """Connections that see all files as they are at one moment, in which nobody writes to any of them."""
    readers = [stack.enter_context(closing(_opened(file, "ro"))) for file in files]
    for _ in range(_TRIES):
        try:
            with _held(files):
                for reader in readers:
                    reader.execute("BEGIN")
                    reader.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it sees this state
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(_SHORT / 10)
        else:
            return readers
    raise Refused(Fault("store_busy", value=", ".join(file.name for file in files)))


@contextmanager
def _held(files: Sequence[Path]) -> Iterator[None]:
    """Nobody writes to any of these files meanwhile. The first one is waited for long, and nothing is held then."""
    with ExitStack() as stack:
        for at, file in enumerate(files):
            writer = stack.enter_context(closing(_opened(file, "rw", _SHORT if at else _PATIENCE)))
            writer.execute("BEGIN IMMEDIATE")
            stack.callback(writer.execute, "ROLLBACK")
        yield


def _opened(file: Path, mode: str, patience: float = _PATIENCE) -> sqlite3.Connection:
    address = f"{file.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=patience)


_CENSUS = (
    ("people", "people.db", "SELECT count(*) FROM person WHERE lead IS NOT NULL"),
    ("accounts", "leadscout.db", "SELECT count(*) FROM account"),
    ("keys", "leadscout.db", "SELECT count(*) FROM api_key"),
    ("searches", "leadscout.db", "SELECT count(*) FROM search"),
    ("results", "leadscout.db", "SELECT count(*) FROM result"),
    ("entries", "leadscout.db", "SELECT count(*) FROM ledger"),
    ("booked", "leadscout.db", "SELECT coalesce(sum(amount), 0) FROM ledger"),
    ("balances", "leadscout.db", "SELECT coalesce(sum(balance), 0) FROM account"),
)
"""What a backup is known by: the name of a number, the file that it is of, and how it is counted."""


def census(folder: Path) -> dict[str, int]:
    """Numbers of the stores in a folder, by which two of them can be compared; of those that are there."""
    numbers = {}
    for name, file, statement in _CENSUS:
        if (folder / file).exists():
            with closing(_opened(folder / file, "ro")) as connection:
                numbers[name] = int(connection.execute(statement).fetchone()[0])
    return numbers


def epoch(folder: Path) -> str:
    """The newest token of the people in a folder, "" where they are elsewhere (docs/decisions/017)."""
    if not (folder / "people.db").exists():
        return ""
    with closing(_opened(folder / "people.db", "ro")) as connection:
        return str(connection.execute("SELECT token FROM epoch ORDER BY after DESC LIMIT 1").fetchone()[0])


def kept_out(file: Path) -> list[bytes]:
    """The hashes by which a people.db keeps forgotten people out."""
    with closing(_opened(file, "ro")) as connection:
        return [hash_ for (hash_,) in connection.execute("SELECT hash FROM suppressed")]
