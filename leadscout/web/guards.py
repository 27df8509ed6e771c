"""What a request passes before an endpoint sees it: its size, its key, its shape, and a face for what goes wrong."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, TypeVar, cast

import orjson
import structlog
from fastapi import Body, Request, Response, Security
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import APIKeyHeader, HTTPBearer
from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from leadscout.errors import Fault, Refused
from leadscout.service.accounts.access import Access, Caller
from leadscout.service.accounts.idempotency import Idempotency
from leadscout.service.accounts.limits import Limits, Rate
from leadscout.web.idempotency import NEVER_KEPT, answer_once, described, new_id
from leadscout.web.problems import Face, from_errors, from_http, problem
from leadscout.web.threads import at_once, poll

__all__ = [
    "NEVER_KEPT",
    "BodyLimit",
    "Check",
    "Face",
    "Gate",
    "caller",
    "documented",
    "door",
    "new_id",
    "poll",
    "problem",
    "sent",
    "takes",
]
_log = structlog.get_logger()
Endpoint = TypeVar("Endpoint", bound=Callable[..., object])
Check = Callable[[Request], None]
"""Runs before the body is read (a vendor answers 401 before it looks at the JSON); raises Refused."""


Stamp = Callable[[Request], Mapping[str, str]]
"""Headers of an answer; runs after it is made."""


def door(
    check: Check | None = None,
    face: Face = problem,
    stamp: Stamp | None = None,
    idempotency: Idempotency | None = None,
) -> type[APIRoute]:
    """Make the route class of one dialect: `check` first, then the endpoint; every fault wears `face`.

    `stamp` gives headers for every answer to a known caller. `idempotency` answers what comes again.
    """

    class Door(APIRoute):
        def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:  # noqa: ANN401 - APIRoute's
            super().__init__(path, endpoint, **{**more, **described(idempotency, more.get("methods"))})

        def get_route_handler(self) -> Callable[[Request], object]:  # type: ignore[override]
            handle = super().get_route_handler()

            async def answer(request: Request) -> Response:
                response = await reply(request)
                await _finish(request, response, stamp)
                return response

            async def reply(request: Request) -> Response:
                try:
                    await _admit(request, check)
                    whole = _Sent(request.scope, request.receive)
                    return await (answer_once(whole, idempotency, handle) if idempotency else handle(whole))
                except Refused as refused:
                    return face(refused.faults)
                except RequestValidationError as error:
                    # A step into the request that a caller does not see: "body" or "query".
                    errors = [{**one, "loc": one["loc"][1:]} for one in error.errors()]
                    return face(from_errors(errors, *_queries(self)))
                except HTTPException as error:
                    return face([from_http(error, request)])
                except Exception:  # noqa: BLE001 - a caller gets a face, the log gets the traceback
                    _log.exception("request failed", path=request.url.path)
                    return face([Fault("internal")])

            return answer

    return Door


def _queries(route: APIRoute) -> list[type[BaseModel]]:
    """The models of a route's query parameters."""
    types = [parameter.field_info.annotation for parameter in route.dependant.query_params]
    return [model for model in types if isinstance(model, type) and issubclass(model, BaseModel)]


async def _admit(request: Request, check: Check | None) -> None:
    """Raise Refused for a caller who may not come in, and then for a body that is too large."""
    if check is not None:
        await at_once(partial(check, request))
    if hasattr(request.state, "too_large"):
        raise Refused(request.state.too_large)


async def _finish(request: Request, response: Response, stamp: Stamp | None) -> None:
    """Leave the place that the request held, and add the headers that its answer carries."""
    if hasattr(request.state, "leave"):
        await at_once(request.state.leave)
    response.headers.update(getattr(request.state, "headers", {}))
    if stamp is not None and hasattr(request.state, "caller"):
        response.headers.update(await at_once(partial(stamp, request)))


class _Sent(Request):
    """A request whose JSON is read strictly: text that is not UTF-8 (half a surrogate pair) is refused here."""

    async def json(self) -> Any:  # noqa: ANN401 - JSON
        self.state.sent = orjson.loads(await self.body())
        return self.state.sent


@dataclass(frozen=True)
class Gate:
    """Who comes in: whoever has a key for one of `doors`. `secret` finds the key, `header` says how to send one."""

    access: Access
    doors: Sequence[str]
    secret: Callable[[Request], str]
    header: str

    def parallel(self, limits: Limits, name: str, most: int) -> Check:
        """A check of the key and the door, and of how many requests of this key and address are being answered.

        One counts from its arrival to its answer, also while it waits for a thread.
        """
        check_key = self.check()

        def check(request: Request) -> None:
            check_key(request)
            address = request.client.host if request.client else ""
            request.state.leave = limits.enter(name, f"{caller(request).key}:{address}", most)

        return check

    def check(self, limits: Limits | None = None, rate: Rate | None = None) -> Check:
        """A check of the key, then of the rate, then of the door (behaviour §5); an endpoint asks `caller` who came."""

        def check(request: Request) -> None:
            who = self.access.caller(self.secret(request), self.header)
            request.state.caller = who
            if limits and rate:
                room, request.state.headers = limits.take(rate, who.account)
                if not room.fits:
                    raise Refused(Fault("too_many_requests", limit=rate.burst, valid=(f"{rate.period:g}",)))
            self.access.admit(who, self.doors)

        return check


def documented(scheme: HTTPBearer | APIKeyHeader) -> dict[str, Any]:
    """What a dialect's router says in the API pages: how a key is sent, and that refusals have a body."""
    refused = {"description": "what was wrong, where, and what would be right"}
    return {"dependencies": [Security(scheme)], "responses": {"4XX": refused}}


def caller(request: Request) -> Caller:
    """Who sent a request that passed `keyed`."""
    who: Caller = request.state.caller
    return who


def sent(request: Request) -> dict[str, Any]:
    """The body as it came, of an endpoint that `takes` one."""
    body: dict[str, Any] = request.state.sent
    return body


def takes(model: type[BaseModel]) -> Callable[[Endpoint], Endpoint]:
    """Let an endpoint's parameter `request` be a `model`, read on the endpoint's thread.

    FastAPI would read it on the event loop, where every other request waits: ten thousand names of places take a
    second. It documents the body all the same. Raises Refused with every fault of the body.
    """

    def read(endpoint: Endpoint) -> Endpoint:
        def run(request: object, **more: object) -> object:
            try:
                return endpoint(model.model_validate(request), **more)
            except ValidationError as error:
                raise Refused(*from_errors(error.errors(), model)) from None

        signature = inspect.signature(endpoint)
        sent = signature.parameters["request"].replace(annotation=Annotated[Any, Body(), _Unread(model)])
        parameters = {**signature.parameters, "request": sent}
        run.__signature__ = signature.replace(parameters=list(parameters.values()))  # type: ignore[attr-defined]
        run.__name__ = endpoint.__name__
        return cast(Endpoint, run)

    return read


class _Unread:
    """The type of a body that is documented as a model and handed on as it came."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    def __get_pydantic_core_schema__(self, _: object, __: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.any_schema()

    def __get_pydantic_json_schema__(self, _: object, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(self._model.__pydantic_core_schema__)


class BodyLimit:
    """Reads a body up to `limit` bytes before anything parses it; of a larger one the `door` hears only that."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        """Guard `app`."""
        self.app = app
        self.limit = limit

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
                scope.setdefault("state", {})["too_large"] = Fault("body_too_large", limit=self.limit)
                body.clear()
                break
            if not message.get("more_body"):
                break
        whole: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def replay() -> Message:
            return whole.pop() if whole else await receive()

        await self.app(scope, replay, send)
