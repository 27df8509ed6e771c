"""Searches as jobs: create, watch, read, pause, resume, cancel, delete."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from leadscout.dialects import resending
from leadscout.dialects.doors import answer
from leadscout.dialects.native import companies, faces, ordering
from leadscout.dialects.native.ordering import Orderer
from leadscout.dialects.native.records import ShownQuery
from leadscout.dialects.native.words import SearchBody, body
from leadscout.dialects.resending import ResendBody
from leadscout.dialects.services import Services
from leadscout.errors import Fault, Refused
from leadscout.model.search import Owner, Search
from leadscout.web.guards import caller, new_id, poll, sent, takes

_Id = Annotated[str, Path(description="id of a search")]


class _PageQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=1000, description="most of them in this answer")] = 100


class _SearchesQuery(_PageQuery):
    offset: Annotated[int, Field(ge=0, le=10**9, description="how many to skip")] = 0


class _ResultsQuery(ShownQuery, _PageQuery):
    cursor: Annotated[int, Field(ge=0, le=10**9, description="`cursor` of the page before")] = 0


class _WaitQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    wait: Annotated[float, Field(ge=0, le=60, description="seconds to wait for the end of the search")] = 0


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    _making(router, services)
    _changing(router, services)


def _making(router: APIRouter, services: Services) -> None:
    jobs = services.jobs

    @router.post("/searches", status_code=201, summary="Search as a job, and tell a webhook of the people")
    @takes(body(services.lexicon, SearchBody))
    def create(request: SearchBody, http: Request) -> Response:
        who = Orderer(caller(http).account, sent(http), new_id(http), caller(http).key)
        return answer(faces.job(ordering.job(services, who, request)), 201)

    @router.get("/searches", summary="Your searches, newest first")
    def all_searches(query: Annotated[_SearchesQuery, Query()], http: Request) -> Response:
        searches = jobs.all(_owner(http), query.limit, query.offset)
        return answer({"searches": [faces.listed(search) for search in searches]})

    @router.get("/searches/{id}", summary="How far a search is; `wait` holds the answer until it is over")
    async def one(id: _Id, query: Annotated[_WaitQuery, Query()], http: Request) -> Response:  # noqa: A002
        owner = _owner(http)
        state = await poll(lambda: whole(services, owner, id), _is_over, query.wait)
        return answer(state)

    @router.get(
        "/searches/{id}/results", summary="The people, or companies, found; `cursor` is that of the page before"
    )
    def results(id: _Id, query: Annotated[_ResultsQuery, Query()], http: Request) -> Response:  # noqa: A002
        search = jobs.get(_owner(http), id)
        matches = jobs.page(search, query.cursor, query.limit)
        if search.route.companies and query.wanted is not None:
            raise Refused(Fault("not_supported", "fields" if query.fields_ else "detail"))
        if search.route.companies:
            return answer(companies.results(services.lexicon, search, matches, query.cursor + query.limit))
        shown = faces.results(services.lexicon, search, matches, query.cursor + query.limit, query.wanted)
        return answer(shown)


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
        search = resending.resend(services, _owner(http), id, request)
        return answer(whole(services, search.owner, id))

    @router.delete("/searches/{id}", status_code=204, summary="Forget a search")
    def delete(id: _Id, http: Request) -> Response:  # noqa: A002
        jobs.delete(_owner(http), id)
        return Response(status_code=204)


def _owner(http: Request) -> Owner:
    return caller(http).owner("native")


def whole(services: Services, owner: Owner, id_: str) -> dict[str, Any]:
    """A search with how far it is, and how its webhook was called."""
    search: Search = services.jobs.get(owner, id_)
    queue = services.deliveries.queue(search)
    attempts = [asdict(attempt) for attempt in services.deliveries.attempts(search)]
    webhook = None if queue is None else {**asdict(queue), "attempts": attempts}
    return {**faces.job(search), "over": search.status.over, "webhook": webhook}


def _is_over(state: dict[str, Any]) -> bool:
    return bool(state["over"])
