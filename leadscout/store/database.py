"""A SQLite file with one writer at a time, or a PostgreSQL database; brought up to date by Alembic."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from leadscout.errors import Fault, Refused
from leadscout.settings import SettingError
from leadscout.store import partitions, postgresql, private
from leadscout.store.caching import FileVersion, ReadCache
from leadscout.store.holders import AdvisoryLocks, LeaseHolder, Locks
from leadscout.store.replicas import Replicas

_MIGRATIONS = Path(__file__).parent / "migrations"
_PRAGMAS = (
    *("journal_mode=WAL", "busy_timeout=30000", "foreign_keys=ON", "mmap_size=8589934592"),
    # Pages of hashes are written to at random: fewer checkpoints write them less often (1M people in 253 s, was 278 s).
    "wal_autocheckpoint=20000",
)


_DURABLE = ("synchronous=FULL", "secure_delete=ON", "cache_size=-1000")
"""What is deleted of callers' data is overwritten; people.db does so while it forgets somebody.

A connection keeps pages of the log alone, as the file is mapped, and those no longer than until somebody writes, which
is all the time. Each thread of a worker has one: with 64 MB each it took 30 MB more, and was no faster.
"""

_OTHERS = ("synchronous=NORMAL", "cache_size=-64000")
"""A batch of an import changes 40 MB of pages at most (docs/decisions/064)."""

_LOOK, _IDLE_LOOK = 0.1, 0.25
"""Seconds between two looks whether a file was written to, and when nobody wrote for `_IDLE` seconds.

Somebody may wait for the answer. A look takes 0.2 ms of processor time, with the thread that wakes up for it: half of
what an idle worker costs.
"""

_IDLE = 60.0

_MIGRATING = 0x6C656164
"""The lock of PostgreSQL that is held while tables are changed: several servers may start at once."""

_AGAIN = ("40001", "40P01")
"""What PostgreSQL says of a transaction that it undid for the sake of another: serialization failure, deadlock."""

_NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE")
"""What SQLite says when nothing more can be written: no room, or a limit to how large a file may be."""

_DISK_FULL = "53100"
"""What PostgreSQL says then."""

_TRIES = 5
Result = TypeVar("Result")


class Watch(Protocol):
    """Waits until somebody writes. For one thread."""

    def wait(self, seconds: float) -> bool:
        """Wait for so long at most; whether there may be something new."""

    def close(self) -> None:
        """Let go of the database."""


class FileWatch:
    """Tells whether anybody wrote to a file since it was asked before."""

    def __init__(self, path: Path) -> None:
        """Look at the file."""
        self._version = FileVersion(path)
        self._seen = 0
        self._changed_at = time.monotonic()

    def changed(self) -> bool:
        """Whether a transaction has ended since."""
        before, self._seen = self._seen, self._version.read()
        if self._seen == before:
            return False
        self._changed_at = time.monotonic()
        return True

    def wait(self, seconds: float) -> bool:
        """Wait for a transaction to end, for so long at most; whether one did."""
        until = time.monotonic() + seconds
        while not self.changed():
            now = time.monotonic()
            if now >= until:
                return False
            time.sleep(min(_LOOK if now < self._changed_at + _IDLE else _IDLE_LOOK, until - now))
        return True

    def close(self) -> None:
        """Let go of the file."""
        self._version.close()


class Database:
    """One store. Reads are autocommit; a write is one transaction (architecture, decision 19).

    On SQLite a write is BEGIN IMMEDIATE, and the only one. On PostgreSQL it is READ COMMITTED, beside others: a step
    that must not be taken twice is a single statement, or follows the lock of the row that it is about. The writers of
    people take turns there, too (decision 52): each change has a higher number than all that ended before it.
    """

    def __init__(
        self,
        place: Path | URL,
        migrations: str,
        *,
        durable: bool = True,
        make: bool = True,
        layout: postgresql.DatabaseLayout = postgresql.PLAIN,
    ) -> None:
        """Open or make the file, or open the PostgreSQL database, with the tables of `migrations`.

        `durable` files outlive a power cut to the last transaction, others a kill of the process. `layout` is that of a
        PostgreSQL database of people.
        Raises SettingError when PostgreSQL cannot be reached, or is being filled by a move; Refused when there is no
        file and none is to be made.
        """
        self._rehearsal: Connection | None = None
        self._durable = durable
        self._writing: AbstractContextManager[object]
        self._schema = postgresql.SCHEMAS[migrations]
        self.path: Path | None = None
        self.replicas: Replicas | None = None
        if isinstance(place, URL):
            self._engine = postgresql.connect(place, self._schema.name)
            self._begin, self._writing = "BEGIN", nullcontext()
            if layout.replicas:
                self.replicas = Replicas(layout.replicas, place, self._schema.name)
        else:
            self.path = place
            if make:
                private.make_folder(place.parent)
                private.make_file(place)
            elif not place.exists():
                raise Refused(Fault("store_gone"))
            self._engine = _file(place, _DURABLE if durable else _OTHERS)
            self._begin, self._writing = "BEGIN IMMEDIATE", threading.Lock()
        locks = Locks(self.path.parent / "processes") if self.path else AdvisoryLocks(self._engine)
        self.holder = LeaseHolder(self.read, self.write, locks)
        self.cache = ReadCache(self.path)
        self._identity: tuple[int, int] | None = None
        self._full = False
        if durable or self.path is None:
            event.listen(self._engine, "handle_error", self._refuse)
        self._migrate(migrations, layout.parts)
        self._identity = _identity(self.path) if self.path else None

    @property
    def one_writer(self) -> bool:
        """Whether all writers wait for one lock."""
        return self._begin == "BEGIN IMMEDIATE" or bool(self._schema.turn)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading."""
        with self._engine.connect() as connection:
            yield connection

    def read_for_answer(self, work: Callable[[Connection], Result]) -> Result:
        """Do `work`, which only reads people or companies of an answer, and gives what it gives.

        Where the database has replicas one of them is read, if it shows all that was written before; `work` is done
        again when that fails.
        """

        def here() -> Result:
            with self.read() as connection:
                return work(connection)

        return self.replicas.read(work, otherwise=here) if self.replicas else here()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction; it is undone when the block raises.

        Raises Refused, where files are durable and on PostgreSQL, when the disk is full or the file is gone: what is
        written into a file that was deleted is lost.
        """
        if self._rehearsal is not None:
            yield self._rehearsal
            return
        if self._durable and self.gone:
            raise Refused(Fault("store_gone"))
        with self._writing, self._engine.connect() as connection:
            self._start(connection)
            try:
                yield connection
            except BaseException:
                self._undo(connection)
                raise
            connection.exec_driver_sql("COMMIT")
        self._full = False

    def check(self) -> None:
        """Raise Refused when nothing can be written: the file is gone, or the disk was full and still is."""
        if self.gone:
            raise Refused(Fault("store_gone"))
        if self._full:
            with self.write() as connection:  # the smallest thing that takes room
                connection.exec_driver_sql("PRAGMA user_version = 0" if self.path else "SELECT pg_current_xact_id()")

    @property
    def gone(self) -> bool:
        """Whether the file that was opened is no longer in its place: deleted, or another one stands there."""
        return self.path is not None and self._identity not in (None, _identity(self.path))

    def _start(self, connection: Connection) -> None:
        connection.exec_driver_sql(self._begin)
        if self.path is None and self._schema.turn:
            # Held until everybody sees what is written: PostgreSQL lets go of locks after that. What is told is told at
            # the end, too.
            turn = func.pg_advisory_xact_lock(self._schema.turn)
            connection.execute(select(turn, func.pg_notify(self._schema.channel, "")))

    def _undo(self, connection: Connection) -> None:
        # SQLite did so itself, when the disk was full.
        if getattr(connection.connection.dbapi_connection, "in_transaction", True):
            connection.exec_driver_sql("ROLLBACK")

    def _refuse(self, context: ExceptionContext) -> None:
        cause = context.original_exception
        name = getattr(cause, "sqlite_errorname", "")
        if name == "SQLITE_CANTOPEN" and self.gone:
            raise Refused(Fault("store_gone")) from cause
        if name in _NO_ROOM or getattr(cause, "sqlstate", "") == _DISK_FULL:
            self._full = True
            raise Refused(Fault("no_room")) from cause

    def transact(self, work: Callable[[Connection], Result]) -> Result:
        """Do `work` in a transaction, again when PostgreSQL undid it for the sake of another; gives what it gives.

        For what locks many rows, whose order nobody knows. `work` changes nothing but the database.
        """
        for tries_left in reversed(range(_TRIES)):
            try:
                with self.write() as connection:
                    return work(connection)
            except DBAPIError as error:
                if not tries_left or getattr(error.orig, "sqlstate", "") not in _AGAIN:
                    raise
        raise AssertionError  # the last try returns or raises

    @contextmanager
    def rehearse(self) -> Iterator[None]:
        """Let all writes of the block share one transaction that is undone at its end. For one thread only."""
        with self._writing, self._engine.connect() as connection:
            self._start(connection)
            self._rehearsal = connection
            try:
                yield
            finally:
                self._rehearsal = None
                connection.exec_driver_sql("ROLLBACK")

    @property
    def replaced(self) -> bool:
        """Whether another file stands where this one was opened: it must be opened anew to be read."""
        return self.path is not None and _identity(self.path) not in (self._identity, None)

    def watch(self) -> Watch:
        """What waits until somebody writes; to the callers' store in PostgreSQL, until there is new work."""
        return FileWatch(self.path) if self.path else postgresql.NotifyWatch(self._engine, self._schema.channel)

    def checkpoint(self) -> None:
        """Move what was written from a file's log into it, and empty the log where nobody reads from it."""
        if self.path is None:
            return
        with self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the file."""
        self.holder.close()
        self.cache.close()
        if self.replicas:
            self.replicas.close()
        self._engine.dispose()

    def _migrate(self, migrations: str, parts: int) -> None:
        folder = _MIGRATIONS / migrations
        steps = {path.stem for path in folder.glob("[0-9]*.py")}
        with self.read() as connection:
            revision = _revision(connection)
        if revision == newest(migrations):
            return
        if revision == postgresql.MOVING:
            raise SettingError(postgresql.NOT_MOVED)
        if revision and revision not in steps:
            raise Refused(Fault("newer_store", value=str(self.path or "the database")))
        # Alembic takes 0.2 s to import, and is needed once per file and version.
        from alembic import command  # noqa: PLC0415
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.set_main_option("version_locations", str(folder))
        config.set_main_option("path_separator", "os")
        with self.write() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
                if self._schema.name:
                    connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {self._schema.name}")
            is_new = not _revision(connection)  # now that nobody else makes the tables
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if parts and is_new and connection.dialect.name == "postgresql" and self._schema.turn:
                partitions.part(connection, parts)


def _revision(connection: Connection) -> str:
    """The version of the tables; "" where there are none."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def newest(migrations: str) -> str:
    """The version of the tables that this leadscout has."""
    return max(path.stem for path in (_MIGRATIONS / migrations).glob("[0-9]*.py"))


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells one file from another of the same name; None where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _file(path: Path, pragmas: tuple[str, ...]) -> Engine:
    # Never made by a connection: where the file was deleted, an empty one would stand in its place.
    place = URL.create("sqlite", database=path.absolute().as_uri(), query={"mode": "rw", "uri": "true"})
    engine = create_engine(place, isolation_level="AUTOCOMMIT", hide_parameters=True)  # people are among them

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in (*_PRAGMAS, *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "handle_error")
    def name(context: ExceptionContext) -> None:
        context.original_exception.add_note(str(path))  # SQLite does not say which file it speaks of

    return engine
