"""One emulation for all tests of live search, and a server for each module."""

from pathlib import Path

import pytest
from connected import account, forget, serving_live
from emulating import Truth, emulating
from receiver import receiving

PEOPLE = 3600
"""Enough that more than 2,500 of them are known to the source, and match one query; those of tests/emulator."""


@pytest.fixture(scope="session")
def invented(populate, tmp_path_factory) -> Path:
    """The people of the source."""
    data = tmp_path_factory.mktemp("source")
    populate(data, PEOPLE, seed=1)
    return data


@pytest.fixture(scope="session")
def truth(invented) -> Truth:
    return Truth(invented)


@pytest.fixture(scope="session")
def source(invented):
    with emulating(invented, LEADSCOUT_EMULATOR_SLOW="8") as started:
        yield started


@pytest.fixture
def emulation(source):
    """The emulation, with nothing planned and no requests."""
    source.clear()
    forget(source)
    yield source
    source.clear()


@pytest.fixture(scope="module")
def live(serve, tmp_path_factory, source):
    """A server without people of its own."""
    return serving_live(serve, tmp_path_factory.mktemp("live"), source)


@pytest.fixture
def mine(live, emulation):
    """An account of that server, with plenty of credits."""
    return account(live, emulation)


@pytest.fixture
def receiver():
    with receiving() as running:
        yield running
