"""How much an account keeps (leadscout.db), and what it may where that is not what every account may."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa

from leadscout.store.statements import insert
from leadscout.store.tables.leadscout import ALLOWANCE, API_KEY, IMPORT_JOB, LIST, QUOTA, SEARCH

_BYTES = "kept bytes"
"""The row of ALLOWANCE that counts the bodies of searches: to sum them up at each search would read all of them."""


def _searches(connection: sa.Connection, account: str) -> int:
    """Those that somebody made: no runs of saved searches, and no notices (decision 74)."""
    made = SEARCH.c.saved == "", sa.not_(SEARCH.c.notice)
    return _count(connection, sa.and_(SEARCH.c.account == account, *made))


def _bytes(connection: sa.Connection, account: str) -> int:
    counted = sa.select(ALLOWANCE.c.used).where(ALLOWANCE.c.account == account, ALLOWANCE.c.name == _BYTES)
    files = sa.select(sa.func.coalesce(sa.func.sum(IMPORT_JOB.c.size), 0)).where(
        IMPORT_JOB.c.account == account, IMPORT_JOB.c.status.in_(("uploaded", "failed", "queued", "running"))
    )
    return (connection.execute(counted).scalar() or 0) + int(connection.execute(files).scalar() or 0)


def _keys(connection: sa.Connection, account: str) -> int:
    return _count(connection, (API_KEY.c.account == account) & API_KEY.c.revoked_at.is_(None))


def _lists(connection: sa.Connection, account: str) -> int:
    return _count(connection, LIST.c.account == account)


def _count(connection: sa.Connection, which: sa.ColumnElement[bool]) -> int:
    return connection.execute(sa.select(sa.func.count()).where(which)).scalar() or 0


COUNTS: Mapping[str, Callable[[sa.Connection, str], int]] = {
    "searches": _searches,
    "bytes": _bytes,
    "keys": _keys,
    "lists": _lists,
}
"""What an account keeps, by the name of its quota, each with what counts it."""


def most(connection: sa.Connection, account: str) -> dict[str, int]:
    """The quotas that an account has of its own."""
    rows = connection.execute(sa.select(QUOTA.c.name, QUOTA.c.most).where(QUOTA.c.account == account))
    return {row.name: row.most for row in rows}


def change(connection: sa.Connection, account: str, name: str, to: int | None) -> None:
    """Give an account a quota of its own; None: what every account has."""
    connection.execute(sa.delete(QUOTA).where(QUOTA.c.account == account, QUOTA.c.name == name))
    if to is not None:
        connection.execute(sa.insert(QUOTA).values(account=account, name=name, most=to))


def keep(connection: sa.Connection, account: str, size: int) -> None:
    """Count so many bytes more, or, below zero, fewer."""
    new = insert(connection, ALLOWANCE).values(account=account, name=_BYTES, day="", used=max(0, size))
    used = sa.case((ALLOWANCE.c.used + size < 0, 0), else_=ALLOWANCE.c.used + size)
    connection.execute(new.on_conflict_do_update(index_elements=["account", "name"], set_={"used": used}))


def miscounted(connection: sa.Connection) -> dict[str, int]:
    """The accounts whose bodies of searches were counted wrongly, each with how many bytes are missing."""
    size = sa.func.coalesce(sa.func.sum(sa.func.length(SEARCH.c.body)), 0).label("size")
    kept = sa.select(SEARCH.c.account, size).group_by(SEARCH.c.account)
    missing = {row.account: int(row.size) for row in connection.execute(kept)}
    counted = sa.select(ALLOWANCE.c.account, ALLOWANCE.c.used).where(ALLOWANCE.c.name == _BYTES)
    for row in connection.execute(counted):
        missing[row.account] = missing.get(row.account, 0) - row.used
    return {account: number for account, number in missing.items() if number}


def recount(connection: sa.Connection) -> None:
    """Count them right."""
    for account, number in miscounted(connection).items():
        keep(connection, account, number)
