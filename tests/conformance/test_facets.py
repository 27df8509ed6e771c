"""On every engine, the number beside each value of a facet is how many people holds() finds with it."""

from random import Random

import pytest
from clusters import chosen, engines_of_run

import leadscout
from leadscout.intake.population import Population
from leadscout.model.filters import FILTERS, TRUE, Shape
from leadscout.model.query import Clause, Query
from leadscout.plan.facts import Reader
from leadscout.plan.holds import holds
from leadscout.plan.leaves import All
from leadscout.service.asking.facets import Counting
from leadscout.service.people.intake import Arrived, RowSource

PEOPLE = 300
FACETS = [name for name, row in FILTERS.items() if row.facet]
SET = {"seniority": 3, "function": 4, "location": 6, "industry": 8, "company": 6, "years_in_position": 2}
"""Filters that questions ask for, with so many of the values that the facet shows."""


@pytest.fixture(scope="module", params=engines_of_run())
def home(request, tmp_path_factory):
    """People in an index of each engine."""
    folder = tmp_path_factory.mktemp("facets")
    home = leadscout.open(folder, **{"engine": request.param, **chosen(folder)})
    people = [Arrived(at, lead) for at, lead in enumerate(Population(5, home.lexicon).people(PEOPLE))]
    home.intake.take(people, RowSource("facets", 20_000))
    home.indexer.catch_up()
    return home


@pytest.mark.parametrize("open_", [False, True])
@pytest.mark.parametrize("part", range(2))
def test_each_number_is_that_of_holds(home, seed, part, open_):
    dice, reader = Random(seed * 10 + part), Reader(home.lexicon)
    people = [reader(lead) for leads in home.asking.everybody(ask(home, Query()), 100) for lead in leads]
    assert len(people) == PEOPLE
    whole = home.asking.facets(ask(home, Query()), FACETS, Counting(limit=100))
    for names in (dice.sample(list(SET), 2) for _ in range(3)):
        clauses = [
            Clause(name, tuple(dict.fromkeys(code for value in some for code in codes(home, name, value.value))))
            for name in names
            for some in [dice.sample(whole[name].values, min(SET[name], len(whole[name].values)))]
        ]
        question = ask(home, Query(tuple(clauses), anchored="company" in names))
        asked = dice.sample(FACETS, 5) + names

        def number(name, value, question=question):
            click = ask(home, question.query.asking(name, codes(home, name, value))).plan.leaf
            leaf = click if open_ else All((click, question.plan.leaf))
            return sum(holds(leaf, facts) for facts in people)

        for name, spread in home.asking.facets(question, asked, Counting(open=open_, limit=8)).items():
            for tally in spread.values:
                assert tally.count == number(name, tally.value), (question.query, name, tally)
            choices = home.lexicon.kinds[FILTERS[name].taxonomy].choices if name not in names else ()
            numbers = sorted(filter(None, (number(name, entry.code) for entry in choices)), reverse=True)
            assert not choices or [tally.count for tally in spread.values] == numbers[:8], (question.query, name)


def ask(home, query):
    return home.asking.question(leadscout.OPERATOR, query)


def codes(home, name, value):
    """What a value that is shown means to its filter."""
    row = FILTERS[name]
    return TRUE if row.shape is Shape.FLAG else home.lexicon.kinds[row.taxonomy].read(value)
