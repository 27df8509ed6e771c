"""Moving what SQLite files hold into a PostgreSQL database: table by table in the order of keys, then compared.

Each page of rows is one transaction, and the next one begins behind the last key that is there: so a move that was
killed goes on where it was. Until all rows are there and alike, no leadscout opens the database.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from leadscout.errors import Fault, Refused
from leadscout.store import postgresql
from leadscout.store.database import Database, newest
from leadscout.store.statements import add_rows
from leadscout.store.tables import leadscout, people
from leadscout.store.tables.columns import without_nul

AT_ONCE = 5000
"""Rows of one transaction."""

_BITS = 128
_MARK = sa.table("alembic_version", sa.column("version_num"))
_NUMBERS = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
_TABLES = {"people": people.META, "leadscout": leadscout.META}
_SEEDED = {people.EPOCH, people.ORGANIZATION_EPOCH, people.FOLLOWED}
"""Tables that have one row as soon as they are made."""

Progress = Callable[[int, int], None]
"""Told how many rows are moved, of how many."""


@dataclass(frozen=True, slots=True)
class TableSum:
    """What a table holds: how many rows, and the sum of their hashes, whatever their order."""

    rows: int
    hashes: int


class Move:
    """One store, `people` or `leadscout`, on its way from a file into a database.

    The file is only read. Raises SettingError when the database cannot be opened, Refused when the file is of another
    version, or the database has rows of its own.
    """

    def __init__(self, name: str, file: Path, url: sa.URL, parts: int = 0) -> None:
        """Look at both, and make the tables, the largest ones of people in so many parts."""
        self.file = file
        self._name = name
        self._tables = _TABLES[name].sorted_tables
        place = sa.URL.create("sqlite", database=file.absolute().as_uri(), query={"mode": "ro", "uri": "true"})
        self._source = sa.create_engine(place, isolation_level="AUTOCOMMIT", poolclass=sa.StaticPool)
        self._target = postgresql.connect(url, postgresql.SCHEMAS[name].name)
        if _mark(self._source) != newest(name):
            raise Refused(Fault("move_other_version", value=str(file)))
        self._data_version = self._version()
        if _mark(self._target) != postgresql.MOVING:
            Database(url, name, layout=postgresql.DatabaseLayout(parts=parts)).close()
            self._begin()

    def _begin(self) -> None:
        """Mark the database as one that is being filled, unless it is filled: then all rows must be alike."""
        filled = [table for table in self._tables if _count(self._target, table) > (table in _SEEDED)]
        if not filled:
            self._write_mark(postgresql.MOVING, empty=True)
        elif self._different():
            raise Refused(Fault("move_not_empty", value=f"{self._name}.{filled[0].name}"))

    def copy(self, progress: Progress) -> dict[str, int]:
        """Copy all rows that are not there yet, and compare; gives the number of rows of each table.

        Raises Refused when the file is written to meanwhile, or the rows are not alike in the end.
        """
        total = sum(_count(self._source, table) for table in self._tables)
        for anew in (False, True):
            if anew:  # the file is another one than when the move was begun, or went on since
                self._write_mark(postgresql.MOVING, empty=True)
            done = 0
            for table in self._tables:
                for number in self._copied(table):
                    done += number
                    progress(done, total)
            different = self._different()
            if not different:
                break
        self._check_undisturbed()
        if different:
            raise Refused(Fault("move_differs", value=f"{self._name}.{different[0]}"))
        return {table.name: _count(self._source, table) for table in self._tables}

    def end(self) -> None:
        """Let the database be opened: numbers go on where the file's would. Raises Refused as `copy` does."""
        self._check_undisturbed()
        with self._target.connect() as connection:
            for table in self._tables:
                _go_on(connection, table, self._last_number(table))
                connection.exec_driver_sql(f'ANALYZE "{table.name}"')
        self._write_mark(newest(self._name))

    def _check_undisturbed(self) -> None:
        if self._version() != self._data_version:
            raise Refused(Fault("move_disturbed", value=str(self.file)))

    def close(self) -> None:
        """Let go of both."""
        self._source.dispose()
        self._target.dispose()

    def _copied(self, table: sa.Table) -> Iterator[int]:
        """Copy the rows of a table behind the last one that is there; the number of rows, page by page."""
        key = list(table.primary_key.columns)
        with self._target.connect() as connection:
            last = connection.execute(sa.select(*key).order_by(*(one.desc() for one in key)).limit(1)).first()
        yield _count(self._target, table)
        for page in _pages(self._source, table, last):
            with self._target.connect() as connection:
                connection.exec_driver_sql("BEGIN")
                add_rows(connection, table, page, conflict="ABORT")
                connection.exec_driver_sql("COMMIT")
            yield len(page)

    def _different(self) -> list[str]:
        """The tables whose rows are not those of the file."""
        return [one.name for one in self._tables if _sum(self._source, one) != _sum(self._target, one)]

    def _last_number(self, table: sa.Table) -> int:
        """The highest number that the file gave to a row; 0 where rows are not numbered so."""
        column = table.autoincrement_column
        if column is None:
            return 0
        with self._source.connect() as connection:
            highest = connection.execute(sa.select(sa.func.max(column))).scalar() or 0
            if not table.dialect_options["sqlite"]["autoincrement"]:
                return highest
            given = sa.select(_NUMBERS.c.seq).where(_NUMBERS.c.name == table.name)
            return max(highest, connection.execute(given).scalar() or 0)

    def _version(self) -> Any:  # noqa: ANN401 - a number that others' transactions change
        with self._source.connect() as connection:
            return connection.exec_driver_sql("PRAGMA data_version").scalar()

    def _write_mark(self, mark: str, *, empty: bool = False) -> None:
        with self._target.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            for table in reversed(self._tables) if empty else ():
                connection.execute(sa.delete(table))
            connection.execute(sa.update(_MARK).values(version_num=mark))
            connection.exec_driver_sql("COMMIT")


def are_left_behind(file: Path) -> bool:
    """Whether a file of people has some."""
    if not file.exists():
        return False
    place = sa.URL.create("sqlite", database=file.absolute().as_uri(), query={"mode": "ro", "uri": "true"})
    engine = sa.create_engine(place)
    try:
        with engine.connect() as connection:
            return connection.dialect.has_table(connection, people.PERSON.name) and bool(
                connection.execute(sa.select(people.PERSON.c.seq).limit(1)).first()
            )
    finally:
        engine.dispose()


def _mark(engine: sa.Engine) -> str:
    """The version of the tables; "" where there are none."""
    with engine.connect() as connection:
        if not connection.dialect.has_table(connection, _MARK.name):
            return ""
        return connection.execute(sa.select(_MARK.c.version_num)).scalar() or ""


def _count(engine: sa.Engine, table: sa.Table) -> int:
    with engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def _pages(engine: sa.Engine, table: sa.Table, after: Any = None) -> Iterator[list[tuple[object, ...]]]:  # noqa: ANN401
    """The rows of a table behind a key, in the order of keys."""
    names = table.primary_key.columns.keys()
    key = sa.tuple_(*table.primary_key.columns)
    query = sa.select(table).order_by(*table.primary_key.columns).limit(AT_ONCE)
    with engine.connect() as connection:
        while True:
            rest = query if after is None else query.where(key > sa.tuple_(*_bound(table, after)))
            rows = connection.execute(rest).all()
            if not rows:
                return
            yield [tuple(row) for row in rows]
            after = [rows[-1]._mapping[name] for name in names]  # noqa: SLF001 - SQLAlchemy's public name for it


def _bound(table: sa.Table, values: Any) -> list[sa.BindParameter[Any]]:  # noqa: ANN401
    columns = table.primary_key.columns
    return [sa.literal(value, column.type) for value, column in zip(values, columns, strict=True)]


def _sum(engine: sa.Engine, table: sa.Table) -> TableSum:
    rows = hashes = 0
    for page in _pages(engine, table):
        rows += len(page)
        for row in page:
            packed = msgspec.msgpack.encode([without_nul(value) for value in row])
            hashes += int.from_bytes(hashlib.blake2b(packed, digest_size=_BITS // 8).digest())
    return TableSum(rows, hashes % 2**_BITS)


def _go_on(connection: sa.Connection, table: sa.Table, number: int) -> None:
    """Let the next row get a higher number than this."""
    if number and table.autoincrement_column is not None:
        sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', table.autoincrement_column.name)
        connection.execute(sa.select(sa.func.setval(sequence, number)))
