"""Accounts and their keys (leadscout.db). A key is stored as its hash."""

import sqlalchemy as sa

from leadscout.model.keys import Key

META = sa.MetaData()
ACCOUNT = sa.Table(
    "account",
    META,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("balance", sa.BigInteger),
    sa.Column("created_at", sa.Text),
)
API_KEY = sa.Table(
    "api_key",
    META,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("account", sa.Text),
    sa.Column("name", sa.Text),
    sa.Column("hash", sa.LargeBinary),
    sa.Column("only", sa.Text),
    sa.Column("created_at", sa.Text),
    sa.Column("revoked_at", sa.Text),
)


def add_account(connection: sa.Connection, id_: str, name: str, at: str) -> str:
    """The id of the account of this name; it is made with this id when there is none."""
    known = connection.execute(sa.select(ACCOUNT.c.id).where(ACCOUNT.c.name == name)).scalar()
    if known is None:
        connection.execute(sa.insert(ACCOUNT).values(id=id_, name=name, balance=0, created_at=at))
    return known or id_


def name_of(connection: sa.Connection, id_: str) -> str:
    """The name of an account; "" when there is none."""
    return connection.execute(sa.select(ACCOUNT.c.name).where(ACCOUNT.c.id == id_)).scalar() or ""


def id_of(connection: sa.Connection, name: str) -> str:
    """The id of the account of this name; "" when there is none."""
    return connection.execute(sa.select(ACCOUNT.c.id).where(ACCOUNT.c.name == name)).scalar() or ""


def add_key(connection: sa.Connection, key: Key, hash_: bytes) -> None:
    """Store a new key."""
    values = {"id": key.id, "account": key.account, "name": key.name, "only": " ".join(key.only)}
    connection.execute(sa.insert(API_KEY).values(**values, hash=hash_, created_at=key.created_at))


def key_of(connection: sa.Connection, hash_: bytes) -> Key | None:
    """The key with this hash, also when it was revoked."""
    row = connection.execute(sa.select(API_KEY).where(API_KEY.c.hash == hash_)).first()
    return None if row is None else _key(row)


def all_keys(connection: sa.Connection) -> list[Key]:
    """All keys, oldest first."""
    return [_key(row) for row in connection.execute(sa.select(API_KEY).order_by(API_KEY.c.created_at))]


def revoke(connection: sa.Connection, id_: str, at: str) -> bool:
    """Let a key open nothing any more; False when there is no such key, or it is revoked already."""
    query = sa.update(API_KEY).where(API_KEY.c.id == id_, API_KEY.c.revoked_at.is_(None)).values(revoked_at=at)
    return connection.execute(query).rowcount > 0


def _key(row: sa.Row) -> Key:  # type: ignore[type-arg]
    return Key(row.id, row.account, row.name, tuple(row.only.split()), row.created_at, row.revoked_at)
