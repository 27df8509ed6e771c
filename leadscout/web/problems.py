"""Faults as RFC 9457 problem documents, the shape of our own API."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
from fastapi import Request, Response
from rapidfuzz import fuzz, process
from starlette.exceptions import HTTPException

from leadscout.errors import Fault

Face = Callable[[Sequence[Fault]], Response]
"""How one dialect answers faults; never empty, the first decides the status."""

MOST = 50
"""Faults of one body that are told; looking for what was meant takes up to 4 ms each."""

_WANTED = {
    "list_type": "a list",
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
}


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
    told = {**vars(fault), "value": fault.shown, "sentence": fault.sentence}
    return {name: value for name, value in told.items() if value not in ("", (), None)}


def from_errors(errors: Sequence[Mapping[str, Any]], fields: Sequence[str] = ()) -> list[Fault]:
    """Say what pydantic found in our words; `fields` are those the request has, for suggestions.

    A validator of ours carries its Fault in the context, and `near`, which looks for suggestions.
    """
    found = [_translate(error, fields) for error in errors[:MOST]]
    return [*found, Fault("more_faults", limit=len(errors) - MOST)] if len(errors) > MOST else found


def from_http(error: HTTPException, request: Request) -> Fault:
    """Say what the framework refused: no such path, wrong verb, a body that is not JSON."""
    where = f"{request.method} {request.url.path}"
    if error.status_code == 404:  # noqa: PLR2004
        return Fault("not_found", value=where)
    if error.status_code == 405:  # noqa: PLR2004
        return Fault("method_not_allowed", value=where, valid=((error.headers or {}).get("Allow", ""),))
    return Fault("malformed_json", value=str(error.detail))


def _translate(found: Mapping[str, Any], fields: Sequence[str]) -> Fault:  # noqa: PLR0911 - one return a case
    where = _path(found["loc"])
    context = found.get("ctx", {})
    match found["type"]:
        case "fault":
            fault: Fault = context["fault"]
            return replace(fault, field=fault.field or where, suggestions=fault.suggestions or tuple(context["near"]()))
        case "json_invalid":
            return Fault("malformed_json", value=f"{context.get('error', found['msg'])} at position {found['loc'][-1]}")
        case "extra_forbidden":
            near = process.extract(str(found["loc"][-1]), fields, scorer=fuzz.ratio, limit=2, score_cutoff=60)
            return Fault("unknown_field", where, suggestions=tuple(name for name, _, _ in near))
        case "too_long" | "string_too_long":
            code = "too_long" if found["type"] == "string_too_long" else "too_many"
            return Fault(code, where, limit=context["max_length"])
        case "too_short":
            return Fault("empty_list", where)
        case "greater_than_equal" | "less_than_equal":
            return Fault("out_of_range", where, found["input"], valid=(_wanted(found["msg"]),))
        case "missing" if where:
            return Fault("missing_field", field=where)
        case "missing" | "model_attributes_type" | "dict_type" | "model_type" if not where:
            return Fault("malformed_json", value="expected a JSON object, sent with Content-Type: application/json")
        case _:
            wanted = _WANTED.get(found["type"]) or _wanted(found["msg"])
            return Fault("wrong_type", field=where, value=found.get("input", ""), valid=(wanted,))


def _path(location: Sequence[str | int]) -> str:
    path = ""
    for step in location:
        if step in ("body", "query") and not path:
            continue
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path


def _wanted(message: str) -> str:
    return message.removeprefix("Input should be ")
