"""Rows that come by COPY, where there are many: all of them, and as by INSERT where one is there already."""

import pytest
import sqlalchemy as sa
from stores import people_of

from leadscout.store import statements
from leadscout.store.tables.people import IDENTITY, REPORT

MANY = 2 * statements.COPIED


@pytest.fixture
def database(tmp_path):
    people = people_of(tmp_path)
    yield people.database
    people.database.close()


def rows(first, last, seq=7):
    return [(f"{at:04}".encode(), seq, None if at % 2 else at) for at in range(first, last)]


def stored(database):
    with database.read() as connection:
        return sorted(tuple(row) for row in connection.execute(sa.select(IDENTITY)))


def test_many_rows_come_as_they_are(database):
    with database.write() as connection:
        statements.add_rows(connection, IDENTITY, rows(0, MANY))
        texts = [(at, b"\0\xff", f"é\t\\N\n{at}", b"", bytes(range(256))) for at in range(MANY)]
        statements.add_rows(connection, REPORT, texts, ("seq", "row_hash", "name", "strong", "lead"))
        assert connection.execute(sa.select(*list(REPORT.columns)[1:]).order_by(REPORT.c.seq)).all() == texts
    assert stored(database) == rows(0, MANY)


def test_a_row_that_is_there_stays_and_the_others_come(database):
    with database.write() as connection:
        statements.add_rows(connection, IDENTITY, rows(5, 6, seq=1))
        statements.add_rows(connection, IDENTITY, rows(0, MANY))
        statements.add_rows(connection, IDENTITY, rows(MANY, MANY + 1))
    assert stored(database) == sorted([*rows(0, 5), *rows(5, 6, seq=1), *rows(6, MANY + 1)])


def test_where_no_row_may_be_there_it_is_an_error(database):
    with pytest.raises(sa.exc.IntegrityError), database.write() as connection:  # noqa: PT012 - the transaction
        statements.add_rows(connection, IDENTITY, rows(5, 6))
        statements.add_rows(connection, IDENTITY, rows(0, MANY), conflict="ABORT")
    assert stored(database) == []
