"""Our answers -> Questor's JSON (contracts §1.3 to 1.5)."""

from collections.abc import Sequence
from typing import Any

import orjson
from fastapi import Response

from leadscout.errors import Fault
from leadscout.model.search import Found, Search, Status

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
    "insufficient_credits": (402, "insufficient_credits"),
    "forbidden": (403, "forbidden"),
    "not_found": (404, "not_found"),
    "no_search": (404, "not_found"),
    "method_not_allowed": (405, "method_not_allowed"),
    "people_replaced": (410, "gone"),
    "idempotency_key_in_use": (409, "conflict"),
    "body_too_large": (413, "payload_too_large"),
    "too_many_requests": (429, "rate_limit_exceeded"),
}


def faults(found: Sequence[Fault]) -> Response:
    """Their three keys; `parameter` only where one is to blame."""
    first = found[0]
    if first.code == "internal":
        return _answer({"message": "error", "details": "Internal error occurred"}, 500)
    parameter = first.field.split("[")[0]
    other = "limit_out_of_range" if parameter == "limit" else "invalid_parameter"
    status, message = _SAID.get(first.code, (400, other))
    body = {"message": message, "details": "; ".join(fault.sentence for fault in found)}
    return _answer({**body, "parameter": parameter} if parameter else body, status)


def status(search: Search) -> dict[str, Any]:
    """How far a search is, with the names of the page, of its tutorial script and of the sibling."""
    return {
        "request_id": search.id,
        "status": STATUS[search.status],
        "message": _told(search),
        "total_count": search.expected,
        "employees_scraped_so_far": search.found,
        "results_found": search.found,
        "limit": search.limit,
        "search_params": search.body,
    }


def unready(search: Search) -> dict[str, Any]:
    """Results of a search that has none to give (yet)."""
    return {"status": STATUS[search.status], "request_id": search.id, "message": _told(search), "data": []}


def results(search: Search, page: int, pages: int, found: Sequence[Found]) -> dict[str, Any]:
    """One page of results."""
    return {
        "status": STATUS[search.status],
        "request_id": search.id,
        "page": page,
        "total_count": search.found,
        "message": f"Showing {page} of {pages} pages",
        "data": [_row(one) for one in found],
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


def _row(found: Found) -> dict[str, str]:
    """One person with the job that matched; ids are text."""
    lead = found.lead
    job = found.position or lead.primary
    company = job.company if job else None
    sales = lead.sales_id
    return {
        "profile_id": lead.member_id or sales or lead.id,
        "first": lead.first_name,
        "last": lead.last_name,
        "full_name": lead.full_name,
        "region": lead.location.written,
        "company_id": company.id if company else "",
        "company_name": company.name if company else "",
        "company": company.name if company else "",
        "title": job.title if job else "",
        "summary": lead.summary,
        "sn_url": f"https://www.linkedin.com/sales/people/{sales},NAME_SEARCH" if sales else "",
        "linkedin_url": lead.profile_url,
    }


def _answer(body: dict[str, Any], status: int) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
