"""/v1/usage, /v1/keys: what you have spent, and who may call in your name."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from leadscout.dialects import DOORS
from leadscout.dialects.base import Sent
from leadscout.dialects.doors import answer
from leadscout.dialects.native import faces
from leadscout.dialects.native.keys import key as shown_key
from leadscout.dialects.services import Services
from leadscout.errors import Fault, Refused
from leadscout.model.keys import SCOPES, USUAL, Grant
from leadscout.service.accounts.access import Caller
from leadscout.service.accounts.credits import MILLIONTHS
from leadscout.web.guards import NEVER_KEPT, caller, new_id, takes


class KeyBody(Sent):
    """A key to make; `only` limits it to some APIs, `may` lets it do more than ask."""

    name: StrictStr = Field(min_length=1, max_length=200, description="a name of your choice")
    only: list[Literal[DOORS]] = Field(  # type: ignore[valid-type] # from a table
        [], max_length=len(DOORS), description="APIs it opens; none: all of them"
    )
    may: list[Literal[tuple(SCOPES)]] = Field(  # type: ignore[valid-type] # from a table
        [], max_length=len(SCOPES), description="what it may do beside asking, none of which yours may not"
    )
    scopes: list[Literal[tuple(USUAL)]] | None = Field(  # type: ignore[valid-type] # from a table
        None, max_length=len(USUAL), description="what it may of what keys usually may; left out: all that yours may"
    )
    expires_at: datetime | None = Field(
        None, strict=False, description="until when it is good (ISO 8601); left out: as long as yours"
    )
    ceiling: float | None = Field(
        None, ge=0, le=10**9, description="credits that it may charge in all; left out: as many as there are"
    )

    def grant(self, caller: Caller) -> Grant:
        """What the key is to open and may, where it is left out that of the caller's own."""
        mine = caller.grant
        until = mine.expires_at if self.expires_at is None else _utc(self.expires_at)
        ceiling = 0 if mine.ceiling is not None else None  # who may not spend all lets nobody else spend
        if self.ceiling is not None:
            ceiling = int(Decimal(str(self.ceiling)) * MILLIONTHS)
        scopes = mine.scopes if self.scopes is None else tuple(self.scopes)
        return Grant(tuple(self.only), tuple(self.may), scopes, until, ceiling)


def _utc(moment: datetime) -> str:
    """A moment as keys keep it; one without a zone is of UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC).isoformat(timespec="seconds")
    except OverflowError:
        raise Refused(Fault("out_of_range", "expires_at", moment.isoformat(), ("a time of this century",))) from None


class _AuditQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=1000, description="most of them in this answer")] = 100
    offset: Annotated[int, Field(ge=0, le=10**9, description="how many to skip")] = 0


class _MovementsQuery(_AuditQuery):
    key: Annotated[str, Field(max_length=100, description="id of a key: those charged in its name")] = ""
    day: Annotated[date | None, Field(description="those of a day (UTC)")] = None


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    access = services.access

    @router.get(
        "/usage", summary="What your account has left, has spent by operation, and has used of its live sources today"
    )
    def usage(http: Request) -> Response:
        account = caller(http).account
        credits_ = services.credits
        spent, left = credits_.by_operation(account), credits_.balance(account)
        by_operation = {name: amount / MILLIONTHS for name, amount in spent.items()}
        report = {"account": access.account(account), "credits": left / MILLIONTHS, "spent": by_operation}
        prices = credits_.prices.items()
        report["prices"] = {name: float(price.credits) for (dialect, name), price in prices if dialect == "native"}
        mine = [
            faces.integration(one, services.integrations.kinds[one.kind].unit)
            for one in services.integrations.all(account)
        ]
        report["spent_by_key"] = {
            key or "none": amount / MILLIONTHS for key, amount in credits_.by_key(account).items()
        }
        report["spent_by_day"] = {day: amount / MILLIONTHS for day, amount in credits_.by_day(account).items()}
        with access.database.read() as connection:
            kept = access.quotas.of(connection, account)
        report["quotas"] = {name: {"kept": number, "most": most} for name, (number, most) in kept.items()}
        sources = [{key: one[key] for key in ("name", "unit", "used", "cap")} for one in mine]
        return answer({**report, "sources": sources} if sources else report)

    @router.get("/transactions", summary="What your account was given and charged, newest first; of a key, or a day")
    def transactions(query: Annotated[_MovementsQuery, Query()], http: Request) -> Response:
        day = query.day.isoformat() if query.day else ""
        mine = caller(http).account, query.limit, query.offset
        entries = services.credits.latest(*mine, key=query.key, day=day)
        return answer({"transactions": [faces.transaction(entry) for entry in entries]})

    @router.get("/audit", summary="What was done in your account: keys, credits, quotas, imports; newest first")
    def audit(query: Annotated[_AuditQuery, Query()], http: Request) -> Response:
        with access.database.read() as connection:
            entries = access.audit.latest(connection, caller(http).account, query.limit, query.offset)
        return answer({"acts": [faces.act(entry) for entry in entries]})

    @router.get("/keys", summary="The keys of your account, without their secrets")
    def keys(http: Request) -> Response:
        return answer({"keys": [shown_key(key) for key in access.keys_of(caller(http).account)]})

    @router.post("/keys", status_code=201, summary="Make a key for your account; it is shown this once")
    @takes(KeyBody)
    def create(request: KeyBody, http: Request) -> Response:
        who = caller(http)
        made, secret = access.add(who, request.name, request.grant(who), new_id(http))
        response = answer({**shown_key(made), "key": secret}, 201)
        response.headers.update(NEVER_KEPT)
        return response

    @router.delete("/keys/{id}", status_code=204, summary="Revoke a key of your account")
    def revoke(id: Annotated[str, Path(description="id of a key")], http: Request) -> Response:  # noqa: A002
        access.revoke(id, caller(http))
        return Response(status_code=204)
