"""People, how they are recognised, where they were seen."""

import sqlalchemy as sa
from alembic import op

revision = "0001_people"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "person",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("order", sa.BigInteger, nullable=False),
        sa.Column("lead", sa.LargeBinary),
        sa.Column("change", sa.BigInteger, nullable=False, unique=True),
    )
    op.create_table(
        "identity",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False, index=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sighting",
        sa.Column("row_hash", sa.LargeBinary, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False, index=True),
        sa.Column("source", sa.Integer, nullable=False),
        sa.Column("as_of", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "merged",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("into", sa.Integer, nullable=False),
    )
    op.create_table("suppressed", sa.Column("hash", sa.LargeBinary, primary_key=True), sqlite_with_rowid=False)
    op.create_table(
        "company",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dictionary",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
    )
