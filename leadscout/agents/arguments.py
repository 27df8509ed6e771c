"""What tools can be told: rows, their JSON schemas, and the same sentences as everywhere for what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from leadscout.errors import Fault, Refused
from leadscout.model.filters import FILTERS, Shape

LONGEST = 2000
"""Characters of a text."""


class Form(StrEnum):
    """What an argument is."""

    TEXT = "text"
    TEXTS = "a list of texts"
    NUMBER = "a whole number"
    CREDITS = "a number"
    QUERY = "an object of filters"


@dataclass(frozen=True, kw_only=True)
class Argument:
    """One row. `least` and `most` bound a number, or how many texts there are; `choices` are all values."""

    name: str
    sentence: str
    form: Form = Form.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    default: object = None

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON schema."""
        about: dict[str, Any] = {"description": self.sentence}
        if self.default is not None:
            about["default"] = self.default
        if self.form is Form.QUERY:
            return {"$ref": "#/$defs/query"}
        if self.form in (Form.NUMBER, Form.CREDITS):
            bounds = {"minimum": self.least, **({"maximum": self.most} if self.most else {})}
            return {"type": "integer" if self.form is Form.NUMBER else "number", **bounds, **about}
        text: dict[str, Any] = {"type": "string", **({"enum": list(self.choices)} if self.choices else {})}
        if self.form is Form.TEXTS:
            return {"type": "array", "items": text, "minItems": self.least, "maxItems": self.most, **about}
        return {**text, **about}

    def check(self, value: object) -> None:
        """Raise Refused for what it is not."""
        texts = value if self.form is Form.TEXTS else [value]
        if not self._is_right(value):
            raise Refused(Fault("wrong_type", self.name, value, (self.form.value,)))
        if self.form is Form.QUERY:
            _check_query(value)
        elif self.form in (Form.NUMBER, Form.CREDITS):
            self._check_bounds(value)
        elif isinstance(texts, list):
            if self.most and not self.least <= len(texts) <= self.most:
                raise Refused(Fault("out_of_range", self.name, len(texts), (f"{self.least} to {self.most} values",)))
            for text in texts:
                self._check_text(text)

    def _is_right(self, value: object) -> bool:
        if isinstance(value, bool):
            return False
        if self.form is Form.TEXTS:
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        types: dict[Form, type | tuple[type, ...]] = {
            Form.TEXT: str,
            Form.NUMBER: int,
            Form.CREDITS: (int, float),
            Form.QUERY: dict,
        }
        return isinstance(value, types[self.form])

    def _check_bounds(self, value: object) -> None:
        if isinstance(value, int | float) and (value < self.least or (self.most and value > self.most)):
            valid = f"{self.least} to {self.most}" if self.most else f"{self.least} or more"
            raise Refused(Fault("out_of_range", self.name, value, (valid,)))

    def _check_text(self, text: str) -> None:
        if len(text) > LONGEST:
            raise Refused(Fault("too_long", self.name, limit=LONGEST))
        if self.choices and text not in self.choices:
            near = tuple(get_close_matches(text, self.choices, 2))
            raise Refused(Fault("unknown_value", self.name, text, self.choices, near))


def check(arguments: Sequence[Argument], given: Mapping[str, Any]) -> dict[str, Any]:
    """What a tool was told, with what it was not told; null is not told. Raises Refused for the first thing wrong."""
    names = [row.name for row in arguments]
    sent = {name: value for name, value in given.items() if value is not None}
    for name in sent:
        if name not in names:
            raise Refused(Fault("unknown_field", name, suggestions=_near(name, names)))
    for row in arguments:
        if row.name in sent:
            row.check(sent[row.name])
        elif row.required:
            raise Refused(Fault("missing_field", row.name))
    return {**{row.name: row.default for row in arguments}, **sent}


def schema(arguments: Sequence[Argument], *, explained: bool) -> dict[str, Any]:
    """The JSON schema of a tool's arguments; filters are `explained` in one tool, the others refer to it."""
    whole: dict[str, Any] = {
        "type": "object",
        "properties": {row.name: row.schema for row in arguments},
        "required": [row.name for row in arguments if row.required],
        "additionalProperties": False,
    }
    if any(row.form is Form.QUERY for row in arguments):
        whole["$defs"] = {"query": _query(explained=explained)}
    return whole


def sayable() -> list[str]:
    """The filters that a tool can name: those of a live source's graph need a source that no tool chooses."""
    return [name for name, row in FILTERS.items() if not row.needs_graph]


_MORE: Mapping[str, dict[str, Any]] = {
    "strict": {"type": "array", "items": {"type": "string"}, "description": "filters to take exactly as written"},
    "at_company": {"type": "boolean", "description": "title and seniority must hold for the job at the company named"},
    "correct_spelling": {"type": "boolean", "description": "correct keywords that nobody has"},
    "url": {"type": "string", "description": "address of a people search at Sales Navigator"},
}
"""What a query can have besides filters."""


def _query(*, explained: bool) -> dict[str, Any]:
    filters: dict[str, Any] = {}
    for name in sayable():
        row = FILTERS[name]
        form: dict[str, Any] = {"type": "boolean"} if row.shape is Shape.FLAG else {"type": "array", "items": {}}
        filters[name] = {**form, **({"description": f"{row.sentence}: {row.example}"} if explained else {})}
    about = "Values of one filter are alternatives, several filters must all hold; filter_values lists values"
    beside = "" if explained else "; count_people explains each filter"
    exclude = {"type": "object", "description": "the same filters: whoever has one of these is left out"}
    more = {name: form if explained else {"type": form["type"]} for name, form in _MORE.items()}
    return {
        "type": "object",
        "description": about + beside,
        "properties": {**filters, "exclude": exclude, **more},
        "additionalProperties": False,
    }


def _check_query(query: object) -> None:
    """Raise Refused for what is no filter; what a filter can be, the server says."""
    names = [*sayable(), "exclude", *_MORE]
    for name in query if isinstance(query, dict) else ():
        if name not in names:
            raise Refused(Fault("unknown_field", f"query.{name}", suggestions=_near(str(name), names)))


def _near(name: str, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(get_close_matches(name, names, 2))
