"""What each row about a person said, where there are several, and keys that several people have."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from leadscout.store.tables.people import REPORT

COMPARED = 50
"""Reports of one person that a new row is compared with: the newest. All are kept, so that an import can be undone."""

_HASH = 12  # bytes of an identity's hash


@dataclass(frozen=True, slots=True)
class Report:
    """A row about somebody: its hash, the words of the name in it, the hashes of its strong keys."""

    row_hash: bytes
    name: tuple[str, ...]
    strong: frozenset[bytes]


def reports(connection: sa.Connection, seqs: Sequence[int]) -> dict[int, list[Report]]:
    """The newest reports about people who have several, the oldest of them first."""
    newest: defaultdict[int, deque[tuple[bytes, str, bytes]]] = defaultdict(lambda: deque(maxlen=COMPARED))
    columns = (REPORT.c.seq, REPORT.c.row_hash, REPORT.c.name, REPORT.c.strong)
    query = sa.select(*columns).where(REPORT.c.seq.in_(seqs)).order_by(REPORT.c.id)
    for seq, *row in connection.execute(query):
        newest[seq].append(tuple(row))
    return {seq: [_report(*row) for row in rows] for seq, rows in newest.items()}


def _report(row_hash: bytes, name: str, strong: bytes) -> Report:
    hashes = frozenset(strong[at : at + _HASH] for at in range(0, len(strong), _HASH))
    return Report(row_hash, tuple(name.split()), hashes)


def packed(connection: sa.Connection, seq: int) -> list[tuple[bytes, bytes]]:
    """The hash and the stored lead of each report about a person, the oldest first."""
    query = sa.select(REPORT.c.row_hash, REPORT.c.lead).where(REPORT.c.seq == seq).order_by(REPORT.c.id)
    return [(row.row_hash, row.lead) for row in connection.execute(query)]


def merge(connection: sa.Connection, seq: int, into: int) -> None:
    """Let the reports about one person be another's."""
    connection.execute(sa.update(REPORT).where(REPORT.c.seq == seq).values(seq=into))


def forget(connection: sa.Connection, seq: int) -> None:
    """Delete the reports about somebody."""
    connection.execute(sa.delete(REPORT).where(REPORT.c.seq == seq))
