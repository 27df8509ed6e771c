"""Generect's page of by_icp, sentence by sentence."""

import json
from pathlib import Path

from dialects.page_rows import ANY, Row

PATH = "/api/linkedin/leads/by_icp/"
HOW = "ask"
FIXTURES = Path(__file__).parents[1] / "fixtures"
EXAMPLE = json.loads((FIXTURES / "generect_by_icp_request.json").read_text())
KEYS = json.loads((FIXTURES / "generect_by_icp_keys.json").read_text())
EVERYWHERE = {"without_company": True}
GERMANY = {**EVERYWHERE, "locations": ["Germany"]}
NORD = {"company_id": 900700001}
URL = "https://www.linkedin.com/sales/search/people?query=(filters:List((type:REGION,values:List((id:101282230)))))"
REGULAR = "https://www.linkedin.com/search/results/people/?keywords=cybersecurity"
LINKS = (
    "https://www.linkedin.com/company/nordfjord-software",
    "https://www.linkedin.com/company/nordfjord-software/",
    "linkedin.com/company/nordfjord-software",
    "https://in.linkedin.com/company/nordfjord-software",
    "http://www.linkedin.com/company/nordfjord-software",
    "https://www.linkedin.com/company/900700001",
    "https://www.linkedin.com/sales/company/900700001",
)
AT_NORD = ("Vera", "Ida", "Mark")
SIZES = ("1-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10000", "10 000+")
TYPES = (
    *("Public Company", "Educational", "Self Employed", "Government Agency"),
    *("Non Profit", "Self Owned", "Privately Held", "Partnership"),
)


def persona(says, people, *parts, **more):
    """People at every company whose title matches one persona."""
    return Row(says, {**EVERYWHERE, "personas": [["P", *parts]]}, people, **more)


def refused(says, body, field, *text):
    return Row(
        says,
        body,
        status=400,
        answer={"status": "error", "status_code": 400, "detail": {field: ANY}},
        text=text,
        key="poor",
    )


ROWS = (
    Row(
        "the example, of a company that nobody here is at",
        EXAMPLE,
        (),
        answer={"status": "No leads match with input criteria", "leads": []},
    ),
    Row(
        "a lead has the 54 keys of the example, a job its 20",
        {**NORD, "personas": [["Sellers", ["sales"], ["VP"], []]]},
        ("Vera",),
        answer={
            "leads": [
                {
                    **dict.fromkeys(KEYS["lead"], ANY),
                    "linkedin_lead_persona": "Sellers",
                    "job_title": "VP of Sales",
                    "company_id": "900700001",
                    "company_headcount_range": "51-200",
                    "num_of_connections": 710,
                    "is_premium": False,
                    "jobs": [dict.fromkeys(KEYS["job"], ANY)] * 2,
                }
            ],
            "results_count": "within limit",
            "amount": -1,
        },
    ),
    Row(
        "no leads is a 200 that says so",
        {**EVERYWHERE, "job_titles": ["harbour pilot"]},
        (),
        answer={"leads": [], "status": "No leads match with input criteria", "amount": 0},
    ),
    Row(
        "50 at once",
        elsewhere="tests/e2e/test_generect.py::test_the_fifty_first_search_at_once_is_refused_and_counts_are_not",
    ),
    Row("locations", {**EVERYWHERE, "locations": ["London, England, United Kingdom"]}, ("Nina",)),
    refused(
        "a location that is not known is refused, free, with a hint",
        {**NORD, "locations": ["Germny"]},
        "locations",
        "Germany",
    ),
    # personas
    persona("a persona's functions are alternatives", ("Vera", "Ida", "Nina"), ["sales", "ceo"], [], []),
    persona("[] skips the functions", ("Vera",), [], ["vp"], []),
    persona("functions are whole words", (), ["sale"], [], []),
    persona("seniorities are optional", ("Vera", "Ida"), ["sales"]),
    persona("[] skips the seniorities", ("Vera", "Ida"), ["sales"], []),
    persona("prohibits are optional", ("Vera",), ["sales"], ["vp"]),
    persona("null stands for what is optional", ("Vera", "Ida"), ["sales"], None, None, None),
    persona("a function and a seniority must match", ("Mark", "Cora"), ["marketing", "sales"], ["Head", "Manager"], []),
    persona("every word of a seniority must be in the title", ("Cora",), [], ["content manager"], []),
    persona("and not in two jobs", (), ["sales"], ["officer"], []),
    persona("a prohibited word drops the lead", ("Vera",), ["sales"], [], ["intern", "junior"]),
    persona("stop words are left out", ("Egon",), ["director engineering"], [], []),
    persona("case does not matter", ("Vera",), ["SALES"], ["vP"], []),
    persona("accents do not matter", ("Vera",), ["sàles"], ["vp"], []),
    persona("abbreviations are read both ways", ("Nina",), ["chief executive officer"], [], []),
    persona("vp is vice president", ("Vera",), ["vice president"], [], []),
    persona("chief means a chief officer, also written short", ("Carl", "Nina"), [], ["chief"], []),
    persona("c-lvl too", ("Carl", "Nina"), [], ["c-lvl"], []),
    persona("cxo too", ("Carl", "Nina"), [], ["cxo"], []),
    persona(
        "manager+ is everybody from a manager on",
        ("Mark", "Cora", "Egon", "Vera", "Carl", "Nina"),
        [],
        ["manager+"],
        [],
    ),
    Row(
        "a lead has the name of the persona of the lowest priority",
        {**EVERYWHERE, "personas": [["Late", ["sales"], [], [], 9], ["Early", ["vp"], [], [], 1]]},
        ("Vera", "Ida"),
        answer={
            "leads": [
                {"first_name": "Vera", "linkedin_lead_persona": "Early"},
                {"first_name": "Ida", "linkedin_lead_persona": "Late"},
            ]
        },
    ),
    Row(
        "who has the lower priority comes first when there are too many",
        {**EVERYWHERE, "limit_by": 1, "personas": [["A", ["sales"], [], [], 5], ["B", ["lawyer"], [], [], 1]]},
        ("Otto",),
    ),
    refused("a persona without functions", {**NORD, "personas": [["P"]]}, "personas", "personas[0]"),
    refused("a persona whose functions are null", {**NORD, "personas": [["P", None]]}, "personas"),
    refused("a persona's name is a text", {**NORD, "personas": [["P", []], [5, []]]}, "personas", "personas[1]"),
    refused("a priority is a whole number", {**NORD, "personas": [["P", [], [], [], "1"]]}, "personas", "priority"),
    # limits
    Row("limit_by is the first of all that match", {**GERMANY, "limit_by": 1}, ("Vera",), answer={"results_count": 3}),
    Row("without limit_by all come", GERMANY, ("Vera", "Ida", "Otto"), answer={"results_count": 3}),
    Row("at a company up to 2500", {**NORD, "limit_by": 2500}, AT_NORD),
    refused("and no more", {**NORD, "limit_by": 2501}, "limit_by", "2500"),
    Row("without a company up to 2400", {**GERMANY, "limit_by": 2400}, ("Vera", "Ida", "Otto")),
    refused("but not 2401", {**GERMANY, "limit_by": 2401}, "limit_by", "2400"),
    # companies
    *(Row(f"company_link {link}", {"company_link": link}, AT_NORD) for link in LINKS),
    refused("another form of link is refused", {"company_link": "https://nordfjord.example"}, "company_link"),
    Row("company_name", {"company_name": "Nordfjord Software", "personas": [["M", ["marketing"], [], []]]}, ("Mark",)),
    Row(
        "a company that nobody is at finds nobody, and is named",
        {"company_name": "Nobody & Sons"},
        (),
        text=("No company is known as Nobody",),
    ),
    refused("exactly one of the three", {**NORD, "company_name": "Nordfjord Software"}, "company_id", "exactly one of"),
    refused("one of them is needed", {"personas": [["P", ["sales"]]]}, "company_id", "exactly one of"),
    refused("not with without_company", {**NORD, **EVERYWHERE}, "company_id"),
    Row(
        "without_company needs none",
        {**EVERYWHERE, "personas": [["T", ["CTO", "VP Sales"], ["VP", "Director"], []]]},
        ("Vera",),
    ),
    # filters
    *(Row(f"company_types {name}", {**EVERYWHERE, "company_types": [name]}) for name in TYPES),
    *(Row(f"company_headcounts {name}", {**EVERYWHERE, "company_headcounts": [name]}) for name in SIZES),
    Row("company_headcounts narrow", {**EVERYWHERE, "company_headcounts": ["10 000+"]}, ("Cora", "Egon")),
    Row("company_locations are headquarters", {**EVERYWHERE, "company_locations": ["France"]}, ("Carl",)),
    Row("exclude_names", {**GERMANY, "exclude_names": ["Vera Lindqvist"]}, ("Ida", "Otto")),
    Row("exclude_ids", {**GERMANY, "exclude_ids": ["ACwAASEEDVERAAAAA0123456789abcdefghijklm"]}, ("Ida", "Otto")),
    Row("filter_empty_vars", {**GERMANY, "filter_empty_vars": ["job_started_on", "profile_photo"]}, ("Vera",)),
    refused("another variable is refused", {**NORD, "filter_empty_vars": ["x"]}, "filter_empty_vars"),
    Row("group", {**EVERYWHERE, "group": [7307001]}, ("Mark",)),
    Row("groups is the same", {**EVERYWHERE, "groups": [7307001]}, ("Mark",)),
    Row("schools", {**EVERYWHERE, "schools": [820700001]}, ("Vera",)),
    Row("past_company_names", {**EVERYWHERE, "past_company_names": ["Solo Advice"]}, ("Cora",)),
    Row("years_in_company", {**EVERYWHERE, "years_in_company": [4]}, ("Cora",)),
    Row("years_in_position", {**EVERYWHERE, "years_in_position": [1]}, ("Ida", "Egon")),
    refused("there is no id 6", {**NORD, "years_in_company": [6]}, "years_in_company"),
    Row("changed_jobs", {**EVERYWHERE, "changed_jobs": True}, ("Egon",)),
    Row("a flag that is false asks nothing", {**GERMANY, "changed_jobs": False}, ("Vera", "Ida", "Otto")),
    Row("posted_on_linkedin", {**EVERYWHERE, "posted_on_linkedin": True}, ()),
    Row("mentioned_in_news", elsewhere="tests/dialects/test_twins.py::test_the_right_one_and_not_the_near_twin"),
    Row("lead_industries", {**EVERYWHERE, "lead_industries": ["Legal Services"]}, ("Nina", "Otto")),
    # addresses
    Row(
        "linkedin_filter_link of Sales Navigator",
        {"linkedin_filter_link": URL, "limit_by": 100},
        ("Vera", "Ida", "Otto"),
    ),
    Row("linkedin_filter_link of LinkedIn", {"linkedin_filter_link": REGULAR}, ("Carl",)),
    Row(
        "no other filter is needed beside it", {"linkedin_filter_link": URL, "limit_by": 2400}, ("Vera", "Ida", "Otto")
    ),
    refused("at most 2400 of it", {"linkedin_filter_link": URL, "limit_by": 2401}, "limit_by", "2400"),
    refused("it must be one that can be read", {"linkedin_filter_link": f"{URL}("}, "linkedin_filter_link"),
    Row("the key comes as Token", NORD, status=401, key="none"),
)
