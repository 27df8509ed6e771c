"""Accounts and their keys (leadscout.db). A key is stored as its hash."""

import sqlalchemy as sa

from leadscout.model.keys import Grant, Key
from leadscout.store.statements import insert
from leadscout.store.tables.leadscout import ACCOUNT, API_KEY


def add_account(connection: sa.Connection, id_: str, name: str, at: str) -> str:
    """The id of the account of this name; it is made with this id when there is none."""
    new = insert(connection, ACCOUNT).values(id=id_, name=name, balance=0, created_at=at)
    connection.execute(new.on_conflict_do_nothing(index_elements=["name"]))
    return id_of(connection, name)


def lock_account(connection: sa.Connection, id_: str) -> None:
    """Let whatever depends on all rows of an account wait for each other, until the transaction ends."""
    connection.execute(sa.select(ACCOUNT.c.id).where(ACCOUNT.c.id == id_).with_for_update(key_share=True))


def name_of(connection: sa.Connection, id_: str) -> str:
    """The name of an account; "" when there is none."""
    return connection.execute(sa.select(ACCOUNT.c.name).where(ACCOUNT.c.id == id_)).scalar() or ""


def id_of(connection: sa.Connection, name: str) -> str:
    """The id of the account of this name; "" when there is none."""
    return connection.execute(sa.select(ACCOUNT.c.id).where(ACCOUNT.c.name == name)).scalar() or ""


def all_accounts(connection: sa.Connection) -> list[tuple[str, str, int]]:
    """Id, name and balance of every account, by name."""
    rows = connection.execute(sa.select(ACCOUNT.c.id, ACCOUNT.c.name, ACCOUNT.c.balance).order_by(ACCOUNT.c.name))
    return [(row.id, row.name, row.balance) for row in rows]


def add_key(connection: sa.Connection, key: Key, hash_: bytes) -> bool:
    """Store a new key; False when there is one with this id already."""
    grant = key.grant
    values = {
        "id": key.id,
        "account": key.account,
        "name": key.name,
        "only": " ".join(grant.only),
        "may": " ".join(grant.may),
        "scopes": " ".join(grant.scopes),
        "expires_at": grant.expires_at,
        "ceiling": grant.ceiling,
    }
    new = insert(connection, API_KEY).values(**values, hash=hash_, created_at=key.created_at)
    added = new.on_conflict_do_nothing(index_elements=["id"]).returning(API_KEY.c.id)
    return connection.execute(added).first() is not None


def key_of(connection: sa.Connection, hash_: bytes) -> Key | None:
    """The key with this hash, also when it was revoked."""
    row = connection.execute(_BY_HASH, {"hash": hash_}).first()
    return None if row is None else as_key(row)


def key_named(connection: sa.Connection, id_: str) -> Key | None:
    """The key of an id, also when it was revoked."""
    row = connection.execute(sa.select(API_KEY).where(API_KEY.c.id == id_)).first()
    return None if row is None else as_key(row)


def all_keys(connection: sa.Connection) -> list[Key]:
    """All keys, oldest first."""
    return [as_key(row) for row in connection.execute(_OLDEST_FIRST)]


def keys_of(connection: sa.Connection, account: str) -> list[Key]:
    """The keys of an account, oldest first."""
    return [as_key(row) for row in connection.execute(_OLDEST_FIRST.where(API_KEY.c.account == account))]


# Made once: putting a statement together costs more than carrying it out.
_BY_HASH = sa.select(API_KEY).where(API_KEY.c.hash == sa.bindparam("hash"))
_OLDEST_FIRST = sa.select(API_KEY).order_by(API_KEY.c.created_at, API_KEY.c.id)


def revoke(connection: sa.Connection, id_: str, at: str) -> bool:
    """Let a key open nothing any more; False when there is no such key, or it is revoked already."""
    query = sa.update(API_KEY).where(API_KEY.c.id == id_, API_KEY.c.revoked_at.is_(None)).values(revoked_at=at)
    return connection.execute(query).rowcount > 0


def as_key(row: sa.Row) -> Key:  # type: ignore[type-arg]
    """A key of its row."""
    only, may, scopes = (tuple(text.split()) for text in (row.only, row.may, row.scopes))
    grant = Grant(only, may, scopes, row.expires_at, row.ceiling)
    return Key(row.id, row.account, row.name, grant, row.created_at, row.revoked_at, row.spent)


def room_of(connection: sa.Connection, key: str) -> int | None:
    """How much a key may still charge, in millionths; None where it has no ceiling. Asked while the account is held."""
    row = connection.execute(sa.select(API_KEY.c.ceiling, API_KEY.c.spent).where(API_KEY.c.id == key)).first()
    return None if row is None or row.ceiling is None else max(0, row.ceiling - row.spent)


def charge_key(connection: sa.Connection, key: str, amount: int) -> None:
    """Count what a key has charged; below zero what was given back."""
    connection.execute(sa.update(API_KEY).where(API_KEY.c.id == key).values(spent=API_KEY.c.spent + amount))
