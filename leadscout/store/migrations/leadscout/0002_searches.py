"""Searches and what they found."""

import sqlalchemy as sa
from alembic import op

revision = "0002_searches"
down_revision = "0001_accounts"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "search",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("account", sa.Text, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("dialect", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("query", sa.LargeBinary, nullable=False),
        sa.Column("today", sa.Text, nullable=False),
        sa.Column("limit", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("total", sa.BigInteger),
        sa.Column("found", sa.Integer, nullable=False),
        sa.Column("tier", sa.Integer, nullable=False),
        sa.Column("order", sa.BigInteger),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due", sa.Double, nullable=False),
        sa.Column("lease", sa.Text),
        sa.Column("leased_until", sa.Double, nullable=False),
    )
    op.create_index("search_due", "search", ["status", "due"])
    op.create_index("search_of_account", "search", ["account", "created_at", "id"])
    op.create_table(
        "result",
        sa.Column("search", sa.Text, sa.ForeignKey("search.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("tier", sa.Integer, nullable=False),
        sa.Column("slot", sa.Integer),
        sa.Column("persona", sa.Text, nullable=False),
        sa.Column("paid", sa.Boolean, nullable=False),
        sa.UniqueConstraint("search", "seq"),
        sqlite_with_rowid=False,
    )
