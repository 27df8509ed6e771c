"""Pronto's page of its advanced search, sentence by sentence."""

import re
from datetime import timedelta

from dialects.page_rows import ANY, Row
from dialects.twins import TODAY

PATH = "/api/v2/leads/advanced_search/preview"
SEARCH = "/api/v2/leads/advanced_search"
HOW = "ask"
GERMANY = ("Vera", "Ida", "Otto")
GRAPH = (
    ("connections_of_profile", "https://www.linkedin.com/in/vera-lindqvist-7001"),
    ("relationship", ["S"]),
    ("follows_your_company", True),
    ("viewed_your_profile", True),
    ("with_shared_experiences", True),
    ("posted_on_linkedin", True),
    ("past_colleague", True),
)
NAME = re.compile(f"Lead search - API - ({TODAY:%d/%m/%Y}|{TODAY + timedelta(1):%d/%m/%Y}) [0-2][0-9]:[0-5][0-9]")
ASK = {"live": False}
HOOK = {"live": False, "webhook_url": "HOOK"}


def stored(says, filters, people, **more):
    """A preview of the people database."""
    return Row(says, {**ASK, **filters}, people, **more)


def hooked(says, body, people=None, **more):
    """A search with a webhook, to its end."""
    return Row(says, body, people, status=201, path=SEARCH, how="hook", **more)


def refused(says, filters, *text, status=422, path=PATH, base=ASK):
    return Row(says, {**base, **filters}, status=status, text=text, path=path, answer={"error": status})


ROWS = (
    # overview and requirements
    hooked(
        "it returns at once with a search record, and its address",
        {"job_titles": ["CEO"], "custom": {"hubspot_id": "134567"}},
        ("Nina",),
        answer={
            "created": {
                "message": {
                    "id": ANY,
                    "search_name": ANY,
                    "expected_profiles_count": 1,
                    "created_at": ANY,
                    "custom": ANY,
                },
                "search_url": re.compile(r"https://www\.linkedin\.com/sales/search/people\?query=.*CURRENT_TITLE.*"),
            }
        },
    ),
    Row("a live search needs an integration", {"keyword": "x", "webhook_url": "HOOK"}, status=401, path=SEARCH),
    refused("webhook_url is required", {"keyword": "x"}, "webhook_url is required", status=400, path=SEARCH),
    refused("it must be HTTPS", {"keyword": "x", "webhook_url": "http://a.example"}, status=400, path=SEARCH),
    refused("a filter or a keyword must be given", {}, "at least one filter", status=400, path=SEARCH, base=HOOK),
    refused("live is true or false", {"live": "no", "keyword": "x"}, "live"),
    Row("live is true by default", {"keyword": "x"}, status=401),
    *(refused(f"{field} exists only live", {field: value}, field) for field, value in GRAPH),
    refused("all that exist only live are named", dict(GRAPH), *(field for field, _ in GRAPH)),
    *(
        stored(
            f"{field} unset is not refused",
            {"job_titles": ["CEO"], field: None if field[0] in "cr" else False},
            ("Nina",),
        )
        for field, _ in GRAPH
    ),
    Row(
        "one request a second",
        elsewhere="tests/e2e/test_pronto.py::test_one_request_a_second_shared_by_search_and_preview",
    ),
    # options
    hooked(
        "name is Lead search - API - DD/MM/YYYY HH:MM by default",
        {"job_titles": ["CEO"]},
        answer={
            "created": {"search_name": NAME},
            "search": {"name": NAME},
        },
    ),
    hooked(
        "name is the one given",
        {"job_titles": ["CEO"], "name": "EU SaaS"},
        answer={"created": {"search_name": "EU SaaS"}},
    ),
    stored("keyword is a free text", {"keyword": "cybersecurity"}, ("Carl",)),
    stored(
        "a keyword's spelling is corrected",
        {"keyword": "cybersecurty"},
        ("Carl",),
        answer={"corrections": [{"word": "cybersecurty", "corrected": "cybersecurity"}]},
    ),
    hooked(
        "limit caps the leads, not the estimate",
        {"included_locations": ["101282230"], "limit": 2},
        answer={"created": {"expected_profiles_count": 3}, "search": {"leads_count": 2}},
    ),
    hooked(
        "limit is at most MAX_RESULTS_COUNT, here 5",
        {"excluded_job_titles": ["harbour pilot"], "limit": 500},
        answer={"created": {"expected_profiles_count": 8}, "search": {"leads_count": 5}},
    ),
    hooked(
        "without a limit it is what was estimated",
        {"included_locations": ["101282230"]},
        answer={"search": {"leads_count": 3}},
    ),
    refused("limit is 1 or more", {"keyword": "x", "limit": 0}, "limit", path=SEARCH, base=HOOK),
    hooked(
        "without streaming all leads come at the end",
        {"included_locations": ["101282230"]},
        GERMANY,
        answer={"calls": [{"search": {"status": "FINISHED"}}]},
    ),
    hooked(
        "streaming sends leads as they are found; custom comes back in every payload",
        {"included_locations": ["101282230"], "streaming": True, "custom": {"crm": "A-17"}},
        GERMANY,
        calls=2,
        answer={
            "calls": [
                {"search": {"status": "ONGOING"}, "custom": {"crm": "A-17"}},
                {"search": {"status": "FINISHED"}, "custom": {"crm": "A-17"}, "leads": []},
            ]
        },
    ),
    hooked(
        "without custom it is null",
        {"job_titles": ["CEO"]},
        answer={"created": {"custom": None}, "calls": [{"custom": None}]},
    ),
    refused("streaming is true or false", {"keyword": "x", "streaming": "yes"}, "streaming", path=SEARCH, base=HOOK),
    hooked(
        "scale leaves out connections and headline, and links by the user id",
        {"job_titles": ["VP of Sales"], "scale": True},
        without=("lk_headline", "lk_connections_count"),
        answer={
            "calls": [
                {
                    "leads": [
                        {"lead": {"linkedin_profile_url": re.compile(r"https://www.linkedin.com/in/ACwAASEEDVERA.*")}}
                    ]
                }
            ]
        },
    ),
    hooked(
        "scale is false by default",
        {"job_titles": ["VP of Sales"]},
        answer={
            "calls": [
                {
                    "leads": [
                        {
                            "lead": {
                                "lk_connections_count": 710,
                                "lk_headline": "I lead sales",
                                "linkedin_profile_url": "https://www.linkedin.com/in/vera-lindqvist-7001",
                            }
                        }
                    ]
                }
            ]
        },
    ),
    # titles
    stored("job_titles are current titles", {"job_titles": ["VP of Sales"]}, ("Vera",)),
    stored(
        "excluded_job_titles", {"included_locations": ["101282230"], "excluded_job_titles": ["Lawyer"]}, ("Vera", "Ida")
    ),
    stored("past_titles", {"past_titles": ["Account Executive"]}, ("Vera",)),
    stored(
        "excluded_past_titles",
        {"included_locations": [101282230], "excluded_past_titles": ["Account Executive"]},
        ("Ida", "Otto"),
    ),
    # places and industries
    stored("included_locations are geoRegion ids", {"included_locations": ["105015875"]}, ("Carl", "Mark")),
    stored(
        "excluded_locations",
        {"included_companies": ["900700001"], "excluded_locations": ["101282230"]},
        ("Mark",),
    ),
    refused("a name in a field of ids is answered with its id", {"included_locations": ["Germany"]}, "101282230"),
    stored("included_industries are LinkedIn's ids", {"included_industries": ["6"]}, ("Carl", "Vera", "Ida", "Mark")),
    stored("43 is Financial Services", {"included_industries": ["43"]}, ("Cora", "Egon")),
    stored("excluded_industries", {"included_locations": ["101282230"], "excluded_industries": ["4"]}, ("Otto",)),
    # companies
    stored("a company as text", {"included_companies": ["900700002"]}, ("Carl",)),
    stored("a company as a whole number", {"included_companies": [900700002]}, ("Carl",)),
    stored("a company as an object with an id", {"included_companies": [{"id": "900700002"}]}, ("Carl",)),
    refused("other shapes are refused", {"included_companies": [{"name": "x"}]}, "included_companies[0]"),
    refused("an object without an id is refused", {"included_companies": ["1441", {}]}, "included_companies[1]"),
    refused("null in a list is refused", {"included_companies": [None]}, "included_companies[0]"),
    stored(
        "excluded_companies", {"included_locations": [101282230], "excluded_companies": [{"id": 900700001}]}, ("Otto",)
    ),
    stored("past_companies", {"past_companies": [{"id": "900700004"}]}, ("Cora",)),
    stored("company_headquarters is the company's region", {"company_headquarters": ["105015875"]}, ("Carl",)),
    # function, seniority, tenure
    stored(
        "functions are alternatives",
        {"functions": ["25", "14"], "included_locations": [101282230]},
        ("Vera", "Ida", "Otto"),
    ),
    refused("an unknown function is named, with the valid ones", {"functions": ["27"]}, "27", "valid: 1, 2, 3"),
    stored("seniority_levels", {"seniority_levels": ["300"]}, ("Vera",)),
    stored("310 is CXO", {"seniority_levels": ["310"]}, ("Carl", "Nina")),
    stored("100 is In Training", {"seniority_levels": ["100"]}, ("Ida",)),
    refused("an unknown seniority is refused", {"seniority_levels": ["301"]}, "301"),
    stored("years_of_experience", {"years_of_experience": ["5"], "included_locations": ["105015875"]}, ("Carl",)),
    stored("years_at_current_company", {"years_at_current_company": ["4"]}, ("Cora",)),
    stored("years_in_current_position", {"years_in_current_position": ["2", "3"]}, ("Vera", "Mark")),
    stored("buckets 6 to 8 are reserved", {"years_in_current_position": ["6", "7", "8"]}, ()),
    refused("there is no bucket 9", {"years_in_current_position": ["9"]}, "9"),
    # size and type
    stored("company_size", {"company_size": ["201-500"]}, ("Carl",)),
    stored("en-dashes are hyphens", {"company_size": ["51\u2013200"], "included_locations": [105015875]}, ("Mark",)),
    refused("an unknown size is refused", {"company_size": ["1-11"]}, "1-11"),
    stored("company_type C is Public Company", {"company_type": ["C"]}, ("Carl",)),
    stored("N is Non-Profit", {"company_type": ["N"]}, ("Cora", "Egon")),
    stored("X is Self-Owned", {"company_type": ["X"]}, ("Nina", "Otto")),
    refused("an unknown type is refused", {"company_type": ["Z"]}, "Z"),
    # lists and signals
    stored("included_account_lists", {"included_account_lists": ["ACCOUNTS"]}, ("Vera", "Ida", "Mark")),
    stored(
        "excluded_account_lists", {"included_locations": [101282230], "excluded_account_lists": ["ACCOUNTS"]}, ("Otto",)
    ),
    stored("included_lead_lists", {"included_lead_lists": ["LEADS"]}, ("Vera",)),
    stored(
        "excluded_lead_lists",
        {"included_account_lists": ["ACCOUNTS"], "excluded_lead_lists": ["LEADS"]},
        ("Ida", "Mark"),
    ),
    stored("recently_changed_jobs takes RPC", {"recently_changed_jobs": ["RPC"]}, ("Egon",)),
    refused("and nothing else", {"recently_changed_jobs": ["RPX"]}, "RPX"),
    refused(
        "connections_of_profile takes a profile's address",
        {"connections_of_profile": "https://www.linkedin.com/company/x", "live": True},
        "connections_of_profile",
    ),
    *(
        Row(
            f"connections_of_profile takes {form}",
            {"live": True, "connections_of_profile": address},
            status=401,
            text=("integration",),
        )
        for form, address in (
            ("/in/<handle>", "https://www.linkedin.com/in/vera-lindqvist-7001"),
            ("/in/<urn>", "https://www.linkedin.com/in/ACwAASEEDVERAAAAA0123456789abcdefghijklm"),
            ("/sales/lead/<id>", "https://www.linkedin.com/sales/lead/ACwAASEEDVERAAAAA0123456789abcdefghijklm"),
        )
    ),
    refused("relationship takes F, S, O and A", {"relationship": ["X"], "live": True}, "F, S, O, A"),
    refused("a signal is true or false", {"past_colleague": "yes"}, "past_colleague"),
    # errors
    Row("a key is needed", {**ASK, "keyword": "x"}, status=401, key="none", answer={"error": 401}),
    Row("a wrong key is a 401", {**ASK, "keyword": "x"}, status=401, key="wrong", answer={"error": 401}),
    Row("a key for another door is a 403", HOOK, status=403, key="preview", path=SEARCH, answer={"error": 403}),
    Row(
        "who cannot pay is told so before anything is made",
        {**HOOK, "job_titles": ["CEO"]},
        status=422,
        key="poor",
        path=SEARCH,
        text=("nsufficient credits",),
    ),
    refused("an unknown field is named", {"job_title": ["x"]}, "job_title", "did you mean job_titles"),
)
