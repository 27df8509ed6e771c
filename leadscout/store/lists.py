"""Lists of companies or people, and saved personas, each of one account (leadscout.db)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
import sqlalchemy as sa

from leadscout.model.lists import OPERATOR, Asker, List
from leadscout.store.statements import insert
from leadscout.store.tables.leadscout import LIST, MEMBER, PERSONA


def add(connection: sa.Connection, new: List, made_by: str | None) -> List:
    """Make an empty list; gives it with its number. `made_by` is the id of the request that makes it."""
    values = {"account": new.account, "kind": new.kind, "name": new.name, "created_at": new.created_at}
    made = sa.insert(LIST).values(made_by=made_by, **values)
    return replace(new, id=connection.execute(made.returning(LIST.c.id)).scalar_one())


def lock_list(connection: sa.Connection, id_: int) -> None:
    """Let who adds to a list wait for whoever does, until the transaction ends."""
    connection.execute(sa.select(LIST.c.id).where(LIST.c.id == id_).with_for_update(key_share=True))


def get(connection: sa.Connection, account: str, id_: int) -> List | None:
    """The account's list with this id."""
    return next(iter(_lists(connection, LIST.c.account == account, LIST.c.id == id_)), None)


def made_by(connection: sa.Connection, account: str, request: str) -> List | None:
    """The account's list that a request made."""
    return next(iter(_lists(connection, LIST.c.account == account, LIST.c.made_by == request)), None)


def of_account(connection: sa.Connection, account: str) -> list[List]:
    """All lists of an account, oldest first."""
    return _lists(connection, LIST.c.account == account)


def extend(connection: sa.Connection, id_: int, members: Mapping[str, str]) -> None:
    """Add members, by key, as they were written; those that are there already stay."""
    rows = [{"list": id_, "key": key, "written": written} for key, written in members.items()]
    if rows:
        connection.execute(insert(connection, MEMBER).on_conflict_do_nothing(), rows)


def rename(connection: sa.Connection, id_: int, name: str) -> None:
    """Give a list another name."""
    connection.execute(sa.update(LIST).where(LIST.c.id == id_).values(name=name))


def delete(connection: sa.Connection, account: str, id_: int) -> bool:
    """Remove a list of the account with its members; False when it has no such list."""
    own = sa.select(LIST.c.id).where(LIST.c.account == account, LIST.c.id == id_)
    if connection.execute(own.with_for_update()).first() is None:
        return False
    connection.execute(sa.delete(MEMBER).where(MEMBER.c.list == id_))
    connection.execute(sa.delete(LIST).where(LIST.c.id == id_))
    return True


def names(connection: sa.Connection, keys: Collection[str]) -> bool:
    """Whether whoever goes by one of these keys is in a list of people."""
    return connection.execute(sa.select(MEMBER.c.key).where(*_named(keys)).limit(1)).first() is not None


def forget(connection: sa.Connection, keys: Collection[str]) -> None:
    """Take whoever goes by one of these keys out of every list of people."""
    connection.execute(sa.delete(MEMBER).where(*_named(keys)))


def _named(keys: Collection[str]) -> tuple[sa.ColumnElement[bool], ...]:
    people = sa.select(LIST.c.id).where(LIST.c.kind == "lead")
    return MEMBER.c.key.in_(keys), MEMBER.c.list.in_(people)


def size(connection: sa.Connection, id_: int) -> int:
    """How many members a list has."""
    query = sa.select(sa.func.count()).select_from(MEMBER).where(MEMBER.c.list == id_)
    return connection.execute(query).scalar_one()


def keys(connection: sa.Connection, asker: Asker, id_: int, kind: str) -> list[tuple[str, str]] | None:
    """Key and writing of all members of a list of this kind; None where the asker has no such list."""
    whole = sa.select(MEMBER.c.key, MEMBER.c.written).select_from(LIST.outerjoin(MEMBER, MEMBER.c.list == LIST.c.id))
    rows = connection.execute(whole.where(LIST.c.id == id_, LIST.c.kind == kind, *_of(asker))).all()
    return [(row.key, row.written) for row in rows if row.key is not None] if rows else None


def members(connection: sa.Connection, account: str, id_: int, after: str, limit: int) -> Sequence[tuple[str, str]]:
    """Key and writing of members of the account's list whose key comes after `after`."""
    rows = connection.execute(
        sa.select(MEMBER.c.key, MEMBER.c.written)
        .join(LIST, MEMBER.c.list == LIST.c.id)
        .where(LIST.c.account == account, LIST.c.id == id_, MEMBER.c.key > after)
        .order_by(MEMBER.c.key)
        .limit(limit)
    )
    return [(row.key, row.written) for row in rows]


def owned(connection: sa.Connection, asker: Asker, ids: Iterable[int], kind: str) -> set[int]:
    """Which of these are lists of the asker, of this kind."""
    query = sa.select(LIST.c.id).where(LIST.c.kind == kind, LIST.c.id.in_(list(ids)), *_of(asker))
    return set(connection.execute(query).scalars())


def add_persona(connection: sa.Connection, account: str, id_: str, body: Mapping[str, Any], at: str) -> None:
    """Keep a persona; one that is there already stays."""
    encoded = msgspec.json.encode(body)
    new = insert(connection, PERSONA).values(id=id_, account=account, body=encoded, created_at=at)
    connection.execute(new.on_conflict_do_nothing(index_elements=["id"]))


def personas(connection: sa.Connection, account: str, id_: str = "") -> list[dict[str, Any]]:
    """The account's personas, oldest first; only the one with an id where that is given."""
    query = sa.select(PERSONA).where(PERSONA.c.account == account).order_by(PERSONA.c.created_at, PERSONA.c.id)
    rows = connection.execute(query.where(PERSONA.c.id == id_) if id_ else query)
    return [{"id": row.id, **msgspec.json.decode(row.body), "created_at": row.created_at} for row in rows]


def kept(connection: sa.Connection, account: str) -> tuple[int, int]:
    """How many lists and personas an account has."""
    numbers = [
        connection.execute(sa.select(sa.func.count()).where(table.c.account == account)).scalar_one()
        for table in (LIST, PERSONA)
    ]
    return numbers[0], numbers[1]


def _lists(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[List]:
    counted = sa.select(sa.func.count()).where(MEMBER.c.list == LIST.c.id).scalar_subquery()
    rows = connection.execute(sa.select(LIST, counted.label("size")).where(*where).order_by(LIST.c.id))
    return [List(row.id, row.account, row.kind, row.name, row.created_at, row.size) for row in rows]


def _of(asker: Asker) -> tuple[sa.ColumnElement[bool], ...]:
    return () if asker is OPERATOR else (LIST.c.account == asker,)
