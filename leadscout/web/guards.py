"""What a request passes before an endpoint sees it: its size, its key, its shape, and a face for what goes wrong."""

import inspect
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any, TypeVar, cast

import orjson
import structlog
from anyio import create_task_group, sleep
from fastapi import Body, Request, Response, Security
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import APIKeyHeader, HTTPBearer
from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from leadscout.errors import Fault, Refused
from leadscout.service.accounts.access import Access, Caller
from leadscout.service.accounts.idempotency import Idempotency
from leadscout.service.accounts.limits import Limits, Rate
from leadscout.web.idempotency import NEVER_KEPT, answer_once, described, new_id
from leadscout.web.paces import Pace
from leadscout.web.problems import Face, from_http, problem
from leadscout.web.threads import at_once, poll
from leadscout.web.validation import MOST, from_errors, near

__all__ = [
    "NEVER_KEPT",
    "BodyLimit",
    "Caller",
    "Check",
    "Face",
    "Gate",
    "Pace",
    "at_once",
    "caller",
    "documented",
    "door",
    "keyed",
    "new_id",
    "poll",
    "problem",
    "read_as",
    "receive",
    "scope_of",
    "sent",
    "takes",
    "worked_on",
]
_log = structlog.get_logger()
Endpoint = TypeVar("Endpoint", bound=Callable[..., object])
Model = TypeVar("Model", bound=BaseModel)
_NO_KEY = ("wrong_key", "revoked_key")
_LONGEST = 30
"""Seconds for which the answer to a wrong key waits at most."""

Check = Callable[[Request], None]
"""Runs before the body is read (a vendor answers 401 before it looks at the JSON); raises Refused."""


Stamp = Callable[[Request], Mapping[str, str]]
"""Headers of an answer; runs after it is made."""


class _KeyConvertor(StringConvertor):
    """`{id:key}` in a path: what somebody is known by; it may hold slashes, but ends with none (signposts.Detours)."""

    regex = "(?:.*[^/])"


register_url_convertor("key", _KeyConvertor())


def door(
    check: Check | None = None,
    face: Face = problem,
    stamp: Stamp | None = None,
    idempotency: Idempotency | None = None,
) -> type[APIRoute]:
    """Make the route class of one dialect: `check` first, then the endpoint; every fault wears `face`.

    `stamp` gives headers for every answer to a known caller. `idempotency` answers what comes again.
    """

    class GuardedRoute(APIRoute):
        def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:  # noqa: ANN401 - APIRoute's
            super().__init__(path, endpoint, **{**more, **described(idempotency, more.get("methods"))})

        def get_route_handler(self) -> Callable[[Request], object]:  # type: ignore[override]
            handle = super().get_route_handler()
            computes = not inspect.iscoroutinefunction(self.endpoint)

            async def answer(request: Request) -> Response:
                response = await reply(request)
                await _finish(request, response, stamp)
                return response

            async def reply(request: Request) -> Response:
                try:
                    with request.app.state.lanes.arriving():
                        await _admit(request, check, self)
                    whole = _StrictRequest(request.scope, request.receive)
                    return await worked_on(whole, partial(_handled, whole, idempotency, handle), computes=computes)
                except Refused as refused:
                    return await _refused(request, refused, face)
                except RequestValidationError as error:
                    # A step into the request that a caller does not see: "body" or "query".
                    errors = [{**one, "loc": one["loc"][1:]} for one in error.errors()]
                    return face(from_errors(errors))
                except HTTPException as error:
                    return face([from_http(error, request)])
                except Exception:  # noqa: BLE001 - a caller gets a face, the log gets the traceback
                    _log.exception("request failed", path=request.url.path)
                    return face([Fault("internal")])

            return answer

    return GuardedRoute


async def _refused(request: Request, refused: Refused, face: Face) -> Response:
    """What a refusal is answered with; to wrong keys of one address slower and slower."""
    response, first = face(refused.faults), refused.faults[0]
    if first.code in _NO_KEY and request.client:
        await _linger(request, min(request.app.state.wrong_keys.wait(request.client.host, counted=True), _LONGEST))
    if first.wait:
        response.headers["Retry-After"] = str(first.wait)
    return response


async def _linger(request: Request, seconds: float) -> None:
    """Wait, but not for a caller who leaves: a server that is to stop waits for all answers."""
    if not _is_read(request):
        await sleep(seconds)
        return
    async with create_task_group() as group:

        async def watch() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                pass
            group.cancel_scope.cancel()

        group.start_soon(watch)
        await sleep(seconds)
        group.cancel_scope.cancel()


async def _handled(
    request: Request, idempotency: Idempotency | None, handle: Callable[[Request], Awaitable[Response]]
) -> Response:
    return await (answer_once(request, idempotency, handle) if idempotency else handle(request))


def _parameters(route: APIRoute) -> list[str]:
    """The names of a route's query parameters."""
    names: list[str] = []
    for parameter in route.dependant.query_params:
        model = parameter.field_info.annotation
        fields = model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}
        names += [field.alias or name for name, field in fields.items()] or [parameter.alias]
    return names


async def _admit(request: Request, check: Check | None, route: APIRoute) -> None:
    """Raise Refused for a caller who may not come in, then for a query parameter or a body that is not taken."""
    if check is not None:
        await at_once(partial(check, request))
    names = _parameters(route)
    strange = [name for name in dict.fromkeys(request.query_params) if name not in names]
    if strange:
        raise Refused(*(Fault("unknown_field", name, suggestions=near(name, names)) for name in strange[:MOST]))
    if hasattr(request.state, "too_large"):
        raise Refused(request.state.too_large)


async def _finish(request: Request, response: Response, stamp: Stamp | None) -> None:
    """Leave the place that the request held, and add the headers that its answer carries."""
    if hasattr(request.state, "leave"):
        await at_once(request.state.leave)
    response.headers.update(getattr(request.state, "headers", {}))
    if stamp is not None and hasattr(request.state, "caller"):
        response.headers.update(await at_once(partial(stamp, request)))


class _StrictRequest(Request):
    """A request whose JSON is read strictly: text that is not UTF-8 (half a surrogate pair) is refused here."""

    async def json(self) -> Any:  # noqa: ANN401 - JSON
        self.state.sent = orjson.loads(await self.body())
        return self.state.sent


@dataclass(frozen=True)
class Gate:
    """Who comes in: whoever has a key for one of `doors`. `secret` finds the key, `header` says how to send one.

    `scopes` are what the key needs for paths that begin so, "" for nothing; for all others it needs to search.
    """

    access: Access
    doors: Sequence[str]
    secret: Callable[[Request], str]
    header: str
    scopes: Mapping[str, str] = field(default_factory=dict)

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

    def paced(self, pace: Pace) -> Check:
        """A check of the key and the door, and of how fast its account asks; for one process alone."""
        check_key = self.check()

        def check(request: Request) -> None:
            check_key(request)
            wait = pace.wait(caller(request).account)
            if wait:
                request.state.headers = {"Retry-After": str(math.ceil(wait))}
                raise Refused(Fault("too_many_requests", limit=pace.burst, valid=(f"{pace.period:g}",)))

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
            scope = scope_of(self.scopes, request.scope["path"].removeprefix(request.scope.get("root_path", "")))
            if scope:
                self.access.allow(who, scope)

        return check


def scope_of(scopes: Mapping[str, str], path: str) -> str:
    """What a key needs for a path, as routes are matched: what the longest beginning of it says, else "search"."""
    beginnings = [one for one in scopes if path.startswith(one)]
    return scopes[max(beginnings, key=len)] if beginnings else "search"


def keyed(access: Access, doors: Sequence[str], header: str) -> Callable[[str, Scope, Receive, Send], Awaitable[bool]]:
    """What says whether a key opens one of `doors`, and answers where it does not."""

    async def check(key: str, scope: Scope, receive: Receive, send: Send) -> bool:
        try:
            await at_once(lambda: access.admit(access.caller(key, header), doors))
        except Refused as refused:
            response = await _refused(Request(scope, receive), refused, problem)
            await response(scope, receive, send)
            return False
        return True

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
    second. It documents the body all the same. The body of an endpoint that is a coroutine is read on the loop. Raises
    Refused with every fault of the body.
    """

    def read(endpoint: Endpoint) -> Endpoint:
        def on_thread(request: object, **more: object) -> object:
            return endpoint(read_as(model, request), **more)

        async def on_loop(request: object, **more: object) -> object:
            return await cast(Any, endpoint(read_as(model, request), **more))

        run = on_loop if inspect.iscoroutinefunction(endpoint) else on_thread
        signature = inspect.signature(endpoint)
        sent = signature.parameters["request"].replace(annotation=Annotated[Any, Body(), _BodyAsSent(model)])
        parameters = {**signature.parameters, "request": sent}
        run.__signature__ = signature.replace(parameters=list(parameters.values()))  # type: ignore[attr-defined]
        run.__name__ = endpoint.__name__
        return cast(Endpoint, run)

    return read


def read_as(model: type[Model], request: object) -> Model:
    """A request as a model. Raises Refused with every fault of it."""
    try:
        return model.model_validate(request)
    except ValidationError as error:
        raise Refused(*from_errors(error.errors(), model)) from None


class _BodyAsSent:
    """The type of a body that is documented as a model and handed on as it came."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    def __get_pydantic_core_schema__(self, _: object, __: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.any_schema()

    def __get_pydantic_json_schema__(self, _: object, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(self._model.__pydantic_core_schema__)


async def receive(request: Request, write: Callable[[bytes], None], limit: int) -> None:
    """Hand the body on as it comes, piece by piece. Raises Refused where it is larger than `limit` bytes."""
    length = request.headers.get("content-length", "")
    too_large = length.isdecimal() and int(length) > limit
    size = 0
    async for piece in request.stream():
        size += len(piece)
        too_large |= size > limit
        if size > limit + _LINGER:
            break
        if piece and not too_large:
            await at_once(partial(write, piece))
    if too_large:
        raise Refused(Fault("file_too_large", limit=limit))


async def worked_on(request: Request, work: Callable[[], Awaitable[Response]], *, computes: bool = True) -> Response:
    """What `work` answers, when it is its turn; a body that is read piece by piece stands in nobody's way."""
    if _is_read(request):
        size = len(await request.body())
        return await request.app.state.lanes.answer(request, work, size=size, computes=computes)  # type: ignore[no-any-return]
    return await work()


def _is_read(request: Request) -> bool:
    """Whether nothing else comes of a request than that its caller leaves."""
    return request.method in _BODILESS or getattr(request.state, "read", False)


_SMALL = 65_536
"""Bytes of a body that is always taken: no more than this are held of each connection when large ones are too many."""

_BODILESS = ("GET", "HEAD", "OPTIONS")

_LINGER = 1 << 26
"""Bytes too many that are still taken, and thrown away: who sends them reads the answer only then."""


class BodyLimit:
    """Reads a body up to `limit` bytes before anything parses it; of a larger one the `door` hears only that.

    A POST to one of the paths `streamed` passes: whoever answers it reads it piece by piece, with a bound of its own.
    """

    def __init__(self, app: ASGIApp, limit: int, at_once: int, streamed: frozenset[str] = frozenset()) -> None:
        """Guard `app`, with `at_once` bytes of large bodies held at the same time."""
        self.app = app
        self.limit = limit
        self.left = at_once
        self.streamed = streamed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Collect the body, then hand it on in one piece."""
        streams = scope["type"] == "http" and scope["method"] == "POST" and scope["path"].rstrip("/") in self.streamed
        if streams or scope["type"] != "http" or scope["method"] in _BODILESS:
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})["read"] = True
        body = bytearray()
        try:
            fault = await self._collect(receive, body)
            if fault:
                scope["state"]["too_large"] = fault
            whole: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

            async def replay() -> Message:
                return whole.pop() if whole else await receive()

            await self.app(scope, replay, send)
        finally:
            self.left += max(0, len(body) - _SMALL)

    async def _collect(self, receive: Receive, body: bytearray) -> Fault | None:
        """Read a body as far as it may be; what is wrong with it."""
        while True:
            message = await receive()
            before = max(0, len(body) - _SMALL)
            body += message.get("body", b"")
            self.left -= max(0, len(body) - _SMALL) - before
            fault = Fault("body_too_large", limit=self.limit) if len(body) > self.limit else None
            if self.left < 0 and len(body) > _SMALL:
                fault = Fault("busy", limit=1)
            if fault:
                self.left += max(0, len(body) - _SMALL)
                body.clear()
            if fault or not message.get("more_body"):
                return fault
