"""What each row about a person said, and which keys several people have."""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Text, Whole

revision = "0005_reports"
down_revision = "0004_epochs_and_forgettings"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "report",
        sa.Column("id", Whole, primary_key=True),
        sa.Column("seq", Whole, nullable=False, index=True),
        sa.Column("row_hash", sa.LargeBinary, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("strong", sa.LargeBinary, nullable=False),
        sa.Column("lead", sa.LargeBinary, nullable=False),
    )
    op.create_table("shared", sa.Column("hash", sa.LargeBinary, primary_key=True), sqlite_with_rowid=False)
