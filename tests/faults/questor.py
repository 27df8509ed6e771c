"""What Questor's callers run into."""

from faults import BROKEN, LARGE, NOTHING, Case

SEARCH = "POST /search-leads"
STATUS = "GET /check-search-status"
URL = "https://www.linkedin.com/sales/search/people?query=x"
TENURES = {"years_of_experience": ["1 to 2 years"], "year_of_experience": ["3 to 5 years"]}

CASES = {
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
    "unknown_value": Case(SEARCH, {"functions": ["Salez"]}, 400, "functions", "Salez is not known; did you mean Sales"),
    "insufficient_credits": Case(
        SEARCH, {"keywords": "x"}, 402, told="not enough credits", says="insufficient_credits", key="poor"
    ),
    "too_many_requests": Case(
        f"{STATUS}?request_id=000", None, 429, told="more than 1 ", says="rate_limit_exceeded", on="strained"
    ),
    "no_filter": Case(SEARCH, {"limit": 5}, 400, told="at least one filter"),
    "either": Case(SEARCH, {"url": URL, "keywords": "x"}, 400, "url", "filters or a url, not both"),
    "missing_body": Case(SEARCH, {}, 400, told="the request is empty", says="payload_is_empty"),
    "not_available": Case(SEARCH, {"url": URL}, 400, "url", "is not available yet"),
    "id_needed": Case(SEARCH, {"geo_codes": ["Germany"]}, 400, "geo_codes", "did you mean 101282230 (Germany)?"),
    "two_names": Case(SEARCH, TENURES, 400, "years_of_experience", "and year_of_experience are the same field"),
    "unknown_list": Case(SEARCH, {"account_lists": [10999999]}, 400, "account_lists", "10999999 is not a list"),
    "more_faults": Case(SEARCH, {"past_company_names": NOTHING}, 400, "past_company_names", "10 more values are wrong"),
    "internal": Case(SEARCH, {"keywords": "x"}, 500, told="Internal error occurred", says="error", on="damaged"),
}

CANNOT = {
    "text_needed": "it has no suggestions",
    "no_payload": "it calls no webhook",
    "search_over": "a search cannot be changed",
    "empty_list": "[] is not set",
    "too_many_personas": "it has no personas",
    "too_many_words": "it has no personas",
    "not_in_request": "it has no strict",
    "company_needed": "companies are ordinary filters",
    "invalid_cursor": "pages have numbers",
    "needs_graph": "it has no word for a filter of the graph",
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
    "nobody": "it shows nobody alone",
    "not_ready": "a search waits for the index",
}
