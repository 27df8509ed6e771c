"""A login for clients that have none but a token: whoever knows a key is given it as theirs."""

from fastapi import APIRouter, Request, Response
from pydantic import Field, StrictStr

from leadscout.dialects.base import Sent
from leadscout.dialects.doors import answer
from leadscout.dialects.generect import VENDOR
from leadscout.dialects.services import Services
from leadscout.web.guards import NEVER_KEPT, takes


class LoginBody(Sent):
    """A login; accounts of this server have keys instead of passwords."""

    email: StrictStr = Field(max_length=320, description="comes back as it is; accounts have no e-mail address here")
    password: StrictStr = Field(min_length=1, max_length=200, description="a key of your account")


def routes(router: APIRouter, services: Services) -> None:
    """Add the route; it is where a key is sent in the body."""

    @router.post("/api/auth/token/login/", summary="The token of a login: its password is a key of your account")
    @takes(LoginBody)
    def login(request: LoginBody, http: Request) -> Response:  # noqa: ARG001 - what `takes` hands on
        who = services.access.caller(request.password, VENDOR.header())
        services.access.admit(who, (VENDOR.name,))
        response = answer({"auth_token": request.password, "email": request.email, "user_id": who.account})
        response.headers.update(NEVER_KEPT)
        return response
