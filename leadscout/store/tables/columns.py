"""Kinds of columns that hold the same values, in the same order, on SQLite and on PostgreSQL."""

from typing import Any, TypeVar

import sqlalchemy as sa

POSTGRESQL = "postgresql"

Whole = sa.Integer().with_variant(sa.BigInteger(), POSTGRESQL)
"""A whole number of 64 bits, which any of SQLite's is."""


Value = TypeVar("Value")


def without_nul(value: Value) -> Value:
    """A value as PostgreSQL can keep it: a replacement character stands for each NUL of a text."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value  # type: ignore[return-value]


class Text(sa.TypeDecorator[str]):
    """Text that sorts by code point."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Whatever a PostgreSQL database sorts by, these columns do not."""
        return sa.Text(collation="C") if dialect.name == POSTGRESQL else sa.Text()

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """PostgreSQL keeps no NUL: a replacement character stands for it there, also in what is looked up."""
        return without_nul(value) if dialect.name == POSTGRESQL else value
