"""Places as people write them (reference: geography of the requirement)."""

import pytest


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


def test_a_filter_value_must_name_the_place_itself(lexicon):
    assert lexicon.places.find("Foobar, Germany") == ()
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


def test_wrong_pairs_of_the_public_web_are_read_by_their_id(lexicon):
    assert lexicon.places.label("103644278") == "United States"
    assert lexicon.places.label("106315325") == "Georgia"
    assert lexicon.places.label("102571732") == "New York, New York, United States"
