"""/leads/advanced_search, its preview, and /searches."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from leadscout.dialects.base import answer
from leadscout.dialects.pronto import faces
from leadscout.dialects.pronto.routes.services import Services
from leadscout.dialects.pronto.words import FIELDS, PreviewBody, SearchBody, preview_body, search_body
from leadscout.errors import Fault, Refused
from leadscout.model.search import Count, Owner
from leadscout.service.jobs.searches import Order
from leadscout.web.guards import caller, new_id, sent, takes

ROWS = 25
"""Rows of a preview, whatever `limit` says (seed 003)."""

_Id = Annotated[str, Path(description="id of a search")]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=1000, description="most of them in this answer")] = 100
    offset: Annotated[int, Field(ge=0, le=10**9, description="how many to skip")] = 0


def searching(router: APIRouter, services: Services) -> None:
    """Add what creates searches."""

    @router.post("/leads/advanced_search", status_code=201, summary="Search, and tell a webhook of the leads")
    @takes(search_body(services.lexicon))
    def advanced_search(request: SearchBody, http: Request) -> Response:
        account = caller(http).account
        _check_whole(services, request)
        _check_source(services, request)
        question = services.asking.question(account, request.query(), FIELDS)
        total = services.asking.count(question)
        order = Order(
            Owner(account, "pronto"),
            sent(http),
            question.query,
            limit=_limit(request.limit, total, services.chosen.most),
            name=request.name or f"Lead search - API - {datetime.now(UTC):%d/%m/%Y %H:%M}",
            total=total,
            webhook_url=request.webhook_url or "",
            streaming=bool(request.streaming),
            id=new_id(http),
        )
        return answer(faces.created(services.jobs.create(order)), 201)


def previewing(router: APIRouter, services: Services) -> None:
    """Add the preview."""

    @router.post("/leads/advanced_search/preview", summary="The number of matches and the first 25, free")
    @takes(preview_body(services.lexicon))
    def preview(request: PreviewBody, http: Request) -> Response:
        if request.empty:
            raise Refused(Fault("no_filter"))
        _check_source(services, request)
        question = services.asking.question(caller(http).account, request.query(), FIELDS)
        return answer(faces.preview(question.query, services.asking.page(question, ROWS)))


def reading(router: APIRouter, services: Services) -> None:
    """Add what looks at searches."""

    @router.get("/searches", summary="Your searches, newest first")
    def searches(asked: Annotated[_Asked, Query()], http: Request) -> Response:
        found = services.jobs.all(_owner(http), asked.limit, asked.offset)
        return answer({"searches": [faces.record(search) for search in found]})

    @router.get("/searches/{id}", summary="A search with its leads and what became of its webhook")
    def search(id: _Id, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        known = services.jobs.get(_owner(http), id)
        found = services.jobs.page(known, 0, known.found)
        attempts = [asdict(attempt) for attempt in services.deliveries.attempts(known)]
        return answer(faces.whole(known, found, attempts))

    @router.delete("/searches/{id}", summary="Forget a search; one that runs ends")
    def delete(id: _Id, http: Request) -> Response:  # noqa: A002
        services.jobs.delete(_owner(http), id)
        return answer({"id": id, "deleted": True})


def _owner(http: Request) -> Owner:
    return Owner(caller(http).account, "pronto")


def _limit(limit: int | None, total: Count, most: int) -> int:
    """The most leads of a search; one that sends no limit wants everybody, of whom an estimate may know too few."""
    if limit is None:
        limit = total.value if total.exact else most
    return min(limit, most)


def _check_whole(services: Services, request: SearchBody) -> None:
    """What makes a search that is refused with 400, all of it together (behaviour §5)."""
    faults = []
    url = request.webhook_url or None
    if url is None and services.chosen.webhook:
        faults.append(Fault("no_webhook", "webhook_url"))
    if url is not None and not services.deliveries.sender.accepts(url):
        faults.append(Fault("bad_webhook_url", "webhook_url", url, ("an HTTPS address of a public host",)))
    if request.empty:
        faults.append(Fault("no_filter"))
    if faults:
        raise Refused(*faults)


def _check_source(services: Services, request: PreviewBody) -> None:
    live = services.chosen.live if request.live is None else request.live
    if not live and request.live_only:
        raise Refused(*(Fault("live_only", field) for field in request.live_only))
    if live:
        raise Refused(Fault("no_integration"))
