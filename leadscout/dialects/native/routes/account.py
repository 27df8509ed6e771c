"""/v1/usage, /v1/keys: what you have spent, and who may call in your name."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field, StrictStr

from leadscout.dialects.base import Sent, answer
from leadscout.dialects.native import faces
from leadscout.dialects.native.routes.services import Services
from leadscout.errors import Fault, Refused
from leadscout.service.accounts.credits import MILLIONTHS
from leadscout.web.guards import NEVER_KEPT, caller, new_id, takes

_Door = Literal["native", "questor", "pronto", "generect", "preview"]


class KeyBody(Sent):
    """A key to make; `only` limits it to some APIs."""

    name: StrictStr = Field(min_length=1, max_length=200, description="a name of your choice")
    only: list[_Door] = Field([], max_length=5, description="APIs it opens; none: all of them")


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    access = services.access

    @router.get("/usage", summary="What your account has left, and has spent by operation")
    def usage(http: Request) -> Response:
        account = caller(http).account
        spent = services.credits.by_operation(account)
        left = services.credits.balance(account)
        told = {name: amount / MILLIONTHS for name, amount in spent.items()}
        return answer({"account": access.account(account), "credits": left / MILLIONTHS, "spent": told})

    @router.get("/keys", summary="The keys of your account, without their secrets")
    def keys(http: Request) -> Response:
        return answer({"keys": [faces.key(key) for key in access.keys_of(caller(http).account)]})

    @router.post("/keys", status_code=201, summary="Make a key for your account; it is shown this once")
    @takes(KeyBody)
    def create(request: KeyBody, http: Request) -> Response:
        who = caller(http)
        if who.only and not (request.only and set(request.only) <= set(who.only)):
            raise Refused(Fault("forbidden"))
        made, secret = access.add(request.name, who.account, request.only, new_id(http))
        told = answer({**faces.key(made), "key": secret}, 201)
        told.headers.update(NEVER_KEPT)
        return told

    @router.delete("/keys/{id}", status_code=204, summary="Revoke a key of your account")
    def revoke(id: Annotated[str, Path(description="id of a key")], http: Request) -> Response:  # noqa: A002
        if id not in {key.id for key in access.keys_of(caller(http).account)}:
            raise Refused(Fault("not_found", value=f"key {id}"))
        access.revoke(id)
        return Response(status_code=204)
