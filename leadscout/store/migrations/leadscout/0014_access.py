"""What a key may and until when, what it spends, what is done by whom, and how much an account keeps."""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Text, Whole

revision = "0014_access"
down_revision = "0013_sessions"


def upgrade() -> None:
    """Keys of before may what every key could; their charges, and those of searches of before, are nobody's."""
    op.add_column("api_key", sa.Column("scopes", Text, nullable=False, server_default="search people:read keys"))
    op.add_column("api_key", sa.Column("expires_at", Text))
    op.add_column("api_key", sa.Column("ceiling", sa.BigInteger))
    op.add_column("api_key", sa.Column("spent", sa.BigInteger, nullable=False, server_default="0"))
    for table in ("ledger", "search"):
        op.add_column(table, sa.Column("key", Text, nullable=False, server_default=""))
    op.create_table(
        "audit",
        sa.Column("id", Whole, primary_key=True),
        sa.Column("account", Text, nullable=False),
        sa.Column("actor", Text, nullable=False),
        sa.Column("act", Text, nullable=False),
        sa.Column("subject", Text, nullable=False),
        sa.Column("detail", Text, nullable=False),
        sa.Column("at", Text, nullable=False),
    )
    op.create_index("audit_of_account", "audit", ["account", "id"])
    # What is kept from now on is counted on from what is there.
    op.execute(
        "INSERT INTO allowance (account, name, day, used) "
        "SELECT account, 'kept bytes', '', sum(length(body)) FROM search GROUP BY account"
    )
    op.create_table(
        "quota",
        sa.Column("account", Text, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("name", Text, primary_key=True),
        sa.Column("most", sa.BigInteger, nullable=False),
    )
