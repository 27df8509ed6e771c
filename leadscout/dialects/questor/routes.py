"""/search-leads, /check-search-status, /get-search-results, /find-geocode-by-location."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Query, Request, Response
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, ConfigDict, Field

from leadscout.dialects.base import Dialect, Example, answer
from leadscout.dialects.questor import faces
from leadscout.dialects.questor.words import FIELDS, SearchBody, body
from leadscout.lexicon import Lexicon
from leadscout.model.search import Owner, Status
from leadscout.service.accounts.access import Access
from leadscout.service.accounts.credits import MILLIONTHS, PRICES, Credits
from leadscout.service.accounts.idempotency import Idempotency
from leadscout.service.accounts.limits import Limits, Rate
from leadscout.service.asking.answers import Asking
from leadscout.service.jobs.searches import Jobs, Order
from leadscout.web.guards import Gate, caller, documented, door, new_id, sent, takes

PREFIXES = ("/search-leads", "/check-search-status", "/get-search-results", "/find-geocode-by-location")
EXAMPLE = Example(
    "/search-leads", "x-rapidapi-key: {key}", {"geo_codes": [101282230], "title_keywords": ["CEO", "Founder"]}
)


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    request_id: Annotated[str, Field(min_length=1, max_length=100, description="of a search")]


class _AskedPage(_Asked):
    page: Annotated[int, Field(ge=1, le=1_000_000, description="from 1 on")] = 1


class _AskedPlace(BaseModel):
    model_config = ConfigDict(extra="forbid")

    location: Annotated[str, Field(min_length=1, max_length=200, description="name of a place")]


@dataclass(frozen=True)
class Services:
    """What the routes need. `page` is the number of results of one page, `rate` of requests a minute."""

    asking: Asking
    jobs: Jobs
    lexicon: Lexicon
    access: Access
    credits: Credits
    limits: Limits
    idempotency: Idempotency
    page: int
    rate: int


def dialect(services: Services) -> Dialect:
    """Make the Questor dialect."""
    gate = Gate(services.access, ("questor",), _key, "x-rapidapi-key: <key>")
    check = gate.check(services.limits, Rate("questor", services.rate, period=60))
    scheme = APIKeyHeader(name="x-rapidapi-key", scheme_name="questor", auto_error=False)
    stamp = partial(_left, services.credits)
    own = door(check, faces.faults, stamp, services.idempotency)
    router = APIRouter(route_class=own, tags=["questor"], **documented(scheme))

    @router.post("/search-leads", summary="Create a search; 50 credits")
    @router.post("/search-leads/search-leads", include_in_schema=False)
    @takes(body(services.lexicon))
    def search_leads(request: SearchBody, http: Request) -> Response:
        question = services.asking.question(caller(http).account, request.query(), FIELDS)
        order = Order(_owner(http), sent(http), question.query, request.limit, id=new_id(http))
        search = services.jobs.create(order, PRICES["questor", "search"])
        return answer({"message": faces.CREATED, "request_id": search.id})

    @router.get("/check-search-status", summary="How far a search is, free")
    def check_search_status(asked: Annotated[_Asked, Query()], http: Request) -> Response:
        return answer(faces.status(services.jobs.get(_owner(http), asked.request_id)))

    @router.get("/get-search-results", summary="One page of results; 0.5 credits each, once")
    def get_search_results(asked: Annotated[_AskedPage, Query()], http: Request) -> Response:
        return answer(_results(services, _owner(http), asked))

    @router.get("/find-geocode-by-location", summary="Geo codes of a place; 1 credit when there is one")
    def find_geocode_by_location(asked: Annotated[_AskedPlace, Query()], http: Request) -> Response:
        return answer(_geocodes(services, caller(http).account, asked.location))

    return Dialect("questor", PREFIXES, faces.faults, router, EXAMPLE)


def _results(services: Services, owner: Owner, asked: _AskedPage) -> dict[str, Any]:
    search = services.jobs.get(owner, asked.request_id)
    if search.status not in (Status.DONE, Status.PARTIAL):
        return faces.unready(search)
    size = services.page
    found = services.jobs.page(search, (asked.page - 1) * size, size, PRICES["questor", "result"])
    return faces.results(search, asked.page, -(-search.found // size), found)


def _geocodes(services: Services, account: str, location: str) -> dict[str, Any]:
    places = services.lexicon.places
    reading = places.read(location)
    codes = [code for code in (reading.id, *reading.alternatives) if code.isdigit()]
    if codes:
        services.credits.charge(account, PRICES["questor", "geocode"], 1, f"questor.geocode:{uuid4()}")
    return {"message": "ok", "data": [{"name": places.label(code), "geocode": code} for code in codes]}


def _left(credits_: Credits, request: Request) -> Mapping[str, str]:
    """What the account has left after the call."""
    left = Decimal(credits_.balance(caller(request).account)) / MILLIONTHS
    return {"x-ratelimit-credits-remaining": f"{left.normalize():f}"}


def _owner(http: Request) -> Owner:
    return Owner(caller(http).account, "questor")


def _key(request: Request) -> str:
    """The key of RapidAPI's header, or of the first-party host's."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    return request.headers.get("x-rapidapi-key", "").strip() or (bearer.strip() if scheme.lower() == "bearer" else "")
