"""Saved searches: their runs, whom the last one found, who was charged in any, and what changed."""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Text, Whole

revision = "0012_saved"
down_revision = "0011_suppressions"


def upgrade() -> None:
    """Make the tables; searches of before are of no saved one."""
    op.add_column("search", sa.Column("saved", Text, nullable=False, server_default=""))
    op.create_table(
        "saved",
        sa.Column("id", Text, primary_key=True),
        sa.Column("account", Text, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("query", sa.LargeBinary, nullable=False),
        sa.Column("route", Text, nullable=False),
        sa.Column("limit", Whole, nullable=False),
        sa.Column("hours", Whole, nullable=False),
        sa.Column("due", sa.Double),
        sa.Column("webhook_url", Text, nullable=False),
        sa.Column("runs", Whole, nullable=False),
        sa.Column("created_at", Text, nullable=False),
    )
    op.create_index("saved_of_account", "saved", ["account", "created_at", "id"])
    op.create_index("saved_due", "saved", ["due"])
    op.create_table(
        "saved_run",
        sa.Column("saved", Text, sa.ForeignKey("saved.id"), primary_key=True),
        sa.Column("number", Whole, primary_key=True, autoincrement=False),
        sa.Column("search", Text, nullable=False),
        sa.Column("started_at", Text, nullable=False),
        sa.Column("ended_at", Text, nullable=False),
        sa.Column("status", Text, nullable=False),
        sa.Column("reason", Text, nullable=False),
        sa.Column("baseline", sa.Boolean, nullable=False),
        sa.Column("found", Whole, nullable=False),
        sa.Column("new", Whole, nullable=False),
        sa.Column("left", Whole, nullable=False),
        sa.Column("changed", Whole, nullable=False),
        sa.Column("report", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("saved_run_open", "saved_run", ["ended_at", "saved"])
    op.create_table(
        "saved_person",
        sa.Column("saved", Text, sa.ForeignKey("saved.id"), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("title", Text, nullable=False),
        sa.Column("company", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "saved_paid",
        sa.Column("saved", Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "saved_change",
        sa.Column("saved", Text, sa.ForeignKey("saved.id"), primary_key=True),
        sa.Column("run", Whole, primary_key=True, autoincrement=False),
        sa.Column("number", Whole, primary_key=True, autoincrement=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("slot", Whole),
        sa.Column("persona", Text, nullable=False),
        sa.Column("fields", Text, nullable=False),
        sqlite_with_rowid=False,
    )
