"""Every filter names a kind of values, and the kind reads what the filter shows as an example."""

import pytest

from leadscout.lexicon.kinds import Supply
from leadscout.model.filters import FILTERS, Shape

ROWS = [row for row in FILTERS.values() if row.shape is not Shape.FLAG]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_kind_reads_the_example_of_its_filters(lexicon, row):
    kind = lexicon.kinds[row.taxonomy]
    codes = kind.read(row.example)
    assert codes
    assert all(kind.label(code) for code in codes)
    assert all(kind.above(code)[0] == code for code in codes)


def test_no_kind_is_there_for_nobody(lexicon):
    assert set(lexicon.kinds) == {row.taxonomy for row in FILTERS.values()}


@pytest.mark.parametrize("name", ["seniority", "place", "skill", "lead_list"])
def test_what_cannot_be_read_means_nothing(lexicon, name):
    kind = lexicon.kinds[name]
    assert kind.read("–") == ()
    assert bool(kind.choices) is (name == "seniority")
    assert kind.valid == {
        "seniority": tuple(entry.label for entry in lexicon.taxonomies["seniority"]),
        "lead_list": ("the number of a list",),
    }.get(name, ())


def test_what_is_near_and_above(lexicon):
    assert "Germany" in lexicon.kinds["place"].near("Grmany")
    assert lexicon.kinds["skill"].near("Machne Learning") == ()
    assert lexicon.kinds["industry"].above("4") == ("4", "6", "1594")
    assert lexicon.kinds["skill"].above("sailing") == ("sailing",)


def test_an_open_vocabulary_knows_a_number_that_it_does_not_list(lexicon):
    assert lexicon.kinds["place"].read("987654321") == ("987654321",)
    assert lexicon.kinds["place"].unlisted("987654321")
    assert lexicon.kinds["seniority"].read("987654321") == ()
    assert not lexicon.kinds["group"].unlisted("987654321")
    assert lexicon.kinds["skill"].supply is Supply.NOTHING
