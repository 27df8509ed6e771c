"""Our answers -> Generect's JSON (its OpenAPI document)."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import orjson
from fastapi import Response

from leadscout.dialects import cells
from leadscout.errors import Fault
from leadscout.lexicon import Lexicon
from leadscout.lexicon.identities import profiles
from leadscout.model.lead import Lead, Location, Position
from leadscout.model.search import LeadMatch
from leadscout.service.accounts.credits import MILLIONTHS

_ELEMENT = re.compile(r"\[\d+\]")  # of a list, in the name of a field
_PART = re.compile(r"\[([A-Za-z_]+)\]$")  # of an address, in the name of a field
_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# What Django REST framework says, by our code: status and sentence. Faults of a field are 400 with their own sentence.
_SAID = {
    "missing_key": (401, "Authentication credentials were not provided."),
    "wrong_key": (401, "Invalid token."),
    "revoked_key": (401, "Invalid token."),
    "expired_key": (401, "Invalid token."),
    "forbidden": (403, "You do not have permission to perform this action."),
    "scope_missing": (403, "You do not have permission to perform this action."),
    "not_found": (404, "Not found."),
    "no_search": (404, "Job not found."),
    "method_not_allowed": (405, "Method not allowed."),
    "idempotency_key_in_use": (409, "A request with this Idempotency-Key is being answered."),
    "allowance_used": (429, "Request was throttled."),
    "too_many_at_once": (429, "Request was throttled."),
    "insufficient_credits": (402, "Insufficient funds in the account."),
    "ceiling_reached": (402, "Insufficient funds in the account."),
    "body_too_large": (413, "Request body is too large."),
    "not_ready": (503, "The index is being built. Try again later."),
    "internal": (500, "Internal server error."),
    "no_integration": (401, ""),
    "source_unauthorized": (401, ""),
    "source_unpaid": (402, ""),
    "source_forbidden": (403, ""),
    "source_rate_limited": (429, ""),
    "source_paced": (429, ""),
    "source_capped": (429, ""),
    "source_not_understood": (502, ""),
    "source_unavailable": (503, ""),
    "no_room": (507, "Insufficient storage. Try again later."),
    "index_unreachable": (503, "Service unavailable. Try again later."),
    "store_gone": (503, "Service unavailable. Try again later."),
}


def faults(faults: Sequence[Fault]) -> Response:
    """The envelope: one text, or texts by field."""
    first = faults[0]
    status, detail = _SAID.get(first.code, (400, ""))
    body = {"status": "error", "status_code": status, "detail": detail or _by_field(faults)}
    headers = {401: {"WWW-Authenticate": "Token"}, 429: {"Retry-After": "1"}}.get(status, {})
    return Response(orjson.dumps(body), status, headers, "application/json")


def _by_field(faults: Sequence[Fault]) -> str | dict[str, str | list[str]]:
    if not faults[0].field:
        return faults[0].sentence
    texts: dict[str, list[str]] = defaultdict(list)
    for fault in faults:
        name = fault.field.split("[")[0].split(".")[0] or "non_field_errors"
        texts[name].append(_text(fault))
    plain = ("one_of", "not_supported")
    return {
        name: sentences[0] if all(f.code in plain for f in faults) else sentences for name, sentences in texts.items()
    }


def _text(fault: Fault) -> str:  # noqa: PLR0911 - one return a code
    hint = f" Did you mean {' or '.join(fault.suggestions)}?" if fault.suggestions else ""
    match fault.code:
        case "unknown_value":
            valid = f" Valid: {', '.join(fault.valid)}." if fault.valid else ""
            return f"Object with name={fault.shown} does not exist.{hint}{valid}"
        case "one_of":
            return f"exactly one of {', '.join(fault.valid)} is required"
        case "not_supported":
            return f"`{fault.field}` filter is not supported in database mode for leads. Use realtime endpoint."
        case "unknown_field":
            return f"Unknown field.{hint}"
        case "two_names":
            return fault.sentence
    if _ELEMENT.search(fault.field):
        return fault.sentence
    # the field is the key already; which of its values, or what of an address, is meant is not
    text = re.sub(rf"^{re.escape(fault.field)}:? ", "", fault.sentence)
    part = _PART.search(fault.field)
    return f"{part[1]} {text}" if part else text


def dollars(millionths: int) -> float:
    """Millionths of a credit as their dollars; a whole number stays one."""
    return millionths / MILLIONTHS if millionths % MILLIONTHS else millionths // MILLIONTHS


def row(lexicon: Lexicon, match: LeadMatch) -> dict[str, Any]:
    """One lead: the 54 keys of the legacy shape with the job that matched, and v1's names for them."""
    lead = match.lead
    job = match.position or lead.primary or Position()
    lead_id = lead.sales_id or lead.id
    return {
        **_person(lexicon, lead, match.persona),
        **{key: value for key, value in _job(lexicon, job).items() if not key.startswith("raw_")},
        "raw_company_name": job.company.name or None,
        "raw_job_title": job.title or None,
        "jobs": [_job(lexicon, position) for position in lead.positions],
        "linkedin_company_id": job.company.id or None,
        "id": lead_id,
        "lead_id": lead_id,
        "title": job.title or None,
        "name": lead.full_name,
        "gender": lead.gender or None,
        "source": "database",
    }


def _person(lexicon: Lexicon, lead: Lead, persona: str) -> dict[str, Any]:
    place = _place(lexicon, lead.location)
    return {
        "certifications": list(lead.certifications),
        "educations": [_education(school) for school in lead.schools],
        "first_name": lead.first_name,
        "full_name": lead.full_name,
        "headline": lead.headline or None,
        "industry": cells.industry(lexicon, lead.industry or _main_industry(lead)) or None,
        "is_full_data": bool(lead.positions),
        "is_job_seeker": bool(lead.open_to_work),
        "is_openlink": bool(lead.open_profile),
        "is_premium": bool(lead.premium),
        "is_retired": bool(lead.retired),
        "languages": [{"name": one.name, "proficiency": one.proficiency or None} for one in lead.languages],
        "last_name": lead.last_name,
        "linkedin_id": lead.member_id or None,
        "linkedin_lead_persona": persona or None,
        "linkedin_sales_link": profiles.at_sales_navigator(lead.sales_id) or None,
        "linkedin_url": lead.profile_url or None,
        "location": place["text"],
        "location_city": place["city"],
        "location_country": place["country"],
        "location_county": None,
        "location_state": place["state"],
        "middle_name": lead.middle_name,
        "num_of_connections": lead.connections,
        "private_website": lead.website or None,
        "profile_photo": lead.photo or None,
        "raw_headline": lead.headline or None,
        "sales_id": lead.sales_id or None,
        "skills": list(lead.skills),
        "summary": lead.summary or None,
        "twitter_link": lead.twitter or None,
        "unformatted_full_name": lead.full_name,
    }


def _job(lexicon: Lexicon, job: Position) -> dict[str, Any]:
    """One job: the 20 keys of its published example."""
    company = job.company
    seat = _place(lexicon, company.location)
    return {
        "company_city": seat["city"],
        "company_country": seat["country"],
        "company_description": company.description or None,
        "company_headcount_range": cells.size(lexicon, company) or None,
        "company_id": company.id or None,
        "company_image": company.image or None,
        "company_industry": cells.industry(lexicon, company.industry) or None,
        "company_location": seat["text"],
        "company_name": company.name or None,
        "company_state": seat["state"],
        "company_url": f"https://www.linkedin.com/company/{company.slug}/" if company.slug else None,
        "company_website": company.website or None,
        "job_description": job.description or None,
        "job_ended_on": _date(job.ended or ""),
        "job_location": cells.place(lexicon, job.location) or None,
        "job_started_on": _date(job.started),
        "job_still_working": job.current,
        "job_title": job.title or None,
        "raw_company_name": company.name or None,
        "raw_job_title": job.title or None,
    }


def _education(school: Any) -> dict[str, Any]:  # noqa: ANN401 - a School
    return {
        "school_name": school.name or None,
        "degree": school.degree or None,
        "field_of_study": school.field or None,
        "started_on": _date(school.started),
        "ended_on": _date(school.ended),
    }


def _place(lexicon: Lexicon, location: Location) -> dict[str, str | None]:
    """A place with the parts that can be read out of it."""
    places = lexicon.places
    text = cells.place(lexicon, location)
    id_ = location.id or places.read(text).id
    parts = {places.kind(code): places.label(code).split(",", maxsplit=1)[0] for code in reversed(places.above(id_))}
    return {
        "text": text or None,
        "city": location.city or parts.get("city"),
        "state": location.state or parts.get("division"),
        "country": parts.get("country") or location.country or None,
    }


def _main_industry(lead: Lead) -> str:
    return lead.primary.company.industry if lead.primary else ""


def _date(written: str) -> str | None:
    """A date as its published example writes it: "Mar 2023", or "2013"."""
    year, _, rest = written.partition("-")
    month = int(rest[:2]) if rest[:2].isdigit() else 0
    return f"{_MONTHS[month]} {year}" if month else year or None
