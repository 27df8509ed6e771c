"""Which fields a row told, and what sources told differently."""

import sqlalchemy as sa
from alembic import op

revision = "0002_provenance"
down_revision = "0001_people"


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("sighting", sa.Column("number", sa.Integer))
    op.add_column("sighting", sa.Column("fields", sa.BigInteger))
    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False, index=True),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("source", sa.Integer, nullable=False),
        sa.Column("as_of", sa.Integer, nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False, index=True),
    )
