"""The ledger (leadscout.db): append-only entries, and the balance that is their sum.

Amounts are millionths of a credit.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from leadscout.store.statements import insert
from leadscout.store.tables.leadscout import ACCOUNT, LEDGER


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement: what for, how much (negative: charged), when. The same idempotency key counts once."""

    account: str
    idempotency_key: str
    operation: str
    amount: int
    at: str


def book(connection: sa.Connection, new: Entry) -> Entry | None:
    """Write an entry and move the balance, in the caller's transaction; gives the entry that stands under its key.

    That is another one when the key was booked before, by whomever: it is left as it is. None when the balance would
    fall below zero; nothing is written then.
    """
    enough = sa.true() if new.amount >= 0 else ACCOUNT.c.balance >= -new.amount
    values = {"idempotency_key": new.idempotency_key, "operation": new.operation, "amount": new.amount, "at": new.at}
    # The account is locked before the key: whoever holds it has booked, or never will.
    account = (
        sa.select(ACCOUNT.c.id, *(sa.literal(value, LEDGER.c[name].type) for name, value in values.items()))
        .where(ACCOUNT.c.id == new.account, enough)
        .with_for_update(key_share=True)
    )
    written = (
        insert(connection, LEDGER)
        .from_select(["account", *values], account)
        .on_conflict_do_nothing(index_elements=["idempotency_key"])
        .returning(LEDGER.c.id)
    )
    if connection.execute(written).first() is None:
        return entry(connection, new.idempotency_key)
    moved = sa.update(ACCOUNT).where(ACCOUNT.c.id == new.account).values(balance=ACCOUNT.c.balance + new.amount)
    connection.execute(moved)
    return new


def balance(connection: sa.Connection, account: str) -> int:
    """What the account has left."""
    return connection.execute(sa.select(ACCOUNT.c.balance).where(ACCOUNT.c.id == account)).scalar() or 0


def spent(connection: sa.Connection, account: str, start: str, since: str = "", until: str = "~") -> int:
    """What was charged and not given back, for operations whose name begins with `start`, from `since` to `until`."""
    amounts = sa.select(sa.func.sum(LEDGER.c.amount)).where(
        LEDGER.c.account == account, LEDGER.c.operation.startswith(start), LEDGER.c.at >= since, LEDGER.c.at <= until
    )
    return -int(connection.execute(amounts).scalar() or 0)  # PostgreSQL's sum of whole numbers is a Decimal


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
