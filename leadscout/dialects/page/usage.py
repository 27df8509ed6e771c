"""What the account has left, and what it spent: by day, by operation, and every movement."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request, Response

from leadscout.dialects.page import texts
from leadscout.dialects.page.site import Site
from leadscout.service.accounts.credits import MILLIONTHS
from leadscout.web.guards import caller

AT_ONCE = 50
"""Movements of one page."""

_DAYS = 30
_HEIGHT = 160
_OF_SEARCH = re.compile(r"(?:refund:)?search:([0-9a-f]{32})\b")


class Bar(NamedTuple):
    """What was spent on a day, in millionths, and the height of its bar."""

    day: str
    amount: int
    height: int


def routes(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    services = site.services

    @router.get("/usage")
    def usage(http: Request, offset: Annotated[int, Query(ge=0, le=10**7)] = 0) -> Response:
        account = caller(http).account
        entries = services.credits.latest(account, AT_ONCE + 1, offset)
        return site.show(
            http,
            "account/usage.html",
            balance=services.credits.balance(account),
            bars=_bars(services.now().date(), services.credits.by_day(account)),
            operations=sorted(services.credits.by_operation(account).items(), key=lambda pair: -pair[1]),
            entries=entries[:AT_ONCE],
            keys={key.id: key.name for key in services.access.keys_of(account)},
            search_of=_search_of,
            offset=offset,
            more=offset + AT_ONCE if len(entries) > AT_ONCE else 0,
            credits=partial(credits_, site.language(http)),
            height=_HEIGHT,
        )


def _search_of(reference: str) -> str:
    """The search that a movement paid for; "" of one that paid for something else."""
    match = _OF_SEARCH.match(reference)
    return match[1] if match else ""


def credits_(language: str, millionths: int) -> str:
    """Credits as they are written in a language, as exactly as they are booked."""
    whole, _, part = f"{abs(Decimal(millionths) / MILLIONTHS):f}".partition(".")
    part = part.rstrip("0")
    mark = "." if language == "en" else ","
    sign = "\u2212" if millionths < 0 else ""
    return f"{sign}{texts.number(language, int(whole))}{mark if part else ''}{part}"


def _bars(today: date, spent: Mapping[str, int]) -> list[Bar]:
    """The last days, oldest first, of what was spent by day."""
    days = [(today - timedelta(days=back)).isoformat() for back in range(_DAYS - 1, -1, -1)]
    most = max((spent.get(day, 0) for day in days), default=0)
    return [Bar(day, spent.get(day, 0), max(0, spent.get(day, 0)) * _HEIGHT // most if most > 0 else 0) for day in days]
