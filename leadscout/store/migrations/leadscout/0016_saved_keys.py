"""In whose name the runs of a saved search are charged: of those that are there already, the account's alone."""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Text

revision = "0016_saved_keys"
down_revision = "0015_degrees"


def upgrade() -> None:
    """One column."""
    op.add_column("saved", sa.Column("key", Text, nullable=False, server_default=""))
