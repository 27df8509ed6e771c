"""Invented people, an emulation over them, and what is true of them."""

from pathlib import Path

import pytest
from emulating import Truth, emulating

PEOPLE = 3600
"""Enough that more than 2,500 of them are known to the source; those of tests/e2e/live."""


@pytest.fixture(scope="session")
def invented(populate, tmp_path_factory) -> Path:
    """A data folder of invented people."""
    data = tmp_path_factory.mktemp("invented")
    populate(data, PEOPLE, seed=1)
    return data


@pytest.fixture(scope="session")
def truth(invented) -> Truth:
    return Truth(invented)


@pytest.fixture(scope="session")
def emulation(invented):
    with emulating(invented) as started:
        yield started
