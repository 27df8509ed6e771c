"""What a request passes before an endpoint sees it: its size, its key, and a face for what goes wrong."""

from collections.abc import Callable, Sequence

import structlog
from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from leadscout.errors import Fault, Refused
from leadscout.service.access import Access, Caller
from leadscout.web.problems import Face, from_http, from_validation, problem

__all__ = ["BodyLimit", "Check", "Face", "caller", "door", "keyed", "problem"]
_log = structlog.get_logger()
Check = Callable[[Request], None]
"""Runs before the body is read (a vendor answers 401 before it looks at the JSON); raises Refused."""


def door(check: Check | None = None, face: Face = problem) -> type[APIRoute]:
    """Make the route class of one dialect: `check` first, then the endpoint; every fault wears `face`."""

    class Door(APIRoute):
        def get_route_handler(self) -> Callable[[Request], object]:  # type: ignore[override]
            handle = super().get_route_handler()
            model = self.body_field.field_info.annotation if self.body_field else None
            fields = list(getattr(model, "model_fields", ()))

            async def answer(request: Request) -> Response:
                try:
                    if check is not None:
                        await run_in_threadpool(check, request)
                    return await handle(request)
                except Refused as refused:
                    return face(refused.faults)
                except RequestValidationError as error:
                    return face(from_validation(error, fields))
                except HTTPException as error:
                    return face([from_http(error, request)])
                except Exception:  # noqa: BLE001 - a caller gets a face, the log gets the traceback
                    _log.exception("request failed", path=request.url.path)
                    return face([Fault("internal")])

            return answer

    return Door


def keyed(access: Access, doors: Sequence[str], secret: Callable[[Request], str], header: str) -> Check:
    """A check that the request carries a key that opens one of `doors`; the endpoint finds who with `caller`."""

    def check(request: Request) -> None:
        request.state.caller = access.caller(secret(request), doors, header)

    return check


def caller(request: Request) -> Caller:
    """Who sent a request that passed `keyed`."""
    found: Caller = request.state.caller
    return found


class BodyLimit:
    """Reads a body up to `limit` bytes before anything parses it; answers a larger one 413 in the path's face."""

    def __init__(self, app: ASGIApp, limit: int, face_of: Callable[[str], Face]) -> None:
        """Guard `app`; `face_of` gives the face for a path."""
        self.app = app
        self.limit = limit
        self.face_of = face_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Collect the body, then hand it on in one piece."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > self.limit:
                refusal = self.face_of(scope["path"])([Fault("body_too_large", limit=self.limit)])
                await refusal(scope, receive, send)
                return
            if not message.get("more_body"):
                break
        whole: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def replay() -> Message:
            return whole.pop() if whole else await receive()

        await self.app(scope, replay, send)
