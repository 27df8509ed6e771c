"""Tables of people in parts: the same people, the same promises, and a key is looked for in one part alone."""

from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from schemas import described
from stores import kind, new_url, settings_of

import leadscout
from leadscout.assemble import Leadscout
from leadscout.cli import operations
from leadscout.intake.population import Population
from leadscout.model.lists import OPERATOR
from leadscout.model.query import Clause, Query
from leadscout.service.people.intake import Arrived, RowSource, merge_people
from leadscout.service.people.splitting import SplitBy, split
from leadscout.settings import SettingError
from leadscout.store import partitions
from leadscout.store.people import People
from leadscout.store.postgresql import DatabaseLayout, address
from leadscout.store.statements import by_key
from leadscout.store.tables import people as tables

MIGRATIONS = Path(leadscout.__file__).parent / "store/migrations"
pytestmark = pytest.mark.skipif(kind() == "sqlite", reason="needs PostgreSQL: pytest --store postgresql")

PARTS = 3
RANDOM = {tables.EPOCH, tables.ORGANIZATION_EPOCH}
"""Tables with tokens that are drawn."""


def home_of(folder, name, parts):
    url = new_url(f"{name}_{folder.name}"[:60])
    return Leadscout(settings_of(folder / name, database_url=url, database_partitions=parts))


def lived(home, lexicon):
    """People come, come again, are forgotten, merged and split; gives whom a preview shows then."""
    leads = list(Population(4, lexicon).people(120))
    for day, some in enumerate((leads[:80], leads[40:], leads[:20])):
        home.intake.take([Arrived(at, lead) for at, lead in enumerate(some)], RowSource(f"day {day}", 20_000 + day))
    for seq in (3, 60, 119):
        home.forgetting.forget(home.people.ids([seq])[seq])
    home.intake.take([Arrived(1, leads[2]), Arrived(2, leads[4])], RowSource("again", 20_010))
    merge_people(home.people, 10, 20)
    split(home.people, 10, SplitBy.ROW)
    home.indexer.catch_up()
    home.company_keeper.catch_up()
    question = home.asking.question(OPERATOR, Query((Clause("seniority", ("director",)),)))
    page = home.asking.page(question, 25)
    return page.total, [match.lead for match in page.found]


def rows_of(home):
    with home.people.database.read() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table)).all()))
            for table in tables.META.sorted_tables
            if table not in RANDOM
        }


def test_the_same_people_are_there_as_in_whole_tables(tmp_path, lexicon):
    lives, rows = [], []
    for name, parts in (("whole", 0), ("parted", PARTS)):
        home = home_of(tmp_path, name, parts)
        with closing(home.people.database), closing(home.database):
            lives.append(lived(home, lexicon))
            rows.append(rows_of(home))
            with home.people.database.read() as connection:
                assert partitions.count(connection) == parts
    assert lives[0] == lives[1]
    assert lives[0][1], "there is somebody to compare"
    for name, whole in rows[0].items():
        assert rows[1][name] == whole, name
    assert all(rows[0][name] for name in partitions.PARTED)


@pytest.fixture(scope="module")
def url():
    """A database whose tables are in parts."""
    url = new_url("in_parts")
    with closing(People(address(url), DatabaseLayout(parts=PARTS)).database):
        return url


@pytest.fixture
def parted(url):
    with closing(People(address(url)).database) as database, database.read() as connection:
        yield connection


def test_the_tables_are_those_of_the_code(parted, empty):
    there = described(parted)
    with empty.begin() as other:
        tables.META.create_all(other)
        assert there == described(other)


def test_later_migrations_change_all_parts(tmp_path):
    engine = sa.create_engine(address(new_url(f"older_{tmp_path.name}"[:60])))
    config = Config()
    for name, value in (("script_location", MIGRATIONS), ("version_locations", MIGRATIONS / "people")):
        config.set_main_option(name, str(value))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001_people")
        partitions.part(connection, PARTS, {"identity": "hash"})
        connection.exec_driver_sql("INSERT INTO identity VALUES ('abc', 1)")
        command.upgrade(config, "head")
        assert partitions.count(connection) == PARTS
        assert connection.execute(sa.select(tables.IDENTITY)).all() == [(b"abc", 1, None)]
        older = described(connection)
        tables.META.drop_all(connection)
        tables.META.create_all(connection)
        assert older == described(connection)
    engine.dispose()


def test_a_key_is_looked_for_in_one_part(parted):
    connection = parted
    rows = [(bytes([at]) * 12, at, None) for at in range(100)]
    connection.execute(
        sa.insert(tables.IDENTITY), [dict(zip(("hash", "seq", "import"), row, strict=True)) for row in rows]
    )
    statements = []
    sa.event.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
    keys = [hash_ for hash_, *_ in rows[:40]]
    assert dict(by_key(connection, tables.IDENTITY.c.hash, tables.IDENTITY.c.seq, [*keys, b"nobody's"])) == {
        hash_: seq for hash_, seq, _ in rows[:40]
    }
    plan = connection.exec_driver_sql(
        f"EXPLAIN (ANALYZE, COSTS off, TIMING off) {statements[0]}", (keys[:1],)
    ).scalars()
    scans = [line for line in plan if "on identity_" in line]
    assert len(scans) == PARTS
    assert sum("never executed" not in line for line in scans) == 1


@pytest.mark.parametrize("number", [-1, 1, 5000])
def test_a_number_of_parts_that_makes_no_sense_is_refused(tmp_path, number):
    with pytest.raises(SettingError, match=f"LEADSCOUT_DATABASE_PARTITIONS={number}: expected 0 for none, or 2 to"):
        _ = Leadscout(settings_of(tmp_path, database_partitions=number)).people


@pytest.mark.parametrize("chosen", [PARTS, 0])
def test_the_doctor_says_how_many_parts_there_are(url, tmp_path, chosen):
    home = Leadscout(settings_of(tmp_path, database_url=url, database_partitions=chosen))
    with closing(home.people.database), closing(home.database):
        (finding,) = (one for one in operations.doctor(home).findings() if one.check == "partitions")
    there = "the largest tables of people have 3 parts each"
    assert finding.sentence.startswith(there)
    assert (finding.sentence == there) == (finding.health == "well") == (chosen == PARTS)
