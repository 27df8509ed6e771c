"""Statements that SQLAlchemy spells differently for SQLite and PostgreSQL, and values in parts that one can take."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from leadscout.store.tables.columns import without_nul

_AT_ONCE = 500
COPIED = 100
"""Rows from which on COPY is worth its two more statements."""

Item = TypeVar("Item")
WORK = "leadscout_work"
"""The channel on which workers hear of new work."""


def insert(connection: sa.Connection, table: sa.Table) -> Any:  # noqa: ANN401 - one of two classes with the same methods
    """An INSERT that can say what happens on a conflict, as `postgresql.Insert` and `sqlite.Insert` do."""
    # Of the two that one which the connection has imported: PostgreSQL's is a sixth of the start of a short verb.
    return import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert(table)


def greater(one: sa.ColumnElement[float], other: float | sa.ColumnElement[float]) -> sa.ColumnElement[float]:
    """The greater of two numbers."""
    return sa.case((one > other, one), else_=other)


def parts(values: Sequence[Item]) -> Iterator[list[Item]]:
    """The values in lists that one statement can take."""
    return (list(values[at : at + _AT_ONCE]) for at in range(0, len(values), _AT_ONCE))


def announce(connection: sa.Connection) -> None:
    """Tell the workers of PostgreSQL that there is work, when the transaction ends; SQLite's look at the file."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_notify(WORK, "")))


def insert_rows(
    connection: sa.Connection,
    table: sa.Table,
    rows: Sequence[tuple[object, ...]],
    columns: Sequence[str] = (),
    conflict: str = "IGNORE",
) -> None:
    """Insert rows of these columns, all of the table unless told; a row that is there is left alone.

    `conflict` REPLACE takes the new one instead, ABORT raises IntegrityError. As the driver's own statement: Core's
    handling of each row's parameters took half of an import's time. On PostgreSQL one statement takes all rows, as a
    list for each column; there REPLACE must not be given a row twice.
    """
    if not rows:
        return
    names, listed, types = _columns(table, columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" for _ in names)
        connection.exec_driver_sql(f"INSERT OR {conflict} INTO {table.name} ({listed}) VALUES ({marks})", list(rows))  # noqa: S608
        return
    lists = tuple(_listed(type_, values) for type_, values in zip(types, zip(*rows, strict=True), strict=True))
    marks = ", ".join(f"%s::{type_}[]" for type_ in types)
    statement = f'INSERT INTO "{table.name}" ({listed}) SELECT * FROM unnest({marks})'  # noqa: S608 - names of ours
    connection.exec_driver_sql(f"{statement} {_on_conflict(table, names, conflict)}", lists)


def add_rows(
    connection: sa.Connection,
    table: sa.Table,
    rows: Sequence[tuple[object, ...]],
    columns: Sequence[str] = (),
    conflict: str = "IGNORE",
) -> None:
    """Insert rows none of which should be there, in a transaction; where one is, as `insert_rows` does.

    On PostgreSQL by COPY, which takes a quarter to six tenths of the processor time (docs/decisions/079).
    """
    if connection.dialect.name == "sqlite" or len(rows) < COPIED:
        insert_rows(connection, table, rows, columns, conflict)
        return
    connection.exec_driver_sql("SAVEPOINT before_copy")
    try:
        copy_rows(connection, table, rows, columns)
    except connection.dialect.loaded_dbapi.Error:  # whatever it is, what follows meets it, too, and SQLAlchemy tells
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT before_copy")
        insert_rows(connection, table, rows, columns, conflict)
    connection.exec_driver_sql("RELEASE SAVEPOINT before_copy")


def copy_rows(
    connection: sa.Connection,
    table: sa.Table,
    rows: Iterable[tuple[object, ...]],
    columns: Sequence[str] = (),
) -> None:
    """On PostgreSQL, rows of these columns by COPY. Raises errors of the driver."""
    _, listed, types = _columns(table, columns)
    statement = f'COPY "{table.name}" ({listed}) FROM STDIN (FORMAT BINARY)'
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row([without_nul(value) for value in row] if "text" in types else row)


def _columns(table: sa.Table, names: Sequence[str]) -> tuple[list[str], str, list[str]]:
    """These columns, or all of the table: their names, the same as a statement lists them, and PostgreSQL's types."""
    chosen = list(names) or table.columns.keys()
    return chosen, ", ".join(f'"{name}"' for name in chosen), [_type(table.columns[name].type) for name in chosen]


def _on_conflict(table: sa.Table, names: Sequence[str], conflict: str) -> str:
    if conflict != "REPLACE":
        return "" if conflict == "ABORT" else "ON CONFLICT DO NOTHING"
    key = table.primary_key.columns.keys()
    new = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in key)
    return f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {new}"


def run_each(connection: sa.Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    """One statement, with `?` for each value, for each of many rows."""
    if rows:
        connection.exec_driver_sql(marked(connection, statement), list(rows))


def marked(connection: sa.Connection, statement: str) -> str:
    """A statement with `?` for each value as the driver wants it."""
    return statement if connection.dialect.name == "sqlite" else statement.replace("?", "%s")


def overwrite(connection: sa.Connection) -> None:
    """Let what is deleted on this connection be overwritten in the file; PostgreSQL does so at its next VACUUM."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def among(connection: sa.Connection, start: str, values: Iterable[object]) -> Sequence[Any]:
    """The rows of a statement whose last column is one of these values: one parameter for all of them."""
    several = list(values)
    if not several:
        return ()
    if connection.dialect.name == "sqlite":
        given = msgspec.json.encode(several).decode()
        statement = f"{start} IN (SELECT value FROM json_each(?))"  # noqa: S608 - of statements that stand in the code
        return connection.exec_driver_sql(statement, (given,)).all()
    type_ = _TYPES[type(several[0])]
    return connection.exec_driver_sql(f"{start} = ANY(%s::{type_}[])", (_listed(type_, several),)).all()


def by_key(
    connection: sa.Connection, key: sa.Column[Any], column: sa.Column[Any], values: Iterable[Any]
) -> Iterator[tuple[Any, Any]]:
    """The values of a unique `key` that are in its table, each with what stands in a `column` beside it.

    On PostgreSQL each is looked up by itself, in the one part that can have it: where a list is asked for, all parts
    are, and with 64 of them to see which are needed takes twelve times as long (docs/decisions/079).
    """
    several = list(values)
    if connection.dialect.name == "sqlite":
        query = sa.select(key, column)
        for part in parts(several):
            yield from ((row[0], row[1]) for row in connection.execute(query.where(key.in_(part))))
    elif several:
        type_, table = _type(key.type), key.table.name
        one = f'SELECT "{column.name}" FROM "{table}" WHERE "{table}"."{key.name}" = given.key LIMIT 1'  # noqa: S608
        given = f"unnest(%s::{type_}[]) AS given (key)"
        statement = f"SELECT given.key, one.* FROM {given} CROSS JOIN LATERAL ({one}) AS one"  # noqa: S608
        yield from ((row[0], row[1]) for row in connection.exec_driver_sql(statement, (_listed(type_, several),)))


_TYPES: Mapping[type, str] = {int: "bigint", str: "text", bytes: "bytea", bool: "boolean", float: "double precision"}
"""What PostgreSQL calls them."""


def _type(of: sa.types.TypeEngine[Any]) -> str:
    return _TYPES[(of.impl_instance if isinstance(of, sa.TypeDecorator) else of).python_type]


def _listed(type_: str, values: Iterable[object]) -> list[object]:
    return [without_nul(value) for value in values] if type_ == "text" else list(values)
