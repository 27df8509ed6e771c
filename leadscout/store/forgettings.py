"""People who were forgotten and of whom answers may still tell (people.db): written with the forgetting itself."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from leadscout.store.provenance import META

FORGETTING = sa.Table("forgetting", META, sa.Column("seq", sa.Integer, primary_key=True))


def begin(connection: sa.Connection, seq: int) -> None:
    """Something is still to be done for this person, in the caller's transaction."""
    connection.execute(insert(FORGETTING).values(seq=seq).on_conflict_do_nothing())


def due(connection: sa.Connection) -> list[int]:
    """The people for whom something is still to be done."""
    return list(connection.execute(sa.select(FORGETTING.c.seq)).scalars())


def end(connection: sa.Connection, seqs: Sequence[int]) -> None:
    """All is done for these."""
    connection.execute(sa.delete(FORGETTING).where(FORGETTING.c.seq.in_(seqs)))
