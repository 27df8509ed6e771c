"""/search-leads, /check-search-status, /get-search-results, /find-geocode-by-location."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from leadscout.dialects.documented import refuse
from leadscout.dialects.doors import answer, gate, router_of
from leadscout.dialects.questor import VENDOR, QuestorSettings, company_routes, faces, people
from leadscout.dialects.questor.words import WORDS, BigBody, SearchBody, body, names_of
from leadscout.dialects.services import Services
from leadscout.errors import Fault, Refused
from leadscout.model.search import LIVE, STORED, Owner, Route, Search, Status
from leadscout.service.accounts.credits import MILLIONTHS, Credits
from leadscout.service.accounts.limits import Rate
from leadscout.service.jobs.searches import Order
from leadscout.web.guards import Caller, caller, door, new_id, sent, takes


class _StatusQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    request_id: Annotated[str, Field(min_length=1, max_length=100, description="of a search")]


class _PageOfResultsQuery(_StatusQuery):
    page: Annotated[int, Field(ge=1, le=1_000_000, description="from 1 on")] = 1


class _GeocodeQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    location: Annotated[str, Field(min_length=1, max_length=200, description="name of a place")]


def router(services: Services) -> APIRouter:
    """Make the paths. Looking at a search is outside the rate: a 429 would look like the end of the results."""
    rate = Rate("questor", services.settings.of(QuestorSettings).questor_rate, period=60)
    keyed, stamp = gate(VENDOR, services), partial(_left, services.credits)
    router = router_of(VENDOR)
    for routes, check in ((_asking, keyed.check(services.limits, rate)), (_looking, keyed.check())):
        part = APIRouter(route_class=door(check, faces.faults, stamp, services.idempotency))
        routes(part, services)
        router.include_router(part)
    refuse(router, VENDOR.name, APIRouter(route_class=door(keyed.check(services.limits, rate), faces.faults, stamp)))
    return router


def _asking(router: APIRouter, services: Services) -> None:
    """Add what creates searches, and the look-up."""

    @router.post("/search-leads", summary="Create a search; 50 credits")
    @router.post("/search-leads/search-leads", include_in_schema=False)
    @router.post("/search-employees", summary="The same under its sibling's name")
    @router.post("/search-employees-by-sales-nav-url", summary="The same under its sibling's name, for a `url`")
    @takes(body(services.lexicon))
    def search_leads(request: SearchBody, http: Request) -> Response:
        return answer(_created(services, request, http, _route(services, caller(http).account)))

    @router.post("/big-search-employee", summary="Create a search for up to 50,000 people; 50 credits")
    @takes(body(services.lexicon, BigBody))
    def big_search(request: BigBody, http: Request) -> Response:
        route = _route(services, caller(http).account)
        return answer(_created(services, request, http, replace(route, exhaustive=route != STORED)))

    @router.get("/find-geocode-by-location", summary="Geo codes of a place; 1 credit when there is one")
    def find_geocode_by_location(query: Annotated[_GeocodeQuery, Query()], http: Request) -> Response:
        return answer(_geocodes(services, caller(http), query.location))

    people.routes(router, services)
    company_routes.asking(router, services)


def _looking(router: APIRouter, services: Services) -> None:
    """Add what looks at searches, as often as one likes."""

    @router.get("/check-search-status", summary="How far a search is, free")
    def check_search_status(query: Annotated[_StatusQuery, Query()], http: Request) -> Response:
        search = _search(services, _owner(http), query.request_id)
        return answer(faces.status(search, _meant(services, search)))

    @router.get("/get-search-results", summary="One page of results; 0.5 credits each, once")
    def get_search_results(query: Annotated[_PageOfResultsQuery, Query()], http: Request) -> Response:
        return answer(_results(services, _owner(http), query))

    company_routes.looking(router, services)


def _created(services: Services, request: SearchBody, http: Request, route: Route) -> dict[str, Any]:
    question = services.asking.question(caller(http).account, request.query(), request.names, route=route)
    unknown = [one.fault(question) for one in services.asking.strangers(question) if one.every]
    unknown += [
        Fault("unknown_value", question.names.get((miss.filter, False), miss.filter), miss.value, suggestions=miss.ask)
        for miss in services.asking.misses(question)
        if miss.ask
        and not miss.of
        and all(len(clause.values) == 1 for clause in question.query.including() if clause.filter == miss.filter)
    ]
    if unknown:  # it can find nobody
        raise Refused(*unknown)
    # What a live source refuses, and a graph that the database does not have, is refused before anything is paid.
    graph = any(clause.row.needs_graph for clause in question.query.clauses)
    total = None if route == STORED and not graph else services.asking.count(question)
    order = Order(_owner(http), sent(http), question.query, request.limit, total=total, route=route, id=new_id(http))
    search = services.jobs.create(order, services.credits.prices["questor", "search"])
    return {"message": faces.CREATED, "request_id": search.id}


def _meant(services: Services, search: Search) -> list[str]:
    """Of a search that is done, what to ask instead of each value that finds nobody, though others of its list do."""
    if search.status is not Status.DONE or search.route != STORED:
        return []
    try:
        names = names_of(WORDS, search.body)
        question = services.asking.question(search.account, search.query, names)
        return [miss.sentence(names) for miss in services.asking.misses(question) if miss.is_telling]
    except Refused:
        return []  # an index that is made anew answers nothing just now; how far the search is can be told


def _route(services: Services, account: str) -> Route:
    """The caller's Sales Navigator, where one is connected."""
    live = services.settings.of(QuestorSettings).questor_live and services.integrations.has(account)
    return Route(LIVE) if live else STORED


def _results(services: Services, owner: Owner, query: _PageOfResultsQuery) -> dict[str, Any]:
    search = _search(services, owner, query.request_id)
    if search.status not in (Status.DONE, Status.PARTIAL):
        return faces.unready(search)
    size = services.settings.of(QuestorSettings).questor_page
    matches = services.jobs.page(
        replace(search, key=owner.key),
        (query.page - 1) * size,
        size,
        services.credits.prices["questor", "result"],
    )
    return faces.results(services.lexicon, search, query.page, -(-search.found // size), matches)


def _search(services: Services, owner: Owner, id_: str) -> Search:
    """The owner's search for people. Raises Refused for one for companies, too."""
    search = services.jobs.get(owner, id_)
    if search.route.companies:
        raise Refused(Fault("no_search", value=id_))
    return search


def _geocodes(services: Services, who: Caller, location: str) -> dict[str, Any]:
    places = services.lexicon.places
    reading = places.read(location)
    codes = [number for code in (reading.id, *reading.alternatives) if (number := places.number(code))]
    if codes:
        services.credits.charge(who, services.credits.prices["questor", "geocode"], 1, f"questor.geocode:{uuid4()}")
    return {"message": "ok", "data": [{"name": places.label(code), "geocode": code} for code in codes]}


def _left(credits_: Credits, request: Request) -> Mapping[str, str]:
    """What the account has left after the call."""
    left = Decimal(credits_.balance(caller(request).account)) / MILLIONTHS
    return {"x-ratelimit-credits-remaining": f"{left.normalize():f}"}


def _owner(http: Request) -> Owner:
    return caller(http).owner("questor")
