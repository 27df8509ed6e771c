"""Sessions of the page (leadscout.db): whose key signed in, until when. A token is stored as its hash."""

from dataclasses import dataclass

import sqlalchemy as sa

from leadscout.model.keys import Key
from leadscout.store import accounts
from leadscout.store.tables.leadscout import API_KEY, SESSION


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One row: `once` marks a link that signs in a single time."""

    hash: bytes
    account: str
    key: str
    once: bool
    until: float
    created_at: str


def add(connection: sa.Connection, row: SessionRow) -> None:
    """Keep a session, or a link that makes one."""
    values = {name: getattr(row, name) for name in SESSION.c.keys()}  # noqa: SIM118 - columns, not names, are iterated
    connection.execute(sa.insert(SESSION).values(values))


def key_of(connection: sa.Connection, hash_: bytes, now: float) -> Key | None:
    """The key that signed in, also when it was revoked since; None where the session is over."""
    here = SESSION.c.hash == hash_, SESSION.c.until > now, SESSION.c.once.is_(False)
    row = connection.execute(sa.select(API_KEY).join(SESSION, SESSION.c.key == API_KEY.c.id).where(*here)).first()
    return None if row is None else accounts.as_key(row)


def use(connection: sa.Connection, hash_: bytes, now: float) -> str | None:
    """Use a link up; the id of its key, None where it was used or is too old. Of two at once, one gets it."""
    here = SESSION.c.hash == hash_, SESSION.c.until > now, SESSION.c.once.is_(True)
    return connection.execute(sa.delete(SESSION).where(*here).returning(SESSION.c.key)).scalar()


def end(connection: sa.Connection, hash_: bytes) -> None:
    """Forget a session."""
    connection.execute(sa.delete(SESSION).where(SESSION.c.hash == hash_))


def prune(connection: sa.Connection, now: float) -> None:
    """Forget what is over."""
    connection.execute(sa.delete(SESSION).where(SESSION.c.until <= now))
