"""Questor's page of search-leads, sentence by sentence."""

import re

from dialects.page_rows import ANY, Row

PATH = "/search-leads"
HOW = "search"
NOBODY = {"title_keywords": ["harbour pilot"]}
URL = "https://www.linkedin.com/sales/search/people?query=(filters:List((type:REGION,values:List((id:101282230)))))"
TOLD = "Use this request_id to check your search with 'Check Search Status' endpoint"
EXAMPLE = {
    "geo_codes": [103644278],
    "title_keywords": ["CEO", "Founder"],
    "current_company_names": ["Google", "Microsoft"],
    "limit": 25,
}
GERMANY = ("Vera", "Ida", "Otto")

ROWS = (
    Row(
        "the search is a job: the answer has a request_id to follow it",
        NOBODY,
        answer={"message": TOLD, "request_id": re.compile("[0-9a-f]{32}")},
        how="ask",
    ),
    Row(
        "a search costs 50 credits, also with 0 results",
        NOBODY,
        status=402,
        key="poor",
        answer={"message": "insufficient_credits"},
    ),
    Row("status is free", NOBODY, people=(), answer={"costs": {"status": 0, "results": 0}}),
    Row("each result costs half a credit", {"geo_codes": [101282230]}, GERMANY, answer={"costs": {"results": 1.5}}),
    Row("status tells how far it is", NOBODY, answer={"status": {"status": "done", "total_count": 0}}),
    Row(
        "total_count is of everybody who matches, whatever the limit",
        {"geo_codes": [101282230], "limit": 1},
        answer={"status": {"total_count": 3, "employees_scraped_so_far": 1}},
    ),
    Row("results come when it is done", {"geo_codes": [105015875]}, ("Carl", "Mark")),
    Row("title_keywords searches job titles", {"title_keywords": ["CEO"]}, ("Nina",)),
    Row("several titles are alternatives", {"title_keywords": ["CEO", "Lawyer"]}, ("Nina", "Otto")),
    Row("title_keywords_exclude", {"geo_codes": [101282230], "title_keywords_exclude": ["Lawyer"]}, ("Vera", "Ida")),
    Row("current_company_names", {"current_company_names": ["Baymoor Cloud"]}, ("Carl",)),
    Row("current_company_ids", {"current_company_ids": [900700003]}, ("Cora", "Egon")),
    Row(
        "current_company_ids_exclude",
        {"geo_codes": [101282230], "current_company_ids_exclude": ["900700001"]},
        ("Otto",),
    ),
    Row("past_company_names", {"past_company_names": ["Solo Advice"]}, ("Cora",)),
    Row("past_company_ids", {"past_company_ids": [900700001]}, ("Egon",)),
    Row(
        "past_company_ids_exclude", {"geo_codes": [101282230], "past_company_ids_exclude": [900700002]}, ("Ida", "Otto")
    ),
    Row("geo_codes", {"geo_codes": ["90009659", 105015875]}, ("Carl", "Mark")),
    Row("geo_codes_exclude", {"current_company_ids": [900700001], "geo_codes_exclude": [101282230]}, ("Mark",)),
    Row("industry_codes", {"industry_codes": [43]}, ("Cora", "Egon")),
    Row("industry_codes_exclude", {"geo_codes": [101282230], "industry_codes_exclude": [4]}, ("Otto",)),
    Row("school_ids", {"school_ids": [820700001]}, ("Vera",)),
    Row("school_ids_exclude", {"geo_codes": [101282230], "school_ids_exclude": ["820700001"]}, ("Ida", "Otto")),
    Row("keywords is a text", {"keywords": "cybersecurity"}, ("Carl",)),
    Row("keywords as a list is refused", {"keywords": ["x"]}, status=400, answer={"parameter": "keywords"}),
    Row("limit is the most results", {"geo_codes": [101282230], "limit": 1}, answer={"status": {"results_found": 1}}),
    Row("limit is 25 by default", NOBODY, answer={"status": {"limit": 25}}),
    Row("limit can be 2500", {**NOBODY, "limit": 2500}, answer={"status": {"limit": 2500}}),
    Row("limit cannot be 2501", {**NOBODY, "limit": 2501}, status=400, answer={"message": "limit_out_of_range"}),
    Row("limit cannot be 0", {**NOBODY, "limit": 0}, status=400, answer={"message": "limit_out_of_range"}),
    Row("limit is a whole number", {**NOBODY, "limit": "25"}, status=400, answer={"parameter": "limit"}),
    Row("limit null is not sent", {**NOBODY, "limit": None}, answer={"status": {"limit": 25}}),
    Row("a Sales Navigator URL instead of filters", {"url": URL}, GERMANY),
    Row("a URL with a limit", {"url": URL, "limit": 2}, answer={"status": {"limit": 2, "results_found": 2}}),
    Row("filters or a URL, not both", {"url": URL, **NOBODY}, status=400, answer={"parameter": "url"}),
    Row("one of the two is needed", {}, status=400, answer={"message": "payload_is_empty"}),
    Row("a limit alone is neither", {"limit": 5}, status=400, answer={"message": "invalid_parameter"}),
    Row("the Python and Node examples", EXAMPLE, (), answer={"created": {"message": TOLD}}),
    Row("the cURL example has its path twice", EXAMPLE, (), path="/search-leads/search-leads"),
    Row("status shows the parameters as sent", EXAMPLE, answer={"status": {"search_params": EXAMPLE}}),
    Row("the key is sent as x-rapidapi-key", NOBODY, status=401, key="none", text=("x-rapidapi-key",)),
    Row("invalid parameters are a 400", {"geo_codes": "x"}, status=400, answer={"message": "invalid_parameter"}),
    Row(
        "too many requests are a 429",
        elsewhere="tests/e2e/test_questor.py::test_sixty_searches_and_look_ups_a_minute",
    ),
    Row("our faults are a 500", elsewhere="tests/e2e/test_errors.py::test_a_row_is_told_in_the_shape_of_the_dialect"),
    Row(
        "a row has ids as text, both names, region, company, title, summary and link",
        {"title_keywords": ["VP of Sales"]},
        ("Vera",),
        answer={
            "results": {
                "page": 1,
                "message": "Showing 1 of 1 pages",
                "data": [
                    {
                        "profile_id": ANY,
                        "first": "Vera",
                        "last": "Lindqvist",
                        "region": "Berlin, Germany",
                        "company_id": "900700001",
                        "company_name": "Nordfjord Software",
                        "title": "VP of Sales",
                        "summary": "",
                        "sn_url": re.compile(r"https://www.linkedin.com/sales/people/[^,]+,NAME_SEARCH,\w+"),
                    }
                ],
            }
        },
    ),
)
