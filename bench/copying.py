"""What COPY saves beside `INSERT … SELECT FROM unnest`, in processor time here and of the server, by rows at once.

    PYTHONPATH=. python bench/copying.py [ROWS]      default: 40000 of each table

A server of its own, as the tests start it; the store's own tables of people; the ways take turns, batch by batch.
Figures of docs/decisions/079-replicas-partitions-and-copy.md.
"""

import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.append(str(Path(__file__).parent.parent / "tests"))
import postgres
import sqlalchemy as sa

from leadscout.assemble import Leadscout, load
from leadscout.intake.population import Population
from leadscout.service.people.intake import BATCH, Arrived, RowSource
from leadscout.store import statements
from leadscout.store.people import People
from leadscout.store.postgresql import address
from leadscout.store.tables.people import IDENTITY, PERSON, REPORT, SIGHTING

SIZES = (100, 500, 2000, 10_000)
TICKS = os.sysconf("SC_CLK_TCK")
LEAD = 700
Rows = list[tuple[object, ...]]
Way = Callable[[sa.Connection, sa.Table, Rows], None]


def main(number: int) -> None:
    """Take people in both ways, and insert rows of each table in each way."""
    with postgres.server() as pattern, TemporaryDirectory() as folder:
        postgres.create(pattern, "bench")
        imports(pattern.format("bench"), Path(folder), number // 4)
        with closing(People(address(pattern.format("bench"))).database) as database, database.read() as connection:
            print("us a row here + at the server, by rows at once")
            for table in (PERSON, IDENTITY, SIGHTING, REPORT):
                for size in SIZES:
                    measure(connection, table, size, max(number, 4 * size))


def imports(url: str, data: Path, number: int) -> None:
    """Whole batches of an import of new people, in turns with COPY and without."""
    home = Leadscout(load({}, data=data, database_url=url))
    people = Population(3, home.lexicon).people(number + BATCH)
    here: defaultdict[int, float] = defaultdict(float)
    there: defaultdict[int, float] = defaultdict(float)
    statements_of = (statements.COPIED, 10**9)
    for batch in range(-1, number // BATCH):
        rows = [Arrived(at, lead) for at, lead in enumerate(islice(people, BATCH))]
        least = statements.COPIED = statements_of[batch % 2]
        at, began = time.process_time(), all_worked()
        home.intake.take(rows, RowSource(f"batch {batch}", 20_000))
        if batch >= 0:  # the first one trains a dictionary
            here[least] += time.process_time() - at
            there[least] += all_worked() - began
    each = number // BATCH // 2 * BATCH
    for least, name in zip(statements_of, ("COPY", "lists"), strict=True):
        print(f"a new person by {name}: {here[least] / each * 1e6:.0f} us here + {there[least] / each * 1e6:.0f}")
    home.people.database.close()
    home.database.close()


def measure(connection: sa.Connection, table: sa.Table, size: int, number: int) -> None:
    """One table, and one size of batches."""
    dice, taken = random.Random(5), 0
    connection.exec_driver_sql(f"TRUNCATE {table.name}")
    here: defaultdict[str, float] = defaultdict(float)
    there: defaultdict[str, float] = defaultdict(float)
    inserted: defaultdict[str, int] = defaultdict(int)
    ways = WAYS if table is not PERSON else {name: way for name, way in WAYS.items() if name != "staged"}
    while taken < number * len(ways):
        for name, way in ways.items():
            rows = [row_of(table, seq, dice) for seq in range(taken + 1, taken + size + 1)]
            taken += size
            at, began = time.process_time(), processor(connection)
            connection.exec_driver_sql("BEGIN")
            way(connection, table, rows)
            connection.exec_driver_sql("COMMIT")
            here[name] += time.process_time() - at
            there[name] += processor(connection) - began
            inserted[name] += size
    figures = (
        f"{name} {here[name] / inserted[name] * 1e6:5.1f} + {there[name] / inserted[name] * 1e6:5.1f}" for name in ways
    )
    print(f"{table.name:9} {size:6,}   {'   '.join(figures)}", flush=True)


def unnest(connection: sa.Connection, table: sa.Table, rows: Rows) -> None:
    """As it was."""
    statements.insert_rows(connection, table, rows, names_of(table), conflict(table))


def copied(connection: sa.Connection, table: sa.Table, rows: Rows) -> None:
    """Into the table itself: no row may be there."""
    statements.copy_rows(connection, table, rows, names_of(table))


def staged(connection: sa.Connection, table: sa.Table, rows: Rows) -> None:
    """Into a table of the session, and from there."""
    names = names_of(table)
    listed = ", ".join(f'"{name}"' for name in names)
    stage = f"staged_{table.name}"
    like = f"SELECT {listed} FROM {table.name} LIMIT 0"  # noqa: S608
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE IF NOT EXISTS {stage} ON COMMIT DELETE ROWS AS {like}")
    statements.copy_rows(connection, table.to_metadata(sa.MetaData(), name=stage), rows, names)
    rest = f"SELECT {listed} FROM {stage} ON CONFLICT DO NOTHING"  # noqa: S608
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({listed}) {rest}")


WAYS: dict[str, Way] = {"unnest": unnest, "copy": copied, "staged": staged}


def conflict(table: sa.Table) -> str:
    """People are new; the rest may be there."""
    return "ABORT" if table is PERSON else "IGNORE"


def names_of(table: sa.Table) -> Sequence[str]:
    """The columns that are given."""
    return [name for name in table.columns.keys() if table is not REPORT or name != "id"]  # noqa: SIM118


def row_of(table: sa.Table, seq: int, dice: random.Random) -> tuple[object, ...]:
    """A row as an import has it."""
    if table is PERSON:
        return seq, f"per_{seq:012}", seq << 8, dice.randbytes(LEAD), seq
    if table is IDENTITY:
        return dice.randbytes(12), seq, 7
    if table is SIGHTING:
        return dice.randbytes(12), seq, 3, 20_000, 0, None, 7
    return seq, dice.randbytes(12), f"ana ruiz {seq}", dice.randbytes(24), dice.randbytes(LEAD)


def processor(connection: sa.Connection) -> float:
    """Seconds that the server's process of this connection has worked."""
    return worked(connection.connection.driver_connection.info.backend_pid)  # type: ignore[union-attr]


def all_worked() -> float:
    """Seconds that all processes of the server have worked which answer us."""
    names = {path.parent.name: path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()}
    return sum(worked(int(pid)) for pid, name in names.items() if name.startswith(b"postgres: leadscout bench"))


def worked(pid: int) -> float:
    """Seconds that a process has worked."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["40000"]))
