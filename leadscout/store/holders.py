"""Who holds leases: processes that can be seen to be dead, by a lock that nobody but the system takes from them.

A process has a number, and a row of `running` under it for as long as it may hold anything. Beside a SQLite file it
locks a file of its own, in PostgreSQL a number of a connection of its own: both are let go of when it dies, however.
Its leases begin with its number. Whoever finds the lock of a number free frees what it held (docs/decisions/055).
"""

import fcntl
import math
import os
import secrets
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from leadscout.store import ledger, private
from leadscout.store.leases import FREE
from leadscout.store.statements import announce, insert
from leadscout.store.tables.leadscout import IDEMPOTENCY, IMPORT_JOB, QUEUE, RUNNING, SEARCH

Opening = Callable[[], AbstractContextManager[sa.Connection]]
PROCESS = "process"
"""The key of `running` under which processes stand, each at the place of its number."""

_NUMBERS = sa.select(RUNNING.c.place).where(RUNNING.c.key == PROCESS)  # once: somebody asks each second

_LOCKS = 0x6C656165
"""The class of the advisory locks of PostgreSQL."""

_HELD: tuple[tuple[sa.Table, sa.ColumnElement[bool]], ...] = (
    (SEARCH, SEARCH.c.status == "running"),  # over which there is an index: rows of others hold their requests
    (QUEUE, sa.true()),
    (IMPORT_JOB, sa.true()),
    (IDEMPOTENCY, sa.true()),
    (RUNNING, RUNNING.c.key != PROCESS),
)
"""Tables with leases, and which of their rows can be held."""


class Locks:
    """The locks of processes, as files in a folder."""

    def __init__(self, folder: Path) -> None:
        """Nothing is locked yet."""
        self._folder = folder
        self._files: dict[int, int] = {}

    def hold(self, number: int) -> None:
        """Lock a number for as long as this process lives."""
        if number not in self._files:
            private.make_folder(self._folder)
            file = os.open(self._folder / str(number), os.O_CREAT | os.O_RDWR, 0o600)
            fcntl.flock(file, fcntl.LOCK_EX)
            self._files[number] = file

    def free(self, numbers: list[int]) -> list[int]:
        """Those of these numbers that nobody holds."""
        return [number for number in numbers if number not in self._files and self._is_free(number)]

    def _is_free(self, number: int) -> bool:
        try:
            file = os.open(self._folder / str(number), os.O_RDONLY)
        except FileNotFoundError:
            return True
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(file)
        return True

    def living(self) -> list[int]:
        """The numbers that somebody else holds."""
        numbers = [int(file.name) for file in self._folder.glob("*") if file.name.isdecimal()]
        free = self.free(numbers)
        return [number for number in numbers if number not in free and number not in self._files]

    def drop(self, number: int) -> None:
        """Forget a number."""
        (self._folder / str(number)).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of what is held."""
        for number, file in self._files.items():
            os.close(file)
            self.drop(number)
        self._files.clear()


class AdvisoryLocks:
    """The locks of processes, in PostgreSQL."""

    def __init__(self, engine: sa.Engine) -> None:
        """Nothing is locked yet."""
        self._engine = engine
        self._connections: dict[int, Any] = {}  # of the driver

    def hold(self, number: int) -> None:
        """Lock a number for as long as this process lives."""
        if number not in self._connections:
            taken = self._engine.raw_connection()
            connection: Any = taken.driver_connection
            taken.detach()  # out of the pool: it stays open
            connection.autocommit = True
            connection.execute(f"SELECT pg_advisory_lock({_LOCKS}, {number})")
            self._connections[number] = connection

    def free(self, numbers: list[int]) -> list[int]:
        """Those of these numbers that nobody holds; one of ours that was lost with its connection is forgotten."""
        held = (
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = :locks AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        with self._engine.connect() as connection:
            locked = set(connection.execute(sa.text(held), {"locks": _LOCKS}).scalars())
        for number in self._connections.keys() - locked:
            self.drop(number)
        return [number for number in numbers if number not in locked]

    def drop(self, number: int) -> None:
        """Forget a number."""
        connection = self._connections.pop(number, None)
        if connection is not None:
            connection.close()

    def close(self) -> None:
        """Let go of what is held."""
        for number in [*self._connections]:
            self.drop(number)


class LeaseHolder:
    """This process, as the holder of leases in one store, which gives `read` and `write`.

    It begins to be one with its first lease.
    """

    def __init__(self, read: Opening, write: Opening, locks: Locks | AdvisoryLocks) -> None:
        """Hold nothing yet."""
        self.number = secrets.randbelow(2**31 - 1) + 1
        self._read, self._write = read, write
        self._locks = locks
        self._stands = False
        self._one_at_a_time = threading.Lock()

    def token(self) -> str:
        """What a new lease is held by."""
        with self._one_at_a_time:
            if not self._stands:
                self._locks.hold(self.number)
                place = {"key": PROCESS, "place": self.number, "lease": _start(self.number), "leased_until": math.inf}
                with self._write() as connection:
                    connection.execute(insert(connection, RUNNING).values(**place).on_conflict_do_nothing())
                self._stands = True
        return f"{_start(self.number)}{secrets.token_hex(8)}"

    def others(self) -> list[int]:
        """The numbers of the other processes that live."""
        with self._read() as connection:
            numbers = list(connection.execute(_NUMBERS).scalars())
        free = self._locks.free(numbers)
        return [number for number in numbers if number not in free and number != self.number]

    def free_the_dead(self) -> int:
        """Free what processes held that are dead; gives how many these were."""
        with self._read() as connection:
            numbers = list(connection.execute(_NUMBERS).scalars())
        free = self._locks.free(numbers)
        if self.number in free or self.number not in numbers:
            self._stands = False  # its connection broke, and others take it for dead: it begins anew
        dead = [number for number in free if number != self.number]
        for number in dead:
            with self._write() as connection:
                _free(connection, number)
            self._locks.drop(number)
        return len(dead)

    def close(self) -> None:
        """Hold nothing any more."""
        self._locks.close()


def _start(number: int) -> str:
    """How the tokens of a process begin."""
    return f"{number:08x}-"


def _free(connection: sa.Connection, number: int) -> None:
    for table, condition in _HELD:
        mine = sa.update(table).where(condition, table.c.lease.startswith(_start(number)))
        connection.execute(mine.values(**FREE))
    ledger.release_of(connection, _start(number))
    connection.execute(sa.delete(RUNNING).where(RUNNING.c.key == PROCESS, RUNNING.c.place == number))
    announce(connection)
