"""Faults as RFC 9457 problem documents, the shape of our own API."""

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from fastapi import Request, Response
from starlette.exceptions import HTTPException

from leadscout.errors import Fault

Face = Callable[[Sequence[Fault]], Response]
"""How one dialect answers faults; never empty, the first decides the status."""


def problem(faults: Sequence[Fault]) -> Response:
    """Answer `faults` as application/problem+json, one entry in `errors` for each."""
    first = faults[0]
    body = {
        "type": f"urn:leadscout:error:{first.code}",
        "title": first.code.replace("_", " "),
        "status": first.error.status,
        "detail": "; ".join(fault.sentence for fault in faults),
        "errors": [_entry(fault) for fault in faults],
    }
    return Response(orjson.dumps(body), first.error.status, media_type="application/problem+json")


def _entry(fault: Fault) -> dict[str, Any]:
    # Text, not the value itself: whole numbers of JSON have no bound, those of orjson have 64 bits.
    values = {**vars(fault), "value": fault.shown, "sentence": fault.sentence}
    return {name: value for name, value in values.items() if value not in ("", (), None)}


def from_http(error: HTTPException, request: Request, near: Sequence[str] = ()) -> Fault:
    """Say what the framework refused: no such path (these are `near`), wrong verb, a body that is not JSON."""
    where = f"{request.method} {request.url.path}"
    if error.status_code == 404:  # noqa: PLR2004
        return Fault("not_found", value=where, suggestions=tuple(near))
    if error.status_code == 405:  # noqa: PLR2004
        return Fault("method_not_allowed", value=where, valid=((error.headers or {}).get("Allow", ""),))
    return Fault("malformed_json", value=str(error.detail))
