"""How far a search has come, as its source's own text; whether its total is exact."""

import sqlalchemy as sa
from alembic import op

revision = "0006_place"
down_revision = "0005_epochs"


def upgrade() -> None:
    """Write the order, in hex, as the mark; until now all totals were exact."""
    op.add_column("search", sa.Column("mark", sa.Text, nullable=False, server_default=""))
    op.add_column("search", sa.Column("exact", sa.Boolean, nullable=False, server_default=sa.true()))
    search = sa.table("search", sa.column("mark"), sa.column("order"))
    in_hex = sa.func.to_hex(search.c.order)
    if op.get_bind().dialect.name == "sqlite":
        in_hex = sa.func.printf("%x", search.c.order)
    op.execute(sa.update(search).where(search.c.order.is_not(None)).values(mark=in_hex))
    op.drop_column("search", "order")
