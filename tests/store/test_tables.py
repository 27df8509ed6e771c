"""The tables of the code are those that the migrations make; on every store, and whatever is imported first."""

import subprocess
import sys

import pytest
from schemas import described
from stores import people_of

from leadscout.store.tables import leadscout
from leadscout.store.tables import people as people_


@pytest.fixture
def stores(database, empty, tmp_path):
    """By name: what the migrations made, an empty database, and the tables of the code."""
    people = people_of(tmp_path)
    yield {"leadscout": (database, empty, leadscout.META), "people": (people.database, empty, people_.META)}
    people.database.close()


@pytest.mark.parametrize("name", ["leadscout", "people"])
def test_the_tables_are_those_of_the_migrations(stores, name):
    database, empty, meta = stores[name]
    with database.read() as connection:
        migrated = described(connection)
    with empty.begin() as connection:
        meta.create_all(connection)
    with empty.connect() as connection:
        written = described(connection)
    assert migrated.keys() == written.keys() == meta.tables.keys()
    for table, columns in written.items():
        assert migrated[table] == columns, table


@pytest.mark.parametrize("name", ["leadscout", "people"])
def test_sqlite_keeps_no_row_numbers_that_nobody_needs(stores, name):
    database, empty, meta = stores[name]
    with database.read() as connection:
        if connection.dialect.name != "sqlite":
            pytest.skip("PostgreSQL has no such choice")
        migrated = _without_rowid(connection)
    with empty.begin() as connection:
        meta.create_all(connection)
        assert _without_rowid(connection) == migrated != set()


def _without_rowid(connection):
    return {row.name for row in connection.exec_driver_sql("PRAGMA table_list") if row.wr}


@pytest.mark.parametrize("module", ["accounts", "idempotency", "ledger", "limits", "lists", "outbox", "searches"])
def test_each_part_of_the_store_knows_all_tables(module):
    program = f"import leadscout.store.{module} as module; print(len(module.{{}}.metadata.tables))"
    table = {"accounts": "ACCOUNT", "idempotency": "IDEMPOTENCY", "ledger": "LEDGER", "limits": "RATE"}
    table |= {"lists": "LIST", "outbox": "QUEUE", "searches": "SEARCH"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program.format(table[module])], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) == len(leadscout.META.tables)
