"""Who must not be contacted (leadscout.db): keyed hashes, in the entries in which they came."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from leadscout.model.suppressions import Suppression
from leadscout.store.statements import insert
from leadscout.store.tables.leadscout import SUPPRESSION, SUPPRESSION_TOKEN


class SuppressionState(NamedTuple):
    """What changes with every entry that is added or removed: how many there are, and the number of the newest."""

    entries: int
    newest: int


_NONE = SuppressionState(0, 0)

# Made once: putting a statement together costs more than carrying it out.
_STATES = (
    sa.select(SUPPRESSION.c.account, sa.func.count(), sa.func.max(SUPPRESSION.c.id))
    .where(SUPPRESSION.c.account.in_(sa.bindparam("accounts", expanding=True)))
    .group_by(SUPPRESSION.c.account)
)


def states(connection: sa.Connection, accounts: Sequence[str]) -> tuple[SuppressionState, ...]:
    """How the suppressions of accounts stand. Numbers are never used again, so equal states are equal entries."""
    rows = connection.execute(_STATES, {"accounts": accounts})
    kept = {account: SuppressionState(entries, newest) for account, entries, newest in rows}
    return tuple(kept.get(account, _NONE) for account in accounts)


def add(connection: sa.Connection, new: Suppression, check: str, tokens: Collection[str]) -> int:
    """Write an entry; gives its number. `check` tells the secret with which `tokens` are made."""
    values = {"account": new.account, "name": new.name, "check": check, "created_at": new.created_at}
    counts = msgspec.json.encode(new.counts).decode()
    made = sa.insert(SUPPRESSION).values(counts=counts, **values).returning(SUPPRESSION.c.id)
    id_: int = connection.execute(made).scalar_one()
    rows = [{"suppression": id_, "token": token} for token in tokens]
    if rows:
        connection.execute(insert(connection, SUPPRESSION_TOKEN).on_conflict_do_nothing(), rows)
    return id_


def size(connection: sa.Connection, account: str) -> int:
    """How many values an account has suppressed."""
    joined = SUPPRESSION_TOKEN.join(SUPPRESSION, SUPPRESSION_TOKEN.c.suppression == SUPPRESSION.c.id)
    counted = sa.select(sa.func.count()).select_from(joined).where(SUPPRESSION.c.account == account)
    return connection.execute(counted).scalar_one()


def tokens(connection: sa.Connection, account: str) -> tuple[frozenset[str], set[str]]:
    """What an account has suppressed, and what tells the secrets with which that was made."""
    joined = SUPPRESSION_TOKEN.join(SUPPRESSION, SUPPRESSION_TOKEN.c.suppression == SUPPRESSION.c.id)
    kept = sa.select(SUPPRESSION_TOKEN.c.token).select_from(joined).where(SUPPRESSION.c.account == account)
    checks = sa.select(SUPPRESSION.c.check).where(SUPPRESSION.c.account == account).distinct()
    return frozenset(connection.execute(kept).scalars()), set(connection.execute(checks).scalars())


def of_account(connection: sa.Connection, account: str, after: int, limit: int) -> list[Suppression]:
    """Entries of an account, oldest first, from after a number."""
    mine = sa.select(SUPPRESSION).where(SUPPRESSION.c.account == account, SUPPRESSION.c.id > after)
    rows = connection.execute(mine.order_by(SUPPRESSION.c.id).limit(limit))
    return [Suppression(row.id, row.account, row.name, row.created_at, _counts(row.counts)) for row in rows]


def remove(connection: sa.Connection, account: str, id_: int) -> bool:
    """Take an entry of an account away; False where there is none."""
    there = sa.select(SUPPRESSION.c.id).where(SUPPRESSION.c.account == account, SUPPRESSION.c.id == id_)
    if connection.execute(there).first() is None:
        return False
    connection.execute(sa.delete(SUPPRESSION_TOKEN).where(SUPPRESSION_TOKEN.c.suppression == id_))
    connection.execute(sa.delete(SUPPRESSION).where(SUPPRESSION.c.id == id_))
    return True


def _counts(encoded: str) -> Mapping[str, int]:
    return msgspec.json.decode(encoded, type=dict[str, int])
