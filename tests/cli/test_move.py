"""leadscout move: everything that is in the files is in PostgreSQL afterwards, whatever happens meanwhile."""

import hashlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace

import postgres
import pytest
import sqlalchemy as sa
from conftest import FIXTURES, run
from previewing import previewing
from stores import kind, new_url

from leadscout.errors import Refused
from leadscout.settings import SettingError
from leadscout.store import partitions
from leadscout.store.database import Database
from leadscout.store.moving import AT_ONCE, Move
from leadscout.store.postgresql import SCHEMAS, address
from leadscout.store.tables import leadscout, people

pytestmark = pytest.mark.skipif(kind() == "sqlite", reason="needs PostgreSQL: pytest --store postgresql")

METAS = {"people": people.META, "leadscout": leadscout.META}
MANY = AT_ONCE + 1
"""Rows of a table that takes more than one page."""

WORDS = ("B\0", "a", "ä")


@pytest.fixture
def url(tmp_path):
    return new_url(f"move_{postgres.name_of(tmp_path)}")


@pytest.fixture
def folder(tmp_path):
    """A data folder whose files have rows in every table."""
    for name, meta in METAS.items():
        with closing(Database(tmp_path / f"{name}.db", name, durable=False)) as database:
            with database.write() as connection:
                for table in reversed(meta.sorted_tables):
                    connection.execute(sa.delete(table))
                for table in meta.sorted_tables:
                    connection.execute(sa.insert(table), rows_of(table))
            database.checkpoint()
    return tmp_path


def rows_of(table):
    """Three rows, or many where a key is a hash; each is about the row of the same number in other tables."""
    many = MANY if table is people.IDENTITY else 3
    return [{column.name: value_of(column, number) for column in table.columns} for number in range(many)]


def value_of(column, number):
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return value_of(key.column, number)
    if isinstance(column.type, sa.Boolean):
        return number % 2 == 0
    if isinstance(column.type, sa.Double):
        return number + 0.25
    if isinstance(column.type, sa.Integer):
        return number + 2**33
    if isinstance(column.type, sa.LargeBinary):
        return f"{column.name} {number:05}\0".encode()
    assert isinstance(column.type, sa.TypeDecorator), f"no value for {column}"
    return f"{WORDS[number % 3]}{column.name} {number}"


def ran(folder, url, *more, **environ):
    """The verb, as somebody calls it who has no setting yet."""
    return run("move", "--to", url, *more, env={**os.environ, "DATA": str(folder), **environ})


def digests(folder):
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("*.db")}


def engine_of(url, name):
    schema = SCHEMAS[name].name or "public"
    return sa.create_engine(postgres.driver(url), connect_args={"options": f"-c search_path={schema}"})


def stored(engine, table):
    with engine.connect() as connection:
        rows = connection.execute(sa.select(table)).all()
    return sorted(
        repr([value.replace("\0", "\ufffd") if isinstance(value, str) else value for value in row]) for row in rows
    )


def check_same(folder, url):
    for name, meta in METAS.items():
        file, database = sa.create_engine(f"sqlite:///{folder / name}.db"), engine_of(url, name)
        for table in meta.sorted_tables:
            rows = stored(file, table)
            assert len(rows) >= 3, f"{name}.{table.name} has rows to be moved"
            assert stored(database, table) == rows, f"{name}.{table.name}"
        file.dispose()
        database.dispose()


def test_every_row_of_every_table_is_moved_and_the_files_are_as_they_were(folder, url):
    before = digests(folder)
    done = ran(folder, url, LEADSCOUT_DATABASE_PARTITIONS="3")
    assert done.returncode == 0, done.stderr
    assert digests(folder) == before
    check_same(folder, url)
    with closing(Database(address(url), "people")) as database, database.read() as connection:
        assert partitions.count(connection) == 3, "the largest tables are in parts, as was chosen"
    assert re.search(r"people\.db: [\d,]+ rows in \d+ tables are in the database", done.stdout)
    assert "now set LEADSCOUT_DATABASE_URL" in done.stdout
    again = ran(folder, url)
    assert again.returncode == 0, "what is there already, and alike, is no fault"
    with closing(Database(address(url), "leadscout")) as database, database.write() as connection:
        for table in (table for table in leadscout.META.sorted_tables if table.autoincrement_column is not None):
            others = [column for column in table.columns if column is not table.autoincrement_column]
            row = {column.name: value_of(column, 0 if column.foreign_keys else 3) for column in others}
            (number,) = connection.execute(sa.insert(table).values(row)).inserted_primary_key
            assert number == 2**33 + 3, f"{table.name} goes on behind the last row"


KILLED = """
import os, signal, sys
from pathlib import Path
from leadscout.store.moving import Move
from leadscout.store.postgresql import address
move = Move("people", Path(sys.argv[1]) / "people.db", address(sys.argv[2]))
move.copy(lambda done, total: done > int(sys.argv[3]) and os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_move_that_is_killed_goes_on_where_it_was(folder, url):
    for reached in (1, AT_ONCE):  # in the middle of the tables, and of the largest one
        program = [sys.executable, "-c", KILLED, str(folder), url, str(reached)]
        assert subprocess.run(program, check=False).returncode == -signal.SIGKILL  # noqa: S603
        with pytest.raises(SettingError, match="a move into this database has not ended"):
            Database(address(url), "people")
    shown = run("count", env={**os.environ, "DATA": str(folder), "LEADSCOUT_DATABASE_URL": url})
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "leadscout move" in shown.stderr
    identity = engine_of(url, "people")
    with identity.connect() as connection:
        there = connection.execute(sa.text("SELECT count(*), max(xmin::text::bigint) FROM identity")).one()
    assert AT_ONCE <= there[0] < MANY, "it was killed in the middle"
    assert ran(folder, url).returncode == 0
    check_same(folder, url)
    with identity.connect() as connection:
        first = sa.text("SELECT count(*) FROM identity WHERE xmin::text::bigint <= :last")
        assert connection.execute(first, {"last": there[1]}).scalar() == there[0], "these were not copied again"
    identity.dispose()


def test_a_file_that_is_written_to_meanwhile_is_told_and_moved_by_the_next_call(folder, url):
    def write(done, _):
        if done > MANY and not written:
            written.append(done)
            with closing(sqlite3.connect(folder / "people.db")) as file, file:
                file.execute("UPDATE source SET name = 'another' WHERE id = (SELECT min(id) FROM source)")

    written = []
    move = Move("people", folder / "people.db", address(url))
    with closing(move), pytest.raises(Refused, match="was written to meanwhile"):
        move.copy(write)
    assert written
    with pytest.raises(SettingError, match="has not ended"):
        Database(address(url), "people")
    assert ran(folder, url).returncode == 0
    check_same(folder, url)


def test_a_database_with_rows_of_its_own_is_left_alone(folder, url):
    with closing(Database(address(url), "leadscout")) as database, database.write() as connection:
        connection.execute(sa.insert(leadscout.ACCOUNT).values(id="acc", name="mine", balance=1, created_at=""))
    done = ran(folder, url)
    assert done.returncode == 2
    assert "the database has rows of its own already (leadscout.account)" in done.stderr
    with closing(Database(address(url), "leadscout")) as database, database.read() as connection:
        assert connection.execute(sa.select(leadscout.ACCOUNT.c.name)).scalars().all() == ["mine"]
    assert ran(folder, url, "--people").returncode == 0, "people go beside the callers who are there"


def test_a_file_of_another_version_is_not_moved(folder, url):
    with closing(sqlite3.connect(folder / "people.db")) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '0007_organizations'")
    done = ran(folder, url)
    assert done.returncode == 2
    assert "people.db is of another version of leadscout" in done.stderr


def test_rows_that_are_not_alike_in_the_end_are_told(folder, url):
    """Something in the database changes what is written: no rows of it are taken for the file's."""
    with closing(Move("people", folder / "people.db", address(url))) as move:
        engine = engine_of(url, "people")
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "CREATE FUNCTION spoil() RETURNS trigger AS 'BEGIN NEW.name := ''x''; RETURN NEW; END' LANGUAGE plpgsql"
            )
            connection.exec_driver_sql(
                "CREATE TRIGGER spoil BEFORE INSERT ON company FOR EACH ROW EXECUTE FUNCTION spoil()"
            )
        engine.dispose()
        with pytest.raises(Refused, match=re.escape("people.company is not the same in the database")):
            move.copy(lambda *_: None)


def test_the_same_people_answer_after_the_move(tmp_path, url):
    data = tmp_path / "data"
    environ = {**os.environ, "DATA": str(data)}
    moved = {**environ, "LEADSCOUT_DATABASE_URL": url}
    assert run("import", FIXTURES / "people.jsonl", env=environ).returncode == 0
    before = run("search", "--location", "Worldwide", "--json", env=environ)
    early = run("search", "--location", "Worldwide", "--json", env=moved)
    assert early.returncode == 2, "nobody is counted as nobody because they were not moved yet"
    assert f"the people of {data / 'people.db'} are not in this database yet" in early.stderr
    assert ran(data, url).returncode == 0
    after = run("search", "--location", "Worldwide", "--json", env=moved)
    assert (after.returncode, after.stdout) == (0, before.stdout)
    assert before.stdout.startswith('{"total":8,')


def test_a_client_goes_on_previewing_while_an_installation_moves(tmp_path, url, serve):
    """Previews write nothing, so a server may go on answering them from the files until the database takes over."""
    data = tmp_path / "data"
    environ = {**os.environ, "DATA": str(data), "LEADSCOUT_DATABASE_URL": ""}
    assert run("people", "generate", 60, "--seed", 5, env=environ).returncode == 0
    key = json.loads(run("keys", "create", "k", "--json", env=environ).stdout)["key"]
    with previewing(replace(serve(data, LEADSCOUT_DATABASE_URL=""), key=key)) as answers:
        assert answers[0]["total"] == 60
        done = ran(data, url)
    assert done.returncode == 0, done.stderr
    with previewing(replace(serve(data, LEADSCOUT_DATABASE_URL=url), key=key)) as after:
        assert after == answers


def test_a_turn_that_does_not_come_is_told(tmp_path, url):
    """Somebody holds the turn of who writes people: an importer that waits in vain says so."""
    environ = {**os.environ, "DATA": str(tmp_path), "LEADSCOUT_DATABASE_URL": f"{url}&options=-c%20lock_timeout%3D200"}
    with closing(Database(address(url), "people")) as database, database.write():
        done = run("import", FIXTURES / "people.jsonl", env=environ)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        1,
        "other processes write to the database for too long; try again",
    )
    assert run("import", FIXTURES / "people.jsonl", env=environ).returncode == 0


def test_nothing_to_move(tmp_path, url):
    done = ran(tmp_path, url)
    assert done.returncode == 2
    assert "there is nothing to move in" in done.stderr
