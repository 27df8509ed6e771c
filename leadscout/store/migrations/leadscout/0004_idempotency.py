"""Requests that carry an Idempotency-Key, and which of them made a list."""

import sqlalchemy as sa
from alembic import op

revision = "0004_idempotency"
down_revision = "0003_webhooks_lists_limits"


def upgrade() -> None:
    """Make the table, and the column."""
    op.create_table(
        "idempotency",
        sa.Column("account", sa.Text, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("begun", sa.Double, nullable=False, index=True),
        sa.Column("lease", sa.Text),
        sa.Column("leased_until", sa.Double, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("media_type", sa.Text),
        sa.Column("body", sa.LargeBinary),
    )
    op.add_column("list", sa.Column("made_by", sa.Text))
    op.create_index("list_made_by", "list", ["made_by"], unique=True)
