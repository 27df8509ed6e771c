"""/v1: filters, questions answered at once, searches as jobs, lists, and what is yours."""

from fastapi import APIRouter, Request
from fastapi.security import HTTPBearer

from leadscout.dialects.base import Dialect, Example
from leadscout.dialects.native.routes import account, lists, queries, searches
from leadscout.dialects.native.routes.services import Services
from leadscout.web.guards import Gate, documented, door, problem

__all__ = ["Services", "dialect"]
PREFIX = "/v1"
EXAMPLE = Example(
    f"{PREFIX}/preview",
    "Authorization: Bearer {key}",
    {"title": ["head of sales"], "location": ["EMEA"], "headcount": ["51-200"], "limit": 3},
)


def dialect(services: Services) -> Dialect:
    """Make the native dialect."""
    check = Gate(services.access, ("native",), _bearer, "Authorization: Bearer <key>").check()
    scheme = HTTPBearer(scheme_name="native", auto_error=False)
    own = door(check, idempotency=services.idempotency)
    router = APIRouter(prefix=PREFIX, route_class=own, tags=["native"], **documented(scheme))
    for routes in (queries.routes, searches.routes, lists.routes, account.routes):
        routes(router, services)
    return Dialect("native", (PREFIX,), problem, router, EXAMPLE)


def _bearer(request: Request) -> str:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""
