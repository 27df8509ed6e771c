"""Which fields a row told, and what sources told differently."""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Text, Whole

revision = "0002_provenance"
down_revision = "0001_people"


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("sighting", sa.Column("number", Whole))
    op.add_column("sighting", sa.Column("fields", sa.BigInteger))
    op.create_table(
        "conflict",
        sa.Column("id", Whole, primary_key=True),
        sa.Column("seq", Whole, nullable=False, index=True),
        sa.Column("field", Text, nullable=False),
        sa.Column("value", Text, nullable=False),
        sa.Column("source", Whole, nullable=False),
        sa.Column("as_of", Whole, nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False, index=True),
    )
