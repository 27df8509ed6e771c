"""What hash partitions of people would cost and save in PostgreSQL, in processor time of the server.

    PYTHONPATH=. python bench/partitions.py [PEOPLE]      default: 20000

A server of its own, as the tests start it; tables in the shape of `person` and `identity`, whole, in 16 and 64 parts.
Figures of docs/decisions/079-replicas-partitions-and-copy.md.
"""

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "tests"))
import postgres
import sqlalchemy as sa

LEAD, BATCH, ROUNDS = 700, 500, 40
LOOKUPS = {
    "by list": "SELECT hash, seq FROM identity WHERE hash = ANY(%s::bytea[])",
    "by join": "SELECT hash, seq FROM unnest(%s::bytea[]) AS given (hash) JOIN identity USING (hash)",
    "each": "SELECT given.hash, one.seq FROM unnest(%s::bytea[]) AS given (hash) CROSS JOIN LATERAL "
    "(SELECT seq FROM identity WHERE identity.hash = given.hash LIMIT 1) AS one",
}
"""Ways to ask for many keys."""

TICKS = os.sysconf("SC_CLK_TCK")


def main(number: int) -> None:
    """Fill and ask each form."""
    with postgres.server() as pattern:
        postgres.create(pattern, "bench")
        engine = sa.create_engine(postgres.driver(pattern.format("bench")), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            print(f"{number:,} people, {connection.exec_driver_sql('SHOW server_version').scalar()}; us at the server")
            for parts in (0, 16, 64):
                measure(connection, parts, number)
        engine.dispose()


def measure(connection: sa.Connection, parts: int, number: int) -> None:
    """One form: its name, and what each kind of statement takes."""
    dice = random.Random(5)
    make(connection, parts)
    seqs = list(range(1, number + 1))
    hashes = [dice.randbytes(16) for _ in seqs]
    at = processor(connection)
    for first in range(0, number, BATCH):
        insert(connection, seqs[first : first + BATCH], hashes[first : first + BATCH])
    filled = (processor(connection) - at) / number
    connection.exec_driver_sql("ANALYZE")
    reads: dict[str, Callable[[], object]] = {
        "25 people": lambda: connection.execute(
            sa.text("SELECT seq, id, lead FROM person WHERE seq = ANY(:some)"), {"some": dice.sample(seqs, 25)}
        ).all(),
        **{
            f"500 identities {name}": lambda statement=statement: connection.exec_driver_sql(
                statement, (dice.sample(hashes, BATCH),)
            ).all()
            for name, statement in LOOKUPS.items()
        },
        "2,000 changes": lambda: connection.execute(
            sa.text("SELECT * FROM person WHERE change > :after ORDER BY change LIMIT 2000"),
            {"after": dice.randrange(number)},
        ).all(),
    }
    figures = [f"{name} {timed(connection, read):7,.0f}" for name, read in reads.items()]
    print(f"{f'{parts} parts' if parts else 'whole':9} a new person {filled * 1e6:5.0f}   {'   '.join(figures)}")


def make(connection: sa.Connection, parts: int) -> None:
    """The tables, empty. A partitioned one can have no unique id or change: its keys must begin with what parts it."""
    by = "PARTITION BY HASH ({})" if parts else ""
    for statement in (
        "DROP TABLE IF EXISTS person, identity",
        "CREATE TABLE person (seq int PRIMARY KEY, id text NOT NULL, lead bytea, change bigint NOT NULL)"
        + by.format("seq"),
        "CREATE TABLE identity (hash bytea PRIMARY KEY, seq int NOT NULL)" + by.format("hash"),
        "CREATE INDEX ON person (change)",
        "CREATE INDEX ON person (id)",
        "CREATE INDEX ON identity (seq)",
    ):
        connection.exec_driver_sql(statement)
    for table in ("person", "identity"):
        for at in range(parts):
            connection.exec_driver_sql(
                f"CREATE TABLE {table}_{at} PARTITION OF {table} FOR VALUES WITH (MODULUS {parts}, REMAINDER {at})"
            )


def insert(connection: sa.Connection, seqs: list[int], hashes: list[bytes]) -> None:
    """A batch, a list a column, as the store does it."""
    people = "SELECT seq, 'per_' || seq, lead, seq FROM unnest(:seqs, :leads) AS new (seq, lead)"
    leads = [os.urandom(LEAD) for _ in seqs]
    connection.execute(sa.text(f"INSERT INTO person {people} ON CONFLICT DO NOTHING"), {"seqs": seqs, "leads": leads})
    known = "SELECT * FROM unnest(:hashes, :seqs) AS new (hash, seq)"
    connection.execute(
        sa.text(f"INSERT INTO identity {known} ON CONFLICT DO NOTHING"),
        {"hashes": hashes, "seqs": seqs},
    )


def timed(connection: sa.Connection, read: Callable[[], object]) -> float:
    """Processor time of one, in us, once all is in memory."""
    for _ in range(10):
        read()
    at = processor(connection)
    for _ in range(ROUNDS * 10):
        read()
    return (processor(connection) - at) / ROUNDS / 10 * 1e6


def processor(connection: sa.Connection) -> float:
    """Seconds that the server's process of this connection has worked."""
    pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["20000"]))
