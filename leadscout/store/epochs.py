"""Which history people.db has (docs/decisions/017).

Every transaction that changes people adds a row: the number of the last change before it, and a random token. Whoever
keeps something made from people.db (the index, the results of a search) keeps a token with it. A file that was restored
from a backup, or is another one, does not have the token: changes of the same numbers are others there.
"""

import secrets

import sqlalchemy as sa

from leadscout.store.tables.people import EPOCH


def begin(connection: sa.Connection, after: int, table: sa.Table = EPOCH) -> None:
    """The changes after this one are of an epoch of their own, in the caller's transaction.

    Changes of people unless `table` is that of another history.
    """
    # What would be later is no part of this history: somebody has deleted people by hand.
    connection.execute(sa.delete(table).where(table.c.after >= after))
    connection.execute(sa.insert(table), {"after": after, "token": secrets.token_hex(8)})


def at(connection: sa.Connection, change: int, table: sa.Table = EPOCH) -> str:
    """The token of the epoch that a change is of; before the first change it is the id of the file."""
    newest = sa.select(table.c.token).order_by(table.c.after.desc()).limit(1)
    return str(connection.execute(newest.where(table.c.after < change)).scalar_one())


def latest(connection: sa.Connection, table: sa.Table = EPOCH) -> str:
    """The token of the newest epoch: whatever stands in people.db now is of it or of an earlier one."""
    newest = sa.select(table.c.token).order_by(table.c.after.desc()).limit(1)
    return str(connection.execute(newest).scalar_one())


def continues(connection: sa.Connection, token: str, table: sa.Table = EPOCH) -> bool:
    """Whether the token is of this history."""
    return connection.execute(sa.select(table.c.token).where(table.c.token == token)).first() is not None
