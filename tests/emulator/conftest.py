"""One emulation for all of these tests."""

import pytest
from emulating import emulating


@pytest.fixture(scope="session")
def emulation(invented):
    with emulating(invented) as started:
        yield started
