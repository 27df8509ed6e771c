"""People who were forgotten and of whom answers may still tell (people.db): written with the forgetting itself."""

from collections.abc import Sequence

import sqlalchemy as sa

from leadscout.store import statements
from leadscout.store.tables.people import FORGETTING, IDENTITY, SIGHTING, SUPPRESSED


def begin(connection: sa.Connection, seq: int) -> None:
    """Something is still to be done for this person, in the caller's transaction."""
    connection.execute(statements.insert(connection, FORGETTING).values(seq=seq).on_conflict_do_nothing())


def due(connection: sa.Connection) -> list[int]:
    """The people for whom something is still to be done."""
    return list(connection.execute(sa.select(FORGETTING.c.seq)).scalars())


def end(connection: sa.Connection, seqs: Sequence[int]) -> None:
    """All is done for these."""
    for part in statements.parts(seqs):
        connection.execute(sa.delete(FORGETTING).where(FORGETTING.c.seq.in_(part)))


def those(connection: sa.Connection, hashes: Sequence[bytes]) -> list[int]:
    """The people who have an identity, or were seen in a row, of one of these hashes."""
    queries = [
        sa.select(column.table.c.seq).where(column.in_(part))
        for column in (IDENTITY.c.hash, SIGHTING.c.row_hash)
        for part in statements.parts(hashes)
    ]
    return sorted({seq for query in queries for seq in connection.execute(query).scalars()})


def keep_out(connection: sa.Connection, hashes: Sequence[bytes]) -> None:
    """Let nobody with one of these hashes come in again."""
    if hashes:
        new = statements.insert(connection, SUPPRESSED).on_conflict_do_nothing()
        connection.execute(new, [{"hash": hash_} for hash_ in hashes])
