"""The header Idempotency-Key: a request that is sent again is answered as it was, and done once."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from uuid import uuid4

from anyio import CancelScope
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from leadscout.errors import Refused
from leadscout.service.accounts.idempotency import HEADER, LONGEST, Idempotency, RecordedAnswer, RequestLock
from leadscout.web.threads import at_once

NEVER_KEPT = {"Cache-Control": "no-store"}
"""Headers of an answer that may stand in no database: it shows a secret."""

_METHODS = {"POST", "PUT"}
_DESCRIBED = {
    "parameters": [
        {
            "name": HEADER,
            "in": "header",
            "description": "sent again with the same key, a request gets the same answer, and is carried out once",
            "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
        }
    ]
}
_REPLAYED = {"Idempotent-Replayed": "true"}


async def answer_once(
    request: Request, idempotency: Idempotency, handle: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Answer a request of a known caller: as before when it was answered, else with `handle`.

    Raises what `handle` raises, which is not remembered, and Refused when the key cannot be used.
    """
    key = request.headers.get(HEADER)
    if key is None or request.method not in _METHODS:
        return await handle(request)
    begun = await at_once(partial(idempotency.begin, request.state.caller.account, key, await _whole(request)))
    if isinstance(begun, RecordedAnswer):
        return Response(begun.body, begun.status, _REPLAYED, begun.media_type)
    request.state.made_id = begun.id
    try:
        response = await handle(request)
    except (Refused, RequestValidationError, HTTPException):
        await at_once(partial(idempotency.refuse, begun))
        raise
    except BaseException:  # also where the caller left: what was made meanwhile is made once, whoever sends it again
        with CancelScope(shield=True):
            await at_once(partial(idempotency.release, begun))
        raise
    return await _recorded(idempotency, begun, response)


def described(idempotency: Idempotency | None, methods: Iterable[str] | None) -> dict[str, object]:
    """What a route of these methods is told, for the API pages to describe the header."""
    return {"openapi_extra": _DESCRIBED} if idempotency and _METHODS & set(methods or ()) else {}


def new_id(request: Request) -> str:
    """The id for what a request makes, 32 hex digits: the same when it comes again with its Idempotency-Key."""
    id_: str = getattr(request.state, "made_id", "") or uuid4().hex
    request.state.made = id_  # the log tells it
    return id_


async def _whole(request: Request) -> bytes:
    """What must be equal: method, path and body."""
    path = f"{request.method} {request.url.path}?{request.url.query}"
    return path.encode() + b"\0" + await request.body()


async def _recorded(idempotency: Idempotency, lock: RequestLock, response: Response) -> Response:
    if response.headers.get("cache-control") == NEVER_KEPT["Cache-Control"]:
        await at_once(partial(idempotency.release, lock))
        return response
    mine = RecordedAnswer(response.status_code, response.headers.get("content-type", ""), bytes(response.body))
    stored = await at_once(partial(idempotency.remember, lock, mine))
    return response if stored is mine else Response(stored.body, stored.status, _REPLAYED, stored.media_type)
