"""/api/v1/search/database/leads/ and its count."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.security import APIKeyHeader

from leadscout.dialects.base import Dialect, Example, answer
from leadscout.dialects.generect import faces
from leadscout.dialects.generect.words import DatabaseBody, body
from leadscout.lexicon import Lexicon
from leadscout.service.access import Access
from leadscout.service.companies import Companies
from leadscout.service.credits import MILLIONTHS, PRICES, Credits
from leadscout.service.searches import Searches
from leadscout.web.guards import Gate, caller, documented, door, takes

EXAMPLE = Example(
    "/api/v1/search/database/leads/",
    "Authorization: Token {key}",
    {"job_titles": ["CEO", "Founder"], "seniorities": ["c_suite"], "locations": ["Germany"], "limit_by": 3},
)
PREFIXES = ("/api/v1/", "/api/linkedin/", "/api/auth/")


@dataclass(frozen=True)
class Services:
    """What the routes need."""

    searches: Searches
    lexicon: Lexicon
    access: Access
    companies: Companies
    credits: Credits
    rows: int
    """Rows of a search that sends no limit_by."""


def dialect(services: Services) -> Dialect:
    """Make the Generect dialect."""
    check = Gate(services.access, ("generect",), _token, "Authorization: Token <key>").check()
    scheme = APIKeyHeader(name="Authorization", scheme_name="generect", description="Token <key>", auto_error=False)
    own = door(check, faces.faults)
    router = APIRouter(prefix="/api/v1/search/database", route_class=own, tags=["generect"], **documented(scheme))
    model = body(services.lexicon, DatabaseBody)

    @router.post("/leads/", summary="Search database leads")
    @takes(model)
    def search(request: DatabaseBody, http: Request) -> Response:
        return answer(_search(services, request, caller(http).account))

    @router.post("/leads/count/", summary="How many leads match, free")
    @takes(model)
    def count(request: DatabaseBody) -> Response:
        stranger = _stranger(services, request)
        number = 0 if stranger else services.searches.count(request.query()).value
        meta = {"amount_charged": 0, **({"message": stranger} if stranger else {})}
        return answer({"data": {"count": number, "results_count": number}, "meta": meta})

    return Dialect("generect", PREFIXES, faces.faults, router, EXAMPLE)


def _search(services: Services, request: DatabaseBody, account: str) -> dict[str, Any]:
    stranger = _stranger(services, request)
    if stranger:
        return {"data": {"leads": [], "results_count": 0}, "meta": {"amount_charged": 0, "message": stranger}}
    limit = services.rows if request.limit_by is None else request.limit_by
    page = services.searches.preview(request.query(), limit, offset=request.offset_by or 0)
    rows = [faces.row(services.lexicon, found) for found in page.found]
    price = PRICES["generect", "database"]
    charged = services.credits.charge(account, price, len(rows), f"generect.database:{uuid4()}")
    return {
        "data": {"leads": rows, "results_count": page.total.value},
        "meta": {"amount_charged": charged / MILLIONTHS if charged else 0},
    }


def _stranger(services: Services, request: DatabaseBody) -> str:
    """What to say of a company that nobody in the database works at; "" when it is known, or none is asked for."""
    company = request.company
    if company is None or services.companies.known(company.codes):
        return ""
    near = services.companies.nearest(company.codes[0].partition(":")[2])
    hint = f" Nearest known names: {', '.join(near)}." if near else ""
    return f"No company is known as {company.written}.{hint}"


def _token(request: Request) -> str:
    """The key of an `Authorization: Token <key>` header; a bare key is none."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "token" else ""
