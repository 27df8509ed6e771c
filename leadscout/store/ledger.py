"""The ledger (leadscout.db): append-only entries, and the balance that is their sum.

Amounts are millionths of a credit.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from leadscout.store.accounts import ACCOUNT, META

LEDGER = sa.Table(
    "ledger",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("account", sa.Text),
    sa.Column("idempotency_key", sa.Text),
    sa.Column("operation", sa.Text),
    sa.Column("amount", sa.BigInteger),
    sa.Column("at", sa.Text),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement: what for, how much (negative: charged), when. The same idempotency key counts once."""

    account: str
    idempotency_key: str
    operation: str
    amount: int
    at: str


def book(connection: sa.Connection, entry: Entry) -> bool:
    """Write an entry and move the balance, in the caller's transaction.

    False when the balance would fall below zero; nothing is written then. An entry that is there already is left.
    """
    known = sa.select(LEDGER.c.id).where(LEDGER.c.idempotency_key == entry.idempotency_key)
    if connection.execute(known).first():
        return True
    enough = sa.true() if entry.amount >= 0 else ACCOUNT.c.balance >= -entry.amount
    moved = (
        sa.update(ACCOUNT).where(ACCOUNT.c.id == entry.account, enough).values(balance=ACCOUNT.c.balance + entry.amount)
    )
    if not connection.execute(moved).rowcount:
        return False
    connection.execute(
        sa.insert(LEDGER).values(
            account=entry.account,
            idempotency_key=entry.idempotency_key,
            operation=entry.operation,
            amount=entry.amount,
            at=entry.at,
        )
    )
    return True


def balance(connection: sa.Connection, account: str) -> int:
    """What the account has left."""
    return connection.execute(sa.select(ACCOUNT.c.balance).where(ACCOUNT.c.id == account)).scalar() or 0


def spent(connection: sa.Connection, account: str, start: str, since: str = "", until: str = "~") -> int:
    """What was charged and not given back, for operations whose name begins with `start`, from `since` to `until`."""
    found = sa.select(sa.func.sum(LEDGER.c.amount)).where(
        LEDGER.c.account == account, LEDGER.c.operation.startswith(start), LEDGER.c.at >= since, LEDGER.c.at <= until
    )
    return -(connection.execute(found).scalar() or 0)


def entry(connection: sa.Connection, idempotency_key: str) -> Entry | None:
    """The entry with this key."""
    row = connection.execute(sa.select(LEDGER).where(LEDGER.c.idempotency_key == idempotency_key)).first()
    return None if row is None else _entry(row)


def entries(connection: sa.Connection, account: str) -> list[Entry]:
    """The account's entries, oldest first."""
    rows = connection.execute(sa.select(LEDGER).where(LEDGER.c.account == account).order_by(LEDGER.c.id))
    return [_entry(row) for row in rows]


def _entry(row: sa.Row) -> Entry:  # type: ignore[type-arg]
    return Entry(row.account, row.idempotency_key, row.operation, row.amount, row.at)
