"""Who must not be contacted."""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Text, Whole

revision = "0011_suppressions"
down_revision = "0010_import_jobs"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "suppression",
        sa.Column("id", Whole, primary_key=True),
        sa.Column("account", Text, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("check", Text, nullable=False),
        sa.Column("counts", Text, nullable=False),
        sa.Column("created_at", Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("suppression_of_account", "suppression", ["account", "id"])
    op.create_table(
        "suppressed",
        sa.Column("suppression", Whole, sa.ForeignKey("suppression.id"), primary_key=True, autoincrement=False),
        sa.Column("token", Text, primary_key=True),
        sqlite_with_rowid=False,
    )
