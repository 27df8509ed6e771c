"""What holds of the lexicon whatever is written: strict asks for less, and no order of rows or names decides."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lexicon.tables import reader_of
from sizes import size

from leadscout.lexicon.expressions import has_operators, mistake
from leadscout.lexicon.files import rows
from leadscout.lexicon.taxonomies.taxonomy import Taxonomy
from leadscout.lexicon.titles.titles import normal
from leadscout.model.lead import Lead, Location, Position
from leadscout.model.query import Clause, Query
from leadscout.plan.facts import Reader
from leadscout.plan.holds import holds
from leadscout.plan.lower import lower

TODAY = date(2026, 11, 1)
TABLES = (
    "title_levels",
    "title_functions",
    "title_concepts",
    "title_words",
    "title_occupations",
    "title_abbreviations",
    "title_natives",
)


def labelled(name):
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


LABELLED = [row["title"] for row in labelled("titles")]
WORDS = sorted({word for title in LABELLED for word in title.split()})
TITLE = st.one_of(
    st.sampled_from(LABELLED),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    st.text(alphabet='abcdeéßÆ"&,.-/() ', min_size=1, max_size=30),
)
PLACE = st.sampled_from([row["raw"] for row in labelled("locations")])


@pytest.fixture(scope="module")
def reader(lexicon):
    return Reader(lexicon)


def found(reader, clause, lead):
    return holds(lower(Query((clause,)), reader.lexicon, TODAY).leaf, reader(lead))


def is_plain(text):
    """Whether a title has a word and no operator, which asks for something else than its letters do."""
    return bool(normal(text.replace('"', " "))) and not has_operators(text)


@given(asked=TITLE.filter(is_plain), held=TITLE)
def test_who_is_found_strictly_by_a_title_is_found_without(reader, asked, held):
    for title in (held, asked, asked.upper()):
        lead = Lead(positions=(Position(title=title),))
        if found(reader, Clause("title", (asked,), strict=True), lead):
            assert found(reader, Clause("title", (asked,)), lead), title


@given(
    asked=st.lists(TITLE.filter(is_plain), min_size=1, max_size=2).map(" OR ".join),
    excluded=st.sampled_from(WORDS).filter(is_plain),
    held=TITLE,
)
def test_an_exclusion_in_a_title_never_finds_more_than_the_title_without_it(reader, asked, excluded, held):
    for written in (f"{asked} NOT {excluded}", f"({asked}) AND NOT ({excluded} OR trainee)"):
        for title in (held, asked, f"Assistant to the {asked}"):
            lead = Lead(positions=(Position(title=title),))
            if mistake(written) is None and found(reader, Clause("title", (written,)), lead):
                assert found(reader, Clause("title", (asked,)), lead), (written, title)


@given(asked=PLACE, held=PLACE)
def test_who_is_found_strictly_by_a_place_is_found_without(reader, asked, held):
    lead = Lead(location=Location(text=held))
    for code in reader.lexicon.places.find(asked):
        if found(reader, Clause("location", (code,), strict=True), lead):
            assert found(reader, Clause("location", (code,)), lead)


@pytest.mark.parametrize("name", ["industry", "function", "seniority", "company_type", "language", "headcount"])
def test_the_order_of_entries_and_names_does_not_decide(lexicon, name):
    taxonomy = lexicon.taxonomies[name]
    turned = [replace(entry, aliases=entry.aliases[::-1]) for entry in reversed(list(taxonomy))]
    other = Taxonomy(name, turned, closed=taxonomy.closed, form=taxonomy.form)
    for entry in taxonomy:
        for written in (entry.code, entry.label, *entry.aliases):
            assert set(taxonomy.find(written)) == set(other.find(written)), written


@pytest.mark.parametrize("table", TABLES)
def test_the_order_of_rows_does_not_decide_how_a_title_is_read(lexicon, table, seed):
    dice = Random(seed)

    def shuffled(name):
        listed = list(rows(name))
        if name == table:
            dice.shuffle(listed)
        return listed

    other = reader_of(lexicon.titles, table, shuffled)
    for title in dice.sample(LABELLED, min(size("TITLES"), len(LABELLED))):
        usual, mine = lexicon.titles.read(title), other.read(title)
        assert set(usual.concepts) == set(mine.concepts), title
        assert (usual.levels, usual.functions) == (mine.levels, mine.functions), title
