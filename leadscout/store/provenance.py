"""Where what is known of people comes from, and what sources told differently: tables of people.db."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from leadscout.store.tables.people import CONFLICT, SIGHTING, SOURCE

KEPT = 50
"""Conflicts of one person that are kept: the newest."""

LONGEST = 500
"""Characters of a value that are kept of a conflict."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A row about somebody: its source and day, how many rows there were before it, and a bit for each field it told.

    `fields` is None where the row told every field that no other one tells: the first of a person. `row_hash` is what
    the row is known by when it comes again, `import_` the import that told it first.
    """

    source: int
    as_of: int
    number: int = 0
    fields: int | None = None
    row_hash: bytes = b""
    import_: int | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A value that did not stand, or (`key`, an identity's hash) that belongs to somebody else."""

    field: str
    value: str
    source: int
    as_of: int
    key: bytes = b""


def sightings(connection: sa.Connection, seqs: Sequence[int]) -> dict[int, list[Sighting]]:
    """The rows each of these people was seen in."""
    columns = [SIGHTING.c[name] for name in ("source", "as_of", "number", "fields", "row_hash", "import")]
    by_person: defaultdict[int, list[Sighting]] = defaultdict(list)
    query = sa.select(SIGHTING.c.seq, *columns).where(SIGHTING.c.seq.in_(seqs))
    for seq, source, as_of, number, fields, row_hash, import_ in connection.execute(query):
        by_person[seq].append(Sighting(source, as_of, number or 0, fields, row_hash, import_))
    return by_person


def sources(connection: sa.Connection, ids: Iterable[int]) -> dict[int, str]:
    """The names of sources."""
    rows = connection.execute(sa.select(SOURCE.c.id, SOURCE.c.name).where(SOURCE.c.id.in_(list(ids))))
    return {id_: name for id_, name in rows}  # noqa: C416 - rows are no pairs to mypy


def disputes(connection: sa.Connection, seq: int) -> list[Dispute]:
    """What sources told differently of somebody, the newest first."""
    query = sa.select(CONFLICT).where(CONFLICT.c.seq == seq).order_by(*_NEWEST)
    return [Dispute(row.field, row.value, row.source, row.as_of, row.key) for row in connection.execute(query)]


def dispute(connection: sa.Connection, disputes: Mapping[int, Iterable[Dispute]]) -> None:
    """Remember disputes by person; one that is known already is that of the newer row now."""
    rows = {(seq, one.field, one.value[:LONGEST]): one for seq, ones in disputes.items() for one in ones}
    if rows:
        keys = [{"_seq": seq, "_field": field, "_value": value} for seq, field, value in rows]
        connection.execute(_KNOWN, keys)
        new = [{"_source": one.source, "_as_of": one.as_of, "_key": one.key} for one in rows.values()]
        connection.execute(_NEW, [{**old, **more} for old, more in zip(keys, new, strict=True)])
        _bound(connection, disputes)


def merge(connection: sa.Connection, seq: int, into: int, filled: int) -> None:
    """Let the rows and disputes of one person be another's; of what the rows told, only the fields `filled` stand."""
    kept = sa.func.coalesce(SIGHTING.c.fields, filled).op("&")(filled)
    connection.execute(sa.update(SIGHTING).where(SIGHTING.c.seq == seq).values(seq=into, fields=kept))
    connection.execute(sa.update(CONFLICT).where(CONFLICT.c.seq == seq).values(seq=into))
    _bound(connection, [into])


def forget(connection: sa.Connection, seq: int, identities: sa.Select[tuple[bytes]]) -> None:
    """Delete the rows and disputes of somebody, and the disputes of others about identities of theirs."""
    connection.execute(sa.delete(CONFLICT).where(CONFLICT.c.key.in_(identities)))
    clear(connection, seq)


def clear(connection: sa.Connection, seq: int) -> None:
    """Delete the rows and disputes of somebody."""
    connection.execute(sa.delete(CONFLICT).where(CONFLICT.c.seq == seq))
    connection.execute(sa.delete(SIGHTING).where(SIGHTING.c.seq == seq))


def _bound(connection: sa.Connection, seqs: Iterable[int]) -> None:
    """Keep the newest disputes of each."""
    connection.execute(_TOO_MANY, [{"_seq": seq} for seq in seqs])


_NEWEST = (CONFLICT.c.as_of.desc(), CONFLICT.c.id.desc())
_KNOWN = sa.delete(CONFLICT).where(
    CONFLICT.c.seq == sa.bindparam("_seq"),
    CONFLICT.c.field == sa.bindparam("_field"),
    CONFLICT.c.value == sa.bindparam("_value"),
)
_NEW = sa.insert(CONFLICT).values(
    {name: sa.bindparam(f"_{name}") for name in ("seq", "field", "value", "source", "as_of", "key")}
)
_TOO_MANY = sa.delete(CONFLICT).where(
    CONFLICT.c.seq == sa.bindparam("_seq"),
    CONFLICT.c.id.not_in(
        sa.select(CONFLICT.c.id).where(CONFLICT.c.seq == sa.bindparam("_seq")).order_by(*_NEWEST).limit(KEPT)
    ),
)
