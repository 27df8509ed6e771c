"""Webhooks: where an account wants to be told of its bulk jobs, registered once."""

from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field, StrictStr

from leadscout.dialects.base import LONGEST_VALUE, Sent
from leadscout.dialects.doors import answer, check_webhook
from leadscout.dialects.generect import VENDOR
from leadscout.dialects.services import Services
from leadscout.errors import Refused
from leadscout.model.query import Query
from leadscout.model.webhooks import LONGEST_ADDRESS, Webhook
from leadscout.service.jobs.searches import Order
from leadscout.web.guards import NEVER_KEPT, caller, new_id, takes

EVENTS = (
    *(f"{job}.bulk.completed" for job in ("email.find", "phone.find", "enrich.lead", "enrich.company")),
    *(f"status.incident.{what}" for what in ("created", "updated", "resolved")),
    *(f"status.maintenance.{what}" for what in ("started", "completed")),
)
"""What can be subscribed to; this server tells of enrich.lead and enrich.company, the others do not happen here."""

_Event = Literal[EVENTS]  # type: ignore[valid-type] # from a table
_Id = Annotated[str, Path(description="id of a webhook")]
_Secret = Annotated[StrictStr, Field(min_length=8, max_length=LONGEST_VALUE)]


class WebhookBody(Sent):
    """A webhook as it is to be."""

    url: StrictStr = Field(max_length=LONGEST_ADDRESS, description="HTTPS address of a public host")
    events: list[_Event] = Field(min_length=1, max_length=len(EVENTS), description="what to be told of")
    secret: _Secret | None = Field(None, description="what calls are signed with; made for you when there is none")


class ChangeBody(Sent):
    """What is to be different about a webhook."""

    url: StrictStr | None = Field(None, max_length=LONGEST_ADDRESS, description="HTTPS address of a public host")
    events: list[_Event] | None = Field(None, min_length=1, max_length=len(EVENTS), description="what to be told of")
    secret: _Secret | None = Field(None, description="what calls are signed with")


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    webhooks = services.webhooks

    @router.get("/api/v1/webhooks/", summary="Your webhooks")
    def all_webhooks(http: Request) -> Response:
        return _shown([_row(services, one) for one in webhooks.all(caller(http).account)])

    @router.post("/api/v1/webhooks/", status_code=201, summary="Be told of your bulk jobs")
    @takes(WebhookBody)
    def register(request: WebhookBody, http: Request) -> Response:
        check_webhook(services, request.url, "url")
        who = caller(http)
        new = Webhook(f"wh_{new_id(http)[:24]}", who.account, request.url, tuple(request.events))
        made = webhooks.register(new, request.secret or "", who.key)
        return _shown(_row(services, made), 201)

    @router.get("/api/v1/webhooks/{id}/", summary="A webhook")
    def one(id: _Id, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        return _shown(_row(services, webhooks.get(caller(http).account, id)))

    @router.put("/api/v1/webhooks/{id}/", summary="Replace a webhook; without a secret it keeps its own")
    @takes(WebhookBody)
    def put(request: WebhookBody, id: _Id, http: Request) -> Response:  # noqa: A002
        return _changed(services, request, id, http)

    @router.patch("/api/v1/webhooks/{id}/", summary="Change a webhook")
    @takes(ChangeBody)
    def change(request: ChangeBody, id: _Id, http: Request) -> Response:  # noqa: A002
        return _changed(services, request, id, http)

    @router.delete("/api/v1/webhooks/{id}/", status_code=204, summary="Forget a webhook")
    def delete(id: _Id, http: Request) -> Response:  # noqa: A002
        webhooks.delete(caller(http).account, id, caller(http).key)
        return Response(status_code=204)

    @router.post("/api/v1/webhooks/{id}/test/", status_code=202, summary="Send a call to try it")
    def test(id: _Id, http: Request) -> Response:  # noqa: A002
        body = {"event": "webhook.test"}
        url = webhooks.get(caller(http).account, id).url
        owner = caller(http).owner(VENDOR.name)
        delivery = services.enrichment.tell(Order(owner, dict(body), Query(()), 0, webhook_url=url, id=new_id(http)))
        return answer({"data": {"delivery_id": str(UUID(delivery.id)), "status": "pending"}, "meta": body}, 202)


def _changed(services: Services, request: WebhookBody | ChangeBody, id_: str, http: Request) -> Response:
    who = caller(http)
    before = services.webhooks.get(who.account, id_)
    url = request.url or before.url
    check_webhook(services, url, "url")
    changed = replace(before, url=url, events=tuple(request.events or before.events))
    after = services.webhooks.change(changed, request.secret or "", who.key)
    return _shown(_row(services, after))


def _row(services: Services, webhook: Webhook) -> dict[str, Any]:
    """A webhook with its secret; null where that cannot be read any more, and calls fail until it has a new one."""
    secret = None
    with suppress(Refused):
        secret = services.webhooks.secret(webhook.account, webhook.url)
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": list(webhook.events),
        "secret": secret,
        "is_active": True,
        "created_at": webhook.created_at,
        "updated_at": webhook.updated_at,
    }


def _shown(body: object, status: int = 200) -> Response:
    """An answer that shows secrets: it is kept nowhere."""
    response = answer(body, status)
    response.headers.update(NEVER_KEPT)
    return response
