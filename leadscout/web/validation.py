"""What pydantic finds wrong with a request, in our words and with what would be right."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from pydantic import BaseModel
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from leadscout.errors import Fault
from leadscout.model import budget

MOST = 50
"""Faults of one body that are told; looking for what was meant takes up to 4 ms each."""

_CODE = 2
"""Letters up to which a value is a code, which is near to no other."""

_WANTED = {
    "list_type": "a list",
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "date_parsing": "a date",
    "date_from_datetime_parsing": "a date",
    "date_from_datetime_inexact": "a date",
}
"""What would be right, by pydantic's name for what is wrong."""


def from_errors(errors: Sequence[Mapping[str, Any]], *models: type[BaseModel]) -> list[Fault]:
    """Say what pydantic found in our words; `models` are what was read, for suggestions of their fields.

    A validator of ours carries its Fault in the context, and `near`, which looks for suggestions.
    """
    looked_up = [error for error in errors if not _is_not_looked_up(error)]
    faults = [_translate(error, models) for error in looked_up[:MOST]]
    rest = {"more_faults": len(looked_up) - len(faults), "not_looked_up": len(errors) - len(looked_up)}
    return [*faults, *(Fault(code, limit=number) for code, number in rest.items() if number)]


def _is_not_looked_up(error: Mapping[str, Any]) -> bool:
    return bool(error["type"] == "fault" and error["ctx"]["fault"].code == "not_looked_up")


def _translate(error: Mapping[str, Any], models: Sequence[type[BaseModel]]) -> Fault:
    budget.check()
    where = _path(error["loc"])
    context = error.get("ctx", {})
    match error["type"]:
        case "fault":
            fault: Fault = context["fault"]
            suggestions = fault.suggestions or tuple(context["near"]()) or _written_nearly(fault)
            return replace(fault, field=fault.field or where, suggestions=suggestions)
        case "json_invalid":
            return Fault("malformed_json", value=f"{context.get('error', error['msg'])} at position {error['loc'][-1]}")
        case "extra_forbidden":
            return Fault("unknown_field", where, suggestions=near(str(error["loc"][-1]), _fields(models, error["loc"])))
        case "missing" if where:
            return Fault("missing_field", where)
        case "missing" | "model_attributes_type" | "dict_type" | "model_type" if not where:
            return Fault("malformed_json", value="expected a JSON object, sent with Content-Type: application/json")
    return _wrong(error, where)


def _wrong(error: Mapping[str, Any], where: str) -> Fault:
    """What is wrong with the value of a field."""
    context = error.get("ctx", {})
    value = error.get("input", "")
    match error["type"]:
        case "literal_error":
            valid = tuple(re.findall("'([^']*)'", context["expected"]))
            return Fault("unknown_value", where, value, valid, near(str(value), valid))
        case "too_long" | "string_too_long":
            code = "too_long" if error["type"] == "string_too_long" else "too_many"
            return Fault(code, where, limit=context["max_length"])
        case "too_short" | "string_too_short":
            return Fault("empty_list" if error["type"] == "too_short" else "empty_value", where)
        case "greater_than_equal" | "less_than_equal":
            return Fault("out_of_range", where, value, (_wanted(error["msg"]),))
        case "string_pattern_mismatch":
            return Fault("wrong_type", where, value, (f"text that matches {context['pattern']}",))
    return Fault("wrong_type", where, value, (_WANTED.get(error["type"]) or _wanted(error["msg"]),))


def _written_nearly(fault: Fault) -> tuple[str, ...]:
    """Valid values that are written nearly so, where they are words: a number is near to no other."""
    words = [value for value in fault.valid if not value.isdigit()] if fault.code == "unknown_value" else []
    return near(fault.shown, words) if len(fault.shown) > _CODE else ()


def near(written: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names that are one slip of the finger from what was written; without one, the two most like it."""
    slips = [name for name in names if OSA.distance(written, name, score_cutoff=1) <= 1]
    alike = process.extract(written, names, scorer=fuzz.ratio, limit=2, score_cutoff=60)
    return tuple(slips or [name for name, _, _ in alike])


def _fields(models: Sequence[type[BaseModel]], steps: Sequence[str | int]) -> list[str]:
    """The fields of the object that the last step is in."""
    for step in steps[:-1]:
        inner = [_model(model.model_fields[step].annotation) for model in models if step in model.model_fields]
        models = [model for model in inner if model] or models
    return [about.alias or name for model in models for name, about in model.model_fields.items()]


def _model(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any type
    """The model in a type: itself, or what a list or an option is of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model, get_args(annotation))), None)


def _path(location: Sequence[str | int]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path


def _wanted(message: str) -> str:
    return message.removeprefix("Input should be ")
