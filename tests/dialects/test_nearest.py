"""A value that is not known is told with the nearest that are, in the words of the dialect that was spoken."""

import pytest

from leadscout.dialects.generect import words as generect
from leadscout.dialects.native import words as native
from leadscout.dialects.pronto import words as pronto
from leadscout.dialects.questor import words as questor
from leadscout.errors import Refused
from leadscout.web.guards import takes

MODELS = {
    "native": lambda lexicon: native.body(lexicon, native.QueryBody),
    "questor": questor.body,
    "pronto": pronto.search_body,
    "generect": lambda lexicon: generect.body(lexicon, generect.IcpBody),
}
ASKED = [
    ("native", "function", "Slaes", "Sales"),
    ("native", "function", "Vertrieb", "Sales"),
    ("native", "seniority", "Direktor", "Director"),
    ("native", "industry", "Bankwessen", "Banking"),
    ("native", "location", "Deutschlnd", "Germany"),
    ("native", "headquarters", "Amsterdm", "Amsterdam, North Holland, Netherlands"),
    ("native", "headcount", "51-20", "51-200"),
    ("native", "company_type", "Privatly Held", "Privately Held"),
    ("native", "years_at_company", "1 to 3 years", "1 to 2 years"),
    ("native", "profile_language", "Germn", "German"),
    ("questor", "functions", "Markting", "Marketing"),
    ("questor", "seniority_levels", "VP", "Vice President"),
    ("questor", "seniority_levels", "Vice Presidnt", "Vice President"),
    ("questor", "year_in_current_company", "3", "3 to 5 years"),
    ("questor", "year_in_current_company", "3 to 6 years", "3 to 5 years"),
    ("questor", "geo_codes", "Germany", "101282230 (Germany)"),
    ("questor", "geo_codes", "Germny", "101282230 (Germany)"),
    ("questor", "industry_codes", "Bankwessen", "41 (Banking)"),
    ("questor", "profile_languages", "Deutch", "German"),
    ("questor", "company_headcounts", "51 to 200", "51-200"),
    ("questor", "company_type", "Privatly Held", "Privately Held"),
    ("pronto", "functions", "Sales", "25 (Sales)"),
    ("pronto", "functions", "Slaes", "25 (Sales)"),
    ("pronto", "seniority_levels", "Vice Presidnt", "300 (Vice President)"),
    ("pronto", "company_type", "Privatly Held", "P (Privately Held)"),
    ("pronto", "company_size", "51-200 employees", "51-200"),
    ("pronto", "years_of_experience", "3 to 5 years", "3 (3 to 5 years)"),
    ("pronto", "relationship", "1st", "F (1st degree)"),
    ("pronto", "included_locations", "Germny", "101282230 (Germany)"),
    ("pronto", "included_industries", "Informatiqe", "96 (IT Services and IT Consulting)"),
    ("generect", "seniorities", "c_suit", "c_suite"),
    ("generect", "seniorities", "Geschäftsführung", "c_suite"),
    ("generect", "years_in_company", "1 to 2 years", "2 (1 to 2 years)"),
    ("generect", "locations", "Deutschlnd", "Germany"),
    ("generect", "company_industries", "Sofware Developmnt", "Software Development"),
    ("generect", "company_types", "Privat Held", "Privately Held"),
    ("generect", "company_headcounts", "51-2000", "51-200"),
    ("generect", "filter_empty_vars", "profile_foto", "profile_photo"),
]


@pytest.fixture(scope="module")
def reads(lexicon):
    """What an endpoint does with a body, by dialect."""
    return {name: takes(make(lexicon))(lambda request: request) for name, make in MODELS.items()}


@pytest.mark.parametrize(("dialect", "field", "written", "right"), ASKED)
def test_the_nearest_value_is_told(reads, dialect, field, written, right):
    with pytest.raises(Refused) as refused:
        reads[dialect]({field: [written]})
    (told,) = [fault for fault in refused.value.faults if fault.field.startswith(field)]
    assert right in told.suggestions
    assert right in told.sentence


@pytest.mark.parametrize(
    ("dialect", "field"),
    [("native", "function"), ("questor", "seniority_levels"), ("pronto", "functions"), ("generect", "seniorities")],
)
def test_nothing_is_proposed_for_what_is_near_to_nothing(reads, dialect, field):
    with pytest.raises(Refused) as refused:
        reads[dialect]({field: ["99"]})
    assert refused.value.faults[0].suggestions == ()
