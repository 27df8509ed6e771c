"""What is answered at once: filters, values, places, count, preview, facets, a person."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from leadscout.dialects.base import answer
from leadscout.dialects.native import faces
from leadscout.dialects.native.routes.services import Services
from leadscout.dialects.native.words import FacetsBody, PreviewBody, QueryBody, body
from leadscout.model.search import Count
from leadscout.service.asking.question import Question
from leadscout.web.guards import caller, takes

_Id = Annotated[str, Path(description="an id, a profile address or an e-mail")]
_Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Person(BaseModel):
    model_config = ConfigDict(extra="forbid")

    explain: Annotated[
        bool,
        BeforeValidator(lambda sent: sent == "" or sent),  # "?explain" alone asks for it
        Field(description="say how the titles were read, too"),
    ] = False


class _AskedPlace(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Annotated[_Text, Field(description="what is written")]
    limit: Annotated[int, Field(ge=1, le=50, description="most of them in this answer")] = 10


class _AskedValue(_AskedPlace):
    filter: Annotated[_Text, Field(description="name of a filter with a vocabulary")]
    q: Annotated[str, Field(max_length=200, description="what is written; empty: the commonest of a few values")] = ""


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    lexicon, asking = services.lexicon, services.asking

    def advice(question: Question, counted: Count) -> dict[str, Any]:
        return faces.advice(asking.without(question, counted), asking.hints(question, counted))

    @router.get("/filters", summary="What can be searched, and with which values")
    def filters() -> Response:
        return answer(faces.filters(lexicon))

    @router.get("/suggest", summary="Values of a filter that begin so or nearly so, with the people each finds")
    def suggest(asked: Annotated[_AskedValue, Query()], http: Request) -> Response:
        near = services.suggestions.near(asked.filter, asked.q, asked.limit, caller(http).account)
        return answer([faces.tally(value) for value in near])

    @router.get("/places", summary="Places of a name, or nearest to it")
    def places(asked: Annotated[_AskedPlace, Query()]) -> Response:
        return answer(faces.places(lexicon, lexicon.places.named(asked.q, asked.limit)))

    @router.post("/count", summary="How many people match, free")
    @takes(body(lexicon, QueryBody))
    def count(request: QueryBody, http: Request) -> Response:
        question = asking.question(caller(http).account, request.query())
        counted = asking.count(question)
        body = faces.count(faces.reading(question.query, lexicon), counted)
        return answer({**body, **advice(question, counted)})

    @router.post("/preview", summary="The people who match, 25 at a time, free")
    @takes(body(lexicon, PreviewBody))
    def preview(request: PreviewBody, http: Request) -> Response:
        question = asking.question(caller(http).account, request.query(), cursor=request.cursor)
        page = asking.page(question, request.limit)
        body = faces.page(faces.reading(question.query, lexicon), page)
        return answer({**body, **advice(question, page.total)})

    @router.post("/facets", summary="How the people who match spread over a filter's values, free")
    @takes(body(lexicon, FacetsBody))
    def facets(request: FacetsBody, http: Request) -> Response:
        question = asking.question(caller(http).account, request.query())
        spread = asking.facets(question, request.facets)
        return answer(faces.facets(faces.reading(question.query, lexicon), spread))

    @router.get("/people/{id:path}", summary="A person, by an id, a profile address or an e-mail; free")
    def person(id: _Id, asked: Annotated[_Person, Query()]) -> Response:  # noqa: A002 - the name of the path's part
        profile = services.profiles.get(id)
        how = {"explained": faces.explained(lexicon, profile.lead)} if asked.explain else {}
        return answer({**faces.person(profile), **how})
