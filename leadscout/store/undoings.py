"""Taking back what an import told: statements over the tables of people.db."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa

from leadscout.store.provenance import Sighting
from leadscout.store.statements import insert, parts
from leadscout.store.tables.people import (
    COMPANY,
    CONFLICT,
    IDENTITY,
    IMPORT,
    PERSON,
    REPEATED,
    REPORT,
    SHARED,
    SHARING,
    SIGHTING,
    SOURCE,
)

_MARK = "import"


def people_of(connection: sa.Connection, import_: int) -> list[int]:
    """Everybody of whom an import told a row first, the last one first. Reads all rows: nobody else needs an index."""
    query = sa.select(SIGHTING.c.seq).where(SIGHTING.c[_MARK] == import_).distinct()
    return list(connection.execute(query.order_by(SIGHTING.c.seq.desc())).scalars())


def repeated(connection: sa.Connection, import_: int) -> list[int]:
    """Everybody of whom an import told a row that another import had told before."""
    joined = REPEATED.join(SIGHTING, SIGHTING.c.row_hash == REPEATED.c.row_hash)
    query = sa.select(SIGHTING.c.seq).select_from(joined).where(REPEATED.c[_MARK] == import_).distinct()
    return list(connection.execute(query).scalars())


def repeats(connection: sa.Connection, rows: Iterable[Sighting]) -> dict[bytes, Sighting]:
    """Rows that another import has, too, by their hash, as the first of the others tells them."""
    by_hash = {row.row_hash: row for row in rows}
    columns = (REPEATED.c.row_hash, IMPORT.c.id, IMPORT.c.as_of, SOURCE.c.id.label("source"))
    joined = REPEATED.join(IMPORT, IMPORT.c.id == REPEATED.c[_MARK]).join(SOURCE, SOURCE.c.name == IMPORT.c.source)
    others: dict[bytes, Sighting] = {}
    for part in parts(list(by_hash)):
        query = sa.select(*columns).select_from(joined).where(REPEATED.c.row_hash.in_(part)).order_by(IMPORT.c.id)
        for row in connection.execute(query):
            before = by_hash[row.row_hash]
            if row.id != before.import_:
                other = Sighting(row.source, row.as_of, before.number, before.fields, row.row_hash, row.id)
                others.setdefault(row.row_hash, other)
    return others


def take_over(connection: sa.Connection, rows: Iterable[Sighting]) -> None:
    """Let rows be those of other imports, which have them, too."""
    for row in rows:
        mine = sa.update(SIGHTING).where(SIGHTING.c.row_hash == row.row_hash)
        connection.execute(mine.values({"source": row.source, "as_of": row.as_of, _MARK: row.import_}))
        again = REPEATED.c.row_hash == row.row_hash, REPEATED.c[_MARK] == row.import_
        connection.execute(sa.delete(REPEATED).where(*again))


def drop_rows(connection: sa.Connection, seq: int, row_hashes: Collection[bytes]) -> None:
    """Forget that rows told of somebody, and what they said."""
    for part in parts(list(row_hashes)):
        connection.execute(sa.delete(SIGHTING).where(SIGHTING.c.seq == seq, SIGHTING.c.row_hash.in_(part)))
        connection.execute(sa.delete(REPORT).where(REPORT.c.seq == seq, REPORT.c.row_hash.in_(part)))


def number(connection: sa.Connection, rows: Iterable[Sighting]) -> None:
    """Write down anew what rows tell, and in which order they came."""
    values = [{"_hash": row.row_hash, "_number": row.number, "_fields": row.fields} for row in rows]
    if values:
        connection.execute(_NUMBERED, values)


def drop_reports(connection: sa.Connection, seq: int) -> None:
    """Forget what each row said of somebody of whom only one tells."""
    connection.execute(sa.delete(REPORT).where(REPORT.c.seq == seq))


def drop_disputes(connection: sa.Connection, seq: int) -> None:
    """Forget what sources told differently of somebody."""
    connection.execute(sa.delete(CONFLICT).where(CONFLICT.c.seq == seq))


def drop_keys(
    connection: sa.Connection, seq: int, import_: int, hashes: Collection[bytes], kept: Collection[bytes]
) -> None:
    """Take from somebody the keys that an import gave, and those of `hashes`, but none that are `kept`."""
    marked = sa.select(IDENTITY.c.hash).where(IDENTITY.c.seq == seq, IDENTITY.c[_MARK] == import_)
    gone = {*connection.execute(marked).scalars(), *hashes} - {*kept}
    _drop_identities(connection, [seq], gone)


def drop_names(connection: sa.Connection, seq: int, import_: int, kept: Collection[bytes]) -> None:
    """Let somebody not be sought any more under the names that an import gave, but under those of rows after it."""
    mine = SHARING.c.seq == seq, SHARING.c[_MARK] == import_
    for part in parts(list(kept)):
        connection.execute(sa.update(SHARING).where(*mine, SHARING.c.hash.in_(part)).values({_MARK: None}))
    connection.execute(sa.delete(SHARING).where(*mine))


def remove(connection: sa.Connection, changes: Mapping[int, int]) -> None:
    """Take people away of whom nobody tells any more, each by a change; their keys are nobody's then."""
    for part in parts(list(changes)):
        theirs = list(connection.execute(sa.select(IDENTITY.c.hash).where(IDENTITY.c.seq.in_(part))).scalars())
        for table in (CONFLICT, SIGHTING, REPORT, SHARING):
            connection.execute(sa.delete(table).where(table.c.seq.in_(part)))
        _drop_identities(connection, part, theirs)
    if changes:
        values = [{"_seq": seq, "_id": f"undone-{seq}", "_change": change} for seq, change in changes.items()]
        connection.execute(_REMOVED, values)


def has_shared(connection: sa.Connection, import_: int) -> bool:
    """Whether any key is that of several people since an import."""
    return connection.execute(sa.select(SHARED.c.hash).where(SHARED.c[_MARK] == import_).limit(1)).first() is not None


def is_shared_by(connection: sa.Connection, import_: int, hashes: Collection[bytes]) -> set[bytes]:
    """Which of these keys are those of several people since an import."""
    query = sa.select(SHARED.c.hash).where(SHARED.c[_MARK] == import_)
    return {
        hash_
        for part in parts(list(hashes))
        for hash_ in connection.execute(query.where(SHARED.c.hash.in_(part))).scalars()
    }


def sharers(connection: sa.Connection, hash_: bytes) -> list[int]:
    """Who has a key of several people; `hash_` is that of the key under no part of a name."""
    return list(connection.execute(sa.select(SHARING.c.seq).where(SHARING.c.hash == hash_)).scalars())


def unshare(connection: sa.Connection, hash_: bytes, seq: int | None) -> None:
    """Let a key of several people be that of the one who is left, if there is one: it binds without a name again."""
    connection.execute(sa.delete(SHARED).where(SHARED.c.hash == hash_))
    if seq is not None:
        _give(connection, hash_, seq)


def end(connection: sa.Connection, import_: int) -> None:
    """Forget which rows an import repeated, and under which names it alone let others be sought.

    Where a key is still one of several people, of rows that came later, those names stay.
    """
    connection.execute(sa.delete(REPEATED).where(REPEATED.c[_MARK] == import_))
    if has_shared(connection, import_):
        for table in (SHARED, SHARING):
            connection.execute(sa.update(table).where(table.c[_MARK] == import_).values({_MARK: None}))
    else:
        connection.execute(sa.delete(SHARING).where(SHARING.c[_MARK] == import_))


def companies_of(connection: sa.Connection, import_: int) -> set[tuple[str, str]]:
    """The companies, key and number of LinkedIn, that an import named first."""
    rows = connection.execute(sa.select(COMPANY.c.key, COMPANY.c.id).where(COMPANY.c[_MARK] == import_))
    return {(row.key, row.id) for row in rows}


def drop_companies(connection: sa.Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """Forget that companies go by these keys."""
    values = [{"_key": key, "_id": id_} for key, id_ in pairs]
    if values:
        connection.execute(_COMPANY, values)


def _drop_identities(connection: sa.Connection, seqs: Sequence[int], hashes: Collection[bytes]) -> None:
    """Take keys from people; those that another one told of, too, are the other's from now on."""
    for part in parts(list(hashes)):
        connection.execute(sa.delete(IDENTITY).where(IDENTITY.c.seq.in_(seqs), IDENTITY.c.hash.in_(part)))
        owned = sa.select(IDENTITY.c.hash).where(IDENTITY.c.hash.in_(part))
        free = list({*part} - {*connection.execute(owned).scalars()})
        claims = sa.select(CONFLICT.c.key, CONFLICT.c.seq).where(CONFLICT.c.key.in_(free), CONFLICT.c.seq.not_in(seqs))
        for hash_, other in connection.execute(claims.order_by(CONFLICT.c.id)).all():
            _give(connection, hash_, other)
            connection.execute(sa.delete(CONFLICT).where(CONFLICT.c.key == hash_, CONFLICT.c.seq == other))


def _give(connection: sa.Connection, hash_: bytes, seq: int) -> None:
    connection.execute(insert(connection, IDENTITY).values(hash=hash_, seq=seq).on_conflict_do_nothing())


_NUMBERED = (
    sa.update(SIGHTING)
    .where(SIGHTING.c.row_hash == sa.bindparam("_hash"))
    .values(number=sa.bindparam("_number"), fields=sa.bindparam("_fields"))
)
_REMOVED = (
    sa.update(PERSON)
    .where(PERSON.c.seq == sa.bindparam("_seq"))
    .values(id=sa.bindparam("_id"), lead=None, change=sa.bindparam("_change"))
)
_COMPANY = sa.delete(COMPANY).where(COMPANY.c.key == sa.bindparam("_key"), COMPANY.c.id == sa.bindparam("_id"))
