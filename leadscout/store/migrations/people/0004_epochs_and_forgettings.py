"""Which history the changes are of, and what is still to be done for people who were forgotten."""

import secrets

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Text, Whole

revision = "0004_epochs_and_forgettings"
down_revision = "0003_imports"


def upgrade() -> None:
    """Make the tables; everything up to now is of the first epoch, whose token is also the id of the file."""
    epoch = op.create_table(
        "epoch",
        sa.Column("after", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("token", Text, nullable=False, unique=True),
        sqlite_with_rowid=False,
    )
    op.bulk_insert(epoch, [{"after": -1, "token": secrets.token_hex(8)}])
    op.create_table("forgetting", sa.Column("seq", Whole, primary_key=True, autoincrement=False))
