"""Personas: the token rules of Generect's by_icp, statement by statement (behaviour §2)."""

from datetime import date

import pytest

from leadscout.model.lead import Lead, Position
from leadscout.model.query import Persona, Query
from leadscout.plan.holds import holds, match
from leadscout.plan.lower import lower

MARKETING = (("marketing", "sales"), ("Head", "Manager"), ())


@pytest.fixture
def asks(lexicon, facts):
    def ask(persona, *titles):
        plan = lower(Query((), (Persona("p", *map(tuple, persona)),)), lexicon, date(2026, 11, 20))
        return holds(plan.leaf, facts(Lead(full_name="A", positions=tuple(Position(title=title) for title in titles))))

    return ask


@pytest.mark.parametrize(
    ("persona", "title", "holds"),
    [
        # functions OR functions, seniorities OR seniorities, functions AND seniorities
        (MARKETING, "Head of Marketing", True),
        (MARKETING, "Head of Sales", True),
        (MARKETING, "Manager of Marketing", True),
        (MARKETING, "Marketing Specialist", False),
        (MARKETING, "Head of Finance", False),
        # every token of a keyword, as whole tokens
        ((("digital marketing",), ()), "Digital & Content Marketing Manager", True),
        ((("digital marketing",), ()), "Marketing Manager", False),
        (((), ("Managing Director",)), "Director, Managing Partner", True),
        (((), ("Managing Director",)), "Director", False),
        ((("sale",), ()), "Sales Manager", False),
        # preparation of both sides
        ((("geschaftsfuhrer",), ()), "Geschäftsführer", True),
        ((("Head of Sales",), ()), "Sales Head", True),
        ((("it",), ()), "Head of Information Technology", True),
        ((("information technology",), ()), "IT Manager", True),
        (((), ("dir",)), "Director of Sales", True),
        ((("chief executive officer",), ()), "CEO", True),
        ((("ceo",), ()), "Chief Executive Officer", True),
        ((("vice president",), ()), "VP Sales", True),
        ((("ceo",), ()), "Geschäftsführer", False),  # personas stay literal
        # nothing asked is any
        (((), ()), "Anything at all", True),
        # seniorities stand for several words
        (((), ("vp",)), "SVP Sales", True),
        (((), ("VP",)), "AVP, Operations", True),
        (((), ("vp",)), "GVP Operations", True),
        (((), ("vp",)), "EVP Operations", True),
        (((), ("chief",)), "Chief Sales Officer", True),
        (((), ("c-lvl",)), "Chief Sales Officer", True),
        (((), ("cxo",)), "Chief Sales Officer", True),
        *(
            (((), ("manager+",)), f"{level} of Sales", True)
            for level in ("Manager", "Director", "Head", "VP", "SVP", "EVP", "AVP", "Chief Officer")
        ),
        *(
            (((), ("manager+",)), f"{level} of Sales", False)
            for level in ("GVP", "Chief", "Officer", "Specialist", "Lead")
        ),
        (((), ("manager+",)), "Chief Sales Officer", True),
        ((("manager+",), ()), "Director of Sales", False),
        (((), ("Manager +",)), "Director of Sales", True),
        ((("vp",), ()), "SVP Sales", False),  # expansions are for seniorities only
        # prohibits: one shared token, before abbreviations are read
        ((("marketing",), (), ("intern",)), "Marketing Intern", False),
        ((("marketing",), (), ("sales assistant",)), "Marketing & Sales Manager", False),
        (((), (), ("ceo",)), "Chief Financial Officer", True),
        (((), (), ("ceo",)), "CEO", False),
        (((), (), ("ceo",)), "Chief Executive Officer", False),
        (((), (), ("ceo",)), "Officer, Chief and Executive", True),
        (((), (), ("vice president",)), "VP Sales", True),
        (((), (), ("it",)), "Information Officer", False),
        # the page's own remark: token rules match helpers too
        ((("ceo",), ()), "Assistant to the CEO", True),
    ],
)
def test_rule(asks, persona, title, holds):
    assert asks(persona, title) is holds


def test_everything_holds_for_one_job(asks):
    assert not asks(MARKETING, "Marketing Specialist", "Head of Finance")
    assert asks(MARKETING, "Marketing Specialist", "Head of Sales")


def test_a_prohibited_word_drops_the_job_it_stands_in_not_the_person(asks):
    assert asks((("marketing",), (), ("intern",)), "Marketing Director", "Intern")


def test_a_lead_comes_once_under_the_lowest_priority_first_listed_at_a_tie(lexicon, facts):
    personas = (
        Persona("late", ("marketing",), priority=2),
        Persona("first", ("marketing",), priority=1),
        Persona("tie", ("marketing",), priority=1),
    )
    plan = lower(Query((), personas), lexicon, date(2026, 11, 20))
    found = facts(Lead(full_name="A", positions=(Position(title="Marketing Manager"),)))
    assert [holds(tier, found) for tier in plan.tiers] == [True, False]
    assert match(plan, found).persona.name == "first"
