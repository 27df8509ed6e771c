"""Who has signed in to the page, and links that sign in once."""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Text

revision = "0013_sessions"
down_revision = "0012_saved"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "session",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("account", Text, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("key", Text, sa.ForeignKey("api_key.id"), nullable=False),
        sa.Column("once", sa.Boolean, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
        sa.Column("created_at", Text, nullable=False),
    )
