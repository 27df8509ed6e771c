"""Searches and counts: in the database, by_icp, and the same under the names of v1."""

import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request, Response

from leadscout.dialects.doors import answer
from leadscout.dialects.generect import GenerectSettings, faces, people
from leadscout.dialects.generect.details import DetailBody, free_tier
from leadscout.dialects.generect.words import DatabaseBody, IcpBody, RealtimeBody, body
from leadscout.dialects.services import Services
from leadscout.model.filters import FILTERS
from leadscout.model.search import INDEXED, LIVE, STORED, Count, Route
from leadscout.service.accounts.access import Caller
from leadscout.service.accounts.credits import CreditHold, Price
from leadscout.service.asking.question import Question
from leadscout.web.guards import caller, new_id, takes

NOBODY = "No leads match with input criteria"
_ASKED = 3  # titles that are proposed
_AFTERWARDS = (("seniority", False), *((name, True) for name in FILTERS))
"""What by_icp does not tell a live source: seniorities, and whom to leave out."""


@dataclass(frozen=True, slots=True)
class _SearchAnswer:
    """What a search found: rows, all that match, millionths charged, and what there is to say.

    That is of a company nobody is at, or of personas that find few. `cut` is why there are fewer than there could be,
    `tier` what is left of the free rows of today, where they are such.
    """

    rows: list[dict[str, Any]]
    total: int
    charged: int
    message: str = ""
    cut: str = ""
    tier: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ending(self) -> dict[str, str]:
        """What is said of an answer that a live source, or the most that a search may cost, cut short."""
        return {"status": "partial", "reason": self.cut} if self.cut else {}


def searching(router: APIRouter, services: Services) -> None:
    """Add what returns rows, and charges for them."""

    @router.post("/api/v1/search/database/leads/", summary="Search database leads")
    @takes(body(services.lexicon, DetailBody))
    def database(request: DetailBody, http: Request) -> Response:
        result = _search(services, request, http, "database")
        data = {"leads": result.rows, "results_count": result.total}
        tier = {"free_tier": result.tier} if result.tier else {}
        return answer(_envelope(data, result, **result.ending, **tier))

    @router.post("/api/v1/search/realtime/leads/", summary="Search leads as by_icp does, in v1's shape")
    @takes(body(services.lexicon, RealtimeBody))
    def realtime(request: RealtimeBody, http: Request) -> Response:
        result = _search(services, request, http, "by_icp")
        count = _within(request, result.total)
        status = result.ending or ({} if result.rows else {"status": NOBODY})
        return answer(_envelope({"leads": result.rows, "results_count": count}, result, **status))

    @router.post("/api/linkedin/leads/by_icp/", summary="Search leads at a company, or everywhere")
    @takes(body(services.lexicon, IcpBody))
    def by_icp(request: IcpBody, http: Request) -> Response:
        result = _search(services, request, http, "by_icp")
        message = {"message": result.message} if result.message else {}
        amount = -len(result.rows) if result.charged else 0
        if not result.total:
            return answer({"amount": 0, "leads": [], "status": NOBODY, **message})
        counted = {"results_count": _within(request, result.total)}
        return answer({"amount": amount, "leads": result.rows, **counted, **message, **result.ending})


def counting(router: APIRouter, services: Services) -> None:
    """Add what counts, for free."""

    @router.post("/api/v1/search/database/leads/count/", summary="How many leads match, free")
    @takes(body(services.lexicon, DatabaseBody))
    def database(request: DatabaseBody, http: Request) -> Response:
        result = _count(services, request, http)
        return answer(_envelope({"count": result.total, "results_count": result.total}, result))

    @router.post("/api/v1/search/realtime/leads/count/", summary="How many leads by_icp would find, free")
    @takes(body(services.lexicon, RealtimeBody))
    def realtime(request: RealtimeBody, http: Request) -> Response:
        result = _count(services, request, http)
        return answer(_envelope({"count": result.total, "results_count": _within(request, result.total)}, result))

    @router.post("/api/linkedin/leads/by_icp/get_count/", summary="How many leads by_icp would find, free")
    @takes(body(services.lexicon, IcpBody))
    def get_count(request: IcpBody, http: Request) -> Response:
        result = _count(services, request, http)
        message = {"message": result.message} if result.message else {}
        return answer({"amount": 0, "results_count": _within(request, result.total), **message})


def _search(services: Services, request: DatabaseBody, http: Request, operation: str) -> _SearchAnswer:
    question = _question(services, request, http)
    stranger = _stranger(services, request, question)
    if stranger:
        return _SearchAnswer([], 0, 0, stranger)
    chosen, account = services.settings.of(GenerectSettings), caller(http).account
    otherwise = request.most if isinstance(request, IcpBody) else chosen.generect_limit
    limit, offset = otherwise if request.limit_by is None else request.limit_by, request.offset_by or 0
    price, thin = services.credits.prices["generect", operation], isinstance(request, DetailBody) and request.thin
    most = limit if thin else services.credits.units(account, price, chosen.generect_call)
    until = time.monotonic() + chosen.generect_seconds
    if thin:
        page = services.asking.page(question, max(1, limit), offset=offset, until=until)
        rows = [people.thin(services.lexicon, match) for match in page.found]
        tier = free_tier(services, account, len(rows))
        return _SearchAnswer(rows, page.total.value, 0, _hint(services, question, page.total), tier=tier)
    with _paying(services, question, caller(http), price, min(limit, most)) as held:
        page = services.asking.page(question, max(1, held.units), offset=offset, until=until)
        rows = [faces.row(services.lexicon, match) for match in page.found[: held.units]]
        with services.credits.database.write() as connection:
            key = f"generect.{operation}:{new_id(http)}"
            charged = services.credits.settle(connection, held, len(rows), key)
    hint = _hint(services, question, page.total)
    cut = "" if page.cut is None else str(page.cut)
    if len(rows) == held.units < min(limit, page.total.value - offset):
        cut = (
            f"one search costs at most {chosen.generect_call} USD here, which is {most} rows"
            if held.units == most
            else f"the account can pay {held.units} rows"
        )
    return _SearchAnswer(rows, page.total.value, charged, hint, cut)


def _paying(
    services: Services, question: Question, who: Caller, price: Price, rows: int
) -> AbstractContextManager[CreditHold]:
    """What rows are paid of: put aside while a live source is asked, which takes minutes and costs its account."""
    if question.route in INDEXED:
        return nullcontext(CreditHold(who, price, rows))
    return services.credits.holding(who, price, rows)


def _count(services: Services, request: DatabaseBody, http: Request) -> _SearchAnswer:
    question = _question(services, request, http)
    stranger = _stranger(services, request, question)
    if stranger:
        return _SearchAnswer([], 0, 0, stranger)
    counted = services.asking.count(question)
    return _SearchAnswer([], counted.value, 0, _hint(services, question, counted))


def _hint(services: Services, question: Question, counted: Count) -> str:
    """What to say of numbers that nobody knows, and of personas that find few.

    They are literal, and others have their titles in other words.
    """
    if question.route != STORED:
        return ""
    unknown = (one.fault(question).sentence for one in services.asking.strangers(question))
    misses = (miss.sentence(question.names) for miss in services.asking.misses(question, counted) if miss.is_telling)
    return " ".join((*(f"{sentence}." for sentence in unknown), *misses, *_other_words(services, question, counted)))


def _other_words(services: Services, question: Question, counted: Count) -> Iterator[str]:
    return (
        f"{one.count:,} more have the title of {one.persona} in other words ({', '.join(one.titles)}): "
        f"ask job_titles for {' or '.join(one.ask[:_ASKED])}."
        for one in services.asking.hints(question, counted)
    )


def _question(services: Services, request: DatabaseBody, http: Request) -> Question:
    account = caller(http).account
    return services.asking.question(account, request.query(), request.names, route=_route(services, request, account))


def _route(services: Services, request: DatabaseBody, account: str) -> Route:
    """By_icp asks the caller's Sales Navigator where one is connected; who is left out is looked at afterwards.

    An address is asked as it is: it is in the source's own words.
    """
    asks = isinstance(request, IcpBody) and services.settings.of(GenerectSettings).generect_live
    if not (asks and services.integrations.has(account)):
        return STORED
    as_it_is = {(clause.filter, clause.exclude) for clause in request.pasted.query.clauses} if request.pasted else set()
    return Route(LIVE, withheld=tuple(part for part in _AFTERWARDS if part not in as_it_is))


def _envelope(data: dict[str, Any], result: _SearchAnswer, **more: object) -> dict[str, Any]:
    """V1's shape."""
    message = {"message": result.message} if result.message else {}
    return {"data": data, "meta": {"amount_charged": faces.dollars(result.charged), **more, **message}}


def _within(request: DatabaseBody, total: int) -> int | str:
    """All that match; at one company, when they fit into the limit, their word for that (behaviour §6)."""
    limit = request.most if request.limit_by is None else request.limit_by
    return "within limit" if request.company and 0 < total <= limit else total


def _stranger(services: Services, request: DatabaseBody, question: Question) -> str:
    """What to say of a company that nobody in the database works at; "" when it is known, or none is asked for."""
    company = request.company
    if company is None or question.route != STORED or services.companies.known(company.codes):
        return ""
    near = services.companies.nearest(company.codes[0].partition(":")[2])
    hint = f" Nearest known names: {', '.join(near)}." if near else ""
    return f"No company is known as {company.written}.{hint}"
