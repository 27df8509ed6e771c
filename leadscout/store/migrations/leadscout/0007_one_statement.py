"""Numbered places for what runs at once, numbers of lists from the database; on PostgreSQL, SQLite's kinds of values.

What was running is dropped: its rows lived for five minutes at most.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_one_statement"
down_revision = "0006_place"

FIRST_LIST = 10_000_001
"""Number of the first list: ids look like those of LinkedIn's lists."""


def upgrade() -> None:
    """Change the tables."""
    op.drop_table("running")
    op.create_table(
        "running",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("lease", sa.Text),
        sa.Column("leased_until", sa.Double, nullable=False),
    )
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        _as_sqlite(connection)
        op.execute(f"ALTER SEQUENCE list_id_seq RESTART WITH {FIRST_LIST}")
        return
    numbers = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
    if connection.execute(sa.select(numbers).where(numbers.c.name == "list")).first() is None:
        op.execute(sa.insert(numbers).values(name="list", seq=FIRST_LIST - 1))


def _as_sqlite(connection: sa.Connection) -> None:
    """Let every whole number have 64 bits, and every text sort by code point, whatever the database sorts by."""
    inspector = sa.inspect(connection)
    for table in inspector.get_table_names():
        for column in inspector.get_columns(table) if table != "alembic_version" else ():
            if isinstance(column["type"], sa.Text):
                op.alter_column(table, column["name"], type_=sa.Text(collation="C"))
            elif isinstance(column["type"], sa.Integer) and not isinstance(column["type"], sa.BigInteger):
                op.alter_column(table, column["name"], type_=sa.BigInteger())
                if column["autoincrement"]:
                    op.execute(f"ALTER SEQUENCE {table}_{column['name']}_seq AS bigint")
