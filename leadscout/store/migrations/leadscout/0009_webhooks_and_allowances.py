"""Webhooks that an account registers once, and what it has used of a day's allowance."""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Text, Whole

revision = "0009_webhooks_and_allowances"
down_revision = "0008_integrations"


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "webhook",
        sa.Column("id", Text, primary_key=True),
        sa.Column("account", Text, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("url", Text, nullable=False),
        sa.Column("events", Text, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("created_at", Text, nullable=False),
        sa.Column("updated_at", Text, nullable=False),
        sa.UniqueConstraint("account", "url"),
    )
    op.create_table(
        "allowance",
        sa.Column("account", Text, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("name", Text, primary_key=True),
        sa.Column("day", Text, nullable=False),
        sa.Column("used", Whole, nullable=False),
    )
