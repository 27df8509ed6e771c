"""What each row about a person said, where there are several, and keys that several people have."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from leadscout.store.provenance import META

REPORT = sa.Table(
    "report",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("seq", sa.Integer),
    sa.Column("row_hash", sa.LargeBinary),
    sa.Column("name", sa.Text),
    sa.Column("strong", sa.LargeBinary),
    sa.Column("lead", sa.LargeBinary),
)
SHARED = sa.Table("shared", META, sa.Column("hash", sa.LargeBinary))

KEPT = 50
"""Reports of one person that are kept: the newest."""

_HASH = 12  # bytes of an identity's hash


@dataclass(frozen=True, slots=True)
class Report:
    """A row about somebody: its hash, the words of the name in it, the hashes of its strong keys."""

    row_hash: bytes
    name: tuple[str, ...]
    strong: frozenset[bytes]


def reports(connection: sa.Connection, seqs: Sequence[int]) -> dict[int, list[Report]]:
    """The reports about people who have several, the oldest first."""
    by_person: defaultdict[int, list[Report]] = defaultdict(list)
    columns = (REPORT.c.seq, REPORT.c.row_hash, REPORT.c.name, REPORT.c.strong)
    query = sa.select(*columns).where(REPORT.c.seq.in_(seqs)).order_by(REPORT.c.id)
    for seq, row_hash, name, strong in connection.execute(query):
        hashes = frozenset(strong[at : at + _HASH] for at in range(0, len(strong), _HASH))
        by_person[seq].append(Report(row_hash, tuple(name.split()), hashes))
    return by_person


def packed(connection: sa.Connection, seq: int) -> list[tuple[bytes, bytes]]:
    """The hash and the stored lead of each report about a person, the oldest first."""
    query = sa.select(REPORT.c.row_hash, REPORT.c.lead).where(REPORT.c.seq == seq).order_by(REPORT.c.id)
    return [(row.row_hash, row.lead) for row in connection.execute(query)]


def bound(connection: sa.Connection, seqs: Sequence[int]) -> None:
    """Drop the oldest reports of these people, where each has more than are kept."""
    if seqs:
        connection.execute(_TOO_MANY, [{"_seq": seq} for seq in seqs])


def merge(connection: sa.Connection, seq: int, into: int) -> None:
    """Let the reports about one person be another's."""
    connection.execute(sa.update(REPORT).where(REPORT.c.seq == seq).values(seq=into))


def forget(connection: sa.Connection, seq: int) -> None:
    """Delete the reports about somebody."""
    connection.execute(sa.delete(REPORT).where(REPORT.c.seq == seq))


_NEWEST = REPORT.c.id.desc()
_TOO_MANY = sa.delete(REPORT).where(
    REPORT.c.seq == sa.bindparam("_seq"),
    REPORT.c.id.not_in(
        sa.select(REPORT.c.id).where(REPORT.c.seq == sa.bindparam("_seq")).order_by(_NEWEST).limit(KEPT)
    ),
)
