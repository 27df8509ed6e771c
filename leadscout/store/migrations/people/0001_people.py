"""People, how they are recognised, where they were seen."""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Text, Whole

revision = "0001_people"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "person",
        sa.Column("seq", Whole, primary_key=True, autoincrement=False),
        sa.Column("id", Text, nullable=False, unique=True),
        sa.Column("order", sa.BigInteger, nullable=False),
        sa.Column("lead", sa.LargeBinary),
        sa.Column("change", sa.BigInteger, nullable=False, unique=True),
    )
    op.create_table(
        "identity",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("seq", Whole, nullable=False, index=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sighting",
        sa.Column("row_hash", sa.LargeBinary, primary_key=True),
        sa.Column("seq", Whole, nullable=False, index=True),
        sa.Column("source", Whole, nullable=False),
        sa.Column("as_of", Whole, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "source",
        sa.Column("id", Whole, primary_key=True),
        sa.Column("name", Text, nullable=False, unique=True),
    )
    op.create_table(
        "merged",
        sa.Column("seq", Whole, primary_key=True, autoincrement=False),
        sa.Column("into", Whole, nullable=False),
    )
    op.create_table("suppressed", sa.Column("hash", sa.LargeBinary, primary_key=True), sqlite_with_rowid=False)
    op.create_table(
        "company",
        sa.Column("key", Text, primary_key=True),
        sa.Column("id", Text, primary_key=True, index=True),
        sa.Column("name", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dictionary",
        sa.Column("id", Whole, primary_key=True, autoincrement=False),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
    )
