"""From which people the results of a search are; "" for those that were found before this was kept."""

import sqlalchemy as sa
from alembic import op

revision = "0005_epochs"
down_revision = "0004_idempotency"


def upgrade() -> None:
    """Add the column."""
    op.add_column("search", sa.Column("epoch", sa.Text, nullable=False, server_default=""))
