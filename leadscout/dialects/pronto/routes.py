"""/api/v2/leads/advanced_search/preview."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.security import APIKeyHeader

from leadscout.dialects.base import Dialect, Example, answer
from leadscout.dialects.pronto import faces
from leadscout.dialects.pronto.words import PreviewBody, body
from leadscout.errors import Fault, Refused
from leadscout.lexicon import Lexicon
from leadscout.service.access import Access
from leadscout.service.searches import Searches
from leadscout.web.guards import documented, door, keyed, takes

PREFIX = "/api/v2"
EXAMPLE = Example(
    f"{PREFIX}/leads/advanced_search/preview",
    "X-API-KEY: {key}",
    {"live": False, "job_titles": ["Head of Sales"], "included_locations": ["101282230"]},
)
ROWS = 25
"""Rows of a preview, whatever `limit` says (seed 003)."""


@dataclass(frozen=True)
class Services:
    """What the routes need."""

    searches: Searches
    lexicon: Lexicon
    access: Access
    live: bool
    """What `live` means when it is not sent."""


def dialect(services: Services) -> Dialect:
    """Make the Pronto dialect."""
    check = keyed(services.access, ("pronto", "preview"), _key, "X-API-KEY: <key>")
    scheme = APIKeyHeader(name="X-API-KEY", scheme_name="pronto", auto_error=False)
    own = door(check, faces.faults)
    router = APIRouter(prefix=PREFIX, route_class=own, tags=["pronto"], **documented(scheme))

    @router.post("/leads/advanced_search/preview", summary="The number of matches and the first 25, free")
    @takes(body(services.lexicon, PreviewBody))
    def preview(request: PreviewBody) -> Response:
        _check_source(request, live=services.live if request.live is None else request.live)
        return answer(faces.preview(services.searches.preview(request.query(), ROWS)))

    return Dialect("pronto", (PREFIX,), faces.faults, router, EXAMPLE)


def _check_source(request: PreviewBody, *, live: bool) -> None:
    """What the shapes of fields cannot say, in Pronto's order (behaviour §5)."""
    if request.empty:
        raise Refused(Fault("no_filter"))
    if not live and request.live_only:
        raise Refused(*(Fault("live_only", field) for field in request.live_only))
    if live:
        raise Refused(Fault("no_integration"))


def _key(request: Request) -> str:
    return request.headers.get("x-api-key", "").strip()
