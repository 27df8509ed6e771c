"""/api/v2: searches, previews, lists, places, the account."""

from fastapi import APIRouter, Request
from fastapi.security import APIKeyHeader

from leadscout.dialects.base import Dialect, Example
from leadscout.dialects.pronto import faces
from leadscout.dialects.pronto.routes import account, lists, searches
from leadscout.dialects.pronto.routes.services import Chosen, Services
from leadscout.service.accounts.limits import Rate
from leadscout.web.guards import Gate, documented, door

__all__ = ["Chosen", "Services", "dialect"]
PREFIX = "/api/v2"
EXAMPLE = Example(
    f"{PREFIX}/leads/advanced_search/preview",
    "X-API-KEY: {key}",
    {"live": False, "job_titles": ["Head of Sales"], "included_locations": ["101282230"]},
)


def dialect(services: Services) -> Dialect:
    """Make the Pronto dialect."""
    rate = Rate("pronto", services.chosen.rate)
    searching = _gate(services, "pronto").check(services.limits, rate)
    previewing = _gate(services, "pronto", "preview").check(services.limits, rate)
    reading = _gate(services, "pronto").check()
    scheme = documented(APIKeyHeader(name="X-API-KEY", scheme_name="pronto", auto_error=False))
    router = APIRouter(prefix=PREFIX, tags=["pronto"], **scheme)
    for routes, check in (
        (searches.searching, searching),
        (searches.previewing, previewing),
        (searches.reading, reading),
        (lists.routes, reading),
        (account.routes, reading),
    ):
        part = APIRouter(route_class=door(check, faces.faults, idempotency=services.idempotency))
        routes(part, services)
        router.include_router(part)
    return Dialect("pronto", (PREFIX,), faces.faults, router, EXAMPLE)


def _gate(services: Services, *doors: str) -> Gate:
    return Gate(services.access, doors, _key, "X-API-KEY: <key>")


def _key(request: Request) -> str:
    return request.headers.get("x-api-key", "").strip()
