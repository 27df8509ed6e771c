"""Statements that SQLAlchemy spells differently for SQLite and PostgreSQL, though both mean the same by them."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

_INSERT: Mapping[str, Callable[[sa.Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
WORK = "leadscout_work"
"""The channel on which workers hear of new work."""


def insert(connection: sa.Connection, table: sa.Table) -> Any:  # noqa: ANN401 - one of two classes with the same methods
    """An INSERT that can say what happens on a conflict, as `postgresql.Insert` and `sqlite.Insert` do."""
    return _INSERT[connection.dialect.name](table)


def greater(one: sa.ColumnElement[float], other: float | sa.ColumnElement[float]) -> sa.ColumnElement[float]:
    """The greater of two numbers."""
    return sa.case((one > other, one), else_=other)


def announce(connection: sa.Connection) -> None:
    """Tell the workers of PostgreSQL that there is work, when the transaction ends; SQLite's look at the file."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_notify(WORK, "")))
