"""Secrets of single webhooks, which can be changed while the one before still signs."""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Whole

revision = "0017_signing"
down_revision = "0016_saved_keys"


def upgrade() -> None:
    """Two columns."""
    op.add_column("webhook", sa.Column("version", Whole, nullable=False, server_default="0"))
    op.add_column("webhook", sa.Column("previous_until", sa.Double, nullable=False, server_default="0"))
