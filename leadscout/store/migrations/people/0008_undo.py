"""What each import told, so that it can be taken back: imports are kept, and rows are marked with theirs.

Imports of before cannot be undone; those that are unfinished go on.
"""

import sqlalchemy as sa
from alembic import op

from leadscout.store.tables.columns import Text, Whole

revision = "0008_undo"
down_revision = "0007_organizations"

MARKED = ("sighting", "identity", "shared", "sharing", "company")


def upgrade() -> None:
    """Make the tables, and the column of what an import told first."""
    op.rename_table("import", "unfinished")
    counts = ("rows", "refused", "new", "updated", "unchanged", "conflicts", "listed")
    op.create_table(
        "import",
        sa.Column("id", Whole, primary_key=True),
        sa.Column("key", sa.LargeBinary, nullable=False, index=True),
        sa.Column("job", Text, nullable=False, index=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("as_of", Whole, nullable=False),
        sa.Column("state", Text, nullable=False),
        sa.Column("begun_at", Text, nullable=False),
        sa.Column("after", sa.BigInteger, nullable=False),
        *(sa.Column(name, Whole, nullable=False) for name in counts),
    )
    op.execute(
        "INSERT INTO import (key, job, source, as_of, state, begun_at, after, rows, refused, "
        "new, updated, unchanged, conflicts, listed) SELECT key, '', '', 0, 'running', '', 0, "
        "rows, refused, 0, 0, rows - refused, 0, 0 FROM unfinished"
    )
    op.drop_table("unfinished")
    op.create_table(
        "repeated",
        sa.Column("row_hash", sa.LargeBinary, primary_key=True),
        sa.Column("import", Whole, primary_key=True),
        sqlite_with_rowid=False,
    )
    for table in MARKED:
        op.add_column(table, sa.Column("import", Whole))
