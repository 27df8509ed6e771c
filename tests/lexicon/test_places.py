"""Places as people write them (reference: geography of the requirement)."""

import csv
import json
from pathlib import Path

import pytest
from conftest import run

from leadscout.lexicon.places.places import Places
from leadscout.model.lead import Lead, Location


@pytest.mark.parametrize(
    ("written", "id_", "kind", "exact"),
    [
        ("San Francisco, CA", "102277331", "city", True),
        ("San Francisco, California, United States", "102277331", "city", True),
        ("San Francisco Bay Area", "90000084", "metro", True),
        ("Germany", "101282230", "country", True),
        ("Deutschland", "101282230", "country", True),
        ("Vereinigtes Königreich", "101165590", "country", True),
        ("US", "103644278", "country", True),
        ("London", "102257491", "city", True),
        ("London, England, United Kingdom", "102257491", "city", True),
        ("New York", "102571732", "city", False),
        ("New York, New York, United States", "102571732", "city", True),
        ("New York, United States", "105080838", "division", False),
        ("Hamburg und Umgebung, Deutschland", "90009725", "metro", True),
        ("München und Umgebung", "90009735", "metro", True),
        ("Greater Paris Metropolitan Region", "90009659", "metro", True),
        ("EMEA", "91000007", "macro", True),
        ("DACH", "91000006", "macro", True),
        ("Georgia", "106315325", "country", False),
        ("Foobar, Germany", "101282230", "country", True),
        ("Springfield", "gn:4409896", "city", False),
        ("Nowhere at all", "", "", False),
    ],
)
def test_reads(lexicon, written, id_, kind, exact):
    reading = lexicon.places.read(written)
    assert (reading.id, lexicon.places.kind(reading.id), reading.exact) == (id_, kind, exact)


def test_what_is_ambiguous_names_the_others(lexicon):
    assert lexicon.places.read("Georgia").alternatives == ("103950076",)
    assert len(lexicon.places.read("Springfield").alternatives) > 3


def test_a_filter_value_is_read_as_the_same_words_on_people(lexicon):
    (town,) = lexicon.places.find("Foobar, Germany")
    assert (lexicon.places.label(town), lexicon.places.above(town)[1]) == ("Foobar, Germany", "101282230")
    assert lexicon.places.find(town) == (town,)
    assert lexicon.places.find("Berlin, Germany") == ("106967730",)
    assert lexicon.places.find("103644278") == ("103644278",)


def test_what_surely_lies_around_a_place_and_what_is_derived(lexicon):
    places = lexicon.places
    assert [places.label(code) for code in places.above("102277331")] == [
        "San Francisco, California, United States",
        "California, United States",
        "United States",
    ]
    assert {"90000084", "102221843"} <= set(places.derived("102277331")), (
        "its metro by distance, its continent by table"
    )
    assert "91000006" in places.derived("101282230"), "Germany is in DACH"
    assert places.derived("nowhere") == ()


def test_of_a_metro_the_city_it_is_named_after_is_derived(lexicon):
    places = lexicon.places
    assert "100477049" in places.derived("90009735"), "who lives in Greater Munich is found by Munich"
    assert "100477049" not in places.above("90009735"), "but not strictly"
    freising = places.find("Freising, Germany")[0]
    assert "90009735" in places.derived(freising)
    assert "100477049" not in places.derived(freising), "nobody in Freising lives in Munich"


def test_towns_are_found_though_they_are_not_kept_in_memory(lexicon):
    places = lexicon.places
    (town,) = places.find("Sea Girt, New Jersey")
    assert (places.kind(town), places.label(town)) == ("city", "Sea Girt, New Jersey, United States")
    assert places.above(town)[1:] == ("101651951", "103644278")
    (other,) = places.find("Sea Girt, Ohio")
    assert (places.label(other), places.unknown(other)) == ("Sea Girt, Ohio, United States", True)
    assert not places.unknown(town)


def test_a_town_is_known_by_its_id_alone():
    places = Places()
    assert places.label("gn:5104495") == "Sea Girt, New Jersey, United States"
    assert places.find("gn:5104495") == ("gn:5104495",)
    for unknown in ("gn:1", "gn:999999999", "gn:US.XX", "gn:²", "gn:" + "9" * 5000):
        assert places.find(unknown) == ()
        assert places.label(unknown) == unknown


def test_a_town_nobody_knows_is_called_as_it_was_written(lexicon):
    reading = lexicon.places.read("Rome, Ohio")
    assert lexicon.places.address(reading) == {"country": "US", "admin1": "Ohio", "city": "Rome"}
    assert [(part.text, bool(part.id)) for part in reading.parts] == [("Rome", False), ("Ohio", True)]


@pytest.mark.parametrize(
    ("written", "proposed"),
    [
        ("Rome, Ohio", "Ohio, United States"),
        ("Foobar, Germany", "Germany"),
        ("Rme, Italy", "Rome, Latium, Italy"),
    ],
)
def test_of_a_town_nobody_knows_nothing_outside_its_state_is_proposed(lexicon, written, proposed):
    found = lexicon.places.suggest(written)
    assert found[0] == proposed
    assert all(label.endswith(found[-1]) for label in found)


def test_what_stands_in_brackets_behind_a_name_need_not_be_said(lexicon):
    halle = lexicon.places.find("Halle (Saale), Germany")
    assert lexicon.places.find("Halle, Germany") == halle
    assert lexicon.places.read("Halle").alternatives, "there are others"


def test_places_side_by_side_stay_open(lexicon):
    places = lexicon.places
    both = places.read("Berlin | London")
    assert (both.id, both.apart, set(both.alternatives)) == ("", True, {"106967730", "102257491"})
    assert places.read("Berlin/München").id == "101282230", "the country that holds them"
    assert set(places.find("Berlin/München")) == set(places.read("Berlin/München").alternatives)


KNOWN_BAD = list(csv.DictReader(Path(__file__).with_name("geo_known_bad.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("row", KNOWN_BAD, ids=lambda row: f"{row['id']} {row['written']}")
def test_an_id_beside_the_name_of_another_place_is_told(lexicon, row):
    warning = lexicon.places.check(row["id"], row["written"])
    assert warning
    assert row["id"] in warning
    assert row["written"] in warning
    assert lexicon.places.label(row["id"]) == (row["really"] or row["id"])
    assert (row["really"] or "is not known") in warning


@pytest.mark.parametrize(
    ("id_", "text"),
    [
        ("103644278", "United States"),
        ("103644278", "Vereinigte Staaten"),
        ("106315325", "Georgia"),
        ("103950076", "Georgia"),
        ("102277331", "San Francisco, CA"),
        ("90009999", "Some Hill Area"),  # an id and a name that nobody has published
        ("103644278", "somewhere"),
    ],
)
def test_an_id_beside_its_own_name_is_not(lexicon, id_, text):
    assert lexicon.places.check(id_, text) is None


def test_the_verb_tells_a_place_id_beside_the_name_of_another_place():
    asked = [
        {"id": 1, "location": "Germany", "place_id": "104514075"},
        {"id": 2, "location": "Germany", "place_id": 101282230},
        {"id": 3, "location": "Germany"},
    ]
    lines = run("lexicon", "locations", input="\n".join(map(json.dumps, asked))).stdout.splitlines()
    wrong, right, plain = map(json.loads, lines)
    assert "104514075" in wrong["warning"]
    assert right["warning"] is None
    assert "warning" not in plain


with Path(__file__).with_name("locations.csv").open(encoding="utf-8", newline="") as lines:
    WRITTEN = [row["raw"] for row in csv.DictReader(lines)]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_place_means_the_same_as_a_filter_and_as_a_text(facts, lexicon, written):
    """Whoever wrote it is found by it; only a name that several large places share is refused, with these."""
    place = facts(Lead(full_name="A", location=Location(text=written))).person.terms
    codes = lexicon.places.find(written)
    if lexicon.places.shared(written):
        assert codes == ()
        assert all(lexicon.places.find(label) for label in lexicon.places.suggest(written))
    else:
        assert bool(codes) is bool(place["place"] or place["place_derived"])
        assert set(codes) <= {*place["place"], *place["place_derived"]}


@pytest.mark.parametrize("name", ["Georgia", "Halle", "Valencia", "Springfield", "Cambridge"])
def test_a_name_that_several_large_places_share_is_refused_with_these(lexicon, name):
    assert lexicon.places.find(name) == ()
    assert len(lexicon.places.suggest(name)) > 1
    assert lexicon.places.read(name).alternatives, "of people it stays open"


@pytest.mark.parametrize("name", ["Barcelona", "Boston", "Manchester", "New York", "Berlin", "Wyoming", "Vancouver"])
def test_a_name_that_nearly_all_mean_of_one_place_is_not(lexicon, name):
    assert len(lexicon.places.find(name)) == 1
