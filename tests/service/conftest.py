"""Where people are taken in: a store of their own for each test, and rows of a source."""

import pytest
from stores import people_of

from leadscout.service.people.intake import Arrived, Intake


@pytest.fixture
def store(tmp_path):
    opened = people_of(tmp_path)
    yield opened
    opened.database.close()


@pytest.fixture
def take(store):
    """Take in rows of a source."""
    intake = Intake(store)

    def run(source, *leads):
        return intake.take([Arrived(line, lead) for line, lead in enumerate(leads, start=2)], source)

    return run
