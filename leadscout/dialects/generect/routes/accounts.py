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

from leadscout.dialects.base import answer, fault
from leadscout.dialects.generect import faces
from leadscout.dialects.generect.routes.services import Services
from leadscout.service.accounts.credits import PRICES
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


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=1000, description="most of them in this answer")] = 100
    offset: Annotated[int, Field(ge=0, le=10**9, description="how many to skip")] = 0
    created_at__gte: _Moment = None
    created_at__lte: _Moment = None
    status: Annotated[Literal["completed"] | None, Field(description="every one is completed")] = None
    amount__gte: _Amount = None
    amount__lte: _Amount = None


class _Period(BaseModel):
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
        known = _me(services, caller(http).account)
        return answer({**known, "balance": known["credits"]["balance"]})

    @router.get("/api/v1/accounts/transactions/", summary="What was charged and granted, newest first")
    def transactions(asked: Annotated[_Asked, Query()], http: Request) -> Response:
        found = _transactions(services, caller(http).account, asked)
        return answer({"data": {"transactions": _page(found, asked), "count": len(found)}})

    @router.get("/api/auth/transactions/", summary="The same, on the older path")
    def older(asked: Annotated[_Asked, Query()], http: Request) -> Response:
        found = _transactions(services, caller(http).account, asked)
        return answer({**_links(http, asked, len(found)), "results": _page(found, asked)})

    @router.get("/api/v1/accounts/usage/", summary="What was spent in a time, by operation")
    def usage(asked: Annotated[_Period, Query()], http: Request) -> Response:
        return answer({"data": _usage(services, caller(http).account, asked)})

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
    known = {"id": account, "email": None, "name": name, "plan": "self-hosted"}
    return {**known, "credits": credits_, "preview_tier": False}


def _transactions(services: Services, account: str, asked: _Asked) -> list[dict[str, Any]]:
    """All that are asked for, newest first."""
    low = _utc(asked.created_at__gte) if asked.created_at__gte else ""
    high = f"{_utc(asked.created_at__lte)}~" if asked.created_at__lte else "~"
    details = {"balance_type": "credits", "status": "completed"}
    found = []
    for at, entry in enumerate(services.credits.entries(account), start=1):
        amount = faces.dollars(entry.amount)
        enough = asked.amount__gte is None or amount >= asked.amount__gte
        if low <= entry.at <= high and enough and (asked.amount__lte is None or amount <= asked.amount__lte):
            told = {"id": at, "timestamp": entry.at, "type": entry.operation, "credits": amount}
            found.append({**told, "details": details})
    return found[::-1]


def _utc(at: datetime | date) -> str:
    """As the ledger writes times; a day is all of it."""
    return at.astimezone(UTC).isoformat(timespec="seconds") if isinstance(at, datetime) else at.isoformat()


def _page(found: list[dict[str, Any]], asked: _Asked) -> list[dict[str, Any]]:
    return found[asked.offset : asked.offset + asked.limit]


def _links(http: Request, asked: _Asked, count: int) -> dict[str, Any]:
    """The page's place among all, as Django REST framework tells it."""
    after, before = asked.offset + asked.limit, max(0, asked.offset - asked.limit)
    return {
        "count": count,
        "limit": asked.limit,
        "offset": asked.offset,
        "next": str(http.url.include_query_params(offset=after)) if after < count else None,
        "previous": str(http.url.include_query_params(offset=before)) if asked.offset else None,
    }


def _usage(services: Services, account: str, asked: _Period) -> dict[str, Any]:
    span = _span(services.now().date(), asked)
    names = {"search_database": "generect.database", "search_realtime": "generect.by_icp"}
    spent = {name: services.credits.spent(account, what, span.since, span.until) for name, what in names.items()}
    period = {"start_date": span.since[:10] or None, "end_date": span.until[:10] if span.until != "~" else None}
    return {
        "period": {"name": asked.period, **period},
        "total_credits": faces.dollars(sum(spent.values())),
        "breakdown": {name: faces.dollars(amount) for name, amount in spent.items()},
    }


def _span(today: date, asked: _Period) -> _Span:
    if asked.period_month:
        return _Span(asked.period_month, f"{asked.period_month}~")
    if asked.start_date or asked.end_date:
        return _Span(str(asked.start_date or ""), f"{asked.end_date}~" if asked.end_date else "~")
    starts = {"day": str(today), "week": str(today - timedelta(days=6)), "month": f"{today:%Y-%m}"}
    return _Span(starts.get(asked.period, ""), "~")


def _tier(services: Services, account: str) -> dict[str, Any]:
    spent = services.credits.spent(account, "generect")
    number, part = services.credits.tier(spent)
    prices = {"api_cached": "database", "api_realtime": "by_icp"}
    shown = {
        name: float(services.credits.prices[PRICES["generect", operation].setting] * part)
        for name, operation in prices.items()
    }
    return {"current_tier": {"level": number, "service_prices": shown}, "lifetime_spend": faces.dollars(spent)}
