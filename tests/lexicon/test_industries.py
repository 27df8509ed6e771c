"""Industries by every spelling that a vendor or a file has: the lists of industries.csv, by source."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from leadscout.lexicon.files import rows

TOLD = defaultdict(list)
for row in csv.DictReader(Path(__file__).with_name("industries.csv").read_text("utf-8").splitlines()):
    TOLD[row["source"]].append((row["written"], tuple(row["ids"].split())))


@pytest.fixture(scope="module")
def industries(lexicon):
    return lexicon.taxonomies["industry"]


@pytest.mark.parametrize("source", TOLD)
def test_every_spelling_of_a_source_means_its_industry(industries, source):
    assert {written: industries.find(written) for written, _ in TOLD[source]} == dict(TOLD[source])


def test_the_lists_are_whole():
    assert (len(TOLD["LinkedIn V1"]), len(TOLD["People Data Labs"])) == (147, 147)


def test_an_id_that_is_not_published_means_nothing_known(industries):
    assert industries.find("1606") == ()


def test_no_further_name_takes_a_linkedin_label_from_its_industry(industries):
    """A name may mean more than one industry, but a label of LinkedIn's only its own and what that lies in."""
    for row in rows("industries"):
        for written in (row["label"], *filter(None, row["aliases"].split("|"))):
            meant = industries.find(written)
            assert row["code"] in meant
            assert set(meant) <= set(industries.above(row["code"])), (written, meant)


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("Financal Services", "43"),
        ("Maschinenbua", "55"),
        ("Bankwessen", "41"),
        ("Hospital and Helth Care", "14"),
        ("Informatiqe", "96"),
        ("Farmaceutyczny przemysl", "15"),
        ("Byggindustrin", "48"),
        ("Defens & Space", "1"),
        ("Software Developement", "4"),
    ],
)
def test_what_is_nearly_a_name_proposes_it(industries, written, near):
    assert industries.find(written) == ()
    assert near in industries.near(written, 3)
