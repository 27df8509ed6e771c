"""Schools and languages by every way of writing them, in questions and in facts alike."""

import pytest

from leadscout.lexicon.identities import schools
from leadscout.model.lead import Lead, School
from leadscout.plan.facts import Reader

SAME = [
    ("The University of Northvale", "University of Northvale", "Univ. of Northvale", "university of  NORTHVALE"),
    ("University of Northvale, Eastbay", "University of Northvale at Eastbay", "University of Northvale - Eastbay"),
    ("Northvale Institute of Technology (NIT)", "Northvale Inst. of Technology"),
    ("Universidad de Río Verde", "Universidad Rio Verde", "University of Rio Verde"),
    ("Université de Saint-Aubin", "Univ. de St Aubin", "Universite Saint Aubin"),
    ("Università degli Studi di Castello", "Universita' degli studi di Castello"),
    ("Technische Universität Moorstadt", "TU Moorstadt", "Technical University of Moorstadt"),
    ("Universität Moorstadt", "Uni Moorstadt", "Moorstadt University"),
    ("Universität Moorstadt", "Universität zu Moorstadt", "University of Moorstadt"),
    ("Uniwersytet Brzozowski", "University of Brzozowski"),
    (
        "linkedin.com/school/northvale-college",
        "Northvale College",
        "https://www.linkedin.com/school/northvale-college/",
    ),
    ("800012", "https://www.linkedin.com/school/800012/about/"),
]
APART = [
    ("York University", "University of York"),
    ("University of Northvale", "University of Northvale - Eastbay Campus"),
    ("University of Northvale", "Northvale College"),
    ("Northvale Institute of Technology (Eastbay)", "Northvale Institute of Technology"),
    ("School of Business", "Business School"),
]


def test_an_abbreviation_means_as_much_as_the_word():
    assert schools.names("Univ. of Northvale") == schools.names("University of Northvale") == ("university_northvale",)


@pytest.fixture(scope="module")
def facts(lexicon):
    return Reader(lexicon)


def attended(facts, name):
    school = School(id=name) if name.isdigit() else School(name=name)
    return set(facts(Lead(schools=(school,))).person.terms["school"])


@pytest.mark.parametrize("group", SAME, ids=lambda group: group[0])
def test_one_school_is_found_by_each_of_its_names(facts, group):
    first, *others = group
    for other in others:
        for asked, written in ((first, other), (other, first)):
            if "linkedin.com" not in written:
                assert set(schools.read(asked)) & attended(facts, written), (asked, written)


@pytest.mark.parametrize("group", APART, ids=lambda group: group[0])
def test_two_schools_are_not_one(facts, group):
    one, other = group
    assert not set(schools.read(one)) & attended(facts, other)
    assert not set(schools.read(other)) & attended(facts, one)


def test_a_school_that_is_only_known_by_its_address_is_found_by_it(facts):
    lead = Lead(schools=(School(id="northvale-college"),))
    assert set(schools.read("linkedin.com/school/Northvale-College")) & set(facts(lead).person.terms["school"])


@pytest.mark.parametrize("nothing", ["", "!!", "()"])
def test_no_letter_no_school(nothing):
    assert schools.read(nothing) == ()


@pytest.mark.parametrize("only", ["The", "University", "de la", "Uni"])
def test_a_name_of_words_that_say_nothing_is_still_a_name(only):
    assert schools.read(only)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *((written, "de") for written in ("de", "DE", "deu", "ger", "de-CH", "de_AT", "German", "Deutsch", "deutsch")),
        *((written, "pt") for written in ("pt-BR", "pt_BR", "por", "Português", "portugues", "Portuguese (Brazil)")),
        *((written, "en") for written in ("en-US", "en_US.UTF-8", "eng", "ENGLISH", "Englisch", "English (UK)")),
        *((written, "zh") for written in ("zh-Hans-CN", "zho", "中文", "Mandarin", "Chinese (Simplified)")),
        *((written, "fr") for written in ("français", "FRANCAIS", "fre", "fr-ca")),
        *((written, "in") for written in ("id", "in", "in_ID", "ind", "Indonesian")),
        *((written, "no") for written in ("nb-NO", "nn", "nor", "Bokmål", "norsk")),
        *((written, "ar") for written in ("العربية", "ara", "Árabe")),
    ],
)
def test_a_language_by_code_locale_and_name(lexicon, facts, written, code):
    assert lexicon.taxonomies["language"].find(written) == (code,)
    assert facts(Lead(profile_language=written)).person.terms["profile_language"] == (code,)


@pytest.mark.parametrize("written", ["xx", "en-USA-now", "Klingon"])
def test_what_is_no_language(lexicon, written):
    assert lexicon.taxonomies["language"].find(written) == ()
