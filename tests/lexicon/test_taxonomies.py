"""Look-up by id, by any vendor's word and by name; suggestions; what lies inside what."""

import pytest

from leadscout.lexicon.taxonomies.headcounts import range_of
from leadscout.model.lead import Company


@pytest.mark.parametrize(
    ("taxonomy", "written", "codes"),
    [
        ("function", "25", ("25",)),
        ("function", "sales", ("25",)),
        ("function", "HR", ("12",)),
        ("seniority", "vp", ("vp",)),
        ("seniority", "300", ("vp",)),
        ("seniority", "220", ("director", "head")),
        ("seniority", "Owner/Partner", ("owner", "partner", "founder")),
        ("seniority", "C-Suite", ("cxo",)),
        ("headcount", "51-200", ("D",)),
        ("headcount", "51–200 employees", ("D",)),
        ("headcount", "10 000+", ("I",)),
        ("headcount", "10,001+", ("I",)),
        ("headcount", "10001+", ("I",)),
        ("headcount", "5,001-10,000", ("H",)),
        ("headcount", "Self-employed", ("A",)),
        ("company_type", "Non-Profit", ("nonprofit",)),
        ("company_type", "Educational", ("educational",)),
        ("tenure", "Less than 1 year", ("1",)),
        ("language", "Deutsch", ("de",)),
        ("language", "id", ("in",)),
        ("industry", "96", ("96",)),
        ("industry", "Software", ("4",)),
        ("industry", "Information Technology", ("96",)),
        ("industry", "Hospital & Health Care", ("14",)),
        ("industry", "software development", ("4",)),
        ("function", "99", ()),
        ("headcount", "lots", ()),
    ],
)
def test_finds(lexicon, taxonomy, written, codes):
    assert set(lexicon.taxonomies[taxonomy].find(written)) == set(codes)


def test_every_label_and_alias_finds_its_own_code(lexicon):
    for name in ("function", "seniority", "headcount", "company_type", "tenure", "language", "industry"):
        vocabulary = lexicon.taxonomies[name]
        for entry in vocabulary:
            for written in (entry.code, entry.label, *entry.aliases):
                assert entry.code in vocabulary.find(written), (name, written)


def test_an_industry_lies_in_its_parents(lexicon):
    industries = lexicon.taxonomies["industry"]
    assert industries.above("4") == ("4", "6", "1594")
    assert industries.above("3231") == ("3231",), "an id that is not published lies in nothing"


def test_suggests_the_nearest(lexicon):
    assert lexicon.taxonomies["industry"].suggest("Sofware Developmnt")[0] == "Software Development"
    assert "Germany" in lexicon.taxonomies["place"].suggest("Grmany")
    assert lexicon.taxonomies["function"].suggest("zzzzzz") == ()


@pytest.mark.parametrize(
    ("headcount", "size", "code"),
    [
        (0, "", "A"),
        (1, "", "B"),
        (10, "", "B"),
        (11, "", "C"),
        (10_000, "", "H"),
        (10_001, "", "I"),
        (None, "51-200", "D"),
    ],
)
def test_a_number_of_people_falls_into_a_range(lexicon, headcount, size, code):
    assert range_of(lexicon.headcounts, Company(headcount=headcount, size=size)) == code
