"""How far each unfinished import has come: written with its people, so that a kill at any moment is harmless."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

IMPORT = sa.Table(
    "import",
    sa.MetaData(),
    sa.Column("key", sa.LargeBinary, primary_key=True),
    sa.Column("rows", sa.Integer),
    sa.Column("refused", sa.Integer),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a file is done: `key` stands for it and for how it is read; so many rows, so many of them refused."""

    key: bytes
    rows: int = 0
    refused: int = 0


def keep(connection: sa.Connection, mark: Mark) -> None:
    """Remember a mark, instead of an earlier one in the same file."""
    counts = {"rows": mark.rows, "refused": mark.refused}
    statement = insert(IMPORT).values(key=mark.key, **counts)
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=counts))


def find(connection: sa.Connection, key: bytes) -> Mark:
    """Where the import of a file was interrupted; its beginning when it was not."""
    row = connection.execute(sa.select(IMPORT.c.rows, IMPORT.c.refused).where(IMPORT.c.key == key)).first()
    return Mark(key, row.rows, row.refused) if row else Mark(key)


def drop(connection: sa.Connection, key: bytes) -> None:
    """Forget a mark: the file is finished."""
    connection.execute(sa.delete(IMPORT).where(IMPORT.c.key == key))
