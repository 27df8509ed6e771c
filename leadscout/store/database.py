"""A SQLite file with one writer at a time, brought up to date by Alembic."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.pool import ConnectionPoolEntry

from leadscout.store import private

_MIGRATIONS = Path(__file__).parent / "migrations"
_PRAGMAS = (
    *("journal_mode=WAL", "busy_timeout=30000", "foreign_keys=ON", "mmap_size=8589934592", "cache_size=-100000"),
    # Pages of hashes are written to at random: fewer checkpoints write them less often (1M people in 253 s, was 278 s).
    "wal_autocheckpoint=20000",
)


class Watch:
    """Tells, for some microseconds, whether anybody wrote to a file since it was asked before. For one thread."""

    def __init__(self, path: Path) -> None:
        """Look at the file."""
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._seen = 0

    def changed(self) -> bool:
        """Whether a transaction has ended since."""
        before, (self._seen,) = self._seen, self._connection.execute("PRAGMA data_version").fetchone()
        return self._seen != before

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


class Database:
    """One file. Reads are autocommit; a write is one BEGIN IMMEDIATE transaction (architecture, decision 19)."""

    def __init__(self, path: Path, migrations: str, *, durable: bool = True) -> None:
        """Open or make the file, with the tables of `migrations`.

        `durable` files outlive a power cut to the last transaction, others a kill of the process.
        """
        private.make_folder(path.parent)
        private.make_file(path)
        self.path = path
        self._writing = threading.Lock()
        self._rehearsal: Connection | None = None
        self._engine = create_engine(f"sqlite:///{path}", isolation_level="AUTOCOMMIT")
        # What is deleted of callers' data is overwritten; people.db does so while it forgets somebody.
        pragmas = (*_PRAGMAS, *(("synchronous=FULL", "secure_delete=ON") if durable else ("synchronous=NORMAL",)))

        @event.listens_for(self._engine, "connect")
        def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
            cursor = connection.cursor()
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

        @event.listens_for(self._engine, "handle_error")
        def name(context: ExceptionContext) -> None:
            context.original_exception.add_note(str(path))  # SQLite does not say which file it speaks of

        self._migrate(migrations)
        self._identity = _identity(path)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction; it is undone when the block raises."""
        if self._rehearsal is not None:
            yield self._rehearsal
            return
        with self._writing, self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")

    @contextmanager
    def rehearse(self) -> Iterator[None]:
        """Let all writes of the block share one transaction that is undone at its end. For one thread only."""
        with self._writing, self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            self._rehearsal = connection
            try:
                yield
            finally:
                self._rehearsal = None
                connection.exec_driver_sql("ROLLBACK")

    @property
    def replaced(self) -> bool:
        """Whether another file stands where this one was opened: it must be opened anew to be read."""
        return _identity(self.path) not in (self._identity, None)

    def watch(self) -> "Watch":
        """What tells whether the file was written to."""
        return Watch(self.path)

    def settle(self) -> None:
        """Move what was written from the log into the file, and empty the log where nobody reads from it."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def _migrate(self, migrations: str) -> None:
        folder = _MIGRATIONS / migrations
        newest = max(path.stem for path in folder.glob("[0-9]*.py"))
        if self._revision() == newest:
            return
        # Alembic takes 0.2 s to import, and is needed once per file and version.
        from alembic import command  # noqa: PLC0415
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.set_main_option("version_locations", str(folder))
        config.set_main_option("path_separator", "os")
        with self.write() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def _revision(self) -> str:
        with self.read() as connection:
            known = connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")).scalar()
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "" if known else ""


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells one file from another of the same name; None where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino
