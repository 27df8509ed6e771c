"""What is answered at once: filters, values, places, count, preview, facets, a person."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Json, create_model, model_validator

from leadscout import salesnav
from leadscout.dialects.base import fault
from leadscout.dialects.doors import answer
from leadscout.dialects.native import faces
from leadscout.dialects.native.records import ProfileQuery, cut
from leadscout.dialects.native.words import FacetsBody, PreviewBody, QueryBody, body
from leadscout.dialects.services import Services
from leadscout.model.search import STORED, Count, Hint, Miss
from leadscout.service.asking.question import Question
from leadscout.web.guards import caller, takes

_Id = Annotated[str, Path(description="an id, a profile address or an e-mail")]
_Text = Annotated[str, Field(min_length=1, max_length=200)]


class _PersonQuery(ProfileQuery):
    explain: Annotated[
        bool,
        BeforeValidator(lambda sent: sent == "" or sent),  # "?explain" alone asks for it
        Field(description="say how the titles were read, too"),
    ] = False


class _PlaceQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Annotated[_Text, Field(description="what is written")]
    limit: Annotated[int, Field(ge=1, le=50, description="most of them in this answer")] = 10


class _SuggestQuery(_PlaceQuery):
    filter: Annotated[_Text, Field(description="name of a filter with a vocabulary")]
    q: Annotated[str, Field(max_length=200, description="what is written; empty: the commonest of a few values")] = ""


class _Either(BaseModel):
    """An address or a request, not both."""

    model_config = ConfigDict(extra="forbid")

    url: str
    query: QueryBody | None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.url) is bool(self.query):
            raise fault("one_of", field="url", valid=("url", "query"))
        return self


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    lexicon, asking = services.lexicon, services.asking
    requests = body(lexicon, QueryBody)

    def advice(question: Question, counted: Count) -> dict[str, Any]:
        if question.route != STORED:  # each number would be one more request to the source
            return {}
        meant: list[Hint | Miss] = [*asking.hints(question, counted), *asking.misses(question, counted)]
        return faces.advice(asking.without(question, counted), meant)

    @router.get("/filters", summary="What can be searched, and with which values")
    def filters() -> Response:
        return answer(faces.filters(lexicon))

    @router.get("/suggest", summary="Values of a filter that begin so or nearly so, with the people each finds")
    def suggest(query: Annotated[_SuggestQuery, Query()], http: Request) -> Response:
        near = services.suggestions.near(query.filter, query.q, query.limit, caller(http).account)
        return answer([faces.tally(value) for value in near])

    @router.get("/places", summary="Places of a name, or nearest to it")
    def places(query: Annotated[_PlaceQuery, Query()]) -> Response:
        return answer(faces.places(lexicon, lexicon.places.named(query.q, query.limit)))

    @router.post("/count", summary="How many people match, free")
    @takes(requests)
    def count(request: QueryBody, http: Request) -> Response:
        question = asking.question(caller(http).account, request.query(), request.names, route=request.route)
        counted = asking.count(question)
        body = faces.count(faces.reading(question.query, lexicon, request.written(lexicon)), counted)
        return answer({**body, **advice(question, counted)})

    @router.post("/preview", summary="The people who match, 25 at a time, free")
    @takes(body(lexicon, PreviewBody))
    def preview(request: PreviewBody, http: Request) -> Response:
        question = asking.question(caller(http).account, request.query(), request.names, request.cursor, request.route)
        page = asking.page(question, request.limit)
        body = faces.page(
            lexicon, faces.reading(question.query, lexicon, request.written(lexicon)), page, request.wanted
        )
        return answer({**body, **advice(question, page.total)})

    @router.post("/facets", summary="How the people who match spread over a filter's values, free")
    @takes(body(lexicon, FacetsBody))
    def facets(request: FacetsBody, http: Request) -> Response:
        question = asking.question(caller(http).account, request.query(), request.names, route=request.route)
        spread = asking.facets(question, request.facets, request.counting)
        return answer(faces.facets(faces.reading(question.query, lexicon, request.written(lexicon)), spread))

    _translating(router, services, requests)

    @router.get("/people/{id:key}", summary="A person, by an id, a profile address or an e-mail; free")
    def person(id: _Id, query: Annotated[_PersonQuery, Query()], http: Request) -> Response:  # noqa: A002 - of the path
        profile = services.profiles(caller(http).account).get(id)
        how = {"explained": faces.explained(lexicon, profile.lead)} if query.explain else {}
        return answer({**cut(faces.person(lexicon, profile), query.wanted), **how})


def _translating(router: APIRouter, services: Services, requests: type[QueryBody]) -> None:
    """Add what reads and writes addresses."""
    lexicon = services.lexicon
    address_: Any = Field("", description="address of a people search, to be read")
    query_: Any = Field(None, description="a native search request as JSON, to be written as an address")
    more: dict[str, Any] = {"url": (str, address_), "query": (Json[requests] | None, query_)}  # type: ignore[misc,valid-type]

    def address(given: _Either) -> Response:
        if given.query:
            return answer(faces.written(salesnav.write(given.query.query(), lexicon)))
        return answer(faces.address(salesnav.read(given.url, lexicon), lexicon))

    address.__annotations__["given"] = Annotated[create_model("Address", __base__=_Either, **more), Query()]
    summary = "What an address of a people search asks for, or a request as an address; free"
    router.get("/url", summary=summary)(address)
