"""Which store the tests run on: `pytest --store postgresql` puts what would be leadscout.db into a real PostgreSQL.

Each data folder has a database of its own there.
"""

import os
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import postgres
import pytest
import sqlalchemy as sa

from leadscout.settings import Settings
from leadscout.store.database import Database
from leadscout.store.postgresql import address

KINDS = ("sqlite", "postgresql")
PATTERN = "LEADSCOUT_TEST_POSTGRESQL"
"""The environment variable with the address of the server's databases: processes of pytest-xdist share one server."""

ALL = "LEADSCOUT_TEST_ALL"
"""The environment variable that makes a failure of what would be skipped."""

_stack = ExitStack()


def pytest_addoption(parser):
    parser.addoption("--store", choices=KINDS, default=KINDS[0], help="where the tests keep what is leadscout.db")


def pytest_configure(config):
    if config.getoption("store") == "sqlite" or hasattr(config, "workerinput"):
        return
    if postgres.programs() is None:
        pytest.exit(f"\n*** {postgres.MISSING} ***\n", returncode=1 if os.environ.get(ALL) else 0)
    os.environ[PATTERN] = _stack.enter_context(postgres.server())
    postgres.create(os.environ[PATTERN], postgres.TEMPLATE)
    Database(address(os.environ[PATTERN].format(postgres.TEMPLATE)), "leadscout").close()


def pytest_unconfigure():
    _stack.close()


def pytest_report_header(config):
    return f"store: {config.getoption('store')}"


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
    return {"LEADSCOUT_DATABASE_URL": url_of(data)} if url_of(data) else {}


def settings_of(data: Path, **more: object) -> Settings:
    """The settings over a data folder."""
    return Settings(data=data, database_url=url_of(data), **more)


def opened(data: Path) -> Database:
    """The store of a data folder."""
    url = url_of(data)
    return Database(address(url) if url else data / "leadscout.db", "leadscout")


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
