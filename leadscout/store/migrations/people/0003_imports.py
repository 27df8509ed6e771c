"""How far each unfinished import has come."""

import sqlalchemy as sa
from alembic import op

revision = "0003_imports"
down_revision = "0002_provenance"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "import",
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
