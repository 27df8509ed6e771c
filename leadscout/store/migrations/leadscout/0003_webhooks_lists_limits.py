"""Webhooks and their queue, lists, saved personas, limits."""

import sqlalchemy as sa
from alembic import op

revision = "0003_webhooks_lists_limits"
down_revision = "0002_searches"


def upgrade() -> None:
    """Make the tables."""
    op.add_column("search", sa.Column("webhook_url", sa.Text, nullable=False, server_default=""))
    op.add_column("search", sa.Column("streaming", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "outbox",
        sa.Column("search", sa.Text, sa.ForeignKey("search.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("after", sa.Integer, nullable=False),
        sa.Column("upto", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("delivered_at", sa.Text),
    )
    op.create_table(
        "queue",
        sa.Column("search", sa.Text, sa.ForeignKey("search.id"), primary_key=True),
        sa.Column("next_seq", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("dead", sa.Boolean, nullable=False),
        sa.Column("due", sa.Double, nullable=False),
        sa.Column("lease", sa.Text),
        sa.Column("leased_until", sa.Double, nullable=False),
    )
    op.create_index("queue_due", "queue", ["dead", "due"])
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("search", sa.Text, sa.ForeignKey("search.id"), nullable=False, index=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
    )
    op.create_table(
        "list",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account", sa.Text, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "member",
        sa.Column("list", sa.Integer, sa.ForeignKey("list.id"), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("written", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "persona",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("account", sa.Text, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
    )
    op.create_table(
        "rate",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("full_at", sa.Double, nullable=False),
    )
    op.create_table(
        "running",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("token", sa.Text, primary_key=True),
        sa.Column("until", sa.Double, nullable=False),
    )
