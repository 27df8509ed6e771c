"""What callers of our own API run into."""

from faults import BROKEN, LARGE, NOTHING, Case

COUNT = "POST /v1/count"
SEARCH = "POST /v1/searches"
PERSONA = {"name": "p", "functions": ["x"] * 300}

PEOPLE = "https://www.linkedin.com/sales/search/people"

CASES = {
    "malformed_json": Case(COUNT, BROKEN, 400, told="position 1"),
    "missing_key": Case(COUNT, {}, 401, told="Authorization: Bearer <key>", key="none"),
    "wrong_key": Case(COUNT, {}, 401, told="not known", key="nonsense"),
    "revoked_key": Case(COUNT, {}, 401, told="revoked", key="revoked"),
    "forbidden": Case(COUNT, {}, 403, told="may not use this endpoint", key="preview"),
    "not_found": Case("GET /v1/nothing", None, 404, told="GET /v1/nothing"),
    "no_search": Case("GET /v1/searches/000", None, 404, told="no search 000"),
    "no_payload": Case("POST /v1/searches/{search}/resend", {"seq": 7}, 404, "seq", "no payload 7"),
    "search_over": Case("POST /v1/searches/{search}/pause", None, 409, "id", "{search} is over"),
    "method_not_allowed": Case("DELETE /v1/count", None, 405, told="use POST"),
    "body_too_large": Case(COUNT, LARGE, 413, told="1000000 bytes"),
    "unknown_field": Case(COUNT, {"titel": ["x"]}, 422, "titel", "did you mean title?"),
    "wrong_type": Case(COUNT, {"title": "CEO"}, 422, "title", "CEO is not a list"),
    "missing_field": Case("POST /v1/facets", {}, 422, "facets", "is required"),
    "empty_value": Case(COUNT, {"title": [" "]}, 422, "title[0]", "is empty"),
    "empty_list": Case(COUNT, {"title": []}, 422, "title", "is an empty list"),
    "too_long": Case(COUNT, {"title": ["x" * 1001]}, 422, "title[0]", "longer than 1000 characters"),
    "too_many": Case(COUNT, {"title": ["x"] * 10_001}, 422, "title", "more than 10000 values"),
    "too_many_personas": Case(COUNT, {"personas": [{"name": "p"}] * 51}, 422, "personas", "more than 50"),
    "too_many_words": Case(COUNT, {"personas": [PERSONA] * 7}, 422, "personas", "more than 2000 words"),
    "out_of_range": Case("POST /v1/preview", {"limit": 26}, 422, "limit", "26 is out of range"),
    "no_words": Case(COUNT, {"title": ["?!"]}, 422, "title[0]", "?! has no word"),
    "bad_expression": Case(
        COUNT, {"keyword": ["(a OR b"]}, 422, "keyword[0]", "character 1 on: the bracket is not closed"
    ),
    "unknown_value": Case(COUNT, {"headcount": ["51-201"]}, 422, "headcount[0]", "51-201 is not known"),
    "several_meant": Case(COUNT, {"location": ["Halle"]}, 422, "location[0]", "several places are called Halle"),
    "not_in_request": Case(COUNT, {"strict": ["title"]}, 422, "strict", "title is not a filter of this request"),
    "company_needed": Case(COUNT, {"at_company": True}, 422, "at_company", "needs a company"),
    "invalid_cursor": Case("POST /v1/preview", {"cursor": "7"}, 422, "cursor", "7 is not a cursor"),
    "bad_address": Case(COUNT, {"url": f"{PEOPLE}?query=(filters:cList())"}, 422, "url", "after 60 characters"),
    "account_search": Case(
        COUNT,
        {"url": "https://www.linkedin.com/sales/search/company?query=(keywords:x)"},
        422,
        "url",
        "searches for companies",
    ),
    "saved_search": Case(COUNT, {"url": f"{PEOPLE}?savedSearchId=7"}, 422, "url", "saved search 7"),
    "no_filter_in_address": Case(COUNT, {"url": f"{PEOPLE}?query=(filters:List())"}, 422, "url", "has no filter"),
    "unread_part": Case(
        COUNT,
        {"url": f"{PEOPLE}?query=(filters:List((type:PERSONA,values:List((id:7)))))"},
        422,
        "url",
        "PERSONA 7: there is no filter for it",
    ),
    "in_address_too": Case(
        COUNT,
        {"url": f"{PEOPLE}?titleIncluded=CEO", "title": ["CTO"]},
        422,
        "title",
        "the address asks for this filter",
    ),
    "needs_graph": Case(COUNT, {"relationship": ["F"]}, 422, "relationship", "needs the live source"),
    "no_integration": Case(COUNT, {"title": ["x"], "source": "live"}, 401, told="pass source: database"),
    "no_such_source": Case(COUNT, {"title": ["x"], "source": "mine"}, 422, "source", "mine is no source of yours"),
    "bad_credential": Case("POST /v1/integrations", {"credential": "a b"}, 422, "credential", "the cookie li_at"),
    "no_integration_here": Case("DELETE /v1/integrations/mine", None, 404, told="no integration mine"),
    "too_many_kept": Case("POST /v1/lists", {"name": "one more"}, 422, "lists", "at most 1000 lists", key="full"),
    "bad_webhook_url": Case(SEARCH, {"webhook_url": "http://a.example"}, 422, "webhook_url", "http://a.example is not"),
    "no_list": Case("GET /v1/lists/0", None, 404, "id", "no list 0"),
    "unknown_list": Case(COUNT, {"account_list": [0]}, 422, "account_list", "0 is not a list of yours"),
    "too_many_members": Case(
        "PUT /v1/lists/{list}", {"companies": [{"id": 1}]}, 422, told="at most 100000 members", key="full"
    ),
    "no_member": Case(
        "POST /v1/lists",
        {"name": "l", "companies": [{"country_code": "DE"}]},
        422,
        "companies[0]",
        "nothing to know it",
    ),
    "one_of": Case("GET /v1/url", None, 422, "url", "exactly one of url, query"),
    "no_company": Case("GET /v1/companies/nowhere", None, 404, told="no company is known as nowhere"),
    "nobody": Case("GET /v1/people/nobody", None, 404, told="no person matches nobody"),
    "text_needed": Case("GET /v1/suggest?filter=title", None, 422, "q", "title"),
    "more_faults": Case(COUNT, {"title": NOTHING}, 422, "title[0]", "and 10 more values are wrong"),
    "internal": Case(COUNT, {}, 500, told="it is logged", on="damaged"),
    "not_ready": Case(COUNT, {}, 503, told="the index is being built", on="unindexed"),
}

CANNOT = {
    "unknown_numbers": "the answer has a warning",
    "insufficient_credits": "its leads cost nothing, unless a setting says so",
    "too_many_requests": "there is no limit",
    "too_many_at_once": "there is no limit",
    "no_filter": "no filter means everybody",
    "either": "no two fields exclude each other",
    "missing_body": "no filter means everybody",
    "no_webhook": "a webhook is not needed",
    "too_large": "no field holds what anybody likes",
    "not_available_here": "it documents what it has",
    "no_data": "it documents what it has",
    "not_supported": "there is no field that another endpoint answers",
    "id_needed": "names are understood",
    "bad_link": "what is no address is a name",
    "bad_persona": "a persona is an object, whose fields are blamed",
    "two_names": "a field has one name",
    "live_only": "needs_graph says so",
}
