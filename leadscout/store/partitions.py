"""Tables of people in parts by a hash of their key, in PostgreSQL, where an operator chooses so (docs/decisions/079).

Parts are made with the tables. A unique key must contain what a table is parted by, so only those are parted that have
no other: ids and changes of people stay unique by the database's own promise, and `person` whole.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from leadscout.settings import PREFIX, SettingError

SETTING = f"{PREFIX}DATABASE_PARTITIONS"
FEWEST, MOST = 2, 128
"""More would not fit into the table of locks that PostgreSQL has by default, in the transaction that makes them."""

PARTED: Mapping[str, str] = {"identity": "hash", "sighting": "row_hash", "teller": "seq"}
"""Tables that grow with people and rows, and are mostly asked by that key: by which column each is parted."""


def check(number: int) -> int:
    """The number of parts in the setting; 0 for none. Raises SettingError."""
    if number != 0 and number not in range(FEWEST, MOST + 1):
        raise SettingError(f"{SETTING}={number}: expected 0 for none, or {FEWEST} to {MOST:,} parts")
    return number


def part(connection: sa.Connection, number: int, tables: Mapping[str, str] = PARTED) -> None:
    """Let tables, which are empty, have so many parts. Later changes of a table are those of all its parts."""
    for name, column in tables.items():
        table = sa.Table(name, sa.MetaData(), autoload_with=connection)
        table.drop(connection)
        table.dialect_options["postgresql"]["partition_by"] = f"HASH ({column})"
        table.create(connection)
        for at in range(number):
            values = f"FOR VALUES WITH (MODULUS {number}, REMAINDER {at})"
            connection.exec_driver_sql(f"CREATE TABLE {name}_{at:04} PARTITION OF {name} {values}")


def count(connection: sa.Connection) -> int:
    """How many parts the tables have; 0 where they are whole."""
    return connection.exec_driver_sql(_COUNT).scalar() or 0


_COUNT = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'identity'::regclass"
