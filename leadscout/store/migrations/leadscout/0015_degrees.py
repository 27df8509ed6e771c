"""How near whom a live source shows is to the account that asked it."""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Whole

revision = "0015_degrees"
down_revision = "0014_access"


def upgrade() -> None:
    """One column."""
    op.add_column("result", sa.Column("degree", Whole, nullable=True))
