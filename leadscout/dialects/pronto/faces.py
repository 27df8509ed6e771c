"""Our answers -> Pronto's JSON (contracts §2.3 to 2.7)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from fastapi import Response

from leadscout.dialects.base import corrections
from leadscout.errors import Fault
from leadscout.model.lists import List
from leadscout.model.query import Query
from leadscout.model.search import Found, Page, Search, Status

# Where Pronto's status is not that of our own API.
_STATUS = {"no_filter": 400, "bad_webhook_url": 400, "no_webhook": 400}

PEOPLE = "https://www.linkedin.com/sales/search/people"
"""The `search_url` of every search: none was made at Sales Navigator, the people database answers."""

STATUS = {
    Status.QUEUED: "NOT_STARTED",
    Status.RUNNING: "ONGOING",
    Status.PAUSED: "ONGOING",
    Status.DONE: "FINISHED",
    Status.PARTIAL: "FINISHED",
    Status.FAILED: "ERROR",
    Status.CANCELLED: "ERROR",
}
"""Their words (behaviour §8)."""


def faults(found: Sequence[Fault]) -> Response:
    """The numeric status and one text that names everything."""
    first = found[0]
    status = _STATUS.get(first.code, first.error.status)
    text = "; ".join(fault.sentence for fault in found)
    # A sentence that begins with the name of a field keeps it as it is.
    body = {"error": status, "message": text if first.field else text[:1].upper() + text[1:]}
    return Response(orjson.dumps(body), status, media_type="application/json")


def preview(query: Query, page: Page) -> dict[str, Any]:
    """The whole number of matches and the first of them."""
    rows = [_row(found) for found in page.found]
    return {"total_count": page.total.value, "preview": rows, **corrections(query)}


def created(search: Search) -> dict[str, Any]:
    """A new search, wrapped in `message` as the documentation has it, and flat as the vendor's own client reads it."""
    record = {
        "id": _id(search),
        "search_name": search.name,
        "search_url": PEOPLE,
        "expected_profiles_count": search.expected,
        "created_at": _utc(search.created_at),
        "custom": search.body.get("custom"),
        **corrections(search.query),
    }
    return {"message": record, **record}


def record(search: Search) -> dict[str, Any]:
    """A search as lists of searches and webhooks show it."""
    told = {
        "id": _id(search),
        "name": search.name,
        "status": STATUS[search.status],
        "created_at": _utc(search.created_at),
        "search_url": PEOPLE,
        "leads_count": search.found,
        "expected_profiles_count": search.expected,
        **corrections(search.query),
    }
    return {**told, "reason": search.reason} if search.reason else told


def whole(search: Search, found: Sequence[Found], attempts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A search with its leads and what became of its webhook; the record also at the top, where the client looks."""
    told = record(search)
    return {
        **told,
        "search": told,
        "custom": search.body.get("custom"),
        "leads": [_entry(search, one) for one in found],
        "webhook_attempts": list(attempts),
    }


def call(search: Search, found: Sequence[Found]) -> bytes:
    """The body of a webhook's call, in the nested shape."""
    leads = [_entry(search, one) for one in found]
    return orjson.dumps({"search": record(search), "custom": search.body.get("custom"), "leads": leads})


def flat_call(search: Search, found: Sequence[Found]) -> bytes:
    """The body of a call that tells one lead alone; without one, the last call."""
    if not found:
        return call(search, found)
    entry = _entry(search, found[0])
    more = {"company": entry["company"], "search_id": _id(search), "custom": search.body.get("custom")}
    return orjson.dumps({**entry["lead"], **more})


def list_record(known: List) -> dict[str, Any]:
    """A list; its id is what filters take."""
    kind = "companies" if known.kind == "account" else "leads"
    return {
        "id": str(known.id),
        "linkedin_id": str(known.id),
        "name": known.name,
        "kind": known.kind,
        "type": kind,
        "count": known.size,
        "created_at": _utc(known.created_at),
    }


def _row(found: Found) -> dict[str, str | None]:
    """One lead with all six keys; the job shown is the one that matched."""
    lead = found.lead
    job = found.position or lead.primary
    sales = f"https://www.linkedin.com/sales/lead/{lead.sales_id}" if lead.sales_id else None
    return {
        "full_name": lead.full_name or None,
        "headline": lead.headline or None,
        "current_company": (job.company.name if job else "") or None,
        "current_title": (job.title if job else "") or None,
        "linkedin_id": lead.sales_id or lead.member_id or None,
        "profile_url": lead.profile_url or sales,
    }


def _entry(search: Search, found: Found) -> dict[str, Any]:
    lead = found.lead
    job = found.position or lead.primary
    scale = bool(search.body.get("scale"))
    inside = f"https://www.linkedin.com/in/{lead.sales_id}" if lead.sales_id else ""
    told = {
        "first_name": lead.first_name or None,
        "last_name": lead.last_name or None,
        "full_name": lead.full_name or None,
        "gender": lead.gender or None,
        "most_probable_email": lead.emails[0] if lead.emails else None,
        "most_probable_email_status": None,
        "phones": list(lead.phones),
        "title": (job.title if job else "") or None,
        "title_description": (job.description if job else "") or None,
        "summary": lead.summary or None,
        "location": lead.location.written or None,
        "linkedin_profile_url": (inside if scale else "") or lead.profile_url or inside or None,
        "linkedin_id_url": inside or None,
        "sales_navigator_profile_url": f"https://www.linkedin.com/sales/lead/{lead.sales_id}" if inside else None,
        "profile_image_url": lead.photo or None,
        "is_premium_linkedin": lead.premium,
        "is_open_profile_linkedin": lead.open_profile,
        "is_open_to_work_linkedin": lead.open_to_work,
        "connection_degree": None,
        "status": "QUALIFIED",
        "rejection_reason": [],
        "lk_headline": lead.headline or None,
        "lk_connections_count": lead.connections,
        "current_positions_count": len(lead.current),
        **_tenure(search, found.since, "position"),
        **_tenure(search, found.company_since, "company"),
    }
    if scale:
        del told["lk_headline"], told["lk_connections_count"]
    return {"lead": told, "company": _company(found)}


def _tenure(search: Search, since: int | None, what: str) -> dict[str, int | None]:
    """Whole years, and the months beyond them, on the day of the search."""
    if since is None:
        return {f"years_in_{what}": None, f"months_in_{what}": None}
    months = max(0, search.today.year * 12 + search.today.month - 1 - since)
    return {f"years_in_{what}": months // 12, f"months_in_{what}": months % 12}


def _company(found: Found) -> dict[str, Any]:
    job = found.position or found.lead.primary
    company = job.company if job else None
    if company is None:
        return dict.fromkeys(_COMPANY)
    link = company.slug or company.id
    return {
        "name": company.name or None,
        "cleaned_name": company.name or None,
        "website": company.website or None,
        "location": company.location.written or None,
        "industry": company.industry or None,
        "headquarters": company.location.written or None,
        "description": company.description or None,
        "linkedin_url": f"https://www.linkedin.com/company/{link}" if link else None,
        "linkedin_id": company.id or None,
        "employee_range": company.size or None,
        "company_profile_picture": company.image or None,
    }


_COMPANY = (
    *("name", "cleaned_name", "website", "location", "industry", "headquarters", "description", "linkedin_url"),
    *("linkedin_id", "employee_range", "company_profile_picture"),
)


def _id(search: Search) -> str:
    return str(UUID(search.id))


def _utc(at: str) -> str:
    return at.replace("+00:00", "Z")
