"""/v1: filters, count, preview, facets."""

from fastapi import APIRouter, Request, Response
from fastapi.security import HTTPBearer

from leadscout.dialects.base import Dialect, Example, answer
from leadscout.dialects.native import faces
from leadscout.dialects.native.words import FacetsBody, PreviewBody, QueryBody, body
from leadscout.lexicon import Lexicon
from leadscout.model.query import Query
from leadscout.service.access import Access
from leadscout.service.lists import Lists
from leadscout.service.searches import Searches
from leadscout.web.guards import Gate, caller, documented, door, problem, takes

PREFIX = "/v1"
EXAMPLE = Example(
    f"{PREFIX}/preview",
    "Authorization: Bearer {key}",
    {"title": ["head of sales"], "location": ["EMEA"], "headcount": ["51-200"], "limit": 3},
)


def dialect(searches: Searches, lists: Lists, lexicon: Lexicon, access: Access) -> Dialect:
    """Make the native dialect over `searches`."""
    check = Gate(access, ("native",), _bearer, "Authorization: Bearer <key>").check()
    scheme = HTTPBearer(scheme_name="native", auto_error=False)
    router = APIRouter(prefix=PREFIX, route_class=door(check=check), tags=["native"], **documented(scheme))

    def asked(request: QueryBody, http: Request) -> Query:
        query = request.query()
        lists.check(caller(http).account, query, {})
        return query

    @router.get("/filters", summary="What can be searched, and with which values")
    def filters() -> Response:
        return answer(faces.filters(lexicon))

    @router.post("/count", summary="How many people match, free")
    @takes(body(lexicon, QueryBody))
    def count(request: QueryBody, http: Request) -> Response:
        return answer(faces.count(request, lexicon, searches.count(asked(request, http))))

    @router.post("/preview", summary="The people who match, 25 at a time, free")
    @takes(body(lexicon, PreviewBody))
    def preview(request: PreviewBody, http: Request) -> Response:
        found = searches.preview(asked(request, http), request.limit, cursor=request.cursor)
        return answer(faces.page(request, lexicon, found))

    @router.post("/facets", summary="How the people who match spread over a filter's values, free")
    @takes(body(lexicon, FacetsBody))
    def facets(request: FacetsBody, http: Request) -> Response:
        counted = searches.facets(asked(request, http), request.facets)
        return answer(faces.facets(request, lexicon, counted))

    return Dialect("native", (PREFIX,), problem, router, EXAMPLE)


def _bearer(request: Request) -> str:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""
