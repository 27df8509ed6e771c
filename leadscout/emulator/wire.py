"""What goes over the wire: who may ask, how it is refused, how an answer is spoiled."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from leadscout.emulator.account import DEMO
from leadscout.emulator.mishaps import LOGIN_PAGE, Mishap

VERSION = {"x-restli-protocol-version": "2.0.0"}


def answer(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer in JSON."""
    data = json.dumps(body, ensure_ascii=False).encode()
    return Response(data, status, {**VERSION, **(headers or {})}, media_type="application/json")


def refusal(status: int, message: str, **more: object) -> Response:
    """An error as Rest.li writes it."""
    return answer({"status": status, "message": message, **more}, status)


def not_allowed(request: Request) -> Response | None:
    """Why a request may not ask: without the session of the demo account, its token, or the version of the protocol."""
    cookies = request.cookies
    if not cookies.get("li_at"):
        return refusal(401, "no session: send the cookie li_at")
    if cookies["li_at"].strip('"') != DEMO.li_at:
        return refusal(401, "the session is not valid (any more)")
    session = cookies.get("JSESSIONID", "").strip('"')
    if not session or request.headers.get("csrf-token", "").strip('"') != session:
        return refusal(403, "CSRF check failed: the header csrf-token is not the cookie JSESSIONID")
    if request.headers.get("x-restli-protocol-version") != VERSION["x-restli-protocol-version"]:
        return refusal(400, "the header x-restli-protocol-version is not 2.0.0")
    return None


def befallen(mishap: Mishap) -> Response:
    """The answer that a mishap gives by itself."""
    if mishap.page:
        return HTMLResponse(mishap.page, mishap.status, dict(mishap.headers))
    if mishap.name == "redirect":
        return HTMLResponse(LOGIN_PAGE, mishap.status, dict(mishap.headers))
    return answer({"status": mishap.status, "message": mishap.sentence}, mishap.status, mishap.headers)


def spoiled(mishap: Mishap | None, make: Callable[[], Response], seconds: float) -> Response:
    """The answer that `make` gives, after what befalls it on its way."""
    if mishap and mishap.name == "slow":
        time.sleep(seconds)
    response = make()
    if mishap and mishap.name == "cut":
        return Response(response.body[: len(response.body) // 2], 200, VERSION, media_type="application/json")
    return response


def spoil_page(mishap: Mishap | None, elements: list[Any]) -> list[Any]:
    """A page of people without those whom a mishap takes away."""
    if mishap and mishap.name == "empty":
        return []
    if mishap and mishap.name == "short":
        return [one for at, one in enumerate(elements) if at not in (1, len(elements) - 1)]
    return elements
