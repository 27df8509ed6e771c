"""Our answers -> Pronto's JSON (its documentation of searches and previews)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from fastapi import Response

from leadscout import salesnav
from leadscout.dialects import cells
from leadscout.dialects.base import remarks
from leadscout.dialects.vendor import Faces
from leadscout.errors import Fault
from leadscout.lexicon import Lexicon
from leadscout.model.lists import List
from leadscout.model.query import Query
from leadscout.model.search import LeadMatch, Page, Search, Status

# Where Pronto's status is not that of our own API.
_STATUS = {
    "no_filter": 400,
    "bad_webhook_url": 400,
    "no_webhook": 400,
    "insufficient_credits": 422,
    "ceiling_reached": 422,
}

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

_STOPPED = {
    "source_unauthorized": "UNAUTHORIZED",
    "no_integration": "UNAUTHORIZED",
    "source_forbidden": "FORBIDDEN",
    "source_rate_limited": "RATE_LIMITED",
}
"""Their words for a search that its live source stopped before it found anybody."""


def faults(faults: Sequence[Fault]) -> Response:
    """The numeric status and one text that names everything."""
    first = faults[0]
    status = _STATUS.get(first.code, first.error.status)
    text = "; ".join(fault.sentence for fault in faults)
    # A sentence that begins with the name of a field keeps it as it is.
    body = {"error": status, "message": text if first.field else text[:1].upper() + text[1:]}
    return Response(orjson.dumps(body), status, media_type="application/json")


def preview(query: Query, page: Page) -> dict[str, Any]:
    """The whole number of matches and the first of them."""
    rows = [_row(match) for match in page.found]
    return {"total_count": page.total.value, "preview": rows, **remarks(query)}


def created(lexicon: Lexicon, search: Search) -> dict[str, Any]:
    """A new search, wrapped in `message` as the documentation has it, and flat as the vendor's own client reads it."""
    new = made(lexicon, search)
    return {"message": new, **new}


def processing(search: Search) -> dict[str, Any]:
    """A new search by an address."""
    return {"id": _id(search), "status": "processing"}


def made(lexicon: Lexicon, search: Search) -> dict[str, Any]:
    """A new search; its `search_url` asks Sales Navigator for the same people, wherever they were searched."""
    return {
        "id": _id(search),
        "search_name": search.name,
        "search_url": _url(lexicon, search),
        "expected_profiles_count": search.expected,
        "created_at": _utc(search.created_at),
        "custom": search.body.get("custom"),
        **remarks(search.query),
    }


def record(lexicon: Lexicon, search: Search) -> dict[str, Any]:
    """A search as it and its webhook show it."""
    return {**listed(search), "search_url": _url(lexicon, search), **remarks(search.query)}


def listed(search: Search) -> dict[str, Any]:
    """A search as lists of searches show it, which do not have its query."""
    about = {
        "id": _id(search),
        "name": search.name,
        "status": _status(search),
        "created_at": _utc(search.created_at),
        "leads_count": search.found,
        "expected_profiles_count": search.expected,
    }
    return {**about, "reason": search.reason} if search.reason else about


def _status(search: Search) -> str:
    word = STATUS[search.status]
    return _STOPPED.get(search.stopped, word) if search.status is Status.FAILED else word


def whole(
    lexicon: Lexicon, search: Search, matches: Sequence[LeadMatch], attempts: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """A search with its leads and what became of its webhook; the record also at the top, where the client looks."""
    about = record(lexicon, search)
    return {
        **about,
        "search": about,
        "custom": search.body.get("custom"),
        "leads": [_entry(lexicon, search, one) for one in matches],
        "webhook_attempts": list(attempts),
    }


def call(lexicon: Lexicon, search: Search, matches: Sequence[LeadMatch]) -> bytes:
    """The body of a webhook's call, in the nested shape."""
    leads = [_entry(lexicon, search, one) for one in matches]
    return orjson.dumps({"search": record(lexicon, search), "custom": search.body.get("custom"), "leads": leads})


def flat_call(lexicon: Lexicon, search: Search, matches: Sequence[LeadMatch]) -> bytes:
    """The body of a call that tells one lead alone; without one, the last call."""
    if not matches:
        return call(lexicon, search, matches)
    entry = _entry(lexicon, search, matches[0])
    more = {"company": entry["company"], "search_id": _id(search), "custom": search.body.get("custom")}
    return orjson.dumps({**(entry["lead"] or {}), **more})


def list_record(record: List) -> dict[str, Any]:
    """A list; its id is what filters take."""
    kind = "companies" if record.kind == "account" else "leads"
    return {
        "id": str(record.id),
        "linkedin_id": str(record.id),
        "name": record.name,
        "kind": record.kind,
        "type": kind,
        "count": record.size,
        "created_at": _utc(record.created_at),
    }


def _row(match: LeadMatch) -> dict[str, str | None]:
    """One lead with all six keys; the job shown is the one that matched."""
    lead = match.lead
    job = match.position or lead.primary
    sales = f"https://www.linkedin.com/sales/lead/{lead.sales_id}" if lead.sales_id else None
    return {
        "full_name": lead.full_name or None,
        "headline": lead.headline or None,
        "current_company": (job.company.name if job else "") or None,
        "current_title": (job.title if job else "") or None,
        "linkedin_id": lead.sales_id or lead.member_id or None,
        "profile_url": lead.profile_url or sales,
    }


def _entry(lexicon: Lexicon, search: Search, match: LeadMatch) -> dict[str, Any]:
    """A lead and its company; of a search for companies, the company alone."""
    lead = match.lead
    if search.route.companies:
        return {"lead": None, "company": _company(lexicon, match)}
    job = match.position or lead.primary
    scale = bool(search.body.get("scale"))
    inside = f"https://www.linkedin.com/in/{lead.sales_id}" if lead.sales_id else ""
    fields = {
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
        "location": cells.place(lexicon, lead.location) or None,
        "linkedin_profile_url": (inside if scale else "") or lead.profile_url or inside or None,
        "linkedin_id_url": inside or None,
        "sales_navigator_profile_url": f"https://www.linkedin.com/sales/lead/{lead.sales_id}" if inside else None,
        "profile_image_url": lead.photo or None,
        "is_premium_linkedin": lead.premium,
        "is_open_profile_linkedin": lead.open_profile,
        "is_open_to_work_linkedin": lead.open_to_work,
        "connection_degree": match.degree,
        "status": "QUALIFIED",
        "rejection_reason": [],
        "lk_headline": lead.headline or None,
        "lk_connections_count": lead.connections,
        "current_positions_count": len(lead.current),
        **_tenure(search, match.since, "position"),
        **_tenure(search, match.company_since, "company"),
    }
    if scale:
        del fields["lk_headline"], fields["lk_connections_count"]
    return {"lead": fields, "company": _company(lexicon, match)}


def _tenure(search: Search, since: int | None, what: str) -> dict[str, int | None]:
    """Whole years, and the months beyond them, on the day of the search."""
    if since is None:
        return {f"years_in_{what}": None, f"months_in_{what}": None}
    months = max(0, search.today.year * 12 + search.today.month - 1 - since)
    return {f"years_in_{what}": months // 12, f"months_in_{what}": months % 12}


def _company(lexicon: Lexicon, match: LeadMatch) -> dict[str, Any]:
    job = match.position or match.lead.primary
    company = job.company if job else None
    if company is None:
        return dict.fromkeys(_COMPANY)
    link = company.slug or company.id
    seat = cells.place(lexicon, company.location) or None
    return {
        "name": company.name or None,
        "cleaned_name": company.name or None,
        "website": company.website or None,
        "location": seat,
        "industry": cells.industry(lexicon, company.industry) or None,
        "headquarters": seat,
        "description": company.description or None,
        "linkedin_url": f"https://www.linkedin.com/company/{link}" if link else None,
        "linkedin_id": company.id or None,
        "employee_range": cells.size(lexicon, company) or None,
        "company_profile_picture": company.image or None,
    }


_COMPANY = (
    *("name", "cleaned_name", "website", "location", "industry", "headquarters", "description", "linkedin_url"),
    *("linkedin_id", "employee_range", "company_profile_picture"),
)


def _url(lexicon: Lexicon, search: Search) -> str:
    """The same search at Sales Navigator, as far as an address can say it; "" for one for companies."""
    return "" if search.route.companies else salesnav.write(search.query, lexicon).url


def _id(search: Search) -> str:
    return str(UUID(search.id))


def _utc(at: str) -> str:
    """A time as Pronto writes it, to the second; ours are kept finer, so that lists are in order."""
    return at[: len("2026-01-01T00:00:00")] + "Z"


FACES = Faces(faults, call, flat_call)
