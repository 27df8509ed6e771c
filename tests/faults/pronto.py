"""What Pronto's callers run into."""

from faults import BROKEN, LARGE, NOTHING, Case

SEARCH = "POST /api/v2/leads/advanced_search"
PREVIEW = f"{SEARCH}/preview"
ASKED = {"live": False, "job_titles": ["director"]}
HOOK = {**ASKED, "webhook_url": "https://hooks.example/x"}

PEOPLE = "https://www.linkedin.com/sales/search/people"
LEADS = "POST /api/v2/leads"
AT_COMPANY = "POST /api/v2/leads/search"

CASES = {
    "nobody": Case(
        "POST /api/v2/leads/single_enrich",
        {"linkedin_url": "https://www.linkedin.com/in/nobody-at-all"},
        404,
        told="no person matches https://www.linkedin.com/in/nobody-at-all",
    ),
    "not_available_here": Case(
        "POST /api/v2/contacts/single_enrich", {}, 422, told="/api/v2/contacts/single_enrich is not available from"
    ),
    "no_data": Case(
        "POST /api/v2/accounts/search/preview",
        {"keyword": "nordwind", "min_revenue": 5},
        422,
        "min_revenue",
        "is not available from this server, which does not have growth",
    ),
    "malformed_json": Case(PREVIEW, BROKEN, 400, told="position 1"),
    "missing_key": Case(PREVIEW, ASKED, 401, told="X-API-KEY: <key>", key="none"),
    "wrong_key": Case(PREVIEW, ASKED, 401, told="not known", key="nonsense"),
    "revoked_key": Case(PREVIEW, ASKED, 401, told="revoked", key="revoked"),
    "forbidden": Case(SEARCH, HOOK, 403, told="may not use this endpoint", key="preview"),
    "not_found": Case("GET /api/v2/nothing", None, 404, told="GET /api/v2/nothing"),
    "no_search": Case("GET /api/v2/searches/000", None, 404, told="no search 000"),
    "method_not_allowed": Case("DELETE /api/v2/leads/advanced_search", None, 405, told="use POST"),
    "body_too_large": Case(PREVIEW, LARGE, 413, told="1000000 bytes"),
    "unknown_field": Case(PREVIEW, {**ASKED, "keywor": "x"}, 422, "keywor", "did you mean keyword?"),
    "wrong_type": Case(PREVIEW, {"live": "no", "keyword": "x"}, 422, "live", "no is not true or false"),
    "missing_field": Case("POST /api/v2/locations", {}, 422, "name", "is required"),
    "empty_value": Case(PREVIEW, {"live": False, "past_companies": [{"id": ""}]}, 422, "past_companies[0]", "is empty"),
    "too_long": Case(PREVIEW, {**ASKED, "keyword": "x" * 1001}, 422, "keyword", "longer than 1000 characters"),
    "too_many": Case(PREVIEW, {"job_titles": ["x"] * 10_001}, 422, "job_titles", "more than 10000 values"),
    "out_of_range": Case(SEARCH, {**HOOK, "limit": 0}, 422, "limit", "0 is out of range"),
    "no_words": Case(PREVIEW, {"keyword": "?!"}, 422, "keyword", "?! has no word"),
    "bad_expression": Case(PREVIEW, {"keyword": "title:CEO"}, 422, "keyword", "from character 1 on: title: is no part"),
    "unknown_value": Case(PREVIEW, {"functions": ["27"]}, 422, "functions[0]", "27 is not known; valid: 1, 2, 3"),
    "insufficient_credits": Case(
        AT_COMPANY,
        {"live": False, "company_linkedin_id": "21828", "job_titles": ["*"]},
        422,
        told="Insufficient credits",
        key="poor",
    ),
    "too_many_requests": Case(PREVIEW, ASKED, 429, told="more than 1 requests in 1 s", on="strained"),
    "bad_address": Case(
        LEADS,
        {"live": False, "name": "n", "search_url": f"{PEOPLE}?query=(filters:cList())"},
        422,
        "search_url",
        "after 60 characters",
    ),
    "account_search": Case(
        LEADS,
        {"live": False, "name": "n", "search_url": "https://www.linkedin.com/sales/search/company?query=(keywords:x)"},
        422,
        "search_url",
        "searches for companies",
    ),
    "saved_search": Case(
        LEADS,
        {"live": False, "name": "n", "search_url": f"{PEOPLE}?savedSearchId=7"},
        422,
        "search_url",
        "saved search 7",
    ),
    "no_filter_in_address": Case(
        LEADS,
        {"live": False, "name": "n", "search_url": f"{PEOPLE}?query=(filters:List())"},
        422,
        "search_url",
        "has no filter",
    ),
    "unread_part": Case(
        LEADS,
        {
            "live": False,
            "name": "n",
            "search_url": f"{PEOPLE}?query=(filters:List((type:PERSONA,values:List((id:7)))))",
        },
        422,
        "search_url",
        "PERSONA 7: there is no filter for it",
    ),
    "needs_graph": Case(
        LEADS,
        {"live": False, "name": "n", "search_url": f"{PEOPLE}?relationship=S"},
        422,
        "search_url[RELATIONSHIP]",
        "needs the live source",
    ),
    "one_of": Case(AT_COMPANY, {"live": False}, 422, "company_linkedin_id", "exactly one of company_linkedin_id"),
    "bad_link": Case(AT_COMPANY, {"company_linkedin_url": "x"}, 422, "company_linkedin_url", "x is not a company"),
    "two_names": Case(
        AT_COMPANY, {"seniority": ["310"], "seniority_levels": ["300"]}, 422, "seniority_levels", "are the same field"
    ),
    "no_filter": Case(PREVIEW, {"live": False}, 400, told="at least one filter"),
    "no_webhook": Case(SEARCH, ASKED, 400, "webhook_url", "is required"),
    "too_large": Case(SEARCH, {**HOOK, "custom": {"x": "x" * 17_000}}, 422, "custom", "larger than 16384 bytes"),
    "too_many_kept": Case("POST /api/v2/lists", {"name": "one more"}, 422, "lists", "at most 1000 lists", key="full"),
    "bad_webhook_url": Case(
        SEARCH, {**HOOK, "webhook_url": "http://a.example"}, 400, "webhook_url", "http://a.example is not"
    ),
    "no_list": Case("GET /api/v2/lists/0", None, 404, told="no list 0"),
    "unknown_list": Case(
        PREVIEW, {"live": False, "included_account_lists": [0]}, 422, "included_account_lists", "0 is not a list of"
    ),
    "too_many_members": Case(
        "PUT /api/v2/lists/{list}", {"companies": [{"id": 1}]}, 422, told="at most 100000 members", key="full"
    ),
    "no_member": Case("POST /api/v2/lists", {"name": "l", "leads": [{"full_name": "X"}]}, 422, "leads[0]", "nothing"),
    "id_needed": Case(
        PREVIEW, {"included_locations": ["Germany"]}, 422, "included_locations[0]", "did you mean 101282230 (Germany)?"
    ),
    "live_only": Case(PREVIEW, {**ASKED, "past_colleague": True}, 422, "past_colleague", "only in LinkedIn's graph"),
    "no_integration": Case(PREVIEW, {**ASKED, "live": True}, 401, told="pass live: false"),
    "more_faults": Case(PREVIEW, {"job_titles": NOTHING}, 422, "job_titles[0]", "and 10 more values are wrong"),
    "internal": Case(PREVIEW, ASKED, 500, told="it is logged", on="damaged"),
    "not_ready": Case(PREVIEW, ASKED, 503, told="the index is being built", on="unindexed"),
}

CANNOT = {
    "unknown_numbers": "the answer has a warning",
    "bad_credential": "sources are connected natively",
    "no_integration_here": "sources are connected natively",
    "no_such_source": "it names no source",
    "in_address_too": "filters do not stand beside an address",
    "text_needed": "it has no suggestions",
    "no_payload": "payloads cannot be sent again by their number",
    "search_over": "a search can be deleted, not changed",
    "empty_list": "[] is not set",
    "too_many_personas": "a search has no personas",
    "too_many_words": "a search has no personas",
    "not_in_request": "it has no strict",
    "several_meant": "places are numbers",
    "company_needed": "companies are ordinary filters",
    "invalid_cursor": "pages have offsets",
    "too_many_at_once": "it limits requests a second",
    "either": "no two fields exclude each other",
    "missing_body": "no_filter says so",
    "not_supported": "live_only says so",
    "bad_persona": "a search has no personas",
    "no_company": "it shows no company alone",
}
