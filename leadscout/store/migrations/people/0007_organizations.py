"""Companies as records of their own, and what the positions of which people tell of them.

They are filled from the people who are there when the index is brought up to date the next time.
"""

import secrets

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Text, Whole

revision = "0007_organizations"
down_revision = "0006_sharing"


def upgrade() -> None:
    """Make the tables, empty; nobody has been looked at yet."""
    op.create_table(
        "organization",
        sa.Column("seq", Whole, primary_key=True, autoincrement=False),
        sa.Column("key", Text, nullable=False, unique=True),
        sa.Column("order", sa.BigInteger, nullable=False),
        sa.Column("there", sa.Boolean, nullable=False),
        sa.Column("change", sa.BigInteger, nullable=False, unique=True),
    )
    op.create_table(
        "surest",
        sa.Column("key", Text, primary_key=True),
        sa.Column("organization", Whole, nullable=False, index=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mention",
        sa.Column("key", Text, primary_key=True),
        sa.Column("surest", Text, primary_key=True, index=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "telling",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("surest", Text, nullable=False, index=True),
        sa.Column("people", Whole, nullable=False),
        sa.Column("source", Whole, nullable=False),
        sa.Column("as_of", Whole, nullable=False),
        sa.Column("company", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "teller",
        sa.Column("seq", Whole, primary_key=True, autoincrement=False),
        sa.Column("tellings", sa.LargeBinary, nullable=False),
    )
    progress = op.create_table("followed", sa.Column("change", sa.BigInteger, primary_key=True, autoincrement=False))
    op.bulk_insert(progress, [{"change": 0}])
    epoch = op.create_table(
        "organization_epoch",
        sa.Column("after", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("token", Text, nullable=False, unique=True),
        sqlite_with_rowid=False,
    )
    op.bulk_insert(epoch, [{"after": -1, "token": secrets.token_hex(8)}])
