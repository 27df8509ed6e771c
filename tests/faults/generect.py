"""What Generect's callers run into."""

from faults import BROKEN, LARGE, NOTHING, Case

DATABASE = "POST /api/v1/search/database/leads/"
COUNT = f"{DATABASE}count/"
BY_ICP = "POST /api/linkedin/leads/by_icp/"
PERSONA = ["p", ["x"] * 300]

PEOPLE = "https://www.linkedin.com/sales/search/people"

CASES = {
    "bad_webhook_url": Case(
        "POST /api/v1/webhooks/",
        {"url": "ftp://x", "events": ["enrich.lead.bulk.completed"]},
        400,
        "url",
        "ftp://x is not",
    ),
    "no_search": Case("GET /api/v1/enrich/leads/bulk/000/", None, 404, told="Job not found."),
    "missing_field": Case("POST /api/linkedin/leads/by_link/", {}, 400, "url", "is required"),
    "empty_list": Case("POST /api/v1/enrich/database/leads/bulk/", {"leads": []}, 400, "leads", "is an empty list"),
    "not_available_here": Case("POST /api/v1/email/find/", {}, 400, told="/api/v1/email/find/ is not available from"),
    "no_data": Case(
        "POST /api/linkedin/leads/by_link/",
        {"url": "https://www.linkedin.com/in/somebody", "posts": True},
        400,
        "posts",
        "is not available from this server, which does not have what people post",
    ),
    "malformed_json": Case(DATABASE, BROKEN, 400, told="position 1"),
    "missing_key": Case(DATABASE, {}, 401, told="Authentication credentials were not provided.", key="none"),
    "wrong_key": Case(DATABASE, {}, 401, told="Invalid token.", key="nonsense"),
    "revoked_key": Case(DATABASE, {}, 401, told="Invalid token.", key="revoked"),
    "forbidden": Case(DATABASE, {}, 403, told="You do not have permission to perform this action.", key="preview"),
    "not_found": Case("GET /api/v1/nothing/", None, 404, told="Not found."),
    "method_not_allowed": Case("DELETE /api/linkedin/leads/by_icp/", None, 405, told="Method not allowed."),
    "body_too_large": Case(DATABASE, LARGE, 413, told="Request body is too large."),
    "unknown_field": Case(DATABASE, {"job_titels": ["x"]}, 400, "job_titels", "Did you mean job_titles?"),
    "wrong_type": Case(DATABASE, {"job_titles": "CEO"}, 400, "job_titles", "CEO is not a list"),
    "empty_value": Case(DATABASE, {"job_titles": [" "]}, 400, "job_titles", "is empty"),
    "too_long": Case(DATABASE, {"job_titles": ["x" * 1001]}, 400, "job_titles", "longer than 1000 characters"),
    "too_many": Case(DATABASE, {"job_titles": ["x"] * 10_001}, 400, "job_titles", "more than 10000 values"),
    "too_many_personas": Case(DATABASE, {"personas": [["p", []]] * 51}, 400, "personas", "more than 50"),
    "too_many_words": Case(DATABASE, {"personas": [PERSONA] * 7}, 400, "personas", "more than 2000 words"),
    "out_of_range": Case(DATABASE, {"job_titles": ["x"], "limit_by": 2401}, 400, "limit_by", "2401 is out of range"),
    "no_words": Case(DATABASE, {"job_titles": ["?!"]}, 400, "job_titles", "?! has no word"),
    "bad_expression": Case(DATABASE, {"job_titles": ["CEO NOT"]}, 400, "job_titles", "from character 5 on"),
    "several_meant": Case(DATABASE, {"locations": ["Halle"]}, 400, "locations", "several places are called Halle"),
    "unknown_value": Case(
        DATABASE, {"company_headcounts": [999]}, 400, "company_headcounts", "name=999 does not exist"
    ),
    "not_in_request": Case(DATABASE, {"strict": ["job_titles"]}, 400, "strict", "job_titles is not a filter"),
    "insufficient_credits": Case(
        DATABASE, {"job_titles": ["director"]}, 402, told="Insufficient funds in the account.", key="poor"
    ),
    "too_many_at_once": Case(DATABASE, {"job_titles": ["x"]}, 429, told="Request was throttled.", on="strained"),
    "no_filter": Case(DATABASE, {}, 400, told="at least one filter"),
    "bad_address": Case(
        BY_ICP,
        {"linkedin_filter_link": f"{PEOPLE}?query=(filters:cList())"},
        400,
        "linkedin_filter_link",
        "after 60 characters",
    ),
    "account_search": Case(
        BY_ICP,
        {"linkedin_filter_link": "https://www.linkedin.com/sales/search/company?query=(keywords:x)"},
        400,
        "linkedin_filter_link",
        "searches for companies",
    ),
    "saved_search": Case(
        BY_ICP, {"linkedin_filter_link": f"{PEOPLE}?savedSearchId=7"}, 400, "linkedin_filter_link", "saved search 7"
    ),
    "no_filter_in_address": Case(
        BY_ICP,
        {"linkedin_filter_link": f"{PEOPLE}?query=(filters:List())"},
        400,
        "linkedin_filter_link",
        "has no filter",
    ),
    "unread_part": Case(
        BY_ICP,
        {"linkedin_filter_link": f"{PEOPLE}?query=(filters:List((type:PERSONA,values:List((id:7)))))"},
        400,
        "linkedin_filter_link",
        "PERSONA 7: there is no filter for it",
    ),
    "needs_graph": Case(
        BY_ICP,
        {"linkedin_filter_link": f"{PEOPLE}?relationship=S"},
        400,
        "linkedin_filter_link",
        "needs the live source",
    ),
    "in_address_too": Case(
        BY_ICP,
        {"linkedin_filter_link": f"{PEOPLE}?titleIncluded=CEO", "job_titles": ["CTO"]},
        400,
        "job_titles",
        "the address asks for this filter",
    ),
    "not_supported": Case(DATABASE, {"groups": [1]}, 400, "groups", "is not supported in database mode for leads"),
    "one_of": Case(DATABASE, {"company_id": 1, "company_name": "x"}, 400, "company_id", "exactly one of company_id"),
    "bad_link": Case(DATABASE, {"company_link": "x"}, 400, "company_link", "x is not a company address"),
    "bad_persona": Case(DATABASE, {"personas": [["p"]]}, 400, "personas", "a right example is"),
    "two_names": Case(DATABASE, {"limit_by": 3, "per_page": 4}, 400, "limit_by", "and per_page are the same field"),
    "unknown_list": Case(DATABASE, {"lead_lists": [10999999]}, 400, "lead_lists", "10999999 is not a list of yours"),
    "more_faults": Case(DATABASE, {"job_titles": NOTHING}, 400, "job_titles", "and 10 more values are wrong"),
    "internal": Case(COUNT, {"job_titles": ["x"]}, 500, told="Internal server error.", on="damaged"),
    "not_ready": Case(
        COUNT, {"job_titles": ["x"]}, 503, told="The index is being built. Try again later.", on="unindexed"
    ),
}

CANNOT = {
    "unknown_numbers": "the answer has a message",
    "bad_credential": "sources are connected natively",
    "no_integration_here": "sources are connected natively",
    "no_such_source": "it names no source",
    "text_needed": "it has no suggestions",
    "no_payload": "it calls no webhook",
    "search_over": "a search is answered at once",
    "company_needed": "a company anchors by itself",
    "invalid_cursor": "pages have offsets",
    "too_many_requests": "it limits searches at once",
    "either": "one_of says so",
    "missing_body": "no_filter says so",
    "no_webhook": "it calls no webhook",
    "too_large": "no field holds what anybody likes",
    "too_many_kept": "it keeps no lists",
    "no_list": "it keeps no lists",
    "too_many_members": "it keeps no lists",
    "no_member": "it keeps no lists",
    "id_needed": "names are understood",
    "live_only": "not_supported says so",
    "no_integration": "by_icp is answered from the database",
    "nobody": "an answer without a person says so",
    "no_company": "an answer without one says so",
}
