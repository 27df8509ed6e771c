"""What makes an index outdated: everything that is written into it, and nothing else."""

from dataclasses import replace

import pytest
from stores import people_of

from leadscout.assemble import version
from leadscout.engines.generations import Generations
from leadscout.engines.tantivy import BACKEND
from leadscout.errors import Refused
from leadscout.intake.population import Population
from leadscout.model.filters import FILTERS, OWN, Scope
from leadscout.plan.facts import shape
from leadscout.plan.leaves import All
from leadscout.service.people.indexer import Indexer
from leadscout.service.people.intake import Arrived, Intake, RowSource

ROWS = tuple(FILTERS.values())
TITLE = FILTERS["title"]


@pytest.mark.parametrize(
    "rows",
    [
        ROWS[::-1],
        (*ROWS[1:], replace(TITLE, sentence="other words", example="Head of Tea", cap=3)),
        (*ROWS, replace(TITLE, name="another_filter_of_titles")),
    ],
    ids=["their order", "what they say", "a filter of what is there"],
)
def test_rows_that_say_it_otherwise_leave_an_index_as_it_is(rows):
    assert version(shape(rows)) == version()


@pytest.mark.parametrize(
    "changed",
    [
        shape(own=(*OWN, "skill")),
        shape(own=OWN[1:]),
        shape((*ROWS, replace(TITLE, name="skill", path="skill"))),
        shape((*ROWS, replace(FILTERS["location"], name="place_of_work", scope=Scope.CURRENT))),
    ],
    ids=["a new facet", "a facet less", "a new path", "a path of another scope"],
)
def test_what_is_written_otherwise_makes_another_version(changed):
    assert version(changed).partition("-")[0] != version().partition("-")[0]
    assert version(changed).partition("-")[2] == version().partition("-")[2], "the lexicon is the same"


def test_documents_written_otherwise_make_another_version():
    assert version(backend=replace(BACKEND, version="tantivy 0")) != version()


def test_an_index_without_a_facet_is_built_anew_instead_of_counting_nobody(tmp_path, facts, lexicon):
    people = people_of(tmp_path)
    crowd = [Arrived(at, lead) for at, lead in enumerate(Population(3, lexicon).people(50))]
    Intake(people).take(crowd, RowSource("x", 1))
    old = Generations(tmp_path / "index", version(shape(own=[path for path in OWN if path != "school"])), BACKEND)
    Indexer(people, old, facts).catch_up()
    now = Generations(tmp_path / "index", version(), BACKEND)
    with pytest.raises(Refused, match="being built"):
        now.engine()
    assert Indexer(people, now, facts).catch_up() == 50
    assert now.engine().facets(All(()), ["school"], 9)["school"]
    people.database.close()
