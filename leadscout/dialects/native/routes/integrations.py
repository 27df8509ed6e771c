"""/v1/integrations: live sources that you connect with a credential of your own."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field, StrictStr

from leadscout.dialects.base import Sent
from leadscout.dialects.doors import answer
from leadscout.dialects.native import faces
from leadscout.dialects.services import Services
from leadscout.model.integrations import Integration
from leadscout.service.integrations.integrations import NAVIGATOR, NewIntegration
from leadscout.web.guards import NEVER_KEPT, caller, takes

_Id = Annotated[str, Path(description="id or name of an integration")]


class IntegrationBody(Sent):
    """A live source to connect: your own account there. It is asked whether it lets us in."""

    kind: StrictStr = Field(NAVIGATOR, max_length=50, description="which source")
    credential: StrictStr = Field(
        min_length=1, max_length=20_000, description="your own; it is encrypted, and never shown again"
    )
    name: StrictStr = Field("", max_length=100, pattern=r"^[\w .-]*$", description="how you call it [its kind]")
    cap: Annotated[int, Field(strict=True, ge=0, le=10**12)] | None = Field(
        None, description="most units of a day: profiles of Sales Navigator, millionths of a credit elsewhere"
    )


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    integrations = services.integrations

    def shown(one: Integration) -> dict[str, object]:
        return faces.integration(one, integrations.kinds[one.kind].unit)

    @router.get("/integrations", summary="The live sources that you have connected, and their state")
    def all_integrations(http: Request) -> Response:
        return answer({"integrations": [shown(one) for one in integrations.all(caller(http).account)]})

    @router.post("/integrations", status_code=201, summary="Connect a live source, in place of one of that name")
    @takes(IntegrationBody)
    def connect(request: IntegrationBody, http: Request) -> Response:
        new = NewIntegration(request.kind, request.credential, request.name, cap=request.cap)
        made = answer(shown(integrations.connect(caller(http).account, new, caller(http).key)), 201)
        made.headers.update(NEVER_KEPT)
        return made

    @router.post("/integrations/{id}/check", summary="Ask a source again that stopped us; its searches go on")
    def check(id: _Id, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        return answer(shown(integrations.check(caller(http).account, id)))

    @router.delete("/integrations/{id}", status_code=204, summary="Forget a live source and its credential")
    def forget(id: _Id, http: Request) -> Response:  # noqa: A002
        integrations.forget(caller(http).account, id, caller(http).key)
        return Response(status_code=204)
