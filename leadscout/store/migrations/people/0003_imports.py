"""How far each unfinished import has come."""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Whole

revision = "0003_imports"
down_revision = "0002_provenance"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "import",
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("rows", Whole, nullable=False),
        sa.Column("refused", Whole, nullable=False),
        sqlite_with_rowid=False,
    )
