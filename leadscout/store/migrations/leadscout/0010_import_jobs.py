"""Files that callers import, and what keys may do beside asking."""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Text, Whole

revision = "0010_import_jobs"
down_revision = "0009_webhooks_and_allowances"


def upgrade() -> None:
    """Add a table and a column; keys of before may ask, and no more."""
    op.add_column("api_key", sa.Column("may", Text, nullable=False, server_default=""))
    op.create_table(
        "import_job",
        sa.Column("id", Text, primary_key=True),
        sa.Column("account", Text, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("digest", Text, nullable=False),
        sa.Column("choices", sa.LargeBinary, nullable=False),
        sa.Column("created_at", Text, nullable=False),
        sa.Column("status", Text, nullable=False),
        sa.Column("reason", Text, nullable=False),
        sa.Column("attempts", Whole, nullable=False),
        sa.Column("due", sa.Double, nullable=False),
        sa.Column("lease", Text),
        sa.Column("leased_until", sa.Double, nullable=False),
    )
    op.create_index("import_job_of_account", "import_job", ["account", "created_at", "id"])
    op.create_index("import_job_due", "import_job", ["status", "due"])
