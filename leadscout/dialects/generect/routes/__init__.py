"""Generect: searches and accounts, on the paths of v1 and on the older ones."""

from fastapi import APIRouter, Request
from fastapi.security import APIKeyHeader

from leadscout.dialects.base import Dialect, Example
from leadscout.dialects.generect import faces
from leadscout.dialects.generect.routes import accounts, searches
from leadscout.dialects.generect.routes.services import Services
from leadscout.web.guards import Gate, documented, door

__all__ = ["Services", "dialect"]
EXAMPLE = Example(
    "/api/v1/search/database/leads/",
    "Authorization: Token {key}",
    {"job_titles": ["CEO", "Founder"], "seniorities": ["c_suite"], "locations": ["Germany"], "limit_by": 3},
)
PREFIXES = ("/api/v1/", "/api/linkedin/", "/api/auth/", "/api/tiers/")


def dialect(services: Services) -> Dialect:
    """Make the Generect dialect."""
    gate = Gate(services.access, ("generect",), _token, "Authorization: Token <key>")
    scheme = APIKeyHeader(name="Authorization", scheme_name="generect", description="Token <key>", auto_error=False)
    router = APIRouter(tags=["generect"], **documented(scheme))
    known = gate.check()
    parallel = gate.parallel(services.limits, "generect", services.parallel)
    for routes, check in ((searches.searching, parallel), (searches.counting, known), (accounts.routes, known)):
        part = APIRouter(route_class=door(check, faces.faults, idempotency=services.idempotency))
        routes(part, services)
        router.include_router(part)
    return Dialect("generect", PREFIXES, faces.faults, router, EXAMPLE)


def _token(request: Request) -> str:
    """The key of an `Authorization: Token <key>` header; a bare key is none."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "token" else ""
