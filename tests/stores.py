"""Which store the tests run on: `pytest --store postgresql` puts what would be files into a real PostgreSQL.

Each data folder has a database of its own there.
"""

import os
import shutil
import threading
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import clusters
import postgres
import pytest
import sqlalchemy as sa

from leadscout.assemble import load
from leadscout.settings import Settings
from leadscout.store.database import Database
from leadscout.store.people import People
from leadscout.store.postgresql import DatabaseLayout, address

KINDS = ("sqlite", "postgresql")
PATTERN = "LEADSCOUT_TEST_POSTGRESQL"
"""The environment variable with the address of the server's databases: processes of pytest-xdist share one server."""

PARTS = "LEADSCOUT_TEST_PARTS"
"""The environment variable with the number of parts that tables of people have in PostgreSQL, where they have any."""

ALL = "LEADSCOUT_TEST_ALL"
"""The environment variable that makes a failure of what would be skipped."""

_stack = ExitStack()


def pytest_addoption(parser):
    parser.addoption("--store", choices=KINDS, default=KINDS[0], help="where the tests keep callers and people")
    clusters.add_option(parser)


def pytest_configure(config):
    clusters.start(config)
    if config.getoption("store") == "sqlite" or hasattr(config, "workerinput"):
        return
    if postgres.programs() is None:
        pytest.exit(f"\n*** {postgres.MISSING} ***\n", returncode=1 if os.environ.get(ALL) else 0)
    os.environ[PATTERN] = _stack.enter_context(postgres.server())
    postgres.create(os.environ[PATTERN], postgres.TEMPLATE)
    for name in ("leadscout", "people"):
        url = address(os.environ[PATTERN].format(postgres.TEMPLATE))
        Database(url, name, layout=DatabaseLayout(parts=int(os.environ.get(PARTS, "0")))).close()


def pytest_unconfigure():
    clusters.stop()
    _stack.close()


def pytest_report_header(config):
    return f"store: {config.getoption('store')}, engine: {config.getoption('engine')}"


def kind() -> str:
    return "postgresql" if PATTERN in os.environ else "sqlite"


@cache
def url_of(data: Path) -> str:
    """The address of the database of a data folder; "" for the file in it."""
    if kind() == "sqlite":
        return ""
    postgres.create(os.environ[PATTERN], postgres.name_of(data), postgres.TEMPLATE)
    return os.environ[PATTERN].format(postgres.name_of(data))


def environ_of(data: Path) -> dict[str, str]:
    """What a process over a data folder has to have in its environment."""
    url = {"LEADSCOUT_DATABASE_URL": url_of(data)} if url_of(data) else {}
    return {**url, **clusters.environ_of(data)}


def settings_of(data: Path, **more: object) -> Settings:
    """The settings over a data folder."""
    return load({}, **{"data": data, "database_url": url_of(data), **clusters.chosen(data), **more})


def opened(data: Path) -> Database:
    """The store of a data folder."""
    url = url_of(data)
    return Database(address(url) if url else _file(data, "leadscout"), "leadscout")


def people_of(data: Path) -> People:
    """The people of a data folder. Those of new folders are copies of one store: the id in it is the same, too."""
    url = url_of(data)
    return People(address(url) if url else _file(data, "people"))


def new_url(name: str) -> str:
    """The address of a new database without any table."""
    postgres.create(os.environ[PATTERN], name)
    return os.environ[PATTERN].format(name)


def copy_people(before: Path, after: Path) -> None:
    """Let a new data folder have the people of another one, which nobody has open."""
    if kind() == "postgresql":
        postgres.create(os.environ[PATTERN], postgres.name_of(after), postgres.name_of(before))


def prepare(data: Path) -> None:
    """Spare a process over an empty folder to make the tables."""
    if not (data / "people.db").exists() and not (data / "leadscout.db").exists():
        _file(data, "people")
        if kind() == "sqlite":
            _file(data, "leadscout")


def _file(data: Path, name: str) -> Path:
    """A file with all tables: copied, as making them costs a tenth of a second each time."""
    path = data / f"{name}.db"
    if not path.exists():
        # Under its name when it is whole: several threads and processes of a test may come here at once.
        whole = data / f"{name}-{threading.get_native_id()}"
        shutil.copy(_empty(name), whole)
        with suppress(FileExistsError):
            path.hardlink_to(whole)
        whole.unlink()
    return path


@cache
def _empty(name: str) -> Path:
    path = Path(_stack.enter_context(TemporaryDirectory(prefix="leadscout-empty-")), f"{name}.db")
    Database(path, name, durable=False).close()
    return path


@pytest.fixture
def database(tmp_path):
    """A store of its own."""
    store = opened(tmp_path)
    yield store
    store.close()


@pytest.fixture
def empty(tmp_path) -> sa.Engine:
    """A database without any table."""
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    if kind() == "postgresql":
        name = f"empty_{postgres.name_of(tmp_path)}"
        postgres.create(os.environ[PATTERN], name)
        url = postgres.driver(os.environ[PATTERN].format(name))
    engine = sa.create_engine(url)
    yield engine
    engine.dispose()
