"""/v1/webhooks: addresses with a signing secret of their own, which can be changed; and a call to try one."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from leadscout.dialects.base import Sent
from leadscout.dialects.doors import answer, register_webhook, try_webhook
from leadscout.dialects.native import faces
from leadscout.dialects.native.routes.searches import whole
from leadscout.dialects.services import Services
from leadscout.model.webhooks import LONGEST_ADDRESS, Webhook
from leadscout.web.guards import NEVER_KEPT, caller, new_id, poll, takes

_Id = Annotated[str, Path(description="id of a webhook")]
_WEEK = 24 * 7


class WebhookBody(Sent):
    """An address that is to have a signing secret of its own."""

    url: StrictStr = Field(min_length=1, max_length=LONGEST_ADDRESS, description="HTTPS address of a public host")


class RotateBody(Sent):
    """How to change a signing secret."""

    hours: Annotated[float, Field(ge=0, le=_WEEK, description="how long the secret of before signs, too")] = 24


class _OutcomeQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    wait: Annotated[float, Field(ge=0, le=60, description="seconds to wait for the outcome of the call")] = 0


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    webhooks = services.webhooks

    @router.get("/webhooks", summary="Your webhooks with a signing secret of their own; here without it")
    def all_webhooks(http: Request) -> Response:
        return answer({"webhooks": [faces.webhook(one) for one in webhooks.all(caller(http).account)]})

    @router.post("/webhooks", status_code=201, summary="Give an address a signing secret of its own")
    @takes(WebhookBody)
    def register(request: WebhookBody, http: Request) -> Response:
        return _with_secret(services, register_webhook(services, http, request.url.strip()), 201)

    @router.get("/webhooks/{id}", summary="A webhook with its signing secret")
    def one(id: _Id, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        return _with_secret(services, webhooks.get(caller(http).account, id))

    @router.post("/webhooks/{id}/rotate", summary="Change a signing secret; for a while calls have both signatures")
    @takes(RotateBody)
    def rotate(request: RotateBody, id: _Id, http: Request) -> Response:  # noqa: A002
        who = caller(http)
        return _with_secret(services, webhooks.rotate(who.account, id, request.hours, who.key))

    @router.post("/webhooks/{id}/test", status_code=202, summary="Send a call without people, to try a webhook")
    async def test(id: _Id, wait: Annotated[_OutcomeQuery, Query()], http: Request) -> Response:  # noqa: A002
        owner = caller(http).owner("native")
        made = await run_in_threadpool(try_webhook, services, owner, id, new_id(http))
        state = await poll(lambda: whole(services, made.owner, made.id), _is_tried, wait.wait)
        return answer(state, 202)

    @router.delete("/webhooks/{id}", status_code=204, summary="Forget a webhook; the account's secret signs again")
    def delete(id: _Id, http: Request) -> Response:  # noqa: A002
        webhooks.delete(caller(http).account, id, caller(http).key)
        return Response(status_code=204)


def _with_secret(services: Services, webhook: Webhook, status: int = 200) -> Response:
    """A webhook with its secret: an answer that is kept nowhere."""
    secret = services.webhooks.signing_of(webhook)[0]
    response = answer({**faces.webhook(webhook), "secret": secret}, status)
    response.headers.update(NEVER_KEPT)
    return response


def _is_tried(state: dict[str, Any]) -> bool:
    return bool(state["webhook"] and state["webhook"]["attempts"])
