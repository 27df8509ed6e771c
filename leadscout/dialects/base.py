"""What all dialects share: rows of words, request models made from them, and words -> Query."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Annotated, Any, NamedTuple

import orjson
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from leadscout.errors import Fault
from leadscout.lexicon import Lexicon
from leadscout.lexicon.kinds import Codes
from leadscout.model.filters import FILTERS, TRUE, Filter
from leadscout.model.query import Clause, Query
from leadscout.web.guards import Face

LONGEST_VALUE = 1000
"""Characters of one value; nobody's title, place or company is longer."""

Read = Callable[[Lexicon, str], Codes]


@dataclass(frozen=True)
class Example:
    """A request to paste: `header` is the key's header with {key} in it."""

    path: str
    header: str
    body: Mapping[str, object]

    def curl(self, origin: str, key: str) -> str:
        """The request as a curl command."""
        header = self.header.replace("{key}", key)
        body = orjson.dumps(self.body).decode()
        return (
            f"curl -s {origin}{self.path} -H 'Content-Type: application/json' \\\n  -H \"{header}\" \\\n  -d '{body}'"
        )


@dataclass(frozen=True)
class Dialect:
    """One dialect as the application serves it."""

    name: str
    prefixes: tuple[str, ...]
    face: Face
    router: APIRouter
    example: Example


@dataclass(frozen=True, kw_only=True)
class Word:
    """One row: a vendor's field and the filter of ours that it means.

    `read` turns one of their values into our codes, `live` marks a field that exists only with the live source, `many`
    says whether a list is sent, of at most `most` values.
    """

    field: str
    filter: str = ""
    exclude: bool = False
    many: bool = True
    live: bool = False
    most: int = 10_000
    read: Read | None = None
    examples: tuple[object, ...] = ()

    @property
    def row(self) -> Filter:
        """The filter's row."""
        return FILTERS[self.filter]


def fault(code: str, near: Callable[[], Iterable[str]] = tuple, **told: Any) -> PydanticCustomError:  # noqa: ANN401
    """A fault, as a pydantic validator raises it; the field, and what is `near`, are filled in where it is rendered."""
    found = Fault(code, **told)
    return PydanticCustomError("fault", "{sentence}", {"fault": found, "near": near, "sentence": found.error.sentence})


def anything(lexicon: Lexicon, row: Filter, value: str) -> Codes:
    """Read an id, a code, a name or a text, whatever the kind of the filter's values can make of it."""
    kind = lexicon.kinds[row.taxonomy]
    codes = kind.read(value)
    if not codes:
        raise fault(kind.refusal, value=value, valid=kind.valid, near=partial(kind.near, value))
    return codes


class Value(NamedTuple):
    """One value of a request: what was written, our codes for it, and a warning where that is not certain."""

    written: str
    codes: Codes
    warning: str = ""


Doubt = Callable[[Lexicon, Filter, str, Codes], str]
"""A warning about a value of a filter as it was written and read; "" for none."""


def _no_doubt(*_: object) -> str:
    return ""


SET = Value("true", TRUE)
"""The value of a flag that is asked for."""


def value_of(lexicon: Lexicon, word: Word, doubt: Doubt = _no_doubt) -> Any:  # noqa: ANN401 - a pydantic annotation
    """The type of one value of `word`: text or integer as sent, read into a Value. `doubt` says what it warns of."""
    only_text = bool(word.filter) and lexicon.kinds[word.row.taxonomy].only_text
    wanted = "text" if only_text else "text or a whole number"

    def check(value: object) -> Value:
        if not isinstance(value, str | int) or isinstance(value, bool) or (only_text and not isinstance(value, str)):
            raise fault("wrong_type", value=value, valid=(wanted,))
        text = str(value).strip()
        if not text:
            raise fault("empty_value")
        if len(text) > LONGEST_VALUE:
            raise fault("too_long", limit=LONGEST_VALUE)
        codes = word.read(lexicon, text) if word.read else anything(lexicon, word.row, text)
        return Value(text, codes, doubt(lexicon, word.row, text, codes) if word.filter else "")

    schema = {"type": "string"} if only_text else {"anyOf": [{"type": "string"}, {"type": "integer"}]}
    return Annotated[Any, PlainValidator(check), WithJsonSchema(schema)]


def flag(*, as_text: bool = False) -> Any:  # noqa: ANN401 - a pydantic annotation
    """The type of a flag: true or false, `as_text` also "true" and "false"; read as a Value, false and null as None."""
    texts = {"true": True, "false": False} if as_text else {}

    def check(sent: object) -> Value | None:
        value = texts.get(sent, sent) if isinstance(sent, str) else sent
        if not isinstance(value, bool | None):
            raise fault("wrong_type", value=sent, valid=("true or false",))
        return SET if value else None

    schema: dict[str, Any] = {"anyOf": [{"type": "boolean"}, {"enum": [*texts]}]} if texts else {"type": "boolean"}
    return Annotated[Any, PlainValidator(check), WithJsonSchema(schema)]


def answer(body: object, status: int = 200) -> Response:
    """JSON as it is: FastAPI would walk every value of every lead again (a page of 25: 14 ms, so 6)."""
    return Response(orjson.dumps(body), status, media_type="application/json")


def corrections(query: Query) -> dict[str, Any]:
    """The field of an answer that tells which words were corrected; none where none was: no vendor's answer has it."""
    return {"corrections": [asdict(one) for one in query.corrections]} if query.corrections else {}


class Sent(BaseModel):
    """What every request model is: strict, and with fields from a table."""

    model_config = ConfigDict(extra="forbid", strict=True)

    def values(self, field: str) -> list[Value]:
        """The values of a field, one or many; [] when it is not set."""
        found = getattr(self, field, None)
        return found if isinstance(found, list) else [found] if found else []


def fields_of(rows: Iterable[Word]) -> Mapping[tuple[str, bool], str]:
    """The field that says a filter, by filter and whether it excludes."""
    return {(word.filter, word.exclude): word.field for word in rows}


def clauses(rows: Iterable[Word], given: Mapping[str, Sequence[Value]], strict: Sequence[str] = ()) -> Iterator[Clause]:
    """The clauses of the values given by field."""
    for word in rows:
        values = given.get(word.field)
        if values:
            codes = tuple(dict.fromkeys(code for value in values for code in value.codes))
            yield Clause(word.filter, codes, word.exclude, strict=word.field in strict)
