"""Which history people.db has (docs/decisions/017).

Every transaction that changes people adds a row: the number of the last change before it, and a random token. Whoever
keeps something made from people.db (the index, the results of a search) keeps a token with it. A file that was restored
from a backup, or is another one, does not have the token: changes of the same numbers are others there.
"""

import secrets

import sqlalchemy as sa

from leadscout.store.provenance import META

EPOCH = sa.Table("epoch", META, sa.Column("after", sa.BigInteger, primary_key=True), sa.Column("token", sa.Text))

_AT = sa.select(EPOCH.c.token).where(EPOCH.c.after < sa.bindparam("change")).order_by(EPOCH.c.after.desc()).limit(1)
_LATEST = sa.select(EPOCH.c.token).order_by(EPOCH.c.after.desc()).limit(1)
_LATER = sa.delete(EPOCH).where(EPOCH.c.after >= sa.bindparam("change"))
_NEW = sa.insert(EPOCH)


def begin(connection: sa.Connection, after: int) -> None:
    """The changes after this one are of an epoch of their own, in the caller's transaction."""
    # What would be later is no part of this history: somebody has deleted people by hand.
    connection.execute(_LATER, {"change": after})
    connection.execute(_NEW, {"after": after, "token": secrets.token_hex(8)})


def at(connection: sa.Connection, change: int) -> str:
    """The token of the epoch that a change is of; before the first change it is the id of the file."""
    return str(connection.execute(_AT, {"change": change}).scalar_one())


def latest(connection: sa.Connection) -> str:
    """The token of the newest epoch: whatever stands in people.db now is of it or of an earlier one."""
    return str(connection.execute(_LATEST).scalar_one())
