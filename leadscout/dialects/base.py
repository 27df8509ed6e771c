"""What all dialects share: rows of words, request models made from them, and words -> Query."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from leadscout.errors import Fault
from leadscout.lexicon import Lexicon, expressions
from leadscout.lexicon.kinds import Codes
from leadscout.model import budget
from leadscout.model.filters import FILTERS, TRUE, Filter, Shape
from leadscout.model.query import Clause, Query

LONGEST_VALUE = 1000
"""Characters of one value; nobody's title, place or company is longer."""

Read = Callable[[Lexicon, str], Codes]


@dataclass(frozen=True, kw_only=True)
class Word:
    """One row: a vendor's field and the filter of ours that it means.

    `read` turns one of their values into our codes, `live` marks a field that exists only with the live source, `many`
    says whether a list is sent, of at most `most` values. `inside` is the object that the field is in.
    """

    field: str
    filter: str = ""
    exclude: bool = False
    many: bool = True
    live: bool = False
    inside: str = ""
    most: int = 10_000
    read: Read | None = None
    examples: tuple[object, ...] = ()

    @property
    def path(self) -> str:
        """Where the field is in a request."""
        return f"{self.inside}.{self.field}" if self.inside else self.field

    @property
    def row(self) -> Filter:
        """The filter's row."""
        return FILTERS[self.filter]


_WHOLE = "a name is whole words; * stands in titles and keywords alone"


def fault(code: str, near: Callable[[], Iterable[str]] = tuple, **about: Any) -> PydanticCustomError:  # noqa: ANN401
    """A fault, as a pydantic validator raises it; the field, and what is `near`, are filled in where it is rendered."""
    fault_ = Fault(code, **about)
    return PydanticCustomError(
        "fault", "{sentence}", {"fault": fault_, "near": near, "sentence": fault_.error.sentence}
    )


def anything(lexicon: Lexicon, row: Filter, value: str) -> Codes:
    """Read an id, a code, a name or a text, whatever the kind of the filter's values can make of it."""
    kind = lexicon.kinds[row.taxonomy]
    if row.expression and (mistake := expressions.mistake(value)):
        raise fault("bad_expression", value=value, limit=mistake.at, valid=(mistake.sentence,))
    if row.shape is Shape.TEXT and not row.expression and "*" in value:
        raise fault("bad_expression", value=value, limit=value.index("*") + 1, valid=(_WHOLE,))
    codes = kind.read(value)
    if not codes and kind.shared(value):
        raise fault("several_meant", value=value, near=partial(kind.near, value))
    if not codes:
        raise fault(kind.refusal, value=value, valid=kind.valid, near=partial(kind.near, value))
    return codes


def read(lexicon: Lexicon, word: Word, value: str) -> Codes:
    """What a value of a field means in our codes. Raises ValueError, a fault, for what is no value of it."""
    return word.read(lexicon, value) if word.read else anything(lexicon, word.row, value)


class RequestValue(NamedTuple):
    """One value of a request: what was written, our codes for it, and a warning where that is not certain."""

    written: str
    codes: Codes
    warning: str = ""


Doubt = Callable[[Lexicon, Filter, str, Codes], str]
"""A warning about a value of a filter as it was written and read; "" for none."""


def _no_doubt(*_: object) -> str:
    return ""


SET = RequestValue("true", TRUE)
"""The value of a flag that is asked for."""


def value_of(lexicon: Lexicon, word: Word, doubt: Doubt = _no_doubt) -> Any:  # noqa: ANN401 - a pydantic annotation
    """The type of one value of `word`: text or integer as sent, read into a Value. `doubt` says what it warns of."""
    only_text = bool(word.filter) and lexicon.kinds[word.row.taxonomy].only_text
    wanted = "text" if only_text else "text or a whole number"

    def check(value: object) -> RequestValue:
        budget.check()
        if not isinstance(value, str | int) or isinstance(value, bool) or (only_text and not isinstance(value, str)):
            raise fault("wrong_type", value=value, valid=(wanted,))
        text = str(value).strip()
        if not text:
            raise fault("empty_value")
        if len(text) > LONGEST_VALUE:
            raise fault("too_long", limit=LONGEST_VALUE)
        codes = _looked_up(lexicon, word, text)
        return RequestValue(text, codes, doubt(lexicon, word.row, text, codes) if word.filter else "")

    schema = {"type": "string"} if only_text else {"anyOf": [{"type": "string"}, {"type": "integer"}]}
    return Annotated[Any, PlainValidator(check), WithJsonSchema(schema)]


def list_of(value: Any) -> Any:  # noqa: ANN401 - pydantic annotations
    """The type of a list of such values, which is made at run time."""
    return list[value]


def _looked_up(lexicon: Lexicon, word: Word, text: str) -> Codes:
    """The same as `read`, until so many were looked up in vain that no more are."""
    spent = budget.BUDGET.get()
    if spent and spent.unknown >= budget.MOST_UNKNOWN:
        raise fault("not_looked_up", limit=1)
    try:
        return read(lexicon, word, text)
    except PydanticCustomError:
        if spent:
            spent.unknown += 1
        raise


def _no_more_than(most: int) -> BeforeValidator:
    """Refuses a list that is too long, and too many in all, before any of its values is looked at."""

    def check(sent: object) -> object:
        if isinstance(sent, list):
            if len(sent) > most:
                raise fault("too_many", limit=most)
            budget.spend(len(sent))
        return sent

    return BeforeValidator(check)


def flag(*, as_text: bool = False) -> Any:  # noqa: ANN401 - a pydantic annotation
    """The type of a flag: true or false, `as_text` also "true" and "false"; read as a Value, false and null as None."""
    texts = {"true": True, "false": False} if as_text else {}

    def check(sent: object) -> RequestValue | None:
        value = texts.get(sent, sent) if isinstance(sent, str) else sent
        if not isinstance(value, bool | None):
            raise fault("wrong_type", value=sent, valid=("true or false",))
        return SET if value else None

    schema: dict[str, Any] = {"anyOf": [{"type": "boolean"}, {"enum": [*texts]}]} if texts else {"type": "boolean"}
    return Annotated[Any, PlainValidator(check), WithJsonSchema(schema)]


def trimmed(sent: object) -> object:
    """Text without the blanks around it: an address comes out of a form with them."""
    return sent.strip() if isinstance(sent, str) else sent


def corrections(query: Query) -> dict[str, Any]:
    """The field of an answer that tells which words were corrected; none where none was: no vendor's answer has it."""
    return {"corrections": [asdict(one) for one in query.corrections]} if query.corrections else {}


def remarks(query: Query) -> dict[str, Any]:
    """What an answer tells of how a request was read, where there is something to tell: corrections and warnings."""
    return {**corrections(query), **({"warnings": list(query.warnings)} if query.warnings else {})}


def field_of(lexicon: Lexicon, word: Word, doubt: Doubt = _no_doubt) -> Any:  # noqa: ANN401 - what create_model takes
    """The field of a request model that a row makes: a flag, or values of which there is at least one."""
    row = word.row
    if row.shape is Shape.FLAG:
        return (flag(), Field(None, description=row.sentence, examples=[True]))
    most = min(word.most, row.cap)
    about: Any = Field([], min_length=1, max_length=most, description=row.sentence, examples=[[row.example]])
    values = list_of(value_of(lexicon, word, doubt))
    return (Annotated[values, _no_more_than(most)], about)


class Sent(BaseModel):
    """What every request model is: strict, and with fields from a table. A field that is null is one that is not sent.

    `aliases` are other names of its fields.
    """

    model_config = ConfigDict(extra="forbid", strict=True)
    aliases: ClassVar[Mapping[str, str]] = {}

    @model_validator(mode="before")
    @classmethod
    def _leave_out_null(cls, sent: Any) -> Any:  # noqa: ANN401 - whatever was sent
        """Read another name of a field as that field; two names with different values contradict each other."""
        if not isinstance(sent, dict):
            return sent
        names = {*(about.alias or name for name, about in cls.model_fields.items()), *cls.aliases}
        body = {name: value for name, value in sent.items() if value is not None or name not in names}
        for other, field in cls.aliases.items():
            if other in body and body.setdefault(field, body[other]) != body.pop(other):
                raise fault("two_names", field=field, value=other)
        return body

    def values(self, field: str) -> list[RequestValue]:
        """The values of a field, one or many; [] when it is not set."""
        value = getattr(self, field, None)
        return value if isinstance(value, list) else [value] if value else []


def fields_of(rows: Iterable[Word]) -> Mapping[tuple[str, bool], str]:
    """The field that says a filter, by filter and whether it excludes."""
    return {(word.filter, word.exclude): word.field for word in rows}


def clauses(
    rows: Iterable[Word], given: Mapping[str, Sequence[RequestValue]], strict: Sequence[str] = ()
) -> Iterator[Clause]:
    """The clauses of the values given by field."""
    for word in rows:
        values = given.get(word.field)
        if values:
            codes = tuple(dict.fromkeys(code for value in values for code in value.codes))
            yield Clause(word.filter, codes, word.exclude, strict=word.field in strict)
