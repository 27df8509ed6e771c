"""What is answered at once: filters, values, places, count, preview, facets, a person."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from leadscout.dialects.base import answer
from leadscout.dialects.native import faces
from leadscout.dialects.native.routes.services import Services
from leadscout.dialects.native.words import FacetsBody, PreviewBody, QueryBody, body
from leadscout.errors import Fault, Refused
from leadscout.model.filters import FILTERS
from leadscout.model.query import Query as Asked
from leadscout.web.guards import caller, takes

_Text = Annotated[str, Field(min_length=1, max_length=200)]


class _AskedPlace(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: _Text
    limit: Annotated[int, Field(ge=1, le=50)] = 10


class _AskedValue(_AskedPlace):
    filter: _Text


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    lexicon, searches = services.lexicon, services.searches

    @router.get("/filters", summary="What can be searched, and with which values")
    def filters() -> Response:
        return answer(faces.filters(lexicon))

    @router.get("/suggest", summary="Values of a filter nearest to what is written")
    def suggest(asked: Annotated[_AskedValue, Query()]) -> Response:
        return answer(_suggest(services, asked))

    @router.get("/places", summary="Places of a name, or nearest to it")
    def places(asked: Annotated[_AskedPlace, Query()]) -> Response:
        return answer(faces.places(lexicon, lexicon.places.named(asked.q, asked.limit)))

    @router.post("/count", summary="How many people match, free")
    @takes(body(lexicon, QueryBody))
    def count(request: QueryBody, http: Request) -> Response:
        return answer(faces.count(request, lexicon, searches.count(own_query(services, request, http))))

    @router.post("/preview", summary="The people who match, 25 at a time, free")
    @takes(body(lexicon, PreviewBody))
    def preview(request: PreviewBody, http: Request) -> Response:
        found = searches.preview(own_query(services, request, http), request.limit, cursor=request.cursor)
        return answer(faces.page(request, lexicon, found))

    @router.post("/facets", summary="How the people who match spread over a filter's values, free")
    @takes(body(lexicon, FacetsBody))
    def facets(request: FacetsBody, http: Request) -> Response:
        counted = searches.facets(own_query(services, request, http), request.facets)
        return answer(faces.facets(request, lexicon, counted))

    @router.get("/people/{id}", summary="A person, by an id, a profile address or an e-mail; free")
    def person(id: str, explain: bool = False) -> Response:  # noqa: A002, FBT001, FBT002 - names of the request
        lead = services.profiles.get(id)
        how = {"explained": faces.explained(lexicon, lead)} if explain else {}
        return answer({**faces.person(lead), **how})


def own_query(services: Services, request: QueryBody, http: Request) -> Asked:
    """The request in our words. Raises Refused for lists of somebody else."""
    query = request.query()
    services.lists.check(caller(http).account, query, {})
    return query


def _suggest(services: Services, asked: _AskedValue) -> list[dict[str, str]]:
    row = FILTERS.get(asked.filter)
    vocabulary = services.lexicon.taxonomies.get(row.taxonomy) if row else None
    if vocabulary is None:
        valid = tuple(name for name, row in FILTERS.items() if row.taxonomy in services.lexicon.taxonomies)
        raise Refused(Fault("unknown_value", "filter", asked.filter, valid))
    labels = vocabulary.suggest(asked.q, asked.limit)
    codes = dict.fromkeys((*vocabulary.find(asked.q), *(code for label in labels for code in vocabulary.find(label))))
    return [{"value": code, "label": vocabulary.label(code)} for code in list(codes)[: asked.limit]]
