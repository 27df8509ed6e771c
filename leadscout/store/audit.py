"""What was done, by whom, when (leadscout.db): rows are added and never changed."""

import sqlalchemy as sa

from leadscout.model.audit import AuditEntry
from leadscout.store.tables.leadscout import AUDIT


def add(connection: sa.Connection, entry: AuditEntry) -> None:
    """Add an entry, in the transaction of the act itself."""
    columns = (name for name in AUDIT.c.keys() if name != "id")  # noqa: SIM118 - columns, not names, are iterated
    connection.execute(sa.insert(AUDIT).values({name: getattr(entry, name) for name in columns}))


def latest(connection: sa.Connection, account: str | None, limit: int, offset: int) -> list[AuditEntry]:
    """Entries of an account, or of all, newest first."""
    newest = sa.select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit).offset(offset)
    rows = connection.execute(newest if account is None else newest.where(AUDIT.c.account == account))
    return [AuditEntry(row.account, row.actor, row.act, row.subject, row.detail, row.at) for row in rows]
