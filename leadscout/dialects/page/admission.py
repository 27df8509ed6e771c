"""Who may come in: to this host, from our own pages, signed in. And what every answer tells a browser to forbid."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from leadscout.dialects import PAGE_DOORS
from leadscout.dialects.page.site import Site
from leadscout.errors import Fault, Refused
from leadscout.web.guards import at_once, scope_of, worked_on

_SAFE = ("GET", "HEAD", "OPTIONS")
_LOCAL = ("localhost", "")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",  # people are on it
}
_SCOPES = {
    "/people": "people:read",
    **dict.fromkeys(("/keys", "/webhooks/registered", "/webhooks/secret"), "keys"),
    **dict.fromkeys(("/import", "/usage", "/login", "/logout"), ""),  # who may not import is told what it takes
}
"""What a key needs for paths of the page that begin so, "" for nothing; for all others it needs to search."""

_log = structlog.get_logger()


@dataclass(frozen=True)
class Admission:
    """Checks what comes to the page, and how its faults are shown."""

    site: Site

    def route(self, *, signed_in: bool = True) -> type[APIRoute]:
        """The class of routes; some are open to whoever is not `signed_in`, too."""
        admission = self

        class PageRoute(APIRoute):
            def get_route_handler(self) -> Callable[[Request], Any]:
                handle = super().get_route_handler()

                async def answer(http: Request) -> Response:
                    return secured(await admission.reply(http, handle, signed_in=signed_in))

                return answer

        return PageRoute

    async def reply(self, http: Request, handle: Callable[[Request], Any], *, signed_in: bool) -> Response:
        """The answer, or a page that says why there is none."""
        try:
            await at_once(partial(self.check, http))
            if signed_in and not hasattr(http.state, "caller"):
                return self._to_login(http)
            response: Response = await worked_on(http, partial(handle, http))
        except Refused as refused:
            response = self.site.tell(http, refused.faults)
        except RequestValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"][1:]))
            response = self.site.tell(http, [Fault("missing_field", where)])
        except HTTPException as error:
            code = "not_found" if error.status_code == 404 else "malformed_json"  # noqa: PLR2004
            response = self.site.tell(http, [Fault(code, value=f"{http.method} {http.url.path}")])
        except Exception:  # noqa: BLE001 - a reader gets a page, the log gets the traceback
            _log.exception("page failed", path=http.url.path)
            response = self.site.tell(http, [Fault("internal")])
        return response

    def check(self, http: Request) -> None:
        """Raise Refused for a strange host and for what another site sends; remember who is signed in."""
        if not self._is_our_name(http.url.hostname or ""):
            raise Refused(Fault("strange_host", value=http.headers.get("host", "")))
        if http.method not in _SAFE and not is_from_here(http):
            raise Refused(Fault("cross_site"))
        if hasattr(http.state, "too_large"):
            raise Refused(http.state.too_large)
        services = self.site.services
        who = services.sessions.caller(http.cookies.get(cookie(http), ""))
        if who:
            services.access.admit(who, PAGE_DOORS)
            scope = scope_of(_SCOPES, http.url.path)
            if scope:
                services.access.allow(who, scope)
            http.state.caller = who

    def _is_our_name(self, host: str) -> bool:
        """Whether a page may be opened under a name: another name could be pointed here by whoever owns it."""
        settings = self.site.services.settings
        allowed = {name.strip().lower() for name in settings.hosts.split(",")} | {settings.host.lower(), *_LOCAL}
        return host.lower().rstrip(".") in allowed - {""} or _is_address(host)

    def _to_login(self, http: Request) -> Response:
        """Where somebody signs in, and comes back from; what a script asked for lets the whole page go there."""
        back = http.headers.get("hx-current-url", "") or str(http.url)
        parts = urlsplit(back)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        address = f"/login?to={quote(path)}" if http.method in _SAFE or http.headers.get("hx-request") else "/login"
        if http.headers.get("hx-request"):
            return Response(status_code=200, headers={"HX-Redirect": address})
        return Response(status_code=303, headers={"Location": address})


def is_from_here(http: Request) -> bool:
    """Whether a form or a script of ours sent this: browsers say so, older ones by the origin alone."""
    site = http.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = http.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == http.headers.get("host")


def cookie(http: Request) -> str:
    """What the cookie of a session is called: under https, a name that no other host can set."""
    return "__Host-leadscout" if http.url.scheme == "https" else "leadscout"


def secured(response: Response) -> Response:
    """An answer with all that a browser has to forbid; what may be kept says so itself."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
