"""/leads/advanced_search, its preview, and /searches."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from leadscout.dialects import resending
from leadscout.dialects.base import fields_of
from leadscout.dialects.doors import answer
from leadscout.dialects.pronto import ProntoSettings, faces
from leadscout.dialects.pronto.words import (
    COMPANY_WORDS,
    FIELDS,
    AddressBody,
    CompanyBody,
    JobBody,
    PreviewBody,
    RouteBody,
    SearchBody,
    address_body,
    company_body,
    preview_body,
    search_body,
)
from leadscout.dialects.resending import ResendBody
from leadscout.dialects.services import Services
from leadscout.errors import Fault, Refused
from leadscout.model.query import Query as PeopleQuery
from leadscout.model.search import LIVE, STORED, Count, Owner, Route, Search
from leadscout.service.asking.question import Names, Question
from leadscout.service.jobs.searches import Order
from leadscout.web.guards import caller, new_id, sent, takes

ROWS = 25
"""Rows of a preview, whatever `limit` says (its documentation)."""

Made = SearchBody | AddressBody | CompanyBody
"""Requests that make a search."""

_Id = Annotated[str, Path(description="id of a search")]


class _RecordsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=1000, description="most of them in this answer")] = 100
    offset: Annotated[int, Field(ge=0, le=10**9, description="how many to skip")] = 0


class _LeadsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int | None, Field(ge=1, le=1_000_000, description="most leads in this answer; else all")] = None
    offset: Annotated[int, Field(ge=0, le=10**9, description="how many leads to skip")] = 0
    qualified: Annotated[bool | None, Field(description="only such leads; all are qualified that a search finds")] = (
        None
    )


def searching(router: APIRouter, services: Services) -> None:
    """Add what creates searches."""
    lexicon = services.lexicon

    @router.post("/leads/advanced_search", status_code=201, summary="Search, and tell a webhook of the leads")
    @takes(search_body(lexicon))
    def advanced_search(request: SearchBody, http: Request) -> Response:
        _check_whole(services, request, webhook=services.settings.of(ProntoSettings).pronto_webhook)
        return answer(faces.created(lexicon, _made(services, request, FIELDS, http)), 201)

    @router.post("/leads", status_code=202, summary="Search by the address of a search at Sales Navigator")
    @takes(address_body(lexicon))
    def by_address(request: AddressBody, http: Request) -> Response:
        _check_whole(services, request)
        search = _made(services, request, request.pasted.names("search_url"), http)
        return answer(faces.processing(search), 202)

    @router.post("/leads/search", status_code=201, summary="Search for people of one company")
    @takes(company_body(lexicon))
    def at_company(request: CompanyBody, http: Request) -> Response:
        _check_whole(services, request)
        if request.persona_id is not None:
            request.take(_persona(services, caller(http).account, request.persona_id))
        return answer(faces.made(lexicon, _made(services, request, fields_of(COMPANY_WORDS), http)), 201)


def previewing(router: APIRouter, services: Services) -> None:
    """Add the preview."""

    @router.post("/leads/advanced_search/preview", summary="The number of matches and the first 25, free")
    @takes(preview_body(services.lexicon))
    def preview(request: PreviewBody, http: Request) -> Response:
        if request.empty:
            raise Refused(Fault("no_filter"))
        account = caller(http).account
        route = _route(services, request, account)
        question = services.asking.question(account, request.query(), FIELDS, route=route)
        page = services.asking.page(question, ROWS)
        return answer(faces.preview(_warned(services, question, page.total), page))


def reading(router: APIRouter, services: Services) -> None:
    """Add what looks at searches."""

    @router.get("/searches", summary="Your searches, newest first")
    def searches(query: Annotated[_RecordsQuery, Query()], http: Request) -> Response:
        rows = services.jobs.all(_owner(http), query.limit, query.offset)
        return answer({"searches": [faces.listed(search) for search in rows]})

    @router.get("/searches/{id}", summary="A search with its leads and what became of its webhook")
    def search(id: _Id, query: Annotated[_LeadsQuery, Query()], http: Request) -> Response:  # noqa: A002 - of the path
        record = services.jobs.get(_owner(http), id)
        limit = record.found if query.limit is None else query.limit
        matches = [] if query.qualified is False else services.jobs.page(record, query.offset, limit)
        attempts = [asdict(attempt) for attempt in services.deliveries.attempts(record)]
        return answer(faces.whole(services.lexicon, record, matches, attempts))

    @router.post("/searches/{id}/resend", summary="Send the webhook's payloads again, from one on")
    @takes(ResendBody)
    def resend(request: ResendBody, id: _Id, http: Request) -> Response:  # noqa: A002
        return answer(faces.listed(resending.resend(services, _owner(http), id, request)))

    @router.delete("/searches/{id}", summary="Forget a search; one that runs ends")
    def delete(id: _Id, http: Request) -> Response:  # noqa: A002
        services.jobs.delete(_owner(http), id)
        return answer({"id": id, "deleted": True})


def _owner(http: Request) -> Owner:
    return caller(http).owner("pronto")


def _limit(limit: int | None, total: Count, most: int) -> int:
    """The most leads of a search; one that sends no limit wants everybody, of whom an estimate may know too few."""
    if limit is None:
        limit = total.value if total.exact else most
    return min(limit, most)


def _made(services: Services, request: Made, names: Names, http: Request) -> Search:
    """The search of a request; `names` are its fields."""
    owner = _owner(http)
    route = _route(services, request, owner.account, profiles=not request.scale)
    question = services.asking.question(owner.account, request.query(), names, route=route)
    total = services.asking.count(question)
    order = Order(
        owner,
        sent(http),
        _warned(services, question, total),
        limit=_limit(request.limit, total, services.settings.of(ProntoSettings).max_results_count),
        name=request.name or f"Lead search - API - {datetime.now(UTC):%d/%m/%Y %H:%M}",
        total=total,
        webhook_url=request.webhook_url or "",
        streaming=bool(request.streaming),
        route=route,
        id=new_id(http),
    )
    return services.jobs.create(order)


def _warned(services: Services, question: Question, counted: Count) -> PeopleQuery:
    """The query of a question, with a warning of numbers that nobody knows, and of other values that find nobody."""
    sentences = [one.fault(question).sentence for one in services.asking.strangers(question)]
    sentences += [
        miss.sentence(question.names) for miss in services.asking.misses(question, counted) if miss.is_telling
    ]
    return replace(question.query, warnings=(*question.query.warnings, *sentences))


def _persona(services: Services, account: str, id_: str) -> dict[str, Any]:
    """A saved persona of the account. Raises Refused where it has none of this id."""
    try:
        return services.lists.persona(account, id_)
    except Refused:
        raise Refused(Fault("unknown_value", "persona_id", id_)) from None


def _check_whole(services: Services, request: JobBody, *, webhook: bool = False) -> None:
    """What is refused with 400, all of it together (behaviour §5); `webhook`: there must be one."""
    faults = []
    url = request.webhook_url or None
    if url is None and webhook:
        faults.append(Fault("no_webhook", "webhook_url"))
    if url is not None and not services.deliveries.sender.accepts(url):
        faults.append(Fault("bad_webhook_url", "webhook_url", url, ("an HTTPS address of a public host",)))
    if request.empty:
        faults.append(Fault("no_filter"))
    if faults:
        raise Refused(*faults)


def _route(services: Services, request: RouteBody, account: str, *, profiles: bool = False) -> Route:
    """Where a request asks; live, the `profiles` of the leads are read besides. Raises Refused where it cannot."""
    live = services.settings.of(ProntoSettings).pronto_live if request.live is None else request.live
    if not live and request.live_only:
        raise Refused(*(Fault("live_only", field, valid=("live: true",)) for field in request.live_only))
    if live and not services.integrations.has(account):
        raise Refused(Fault("no_integration", valid=("live: false",)))
    return Route(LIVE, profiles=profiles) if live else STORED
