"""What Questor's callers run into."""

from faults import BROKEN, LARGE, NOTHING, Case

SEARCH = "POST /search-leads"
STATUS = "GET /check-search-status"
GEOCODE = "GET /find-geocode-by-location"
URL = "https://www.linkedin.com/sales/search/people?keywords=x"
TENURES = {"years_of_experience": ["1 to 2 years"], "year_of_experience": ["3 to 5 years"]}

PEOPLE = "https://www.linkedin.com/sales/search/people"

CASES = {
    "nobody": Case(
        "GET /get-personal-profile?linkedin_url=https://www.linkedin.com/in/nobody-at-all",
        None,
        404,
        told="no person matches https://www.linkedin.com/in/nobody-at-all",
        says="not_found",
    ),
    "no_data": Case(
        "POST /search-companies",
        {"hiring_on_linkedin": True},
        400,
        "hiring_on_linkedin",
        "is not available from this server, which does not have growth",
    ),
    "malformed_json": Case(SEARCH, BROKEN, 400, told="position 1"),
    "missing_key": Case(SEARCH, {}, 401, told="x-rapidapi-key: <key>", says="unauthorized", key="none"),
    "wrong_key": Case(SEARCH, {}, 401, told="not known", says="unauthorized", key="nonsense"),
    "revoked_key": Case(SEARCH, {}, 401, told="revoked", says="unauthorized", key="revoked"),
    "forbidden": Case(SEARCH, {}, 403, told="may not use this endpoint", says="forbidden", key="preview"),
    "not_found": Case("GET /search-leads/x", None, 404, told="GET /search-leads/x", says="not_found"),
    "no_search": Case(f"{STATUS}?request_id=000", None, 404, told="no search 000", says="not_found"),
    "method_not_allowed": Case("DELETE /search-leads", None, 405, told="use POST", says="method_not_allowed"),
    "body_too_large": Case(SEARCH, LARGE, 413, told="1000000 bytes", says="payload_too_large"),
    "unknown_field": Case(SEARCH, {"keyword": "x"}, 400, "keyword", "did you mean keywords?"),
    "wrong_type": Case(SEARCH, {"geo_codes": 101282230}, 400, "geo_codes", "101282230 is not a list"),
    "missing_field": Case(STATUS, None, 400, "request_id", "is required"),
    "empty_value": Case(SEARCH, {"title_keywords": [" "]}, 400, "title_keywords", "is empty"),
    "too_long": Case(SEARCH, {"keywords": "x" * 1001}, 400, "keywords", "longer than 1000 characters"),
    "too_many": Case(SEARCH, {"geo_codes": [1, 2, 3, 4, 5, 6]}, 400, "geo_codes", "more than 5 values"),
    "out_of_range": Case(SEARCH, {"keywords": "x", "limit": 0}, 400, "limit", "0 is out", "limit_out_of_range"),
    "no_words": Case(SEARCH, {"keywords": "?!"}, 400, "keywords", "?! has no word"),
    "bad_expression": Case(SEARCH, {"keywords": "en*"}, 400, "keywords", "after at least 3 letters of it"),
    "unknown_value": Case(SEARCH, {"functions": ["Salez"]}, 400, "functions", "Salez is not known; did you mean Sales"),
    "insufficient_credits": Case(
        SEARCH, {"keywords": "x"}, 402, told="insufficient credits", says="insufficient_credits", key="poor"
    ),
    "too_many_requests": Case(
        f"{GEOCODE}?location=Qqqqq", None, 429, told="more than 1 ", says="rate_limit_exceeded", on="strained"
    ),
    "unknown_numbers": Case(
        SEARCH, {"geo_codes": [999999991]}, 400, "geo_codes", "nobody in the database has 999999991"
    ),
    "no_filter": Case(SEARCH, {"limit": 5}, 400, told="at least one filter"),
    "either": Case(SEARCH, {"url": URL, "keywords": "x"}, 400, "url", "filters or a url, not both"),
    "missing_body": Case(SEARCH, {}, 400, told="the request is empty", says="payload_is_empty"),
    "bad_address": Case(SEARCH, {"url": f"{PEOPLE}?query=(filters:cList())"}, 400, "url", "after 60 characters"),
    "account_search": Case(
        SEARCH,
        {"url": "https://www.linkedin.com/sales/search/company?query=(keywords:x)"},
        400,
        "url",
        "searches for companies",
    ),
    "saved_search": Case(SEARCH, {"url": f"{PEOPLE}?savedSearchId=7"}, 400, "url", "saved search 7"),
    "no_filter_in_address": Case(SEARCH, {"url": f"{PEOPLE}?query=(filters:List())"}, 400, "url", "has no filter"),
    "unread_part": Case(
        SEARCH,
        {"url": f"{PEOPLE}?query=(filters:List((type:PERSONA,values:List((id:7)))))"},
        400,
        "url",
        "PERSONA 7: there is no filter for it",
    ),
    "needs_graph": Case(SEARCH, {"url": f"{PEOPLE}?relationship=S"}, 400, "url", "needs the live source"),
    "id_needed": Case(SEARCH, {"geo_codes": ["Germany"]}, 400, "geo_codes", "did you mean 101282230 (Germany)?"),
    "two_names": Case(SEARCH, TENURES, 400, "years_of_experience", "and year_of_experience are the same field"),
    "unknown_list": Case(SEARCH, {"account_lists": [10999999]}, 400, "account_lists", "10999999 is not a list"),
    "no_company": Case(
        "GET /get-company-by-url?linkedin_url=linkedin.com/company/nowhere",
        None,
        404,
        told="no company is known as",
        says="not_found",
    ),
    "more_faults": Case(SEARCH, {"past_company_names": NOTHING}, 400, "past_company_names", "10 more values are wrong"),
    "internal": Case(SEARCH, {"keywords": "x"}, 500, told="Internal error occurred", says="error", on="damaged"),
}

CANNOT = {
    "not_available_here": "every path that it documents is answered",
    "bad_credential": "sources are connected natively",
    "no_integration_here": "sources are connected natively",
    "no_such_source": "it names no source",
    "text_needed": "it has no suggestions",
    "no_payload": "it calls no webhook",
    "search_over": "a search cannot be changed",
    "empty_list": "[] is not set",
    "too_many_personas": "it has no personas",
    "too_many_words": "it has no personas",
    "not_in_request": "it has no strict",
    "several_meant": "places are numbers",
    "company_needed": "companies are ordinary filters",
    "invalid_cursor": "pages have numbers",
    "in_address_too": "filters do not stand beside an address",
    "too_many_at_once": "it limits requests a minute",
    "no_webhook": "it calls no webhook",
    "too_large": "no field holds what anybody likes",
    "too_many_kept": "it keeps no lists",
    "bad_webhook_url": "it calls no webhook",
    "no_list": "it keeps no lists",
    "too_many_members": "it keeps no lists",
    "no_member": "it keeps no lists",
    "not_supported": "it has one endpoint",
    "one_of": "companies are lists that add up",
    "bad_link": "companies are ids and names",
    "bad_persona": "it has no personas",
    "live_only": "it has no live",
    "no_integration": "it has no live",
    "not_ready": "a search waits for the index",
}
