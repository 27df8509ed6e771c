"""Signing in and out, and the files that the page is made of: open to everybody."""

from math import ceil
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from leadscout.dialects import PAGE_DOORS
from leadscout.dialects.page.admission import cookie
from leadscout.dialects.page.assets import PLACE
from leadscout.dialects.page.forms import fields, one
from leadscout.dialects.page.site import Site
from leadscout.errors import Fault, Refused
from leadscout.service.accounts.limits import Rate
from leadscout.service.accounts.sessions import LASTS

_WRONG = Rate("wrong_key", 5, 60.0)
"""Wrong keys from one address."""

_START = "/search"
_KEPT = "public, max-age=31536000, immutable"


def routes(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    sessions = site.services.sessions

    @router.get("/")
    def start() -> Response:
        return Response(status_code=303, headers={"Location": _START})

    @router.get("/login")
    def form(http: Request, once: str = "", to: str = "") -> Response:
        if once:
            return _signed_in(http, sessions.redeem(once), _START)
        if hasattr(http.state, "caller"):
            return site.go(http, _inside(to))
        # A link on another site brings no cookie along; a page of ours that asks again does.
        again = http.headers.get("sec-fetch-site") == "cross-site"
        return site.show(http, "login.html", to=_inside(to), again=again, fault="", wait=0)

    @router.post("/login")
    def sign_in(http: Request, sent: Annotated[dict[str, list[str]], Depends(fields)]) -> Response:
        to = _inside(one(sent, "to"))
        try:
            token = _token(http, site, one(sent, "key"))
        except Refused as refused:
            fault = refused.faults[0]
            return site.refuse(http, "login.html", fault, to=to, again=False, fault=fault.sentence)
        return _signed_in(http, token, to)

    @router.post("/logout")
    def sign_out(http: Request) -> Response:
        sessions.end(http.cookies.get(cookie(http), ""))
        response = site.go(http, "/login")
        response.delete_cookie(cookie(http), path="/", secure=http.url.scheme == "https", httponly=True)
        return response

    @router.get(f"{PLACE}/{{name}}")
    def static(name: str) -> Response:
        asset = site.assets.served(f"{PLACE}/{name}")
        if asset is None:
            raise Refused(Fault("not_found", value=f"{PLACE}/{name}"))
        return Response(asset.body, media_type=asset.media_type, headers={"Cache-Control": _KEPT})


def _token(http: Request, site: Site, key: str) -> str:
    """A session of a key. Raises Refused for a wrong one, and for too many wrong ones of an address."""
    services = site.services
    address = http.client.host if http.client else ""
    room, _ = services.limits.take(_WRONG, address)
    if not room.fits:
        raise Refused(Fault("too_many_wrong_keys", value=str(_WRONG.burst), limit=ceil(room.wait)))
    who = services.access.caller(key, "a key of leadscout")
    services.access.admit(who, PAGE_DOORS)
    services.limits.forget(_WRONG, address)
    return services.sessions.begin(who)


def _signed_in(http: Request, token: str, to: str) -> Response:
    response = Response(status_code=303, headers={"Location": to})
    response.set_cookie(
        cookie(http),
        token,
        max_age=LASTS,
        path="/",
        secure=http.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return response


def _inside(path: str) -> str:
    """A path of ours to go to; where it would lead elsewhere, the first page."""
    inside = path.startswith("/") and not path.startswith(("//", "/\\", "/login")) and path.isprintable()
    return path if inside else _START
