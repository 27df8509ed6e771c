"""How many of our own labelled places and headlines are read right, and that every rule file earns its place."""

import csv
from pathlib import Path

import pytest

from leadscout.lexicon.files import rows, words
from leadscout.lexicon.headlines import headlines
from leadscout.lexicon.places.gazetteer import Gazetteer
from leadscout.lexicon.places.geocoder import Geocoder
from leadscout.lexicon.text import fold
from tools.lexicon import sources

HERE = Path(__file__).parent


def labelled(name):
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LOCATIONS = labelled("locations")
HEADLINES = labelled("headlines")


@pytest.fixture(scope="module")
def read(lexicon):
    places = lexicon.places
    readings = [(row, places.read(row["raw"])) for row in LOCATIONS]
    return [(row, reading, places.address(reading)) for row, reading in readings]


@pytest.mark.parametrize(("column", "goal"), [("country", 0.98), ("admin1", 0.90), ("city", 0.93)])
def test_places_are_read_as_labelled(read, column, goal):
    rows_ = [(row, told) for row, _, told in read if row["kind"] not in ("ambiguous", "none") and row[column]]
    wrong = [(row["raw"], told) for row, told in rows_ if fold(told[column] or "") != fold(row[column])]
    assert len(rows_) > 200
    assert 1 - len(wrong) / len(rows_) >= goal, wrong


def test_no_country_is_made_up(read):
    macros = [(row["raw"], told) for row, _, told in read if row["kind"] == "macro" and told["country"]]
    assert not macros


def test_what_is_ambiguous_or_nowhere_stays_open(read):
    rows_ = [(row, reading, told) for row, reading, told in read if row["kind"] in ("ambiguous", "none")]
    closed = [(row["raw"], told) for row, reading, told in rows_ if told["country"] and not reading.alternatives]
    assert len(rows_) >= 30
    assert 1 - len(closed) / len(rows_) >= 0.85, closed


@pytest.mark.parametrize("at", [0, 1], ids=["title", "company"])
def test_headlines_are_read_as_labelled(at):
    told = [(row, headlines.read(row["headline"])[at]) for row in HEADLINES]
    column = ("title", "company")[at]
    wrong = [(row["headline"], found) for row, found in told if fold(found) != fold(row[column])]
    assert len(told) >= 500
    assert 1 - len(wrong) / len(told) >= 0.97, wrong


def test_a_title_alone_is_no_company():
    """LinkedIn's commonest titles are headlines of people who name no company."""
    told = [(row["title"], headlines.read(row["title"])) for row in rows("linkedin_titles")]
    made_up = [(title, found) for title, found in told if found.company or fold(found.title) != fold(title)]
    assert len(made_up) / len(told) <= 0.002, made_up


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer()


@pytest.mark.parametrize("use", words("place_words"))
def test_without_its_words_a_place_is_read_otherwise(gazetteer, use):
    whole, mutated = (Geocoder(gazetteer, {**words("place_words"), **less}) for less in ({}, {use: []}))
    assert any(whole.read(row["raw"]) != mutated.read(row["raw"]) for row in LOCATIONS)


@pytest.mark.parametrize("use", words("headline_words"))
def test_without_its_words_a_headline_is_read_otherwise(use):
    whole, mutated = (headlines.HeadlineReader({**words("headline_words"), **less}) for less in ({}, {use: []}))
    assert any(whole.read(row["headline"]) != mutated.read(row["headline"]) for row in HEADLINES)


def test_the_order_of_words_in_a_rule_file_does_not_matter(gazetteer):
    turned = {use: found[::-1] for use, found in words("place_words").items()}
    geocoders = Geocoder(gazetteer, words("place_words")), Geocoder(gazetteer, turned)
    assert all(geocoders[0].read(row["raw"]) == geocoders[1].read(row["raw"]) for row in LOCATIONS)
    turned = {use: found[::-1] for use, found in words("headline_words").items()}
    readers = headlines.HeadlineReader(words("headline_words")), headlines.HeadlineReader(turned)
    assert all(readers[0].read(row["headline"]) == readers[1].read(row["headline"]) for row in HEADLINES)


@pytest.mark.parametrize("file", ["division_names", "city_names"])
def test_every_name_we_vouch_for_is_in_the_gazetteer(gazetteer, file):
    """The build was run after the last edit of its input."""
    missing = []
    for row in sources(file):
        for name in filter(None, map(fold, [row["label"], *row["names"].split("|")])):
            found = [*gazetteer.named.get(name, ()), *gazetteer.called.get(name, ())]
            if not any(gazetteer.place(code).country == row["country"] for code in found):
                missing.append((row["country"], name))
    assert not missing


def test_every_county_and_macro_region_we_vouch_for_is_in_the_gazetteer(gazetteer):
    names = [name for row in sources("county_names") for name in row["names"].split("|")]
    names += [name for row in sources("macro_regions") for name in (row["name"], *row["names"].split("|")) if name]
    assert not [n for n in names if fold(n) not in gazetteer.named and fold(n) not in gazetteer.called]


def test_every_place_is_read_out_of_its_own_label(lexicon, gazetteer):
    places = lexicon.places
    codes = list(gazetteer)[::10]
    read_ = [(code, places.read(places.label(code))) for code in codes]
    lost = [c for c, found in read_ if c not in (found.id, *found.alternatives, *places.above(found.id))]
    assert 1 - len(lost) / len(codes) >= 0.99, [places.label(code) for code in lost]


def test_every_id_of_linkedin_is_read_out_of_its_label(lexicon):
    places = lexicon.places
    read_ = [(row, places.read(row["name"])) for row in sources("linkedin_places")]
    lost = [r["name"] for r, f in read_ if r["id"] not in (f.id, *f.alternatives, *places.above(f.id))]
    assert 1 - len(lost) / len(read_) >= 0.98, lost
    warned = [row["name"] for row, _ in read_ if places.check(row["id"], row["name"])]
    assert len(warned) / len(read_) <= 0.01, warned


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "(" * 9000,
        "Greater " * 9000,
        "CEO de " * 9000,
        "in " * 9000,
        "de la " * 9000,
        "@",
        "\U0001f1e9",
        "²",
    ],
)
def test_what_is_no_place_and_no_headline_is_read_as_nothing(lexicon, text):
    assert lexicon.places.read(text).id == ""
    assert lexicon.places.find(text) == ()
    assert headlines.read(text).company == ""
