"""Our answers -> Questor's JSON (its documentation of check-search-status, get-search-results and errors)."""

from collections.abc import Sequence
from typing import Any

import orjson
from fastapi import Response

from leadscout.dialects import cells
from leadscout.dialects.vendor import Faces
from leadscout.errors import Fault
from leadscout.lexicon import Lexicon
from leadscout.lexicon.identities import profiles
from leadscout.model.search import LeadMatch, Search, Status

CREATED = "Use this request_id to check your search with 'Check Search Status' endpoint"

STATUS = {
    Status.QUEUED: "pending",
    Status.RUNNING: "processing",
    Status.PAUSED: "processing",
    Status.DONE: "done",
    Status.PARTIAL: "done",
    Status.FAILED: "failed",
    Status.CANCELLED: "failed",
}
"""Their words (behaviour §8)."""

# Status and message by our code; any other fault is of a parameter.
_SAID = {
    "missing_body": (400, "payload_is_empty"),
    "malformed_json": (400, "invalid_parameter"),
    "missing_key": (401, "unauthorized"),
    "wrong_key": (401, "unauthorized"),
    "revoked_key": (401, "unauthorized"),
    "expired_key": (401, "unauthorized"),
    "insufficient_credits": (402, "insufficient_credits"),
    "ceiling_reached": (402, "insufficient_credits"),
    "forbidden": (403, "forbidden"),
    "scope_missing": (403, "forbidden"),
    "not_found": (404, "not_found"),
    "no_search": (404, "not_found"),
    "nobody": (404, "not_found"),
    "not_available_here": (400, "not_available"),
    "no_company": (404, "not_found"),
    "several_companies": (409, "conflict"),
    "method_not_allowed": (405, "method_not_allowed"),
    "people_replaced": (410, "gone"),
    "idempotency_key_in_use": (409, "conflict"),
    "body_too_large": (413, "payload_too_large"),
    "too_many_requests": (429, "rate_limit_exceeded"),
    "no_integration": (401, "unauthorized"),
    "source_unauthorized": (401, "unauthorized"),
    "source_unpaid": (402, "insufficient_credits"),
    "source_forbidden": (403, "forbidden"),
    "source_rate_limited": (429, "rate_limit_exceeded"),
    "source_paced": (429, "rate_limit_exceeded"),
    "source_capped": (429, "rate_limit_exceeded"),
    "source_not_understood": (502, "bad_gateway"),
    "source_unavailable": (503, "service_unavailable"),
    "not_ready": (503, "service_unavailable"),
    "no_room": (507, "insufficient_storage"),
    "index_unreachable": (503, "service_unavailable"),
    "store_gone": (503, "service_unavailable"),
}


def faults(faults: Sequence[Fault]) -> Response:
    """Their three keys; `parameter` only where one is to blame."""
    first = faults[0]
    if first.code == "internal":
        return _answer({"message": "error", "details": "Internal error occurred"}, 500)
    parameter = first.field.split("[")[0]
    other = "limit_out_of_range" if parameter == "limit" else "invalid_parameter"
    status, message = _SAID.get(first.code, (400, other))
    body = {"message": message, "details": "; ".join(fault.sentence for fault in faults)}
    return _answer({**body, "parameter": parameter} if parameter else body, status)


def status(search: Search, meant: Sequence[str] = ()) -> dict[str, Any]:
    """How far a search is, with the names of the page, of its tutorial script and of the sibling.

    `meant` are sentences about values that find nobody.
    """
    return {
        "request_id": search.id,
        "status": STATUS[search.status],
        "message": ". ".join((_told(search), *meant)),
        "total_count": search.expected,
        "employees_scraped_so_far": search.found,
        "results_found": search.found,
        "limit": search.limit,
        "search_params": search.body,
    }


def unready(search: Search) -> dict[str, Any]:
    """Results of a search that has none to give (yet)."""
    return {"status": STATUS[search.status], "request_id": search.id, "message": _told(search), "data": []}


def results(lexicon: Lexicon, search: Search, page: int, pages: int, matches: Sequence[LeadMatch]) -> dict[str, Any]:
    """One page of results."""
    return {
        "status": STATUS[search.status],
        "request_id": search.id,
        "page": page,
        "total_count": search.found,
        "message": f"Showing {page} of {pages} pages",
        "data": [_row(lexicon, one) for one in matches],
    }


def _told(search: Search) -> str:
    match search.status:
        case Status.QUEUED:
            return "Waiting to start"
        case Status.RUNNING | Status.PAUSED:
            return f"Found {search.found}/{min(search.limit, search.expected or 0)} employees so far"
        case Status.DONE:
            return f"Found {search.found} employees"
        case Status.PARTIAL:
            return f"Found {search.found} employees; {search.reason}"
    return search.reason or search.status


def _row(lexicon: Lexicon, match: LeadMatch) -> dict[str, str]:
    """One person with the job that matched; ids are text."""
    lead = match.lead
    job = match.position or lead.primary
    company = job.company if job else None
    sales = lead.sales_id
    return {
        "profile_id": lead.member_id or sales or lead.id,
        "first": lead.first_name,
        "last": lead.last_name,
        "full_name": lead.full_name,
        "region": cells.place(lexicon, lead.location),
        "company_id": company.id if company else "",
        "company_name": company.name if company else "",
        "company": company.name if company else "",
        "title": job.title if job else "",
        "summary": lead.summary,
        "sn_url": profiles.at_sales_navigator(sales, "people"),
        "linkedin_url": lead.profile_url,
    }


def _answer(body: dict[str, Any], status: int) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")


FACES = Faces(faults)
