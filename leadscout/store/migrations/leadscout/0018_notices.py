"""Which searches nobody made: a column says so, where the end of a dialect's name did."""

import sqlalchemy as sa
from alembic import op

revision = "0018_notices"
down_revision = "0017_signing"

_ENDING = " tells"
_SEARCH = sa.table("search", sa.column("dialect", sa.Text), sa.column("notice", sa.Boolean))


def upgrade() -> None:
    """One column; copies for further receivers have the dialect of their vendor again."""
    op.add_column("search", sa.Column("notice", sa.Boolean, nullable=False, server_default=sa.false()))
    dialect = _SEARCH.c.dialect
    vendor = sa.func.substr(dialect, 1, sa.func.length(dialect) - len(_ENDING))
    copies = sa.update(_SEARCH).where(dialect.endswith(_ENDING))
    op.execute(copies.values(notice=sa.true(), dialect=vendor))
    op.execute(sa.update(_SEARCH).where(dialect == "saved").values(notice=sa.true()))
