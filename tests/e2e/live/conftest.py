"""One emulation for all tests of live search, and a server for each module."""

import pytest
from connected import account, forget, serving_live
from emulating import emulating
from receiver import receiving


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
