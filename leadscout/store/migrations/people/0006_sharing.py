"""Who has a key that several people have, by parts of the name: so that another spelling is recognised."""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Whole

revision = "0006_sharing"
down_revision = "0005_reports"


def upgrade() -> None:
    """Make the table. Who was there before is in it when they are seen again."""
    op.create_table(
        "sharing",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("seq", Whole, primary_key=True, index=True),
        sqlite_with_rowid=False,
    )
