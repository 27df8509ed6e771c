"""Which titles answer a title, and which are removed by it: the level and the field that it names, each by itself."""

from datetime import date

import pytest

from leadscout.model.lead import Lead, Position
from leadscout.model.query import Clause, Query
from leadscout.plan.holds import holds
from leadscout.plan.lower import lower

ANSWERS = {
    "VP of Sales": "SVP Sales|VP, Sales EMEA|Vice President Sales & Marketing|Vice-président des ventes",
    "Marketing Manager": "Content Marketing Manager|Brand & Marketing Manager|Responsable marketing|Marketingleiter",
    "Chief Revenue Officer": "CRO|Chief Revenue Officer, EMEA",
    "CFO": "Chief Financial Officer|Directeur financier|DAF",
    "CEO": "CEO & Founder|Geschäftsführer|Managing Director|PDG",
    "Owner": "Business Owner|Inhaberin|Owner/Operator",
    "Contractor": "General Contractor|Contractor & Coach",
    "Account Executive": "Enterprise Account Executive|AE",
    "Sales Director": "Sales Director / Marketing Manager|Director of Sales, EMEA",
    "Software Engineer": "Lead Software Engineer|Sr. Software Engineer II",
    "Product Manager": "Product & Brand Manager",
    "Assistant Manager": "Assistant Store Manager",
    "Machine Learning Engineer": "ML Engineer",
    "sales": "Assistant to the Sales Director|VP Sales",
}
REFUSES = {
    "VP of Sales": "Head of Sales|Director of Sales|Sales Manager|Chief Sales Officer|Vertriebsleiter|Sales Specialist"
    "|VP Marketing & Sales Manager|Assistant to the VP of Sales|VP Marketing",
    "Chief Revenue Officer": "Chief Tax Officer|Directeur commercial|VP Sales",
    "CFO": "Finance Director|Head of Finance|Chief Marketing Officer|Leiter Finanzen",
    "CEO": "Former CEO|ex-CEO, now advisor|Future CEO|Aspiring CEO|Office of the CEO|CEO Office Manager|Deputy CEO",
    "CTO": "Director of CTO Office|Office of the CTO|Technischer Leiter",
    "Geschäftsführer": "Angehender Geschäftsführer|Assistentin der Geschäftsführung",
    "Owner": "Product Owner|Process Owner",
    "Contractor": "Entrepreneur|Unternehmerin",
    "Account Executive": "Vice President, Account Executive|Executive Director|Account Director",
    "Sales Director": "Marketing Director & Sales Manager|Assistant to the Sales Director",
    "Marketing Manager": "Procurement Manager (Marketing category)|Head of Marketing|Marketing Assistant",
    "HR Manager": "HR Software Account Manager",
    "Sales Manager": "Sales Project Manager",
    "Accountant": "Former Accountant|Accountant (retired)",
    "Account Manager": "Public Relations Manager",
    "Manager": "Management Trainee",
    "Director": "Art Director|Funeral Director|Director of Photography",
    "President": "Vice President",
    "Software Engineer": "Software Engineer Intern",
    "Brand Manager": "Assistant Brand Manager",
    "Head of Finance": "Finance Manager",
}
REMOVES = {
    "Intern": "Praktikant|Marketing Intern",
    "CEO": "Chief Executive Officer|Geschäftsführer",
    "Verkäufer": "Verkäuferin",
    "Recruiter": "Technical Recruiters",
    "Owner": "Inhaberin",
    "Sales Manager": "Gerente de ventas",
}
KEEPS = {
    "Intern": "Internist",
    "CEO": "Managing Director|Assistant to the CEO",
    "Recruiter": "Talent Acquisition Specialist",
    "Owner": "Product Owner",
    "Contractor": "Entrepreneur",
    "Sales Manager": "Head of Sales",
    "VP of Sales": "Director of Sales",
}


def pairs(table):
    return [(asked, title) for asked, titles in table.items() for title in titles.split("|")]


@pytest.fixture
def found(lexicon, facts):
    def ask(value, title, **more):
        leaf = lower(Query((Clause("title", (value,), **more),)), lexicon, date(2026, 11, 20)).leaf
        return holds(leaf, facts(Lead(positions=(Position(title=title),))))

    return ask


@pytest.mark.parametrize(("value", "title"), pairs(ANSWERS))
def test_a_title_of_the_same_level_and_field_answers(found, value, title):
    assert found(value, title)


@pytest.mark.parametrize(("value", "title"), pairs(REFUSES))
def test_a_title_of_another_level_field_or_holder_does_not(found, value, title):
    assert not found(value, title)


@pytest.mark.parametrize(("value", "title"), pairs(REMOVES))
def test_an_excluded_title_removes_its_forms_and_translations(found, value, title):
    assert not found(value, title, exclude=True)


@pytest.mark.parametrize(("value", "title"), pairs(KEEPS))
def test_an_excluded_title_keeps_other_words_and_other_jobs(found, value, title):
    assert found(value, title, exclude=True)


@pytest.mark.parametrize("value", ['"product owner"', '"Owner"', "“owner”"])
def test_quotes_ask_for_words_at_any_level(found, value):
    assert found(value, "Product Owner")


@pytest.mark.parametrize("level", ["manager", "Senior Manager", "mgr."])
def test_a_manager_of_business_development_is_in_it(lexicon, level):
    read = lexicon.titles.read(f"Business Development {level}")
    assert read.functions[0] == "4"


@pytest.mark.parametrize(
    ("value", "title", "answers"),
    [
        ("director NOT sales", "Director of Operations", True),
        ("director NOT sales", "Assistant to the Director", False),
        ("director -sales", "Sales Director", False),
        ("director AND NOT (sales OR marketing)", "Funeral Director", False),
        ("CEO NOT assistant", "Managing Director", False),
        ("(director OR head) NOT sales", "Assistant to the Director", True),
        ('"director" NOT sales', "Assistant to the Director", True),
    ],
)
def test_an_exclusion_finds_a_part_of_what_the_title_finds(found, value, title, answers):
    assert found(value, title) is answers
