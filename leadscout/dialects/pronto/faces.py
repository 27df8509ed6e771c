"""Our answers -> Pronto's JSON (contracts §2.5, 2.7)."""

from collections.abc import Sequence
from typing import Any

import orjson
from fastapi import Response

from leadscout.errors import Fault
from leadscout.model.search import Found, Page

# Where Pronto's status is not that of our own API.
_STATUS = {"no_filter": 400}


def faults(found: Sequence[Fault]) -> Response:
    """The numeric status and one text that names everything."""
    first = found[0]
    status = _STATUS.get(first.code, first.error.status)
    text = "; ".join(fault.sentence for fault in found)
    # A sentence that begins with the name of a field keeps it as it is.
    body = {"error": status, "message": text if first.field else text[:1].upper() + text[1:]}
    return Response(orjson.dumps(body), status, media_type="application/json")


def preview(page: Page) -> dict[str, Any]:
    """The whole number of matches and the first of them."""
    return {"total_count": page.total.value, "preview": [_row(found) for found in page.found]}


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
