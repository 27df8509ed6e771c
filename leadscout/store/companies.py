"""The companies that people.db has seen, by every key they go by."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from leadscout.store.statements import parts
from leadscout.store.tables.people import COMPANY

Known = dict[str, dict[str, str]]
"""Names of companies by key, and by LinkedIn number; "" is one whose number nobody has told."""


def known(connection: sa.Connection, keys: Sequence[str]) -> Known:
    """The companies that go by each of these keys; a key that nobody has seen is missing."""
    companies: Known = {}
    for part in parts([key for key in keys if not key.startswith("id:")]):
        _gather(companies, connection.execute(_BY_KEY, {"keys": part}))
    for part in parts([key.removeprefix("id:") for key in keys if key.startswith("id:")]):
        rows = connection.execute(_BY_ID, {"ids": part})
        _gather(companies, ((f"id:{id_}", id_, name) for _, id_, name in rows))
    return companies


def beginning(connection: sa.Connection, start: str, limit: int) -> Known:
    """Companies whose normal name begins with `start`, the first `limit` by name."""
    key = f"name:{start}"
    rows = connection.execute(
        _ALL.where(COMPANY.c.key >= key, COMPANY.c.key < key + "\U0010ffff").order_by(COMPANY.c.key).limit(limit)
    )
    companies: Known = {}
    _gather(companies, rows)
    return companies


def names(connection: sa.Connection, start: str, shortest: int, longest: int, limit: int) -> list[str]:
    """The keys of names that begin with `start` and have so many characters, the first `limit` in order."""
    key, more = f"name:{start}", len("name:")
    bounds = {"start": key, "end": key + "\U0010ffff", "shortest": shortest + more, "longest": longest + more}
    return list(connection.execute(_NAMES, {**bounds, "most": limit}).scalars())


_NAMES = (
    sa.select(COMPANY.c.key)
    .distinct()
    .where(COMPANY.c.key >= sa.bindparam("start"), COMPANY.c.key < sa.bindparam("end"))
    .where(sa.func.length(COMPANY.c.key).between(sa.bindparam("shortest"), sa.bindparam("longest")))
    .order_by(COMPANY.c.key)
    .limit(sa.bindparam("most"))
)
_ALL = sa.select(COMPANY.c.key, COMPANY.c.id, COMPANY.c.name)
_BY_KEY = _ALL.where(COMPANY.c.key.in_(sa.bindparam("keys", expanding=True)))
_BY_ID = _ALL.where(COMPANY.c.id.in_(sa.bindparam("ids", expanding=True)))


def _gather(companies: Known, rows: Iterable[Sequence[str]]) -> None:
    for key, id_, name in rows:
        names = companies.setdefault(key, {})
        names[id_] = max(name, names.get(id_, ""))  # any, but always the same
