"""The ledger (leadscout.db): append-only entries, and the balance that is their sum.

Amounts are millionths of a credit.
"""

import sqlalchemy as sa

from leadscout.model.ledger import LedgerEntry
from leadscout.store.accounts import charge_key
from leadscout.store.statements import insert
from leadscout.store.tables.leadscout import ACCOUNT, LEDGER

HOLD, RELEASE = "hold", "release"
"""Operations that put credits aside, and give them back."""

_NOT_SPENT = ("grant", HOLD, RELEASE)
"""Operations by which nothing is spent: credits are given, put aside, and given back."""


def book(connection: sa.Connection, new: LedgerEntry) -> LedgerEntry | None:
    """Write an entry and move the balance, in the caller's transaction; gives the entry that stands under its key.

    That is another one when the key was booked before, by whomever: it is left as it is. None when the balance would
    fall below zero; nothing is written then.
    """
    enough = sa.true() if new.amount >= 0 else ACCOUNT.c.balance >= -new.amount
    values: dict[str, object] = {
        "idempotency_key": new.idempotency_key,
        "operation": new.operation,
        "amount": new.amount,
        "at": new.at,
    }
    values["key"] = new.key
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
    if new.key:
        charge_key(connection, new.key, -new.amount)
    return new


def release_of(connection: sa.Connection, holder: str) -> None:
    """Give back what is held by whoever's keys begin so: a process that died. It is as of when it was held."""
    start = held_under(holder)
    mine = sa.select(LEDGER).where(LEDGER.c.idempotency_key >= start, LEDGER.c.idempotency_key < f"{start}~")
    for held in [_entry(row) for row in connection.execute(mine)]:
        key = released_under(held.idempotency_key.removeprefix(held_under("")))
        book(connection, LedgerEntry(held.account, key, RELEASE, -held.amount, held.at, held.key))


def held_under(key: str) -> str:
    """The key of the entry that puts credits aside under `key`."""
    return f"{HOLD}:{key}"


def released_under(key: str) -> str:
    """The key of the entry that gives back what is held under `key`."""
    return f"{RELEASE}:{key}"


def balance(connection: sa.Connection, account: str) -> int:
    """What the account has left."""
    return connection.execute(sa.select(ACCOUNT.c.balance).where(ACCOUNT.c.id == account)).scalar() or 0


def spent(connection: sa.Connection, account: str, start: str, since: str = "", until: str = "~") -> int:
    """What was charged and not given back, for operations whose name begins with `start`, from `since` to `until`."""
    amounts = sa.select(sa.func.sum(LEDGER.c.amount)).where(
        LEDGER.c.account == account, LEDGER.c.operation.startswith(start), LEDGER.c.at >= since, LEDGER.c.at <= until
    )
    return -int(connection.execute(amounts).scalar() or 0)  # PostgreSQL's sum of whole numbers is a Decimal


def spent_by_operation(connection: sa.Connection, account: str) -> dict[str, int]:
    """What was charged, by operation; refunds stand by themselves, below zero."""
    return _spent_by(connection, account, LEDGER.c.operation)


def spent_by_day(connection: sa.Connection, account: str) -> dict[str, int]:
    """What was charged, by day; refunds are taken off their own day."""
    return _spent_by(connection, account, sa.func.substr(LEDGER.c.at, 1, len("2026-01-31")))


def spent_by_key(connection: sa.Connection, account: str) -> dict[str, int]:
    """What was charged, by the key in whose name; "" for what was in none's."""
    return _spent_by(connection, account, LEDGER.c.key)


def _spent_by(connection: sa.Connection, account: str, column: sa.ColumnElement[str]) -> dict[str, int]:
    amounts = sa.select(column.label("of"), sa.func.sum(LEDGER.c.amount).label("amount"))
    rows = amounts.where(LEDGER.c.account == account, LEDGER.c.operation.not_in(_NOT_SPENT)).group_by(sa.text("1"))
    return {row.of: -int(row.amount) for row in connection.execute(rows)}


def entry(connection: sa.Connection, idempotency_key: str) -> LedgerEntry | None:
    """The entry with this key."""
    row = connection.execute(sa.select(LEDGER).where(LEDGER.c.idempotency_key == idempotency_key)).first()
    return None if row is None else _entry(row)


def entries(connection: sa.Connection, account: str) -> list[LedgerEntry]:
    """The account's entries, oldest first."""
    rows = connection.execute(sa.select(LEDGER).where(LEDGER.c.account == account).order_by(LEDGER.c.id))
    return [_entry(row) for row in rows]


def latest(
    connection: sa.Connection, account: str, limit: int, offset: int, *, key: str = "", day: str = ""
) -> list[LedgerEntry]:
    """Entries of the account, newest first; of one key, or of one day (ISO 8601, UTC), where that is given."""
    newest = sa.select(LEDGER).where(LEDGER.c.account == account).order_by(LEDGER.c.id.desc())
    newest = newest.where(*([LEDGER.c.key == key] if key else ()), *([LEDGER.c.at.startswith(day)] if day else ()))
    return [_entry(row) for row in connection.execute(newest.limit(limit).offset(offset))]


def _entry(row: sa.Row) -> LedgerEntry:  # type: ignore[type-arg]
    return LedgerEntry(row.account, row.idempotency_key, row.operation, row.amount, row.at, row.key)
