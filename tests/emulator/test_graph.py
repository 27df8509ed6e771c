"""The relationships of the demo account, by themselves."""

import pytest

from leadscout.emulator import graph, totals
from leadscout.model.filters import FILTERS
from leadscout.model.query import Clause

IDS = [f"ACwAA{number:034x}" for number in range(20_000)]
KEYS = [graph.key(id_) for id_ in IDS]

KEY_OF_THE_FIRST = 3_103_357_526_282_288_430
FIRST_DEGREE, VIEWERS = [61, 144, 180, 274, 357], [202, 213, 406, 409, 571]


def share(name: str, value: str = "true") -> float:
    return sum(graph.holds(Clause(name, (value,)), key) for key in KEYS) / len(KEYS)


def test_the_truth_is_the_same_everywhere_and_always():
    first = [KEYS.index(key) for key in KEYS if graph.degree(key) == 1]
    viewers = [at for at, key in enumerate(KEYS) if graph.holds(Clause("viewed_your_profile", ("true",)), key)]
    assert graph.key("ACwAA" + "0" * 34) == KEY_OF_THE_FIRST
    assert (first[:5], viewers[:5]) == (FIRST_DEGREE, VIEWERS)


def test_every_filter_that_needs_a_graph_has_one():
    assert graph.TIES.keys() == {name for name, row in FILTERS.items() if row.needs_graph}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("relationship", "F", 0.01),
        ("relationship", "S", 0.14),
        ("relationship", "O", 0.85),
        ("relationship", "A", 0.03),
        ("viewed_your_profile", "true", 0.01),
        ("follows_your_company", "true", 0.02),
        ("shared_experiences", "true", 0.05),
        ("past_colleague", "true", 0.01),
        ("interaction", "LIMP", 0.01),
        ("saved", "SA", 0.03),
        ("connections_of", IDS[7], 0.01),
        ("teamlink_connections_of", IDS[7], 0.01),
    ],
)
def test_about_so_many_people_have_a_tie(name, value, expected):
    assert share(name, value) == pytest.approx(expected, rel=0.15)


def test_everybody_is_of_one_degree():
    degrees = [[graph.holds(Clause("relationship", (value,)), key) for value in "FSO"] for key in KEYS[:2000]]
    assert all(sum(row) == 1 for row in degrees)


def test_connections_go_both_ways_and_never_to_oneself():
    pairs = [(one, other) for one in KEYS[:150] for other in KEYS[:150]]
    assert all(graph.connected(one, other) == graph.connected(other, one) for one, other in pairs)
    assert sum(graph.connected(one, other) for one, other in pairs) > 100
    assert not any(graph.connected(key, key) for key in KEYS)


def test_excluding_is_the_opposite_and_several_values_are_any():
    for key in KEYS[:2000]:
        near = graph.holds(Clause("relationship", ("F", "S")), key)
        assert near == (graph.degree(key) < 3)
        assert graph.holds(Clause("relationship", ("F", "S"), exclude=True), key) != near


@pytest.mark.parametrize(
    ("number", "about", "shown"),
    [
        (0, 0, "0"),
        (843, 843, "843"),
        (1000, 1000, "1K+"),
        (1249, 1200, "1.2K+"),
        (1250, 1300, "1.3K+"),
        (12_499, 12_000, "12K+"),
        (99_999, 100_000, "100K+"),
        (2_450_000, 2_500_000, "2.5M+"),
    ],
)
def test_large_totals_are_rounded(number, about, shown):
    assert totals.about(number, 1000) == about
    assert totals.shown(about) == shown
