"""Searches as jobs: create, watch, read, pause, resume, cancel, delete."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from leadscout.dialects.base import Sent, answer
from leadscout.dialects.native import faces
from leadscout.dialects.native.routes.services import Services
from leadscout.dialects.native.words import SearchBody, body
from leadscout.errors import Fault, Refused
from leadscout.model.search import Owner, Search
from leadscout.service.jobs.searches import Order
from leadscout.web.guards import caller, new_id, poll, sent, takes

_Id = Annotated[str, Path(description="id of a search")]


class _Page(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=1000, description="most of them in this answer")] = 100


class _Searches(_Page):
    offset: Annotated[int, Field(ge=0, le=10**9, description="how many to skip")] = 0


class _Results(_Page):
    cursor: Annotated[int, Field(ge=0, le=10**9, description="`cursor` of the page before")] = 0


class _Watch(BaseModel):
    model_config = ConfigDict(extra="forbid")

    wait: Annotated[float, Field(ge=0, le=60, description="seconds to wait for the end of the search")] = 0


class ResendBody(Sent):
    """Which payload to begin with."""

    seq: Annotated[int, Field(ge=1, le=10**9, description="number of a payload; those after it are sent, too")] = 1


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    _making(router, services)
    _changing(router, services)


def _making(router: APIRouter, services: Services) -> None:
    jobs = services.jobs

    @router.post("/searches", status_code=201, summary="Search as a job, and tell a webhook of the people")
    @takes(body(services.lexicon, SearchBody))
    def create(request: SearchBody, http: Request) -> Response:
        url = request.webhook_url
        if url and not services.deliveries.sender.accepts(url):
            raise Refused(Fault("bad_webhook_url", "webhook_url", url, ("an HTTPS address of a public host",)))
        question = services.asking.question(_owner(http).account, request.query())
        order = Order(
            _owner(http),
            sent(http),
            question.query,
            request.limit,
            name=request.name,
            total=services.asking.count(question),
            webhook_url=url,
            streaming=request.streaming,
            id=new_id(http),
        )
        return answer(faces.job(jobs.create(order)), 201)

    @router.get("/searches", summary="Your searches, newest first")
    def all_searches(asked: Annotated[_Searches, Query()], http: Request) -> Response:
        found = jobs.all(_owner(http), asked.limit, asked.offset)
        return answer({"searches": [faces.job(search) for search in found]})

    @router.get("/searches/{id}", summary="How far a search is; `wait` holds the answer until it is over")
    async def one(id: _Id, asked: Annotated[_Watch, Query()], http: Request) -> Response:  # noqa: A002
        owner = _owner(http)
        told = await poll(lambda: _whole(services, owner, id), _is_over, asked.wait)
        return answer(told)

    @router.get("/searches/{id}/results", summary="The people found; `cursor` is that of the page before")
    def results(id: _Id, asked: Annotated[_Results, Query()], http: Request) -> Response:  # noqa: A002
        search = jobs.get(_owner(http), id)
        found = jobs.page(search, asked.cursor, asked.limit)
        return answer(faces.results(search, found, asked.cursor + asked.limit))


def _changing(router: APIRouter, services: Services) -> None:
    jobs, deliveries = services.jobs, services.deliveries

    @router.post("/searches/{id}/pause", summary="Let a search stand still")
    def pause(id: _Id, http: Request) -> Response:  # noqa: A002
        return answer(faces.job(jobs.pause(_owner(http), id)))

    @router.post("/searches/{id}/resume", summary="Let a paused search go on")
    def resume(id: _Id, http: Request) -> Response:  # noqa: A002
        return answer(faces.job(jobs.resume(_owner(http), id)))

    @router.post("/searches/{id}/cancel", summary="End a search; what was found stays")
    def cancel(id: _Id, http: Request) -> Response:  # noqa: A002
        return answer(faces.job(deliveries.cancel(_owner(http), id)))

    @router.post("/searches/{id}/resend", summary="Send the webhook's payloads again, from one on")
    @takes(ResendBody)
    def resend(request: ResendBody, id: _Id, http: Request) -> Response:  # noqa: A002
        owner = _owner(http)
        deliveries.resend(owner, id, request.seq)
        return answer(_whole(services, owner, id))

    @router.delete("/searches/{id}", status_code=204, summary="Forget a search")
    def delete(id: _Id, http: Request) -> Response:  # noqa: A002
        jobs.delete(_owner(http), id)
        return Response(status_code=204)


def _owner(http: Request) -> Owner:
    return Owner(caller(http).account, "native")


def _whole(services: Services, owner: Owner, id_: str) -> dict[str, Any]:
    search: Search = services.jobs.get(owner, id_)
    queue = services.deliveries.queue(search)
    attempts = [asdict(attempt) for attempt in services.deliveries.attempts(search)]
    told = None if queue is None else {**asdict(queue), "attempts": attempts}
    return {**faces.job(search), "over": search.status.over, "webhook": told}


def _is_over(told: dict[str, Any]) -> bool:
    return bool(told["over"])
