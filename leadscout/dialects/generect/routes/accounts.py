"""Accounts: who you are, what you have spent, at which prices; v1's paths and the older ones."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from leadscout.dialects.base import fault
from leadscout.dialects.doors import answer
from leadscout.dialects.generect import faces
from leadscout.dialects.generect.routes.previews import is_free
from leadscout.dialects.services import Services
from leadscout.web.guards import caller


def _moment(sent: Any, read: ValidatorFunctionWrapHandler) -> Any:  # noqa: ANN401 - whatever was sent
    try:
        return read(sent)
    except ValidationError:
        raise fault("wrong_type", value=sent, valid=("a date, or a time with its zone",)) from None


_Moment = Annotated[
    AwareDatetime | date | None, WrapValidator(_moment), Field(description="a day, or a time with its zone")
]
_Amount = Annotated[float | None, Field(allow_inf_nan=False, description="dollars; charges are below zero")]


class _TransactionsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=1000, description="most of them in this answer")] = 100
    offset: Annotated[int, Field(ge=0, le=10**9, description="how many to skip")] = 0
    created_at__gte: _Moment = None
    created_at__lte: _Moment = None
    status: Annotated[Literal["completed"] | None, Field(description="every one is completed")] = None
    amount__gte: _Amount = None
    amount__lte: _Amount = None


class _UsageQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    timezone: Annotated[Literal["UTC"], Field(description="of the days")] = "UTC"
    period: Annotated[
        Literal["day", "week", "month", "all", "custom"],
        Field(description="up to now; unless days or a month are given"),
    ] = "month"
    start_date: Annotated[date | None, Field(description="first day")] = None
    end_date: Annotated[date | None, Field(description="last day")] = None
    period_month: Annotated[str | None, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="like 2026-03")] = None


@dataclass(frozen=True, slots=True)
class _Span:
    """From a time to another, as ISO text that sorts."""

    since: str
    until: str


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""

    @router.get("/api/v1/accounts/me/", summary="Who you are, and what you have left")
    def me(http: Request) -> Response:
        return answer({"data": _me(services, caller(http).account)})

    @router.get("/api/auth/users/me/", summary="The same, on the older path")
    def user(http: Request) -> Response:
        account = _me(services, caller(http).account)
        return answer({**account, "balance": account["credits"]["balance"]})

    @router.get("/api/v1/accounts/transactions/", summary="What was charged and granted, newest first")
    def transactions(query: Annotated[_TransactionsQuery, Query()], http: Request) -> Response:
        rows = _transactions(services, caller(http).account, query)
        return answer({"data": {"transactions": _page(rows, query), "count": len(rows)}})

    @router.get("/api/auth/transactions/", summary="The same, on the older path")
    def older(query: Annotated[_TransactionsQuery, Query()], http: Request) -> Response:
        rows = _transactions(services, caller(http).account, query)
        return answer({**_links(http, query, len(rows)), "results": _page(rows, query)})

    @router.get("/api/v1/accounts/usage/", summary="What was spent in a time, by operation")
    def usage(query: Annotated[_UsageQuery, Query()], http: Request) -> Response:
        return answer({"data": _usage(services, caller(http).account, query)})

    @router.get("/api/auth/transactions/spent_credits/", summary="What was spent altogether")
    def spent(http: Request) -> Response:
        return answer({"spent_credits": faces.dollars(services.credits.spent(caller(http).account, "generect"))})

    @router.get("/api/v1/tiers/my-tier/", summary="Your prices, which fall as your spending grows")
    @router.get("/api/tiers/my-tier/", include_in_schema=False)
    def tier(http: Request) -> Response:
        return answer(_tier(services, caller(http).account))


def _me(services: Services, account: str) -> dict[str, Any]:
    month = services.now().strftime("%Y-%m")
    used = services.credits.spent(account, "generect", month)
    balance = faces.dollars(services.credits.balance(account))
    credits_ = {"balance": balance, "used_this_month": faces.dollars(used), "monthly_limit": None}
    name = services.access.account(account)
    about = {"id": account, "email": None, "name": name, "plan": "self-hosted"}
    return {**about, "credits": credits_, "preview_tier": is_free(services, account)}


def _transactions(services: Services, account: str, query: _TransactionsQuery) -> list[dict[str, Any]]:
    """All that are asked for, newest first."""
    low = _utc(query.created_at__gte) if query.created_at__gte else ""
    high = f"{_utc(query.created_at__lte)}~" if query.created_at__lte else "~"
    details = {"balance_type": "credits", "status": "completed"}
    rows = []
    for at, entry in enumerate(services.credits.entries(account), start=1):
        amount = faces.dollars(entry.amount)
        enough = query.amount__gte is None or amount >= query.amount__gte
        if low <= entry.at <= high and enough and (query.amount__lte is None or amount <= query.amount__lte):
            row = {"id": at, "timestamp": entry.at, "type": entry.operation, "credits": amount}
            rows.append({**row, "details": details})
    return rows[::-1]


def _utc(at: datetime | date) -> str:
    """As the ledger writes times; a day is all of it."""
    return at.astimezone(UTC).isoformat(timespec="seconds") if isinstance(at, datetime) else at.isoformat()


def _page(rows: list[dict[str, Any]], query: _TransactionsQuery) -> list[dict[str, Any]]:
    return rows[query.offset : query.offset + query.limit]


def _links(http: Request, query: _TransactionsQuery, count: int) -> dict[str, Any]:
    """The page's place among all, as Django REST framework tells it."""
    after, before = query.offset + query.limit, max(0, query.offset - query.limit)
    return {
        "count": count,
        "limit": query.limit,
        "offset": query.offset,
        "next": str(http.url.include_query_params(offset=after)) if after < count else None,
        "previous": str(http.url.include_query_params(offset=before)) if query.offset else None,
    }


def _usage(services: Services, account: str, query: _UsageQuery) -> dict[str, Any]:
    span = _span(services.now().date(), query)
    names = {
        "search_database": "generect.database",
        "search_realtime": "generect.by_icp",
        "enrich_lead": "generect.person",
        "preview": "generect.preview",
        "companies": "generect.company",  # found, and looked up
    }
    spent = {name: services.credits.spent(account, what, span.since, span.until) for name, what in names.items()}
    period = {"start_date": span.since[:10] or None, "end_date": span.until[:10] if span.until != "~" else None}
    return {
        "period": {"name": query.period, **period},
        "total_credits": faces.dollars(sum(spent.values())),
        "breakdown": {name: faces.dollars(amount) for name, amount in spent.items()},
    }


def _span(today: date, query: _UsageQuery) -> _Span:
    if query.period_month:
        return _Span(query.period_month, f"{query.period_month}~")
    if query.start_date or query.end_date:
        return _Span(str(query.start_date or ""), f"{query.end_date}~" if query.end_date else "~")
    starts = {"day": str(today), "week": str(today - timedelta(days=6)), "month": f"{today:%Y-%m}"}
    return _Span(starts.get(query.period, ""), "~")


def _tier(services: Services, account: str) -> dict[str, Any]:
    spent = services.credits.spent(account, "generect")
    prices = services.credits.prices
    level, cached = prices["generect", "database"].tier(spent)
    _, realtime = prices["generect", "by_icp"].tier(spent)
    _, preview = prices["generect", "preview"].tier(spent)
    shown = {"api_cached": float(cached), "api_realtime": float(realtime), "api_preview": float(preview)}
    return {"current_tier": {"level": level, "service_prices": shown}, "lifetime_spend": faces.dollars(spent)}
