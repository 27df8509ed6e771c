"""Searches as jobs: how far they are, whom they found, their files. Those of every dialect, the account's own."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from leadscout.dialects import VENDORS, exporting, files
from leadscout.dialects.native import faces
from leadscout.dialects.page.search.people import called
from leadscout.dialects.page.site import Site
from leadscout.dialects.services import Services
from leadscout.errors import Fault, Refused
from leadscout.lexicon import Lexicon
from leadscout.model.query import Query as Question
from leadscout.model.search import LeadMatch, Owner, PartState, Search
from leadscout.service.jobs.parts import reckon
from leadscout.web.guards import caller

AT_ONCE = 50
"""Searches of one page."""

_LEADS = 25
_PARTS = 50
_SHOWN = [vendor.name for vendor in VENDORS]
"""Dialects whose searches somebody asked for; what a saved one tells its webhook is none."""

_FORMATS = ("csv", "xlsx", "jsonl")
_PER_RESULT = ("result", "company_result")
"""Operations of dialects that charge for what is read, not for what is found."""

Offset = Annotated[int, Query(ge=0, le=10**6)]


def routes(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    services = site.services

    @router.get("/jobs")
    def all_jobs(http: Request, offset: Offset = 0) -> Response:
        searches = services.jobs.of_account(caller(http).account, _SHOWN, AT_ONCE + 1, offset)
        more = offset + AT_ONCE if len(searches) > AT_ONCE else 0
        return site.show(http, "account/jobs.html", searches=searches[:AT_ONCE], offset=offset, more=more)

    @router.get("/jobs/{id}")
    def one(id: str, http: Request, after: Offset = 0) -> Response:  # noqa: A002 - the name of the path's part
        search = services.jobs.find(caller(http).account, id)
        readable = _is_free_to_read(services, search) and services.jobs.stands(search)
        matches = services.jobs.page(search, after, _LEADS) if readable else []
        return site.show(
            http,
            "account/job.html",
            search=search,
            after=after,
            more=after + _LEADS if search.found > after + _LEADS else 0,
            before=max(0, after - _LEADS),
            readable=readable,
            formats=_FORMATS,
            conditions=faces.reading(search.query, services.lexicon)["applied_filters"],
            parts=_parts(services.lexicon, search),
            leads=[lead_row(services.lexicon, match) for match in matches],
        )

    @router.get("/jobs/{id}/results.{format}")
    def results(id: str, format: str, http: Request) -> Response:  # noqa: A002
        search = services.jobs.find(caller(http).account, id)
        if not _is_free_to_read(services, search):
            raise Refused(Fault("not_supported", f"results.{format}"))
        layout = services.exports.layout(companies=search.route.companies)
        batches: Iterator[Any] = services.jobs.results(search, files.AT_ONCE)
        return files.file(services, f"search-{search.id}", format, batches, layout)

    def change(verb: str, act: Callable[[Owner, str], object]) -> None:
        @router.post(f"/jobs/{{id}}/{verb}")
        def changed(id: str, http: Request) -> Response:  # noqa: A002
            search = services.jobs.find(caller(http).account, id)
            act(search.owner, search.id)
            return site.go(http, f"/jobs/{search.id}")

    change("pause", services.jobs.pause)
    change("resume", services.jobs.resume)
    change("cancel", services.deliveries.cancel)


def badge(site: Site, account: str) -> int:
    """How many are not over."""
    return site.services.jobs.unfinished(account)


def _is_free_to_read(services: Services, search: Search) -> bool:
    prices = (services.credits.prices.get((search.dialect, operation)) for operation in _PER_RESULT)
    return search.notice or not any(price and price.credits for price in prices)


def lead_row(lexicon: Lexicon, match: LeadMatch) -> dict[str, Any]:
    """Somebody, or a company, as the table shows one."""
    shown = exporting.shown(lexicon, match)
    lead, job = shown.lead, shown.position
    return {
        "id": lead.id,
        "name": called(lead),
        "title": job.title if job else "",
        "company": job.company.name if job else "",
        "place": lead.location.written,
        "email": next(iter(lead.emails), ""),
        "phone": next(iter(lead.phones), ""),
    }


def _parts(lexicon: Lexicon, search: Search) -> dict[str, Any] | None:
    """How the parts of a search stand that is asked in parts; None of one that is not."""
    reckoning = reckon(search)
    if reckoning is None:
        return None
    leaves = [part for part in search.parts if part.state is not PartState.SPLIT]
    rows = [
        {
            "name": faces.described(Question(part.narrowing), lexicon),
            "state": part.state,
            "shown": part.shown,
            "total": part.total,
        }
        for part in leaves[:_PARTS]
    ]
    return {"rows": rows, "left_out": max(0, len(leaves) - _PARTS), "reckoning": reckoning}
