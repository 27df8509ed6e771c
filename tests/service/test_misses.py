"""What finds nobody is told with what is near, also on one side of an OR."""

import pytest

from leadscout.assemble import Leadscout
from leadscout.lexicon.expressions import alternatives
from leadscout.model.lead import Lead, Position, School
from leadscout.model.lists import OPERATOR
from leadscout.model.query import Clause, Query
from leadscout.service.people.intake import Arrived, RowSource
from leadscout.settings import Settings


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = Leadscout(Settings(data=tmp_path_factory.mktemp("misses")))
    titles = ("Procurement Manager", "Procurement Manager", "Lighthouse Keeper")
    leads = [
        Lead(
            full_name="Ana",
            member_id=str(at),
            headline=title,
            positions=(Position(title=title),),
            schools=(School(name="Heidelberg University"),),
            skills=("Data Engineering", "C++"),
        )
        for at, title in enumerate(titles)
    ]
    home.intake.take([Arrived(line, lead) for line, lead in enumerate(leads)], RowSource("x", 20_000))
    home.indexer.catch_up()
    yield home
    home.database.close()
    home.people.database.close()


def missed(home, name, *values, **more):
    question = home.asking.question(OPERATOR, Query((Clause(name, values, **more),)))
    return {miss.value: miss.ask for miss in home.asking.misses(question)}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("procurment OR lighthouse",), {"procurment": ("procurement",)}),
        (("(procurment OR lighthouse) keeper",), {"procurment": ("procurement",)}),
        (("keeper", "procurment OR lighthouse"), {"procurment": ("procurement",)}),
        (("procurement OR lighthouse",), {}),
        (("lighthouse NOT (procurment OR manger)",), {}),
        (("procurment OR lighthuse",), {"procurment OR lighthuse": ("procurement OR lighthouse",)}),
        (("procurment",), {"procurment": ("procurement",)}),
    ],
)
def test_each_side_of_an_or_that_finds_nobody_is_told(home, values, told):
    assert missed(home, "keyword", *values) == told


@pytest.mark.parametrize(
    ("name", "codes", "told"),
    [
        ("school", ("heidelberg_universty",), {"heidelberg universty": ("heidelberg university",)}),
        ("school", ("university_heidelberg", "heidelberg_university"), {}),
        ("school", ("basel_institute",), {"basel institute": ()}),
        ("school", ("12345",), {}),
        ("skill", ("data_enginering",), {"data enginering": ("data engineering",)}),
        ("skill", ("data_engineering", "juggling"), {}),
    ],
)
def test_schools_and_skills_that_nobody_has_are_told(home, name, codes, told):
    assert missed(home, name, *codes) == told


def test_an_or_of_titles_is_told_with_titles_that_find_somebody(home):
    near = missed(home, "title", "procurment manager OR keeper")
    assert list(near) == ["procurment manager"]
    assert near["procurment manager"][0] == "procurement manager"


@pytest.mark.parametrize(
    ("value", "sides"),
    [
        ('(sales OR "head of marketing") NOT (a OR b)', ("sales", '"head of marketing"')),
        ("-(a OR (b OR c)) d OR e", ("d", "e")),
        ("a | b", ("a", "b")),
        ("a AND b", ()),
        ("sales OR NOT marketing", ("sales",)),
    ],
)
def test_the_sides_of_an_or(value, sides):
    assert alternatives(value) == sides
