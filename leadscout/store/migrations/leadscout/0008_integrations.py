"""Sources of callers' own, and the route of a search."""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Text

revision = "0008_integrations"
down_revision = "0007_one_statement"


def upgrade() -> None:
    """Until now all searches asked the people database."""
    op.add_column("search", sa.Column("route", Text, nullable=False, server_default="{}"))
    op.add_column("search", sa.Column("stopped", Text, nullable=False, server_default=""))
    op.add_column("search", sa.Column("parts", sa.LargeBinary))
    op.create_table(
        "integration",
        sa.Column("id", Text, primary_key=True),
        sa.Column("account", Text, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("url", Text, nullable=False),
        sa.Column("credential", sa.LargeBinary, nullable=False),
        sa.Column("pace", sa.Double, nullable=False),
        sa.Column("cap", sa.BigInteger, nullable=False),
        sa.Column("day", Text, nullable=False),
        sa.Column("used", sa.BigInteger, nullable=False),
        sa.Column("state", Text, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
        sa.Column("created_at", Text, nullable=False),
        sa.Column("checked_at", Text, nullable=False),
        sa.UniqueConstraint("account", "name"),
    )
