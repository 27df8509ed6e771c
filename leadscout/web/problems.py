"""Faults as RFC 9457 problem documents, the shape of our own API."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
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
    return Response(orjson.dumps(body, default=str), first.error.status, media_type="application/problem+json")


def _entry(fault: Fault) -> dict[str, Any]:
    told = {name: value for name, value in asdict(fault).items() if value not in ("", (), None)}
    return {**told, "sentence": fault.sentence}


def from_validation(error: RequestValidationError) -> list[Fault]:
    """Say what pydantic found in our words; a validator of ours carries its Fault in the context."""
    return [_translate(found) for found in error.errors()]


def from_http(error: HTTPException, request: Request) -> Fault:
    """Say what the framework refused: no such path, wrong verb, a body that is not JSON."""
    where = f"{request.method} {request.url.path}"
    if error.status_code == 404:  # noqa: PLR2004
        return Fault("not_found", value=where)
    if error.status_code == 405:  # noqa: PLR2004
        return Fault("method_not_allowed", value=where, valid=((error.headers or {}).get("allow", ""),))
    return Fault("malformed_json", value=str(error.detail))


def _translate(found: Mapping[str, Any]) -> Fault:
    where = _path(found["loc"])
    context = found.get("ctx", {})
    match found["type"]:
        case "fault":
            fault: Fault = context["fault"]
            return replace(fault, field=fault.field or where)
        case "json_invalid":
            return Fault("malformed_json", value=f"{context.get('error', found['msg'])} at position {found['loc'][-1]}")
        case "missing" if where:
            return Fault("missing_field", field=where)
        case "missing" | "model_attributes_type" | "dict_type" | "model_type" if not where:
            return Fault("malformed_json", value="expected a JSON object, sent with Content-Type: application/json")
        case _:
            return Fault("wrong_type", field=where, value=found.get("input", ""), valid=(_wanted(found["msg"]),))


def _path(location: Sequence[str | int]) -> str:
    path = ""
    for step in location:
        if step in ("body", "query") and not path:
            continue
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path


def _wanted(message: str) -> str:
    return message.removeprefix("Input should be ")
