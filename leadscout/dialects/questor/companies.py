"""Questor's company searches: its fields, and how its answers look."""

from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StrictInt, create_model

from leadscout import salesnav
from leadscout.dialects.addresses import pasted
from leadscout.dialects.base import Word, fault
from leadscout.dialects.companies import UNTOLD, field_of, location_parts, named
from leadscout.dialects.questor import faces
from leadscout.dialects.questor.words import GEO, INDUSTRY, LIMIT, AskedBody
from leadscout.lexicon import Lexicon
from leadscout.lexicon.identities.companies import page_of
from leadscout.model.lead import Company
from leadscout.model.search import LeadMatch, Search, Status

MOST = 1000

WORDS = (
    Word(field="industry_codes", filter="industry", read=INDUSTRY, most=20, examples=([4],)),
    Word(field="industry_codes_exclude", filter="industry", exclude=True, read=INDUSTRY, most=20),
    Word(field="company_headcounts", filter="headcount", examples=(["11-50"],)),
    Word(field="headquarters_location", filter="headquarters", read=GEO, most=5, examples=([103644278],)),
    Word(field="headquarters_location_exclude", filter="headquarters", exclude=True, read=GEO, most=5),
    Word(field="keywords", filter="keyword", many=False, examples=("artificial intelligence",)),
    Word(field="account_lists", filter="account_list", examples=(["10000001"],)),
    Word(field="account_lists_exclude", filter="account_list", exclude=True),
)

NOT_HERE = ("company_headcount_growth", "hiring_on_linkedin", "recent_activities")
"""What asks for what nobody told us: refused by name, unless it asks nothing."""

_NOTHING: tuple[object, ...] = (None, "", "false", False, [], {})


def _refused(sent: object) -> None:
    if sent not in _NOTHING:
        raise fault("no_data", valid=UNTOLD)


class CompaniesBody(AskedBody):
    """What a company search is told besides which it asks for."""

    words = WORDS
    limit: Annotated[StrictInt | None, Field(ge=1, le=MOST, description="most companies to find")] = None

    @property
    def most(self) -> int:
        """The most companies to find."""
        return LIMIT if self.limit is None else self.limit


@cache
def body(lexicon: Lexicon) -> type[CompaniesBody]:
    """Make the request model: a field for every row, and refusals of what cannot be known here."""
    about = "not available from this server; sent without a value it has no effect"
    fields: dict[str, Any] = {
        name: (Annotated[Any, BeforeValidator(_refused)], Field(None, description=about)) for name in NOT_HERE
    }
    address: Any = Field(None, description="address of a company search at Sales Navigator, instead of filters")
    fields["url"] = (pasted(lexicon, lambda sent: sent in _NOTHING, salesnav.read_companies), address)
    fields |= {word.field: field_of(lexicon, word) for word in WORDS}
    return create_model("CompaniesBody", __base__=CompaniesBody, __doc__=CompaniesBody.__doc__, **fields)


def created(search: Search) -> dict[str, Any]:
    """The answer to a search that was made."""
    return {
        "message": "Company search job created",
        "request_id": search.id,
        "status": "pending",
        "limit": search.limit,
    }


def status(search: Search) -> dict[str, Any]:
    """How far a search is."""
    return {
        "request_id": search.id,
        "status": faces.STATUS[search.status],
        "message": _progress(search),
        "total_count": search.expected if search.status is not Status.QUEUED else None,
        "total_companies": search.found,
        "limit": search.limit,
        "search_params": search.body,
    }


def unready(search: Search) -> dict[str, Any]:
    """Results of a search that has none to give (yet)."""
    return {
        "status": faces.STATUS[search.status],
        "request_id": search.id,
        "message": _progress(search),
        "data": [],
    }


def results(lexicon: Lexicon, search: Search, page: int, pages: int, matches: Sequence[LeadMatch]) -> dict[str, Any]:
    """One page of companies."""
    return {
        "status": faces.STATUS[search.status],
        "request_id": search.id,
        "page": page,
        "total_pages": pages,
        "total_count": search.found,
        "message": f"Showing {page} of {pages} pages",
        "data": [_row(lexicon, one.lead.positions[0].company) for one in matches],
    }


def details(lexicon: Lexicon, company: Company) -> dict[str, Any]:
    """One company, with the keys of their company page; what nobody told is empty."""
    shown, place = named(lexicon, company), location_parts(lexicon, company.location)
    return {
        "company_id": shown.id,
        "company_name": shown.name,
        "description": shown.description,
        "domain": shown.domain,
        "employee_count": shown.headcount,
        "employee_range": shown.size,
        "company_type": shown.type,
        "hq_city": place.city,
        "hq_country": place.country,
        "hq_full_address": place.text,
        "hq_region": place.state,
        "industries": [shown.industry] if shown.industry else [],
        "linkedin_url": page_of(shown),
        "logo_url": shown.image,
        "website": shown.website,
    }


def _progress(search: Search) -> str:
    if search.status is Status.QUEUED:
        return "Waiting to start"
    if search.status in (Status.FAILED, Status.CANCELLED):
        return search.reason or str(search.status)
    part = f"Found {search.found}/{min(search.limit, search.expected or 0)} companies."
    if not search.status.over:
        return part
    rest = f" {search.reason}" if search.reason else ""
    return f"{part} Please use 'Get Search Companies Results' endpoint to get your data!{rest}"


def _row(lexicon: Lexicon, company: Company) -> dict[str, Any]:
    shown = named(lexicon, company)
    return {
        "company_id": shown.id,
        "company_name": shown.name,
        "linkedin_url": page_of(shown),
        "industry": shown.industry,
        "employee_count": shown.headcount,
        "employee_range": shown.size,
        "headquarters": shown.location.written,
        "description": shown.description,
        "website": shown.website,
    }
