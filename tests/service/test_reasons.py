"""Which role of a title answered: `match_reasons` name it where a title names several."""

from datetime import date

import pytest

from leadscout.model.lead import Company, Lead, Position
from leadscout.model.query import Clause, Query
from leadscout.plan.lower import lower
from leadscout.service.asking.hits import matches

ORDER = (1 << 40) - 1
TODAY = date(2026, 11, 20)


class OnePerson:
    """A people store with one person in it."""

    def __init__(self, title, ended=None):
        self.lead = Lead(positions=(Position(title=title, company=Company(name="Nordwind"), ended=ended),))

    def leads(self, seqs):
        return dict.fromkeys(seqs, self.lead)

    def same_companies(self, keys):
        return keys


def parts(lexicon, facts, query, title, ended=None):
    (match,) = matches(lower(query, lexicon, TODAY), [ORDER], OnePerson(title, ended), facts)
    return [(reason.filter, reason.part) for reason in match.reasons]


@pytest.mark.parametrize(
    ("asked", "title", "part"),
    [
        ("board member", "CEO | Board Member", "Board Member"),
        ("CEO", "CEO | Board Member at Nordwind", "CEO"),
        ("founder", "Founder & CEO", "Founder"),
        ("CEO", "Geschäftsführer und Dozent (m/w/d)", "Geschäftsführer"),
        ("VP of Sales", "VP, Sales", ""),  # together alone
        ("CTO", "CTO", ""),
        ("CTO", "Chief Technology Officer / Mentor", "Chief Technology Officer"),
        ("sales manager", "Mentor, Sales Manager – DACH", "Sales Manager"),
    ],
)
def test_the_role_that_answers_is_named(lexicon, facts, asked, title, part):
    assert parts(lexicon, facts, Query((Clause("title", (asked,)),)), title) == [("title", part)]
    assert parts(lexicon, facts, Query((Clause("past_title", (asked,)),)), title, "2024-05") == [("past_title", part)]


def test_levels_and_functions_name_a_role_and_companies_do_not(lexicon, facts):
    asked = {"seniority": "cxo", "function": "15", "company": "name:nordwind"}
    query = Query(tuple(Clause(name, (code,)) for name, code in asked.items()))
    told = dict(parts(lexicon, facts, query, "Head of Marketing | CTO"))
    assert told == {"seniority": "CTO", "function": "Head of Marketing", "company": ""}
