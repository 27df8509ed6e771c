"""What is nearly a name proposes it: one slip of the finger in any vocabulary, and names in other languages."""

import random
from string import ascii_lowercase

import pytest

from leadscout.lexicon.files import rows

VOCABULARIES = ("industry", "function", "seniority", "company_type", "language", "tenure", "relationship")
LONG_ENOUGH = 6  # letters; "vp" with a slip may be anything


def slip(name, dice):
    """One letter left out, put in, another, or two exchanged."""
    at = dice.randrange(len(name) - 1)
    letter = dice.choice(ascii_lowercase)
    return dice.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        )
    )


@pytest.mark.parametrize("name", VOCABULARIES)
def test_a_slip_in_a_name_proposes_what_it_is_the_name_of(lexicon, seed, name):
    vocabulary, dice = lexicon.taxonomies[name], random.Random(seed)
    told = {written for entry in vocabulary for written in (entry.label, *entry.aliases)}
    names = sorted(written for written in told if len(written) >= LONG_ENOUGH and written.isascii())
    asked = dice.sample(names, min(150, len(names)))
    wrong = [(slip(written.lower(), dice), vocabulary.find(written)) for written in asked]
    wrong = [(written, codes) for written, codes in wrong if not vocabulary.find(written)]
    missed = [(written, codes) for written, codes in wrong if not {*codes}.intersection(vocabulary.near(written, 3))]
    # A slip can lead to another name.
    assert len(missed) <= len(wrong) // 10, missed


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("Grmany", "Germany"),
        ("Deutschlnad", "Germany"),
        ("Alemanha do Sul", ""),
        ("Bayernn", "Bavaria, Germany"),
        ("Münhcen", "Munich, Bavaria, Germany"),
        ("Munchn, Germany", "Munich, Bavaria, Germany"),
        ("Pars", "Paris, Île-de-France, France"),
        ("Warszwa", "Warsaw, Mazowieckie, Poland"),
        ("Kopenhaggen", "Copenhagen, Capital Region of Denmark, Denmark"),
        ("Ermany", "Germany"),
        ("zzzzzzzz", ""),
        ("", ""),
    ],
)
def test_a_misspelt_place_proposes_the_largest_of_those_it_is_near_to(lexicon, written, label):
    assert lexicon.taxonomies["place"].suggest(written)[:1] == ((label,) if label else ())


def test_a_slip_in_the_name_of_a_place_in_any_language_proposes_it(lexicon, seed):
    dice, places = random.Random(seed), lexicon.places
    asked = dice.sample([name for name in places.spellings if len(name) >= LONG_ENOUGH], 200)
    wrong = [(slip(name, dice), name) for name in asked]
    missed = [
        (written, name)
        for written, name in wrong
        if not places.spellings.equal(written)
        and not set(places.spellings.equal(name)).intersection(places.near(written, 3))
    ]
    assert len(missed) <= len(wrong) // 10, missed


@pytest.mark.parametrize(
    ("taxonomy", "written", "label"),
    [
        ("function", "Vertrieb", "Sales"),
        ("function", "Vertreib", "Sales"),
        ("function", "Ressources humaines", "Human Resources"),
        ("function", "Inköp", "Purchasing"),
        ("seniority", "Geschäftsführung", "CXO"),
        ("seniority", "Fondateur", "Founder"),
        ("company_type", "Börsennotiert", "Public Company"),
        ("industry", "Bankwesenn", "Banking"),
        ("industry", "Ubezpieczeni", "Insurance"),
        ("language", "Deutch", "German"),
        ("language", "Englsich", "English"),
    ],
)
def test_a_name_in_another_language_proposes_ours(lexicon, taxonomy, written, label):
    vocabulary = lexicon.taxonomies[taxonomy]
    assert vocabulary.find(written) == ()
    assert vocabulary.suggest(written)[0] == label


def test_every_proposed_name_proposes_its_own(lexicon):
    known = {"functions": "function", "seniorities": "seniority", "company_types": "company_type"}
    for row in rows("proposed_names"):
        vocabulary = lexicon.taxonomies[known[row["taxonomy"]]]
        for written in row["names"].split("|"):
            assert row["code"] in (vocabulary.find(written) or vocabulary.near(written, 3)), written
