"""Searches and counts: in the database, by_icp, and the same under the names of v1."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from leadscout.dialects.base import answer
from leadscout.dialects.generect import faces
from leadscout.dialects.generect.routes.services import Services
from leadscout.dialects.generect.words import FIELDS, DatabaseBody, IcpBody, body
from leadscout.model.search import Count
from leadscout.service.accounts.credits import PRICES
from leadscout.service.asking.question import Question
from leadscout.web.guards import caller, new_id, takes

NOBODY = "No leads match with input criteria"
_ASKED = 3  # titles that are proposed


@dataclass(frozen=True, slots=True)
class _Answered:
    """What a search found: rows, all that match, millionths charged, and what there is to say.

    That is of a company nobody is at, or of personas that find few.
    """

    rows: list[dict[str, Any]]
    total: int
    charged: int
    message: str = ""


def searching(router: APIRouter, services: Services) -> None:
    """Add what returns rows, and charges for them."""

    @router.post("/api/v1/search/database/leads/", summary="Search database leads")
    @takes(body(services.lexicon, DatabaseBody))
    def database(request: DatabaseBody, http: Request) -> Response:
        found = _search(services, request, http, "database")
        return answer(_envelope({"leads": found.rows, "results_count": found.total}, found))

    @router.post("/api/v1/search/realtime/leads/", summary="Search leads as by_icp does, in v1's shape")
    @takes(body(services.lexicon, IcpBody))
    def realtime(request: IcpBody, http: Request) -> Response:
        found = _search(services, request, http, "by_icp")
        count = _within(request, found.total)
        status = {} if found.rows else {"status": NOBODY}
        return answer(_envelope({"leads": found.rows, "results_count": count}, found, **status))

    @router.post("/api/linkedin/leads/by_icp/", summary="Search leads at a company, or everywhere")
    @takes(body(services.lexicon, IcpBody))
    def by_icp(request: IcpBody, http: Request) -> Response:
        found = _search(services, request, http, "by_icp")
        said = {"message": found.message} if found.message else {}
        amount = -len(found.rows) if found.charged else 0
        if not found.total:
            return answer({"amount": 0, "leads": [], "status": NOBODY, **said})
        return answer({"amount": amount, "leads": found.rows, "results_count": _within(request, found.total), **said})


def counting(router: APIRouter, services: Services) -> None:
    """Add what counts, for free."""

    @router.post("/api/v1/search/database/leads/count/", summary="How many leads match, free")
    @takes(body(services.lexicon, DatabaseBody))
    def database(request: DatabaseBody, http: Request) -> Response:
        found = _count(services, request, http)
        return answer(_envelope({"count": found.total, "results_count": found.total}, found))

    @router.post("/api/v1/search/realtime/leads/count/", summary="How many leads by_icp would find, free")
    @takes(body(services.lexicon, IcpBody))
    def realtime(request: IcpBody, http: Request) -> Response:
        found = _count(services, request, http)
        return answer(_envelope({"count": found.total, "results_count": _within(request, found.total)}, found))

    @router.post("/api/linkedin/leads/by_icp/get_count/", summary="How many leads by_icp would find, free")
    @takes(body(services.lexicon, IcpBody))
    def get_count(request: IcpBody, http: Request) -> Response:
        found = _count(services, request, http)
        said = {"message": found.message} if found.message else {}
        return answer({"amount": 0, "results_count": _within(request, found.total), **said})


def _search(services: Services, request: DatabaseBody, http: Request, operation: str) -> _Answered:
    question = _question(services, request, http)
    stranger = _stranger(services, request)
    if stranger:
        return _Answered([], 0, 0, stranger)
    otherwise = request.most if isinstance(request, IcpBody) else services.rows
    limit = otherwise if request.limit_by is None else request.limit_by
    page = services.asking.page(question, limit, offset=request.offset_by or 0)
    rows = [faces.row(services.lexicon, found) for found in page.found]
    price = PRICES["generect", operation]
    charged = services.credits.charge(caller(http).account, price, len(rows), f"generect.{operation}:{new_id(http)}")
    return _Answered(rows, page.total.value, charged, _hint(services, question, page.total))


def _count(services: Services, request: DatabaseBody, http: Request) -> _Answered:
    question = _question(services, request, http)
    stranger = _stranger(services, request)
    if stranger:
        return _Answered([], 0, 0, stranger)
    counted = services.asking.count(question)
    return _Answered([], counted.value, 0, _hint(services, question, counted))


def _hint(services: Services, question: Question, counted: Count) -> str:
    """What to say of personas that find few: they are literal, and others have their titles in other words."""
    return " ".join(
        f"{one.count:,} more have the title of {one.persona} in other words ({', '.join(one.titles)}): "
        f"ask job_titles for {' or '.join(one.ask[:_ASKED])}."
        for one in services.asking.hints(question, counted)
    )


def _question(services: Services, request: DatabaseBody, http: Request) -> Question:
    return services.asking.question(caller(http).account, request.query(), FIELDS)


def _envelope(data: dict[str, Any], found: _Answered, **more: str) -> dict[str, Any]:
    """V1's shape."""
    said = {"message": found.message} if found.message else {}
    return {"data": data, "meta": {"amount_charged": faces.dollars(found.charged), **more, **said}}


def _within(request: DatabaseBody, total: int) -> int | str:
    """All that match; at one company, when they fit into the limit, their word for that (behaviour §6)."""
    limit = request.most if request.limit_by is None else request.limit_by
    return "within limit" if request.company and 0 < total <= limit else total


def _stranger(services: Services, request: DatabaseBody) -> str:
    """What to say of a company that nobody in the database works at; "" when it is known, or none is asked for."""
    company = request.company
    if company is None or services.companies.known(company.codes):
        return ""
    near = services.companies.nearest(company.codes[0].partition(":")[2])
    hint = f" Nearest known names: {', '.join(near)}." if near else ""
    return f"No company is known as {company.written}.{hint}"
