"""People and companies as records: what is empty is left out, and only what is asked for is shown (decision 43)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictStr

from leadscout.dialects.base import Sent, fault
from leadscout.model.lead import Lead

_NUMBERS = frozenset((bool, int, float))
_PLAIN = frozenset((str, type(None), *_NUMBERS))

KEPT = {"ended": ""}
"""A "" that says something: a job that ended, nobody knows when."""

OF_MATCH = ("primary_role", "matched_role", "match_reasons", "persona")
OF_PROFILE = ("provenance", "sources", "conflicts")

FIELDS = (*(field.name for field in fields(Lead)), *OF_MATCH)
"""What a person who matches can be shown by."""

LOW = ("full_name", "headline", "location", "profile_url", *OF_MATCH)
"""What `detail: low` shows: who it is, where, and why."""

ALWAYS = ("id", "number")
"""What leads back to somebody."""


class FilledFields(dict[str, Any]):
    """Fields of which none is empty, at any depth: nobody need walk them again."""


def record(value: Any, **instead: object) -> FilledFields:  # noqa: ANN401 - a dataclass of the model
    """A value of the model by its fields, without those that are empty, at any depth; some with other values `instead`.

    One walk that leaves out what is empty at once: most fields of most people are.
    """
    names, values = _fields(value.__class__)
    named = zip(names, values(value), strict=True)
    return _kept({**dict(named), **instead}.items() if instead else named)


def trimmed(fields_: Mapping[str, Any]) -> FilledFields:
    """Fields without those that are empty, at any depth; false and 0 are no such."""
    return _kept(fields_.items())


def _kept(fields_: Iterable[tuple[str, Any]]) -> FilledFields:
    kept = FilledFields()
    for name, value in fields_:
        kind = value.__class__
        if not value and kind not in _NUMBERS and name not in KEPT:
            continue  # most are empty
        shown = value if kind in _PLAIN else _trimmed(value)
        if shown or kind in _NUMBERS or (shown == "" and KEPT.get(name) == ""):
            kept[name] = shown
    return kept


def _trimmed(value: Any) -> Any:  # noqa: ANN401 - JSON
    if value.__class__ is FilledFields:
        return value
    if isinstance(value, list | tuple):
        return [one if one.__class__ in _PLAIN else _trimmed(one) for one in value]
    if is_dataclass(value):
        return record(value)
    return trimmed(value) if isinstance(value, Mapping) else value


@cache
def _fields(kind: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:  # noqa: ANN401 - a dataclass
    """The names of its fields, and what gives their values, all at once."""
    names = tuple(field.name for field in fields(kind))
    return names, attrgetter(*names)


def cut(record: dict[str, Any], names: Collection[str] | None) -> dict[str, Any]:
    """A record with no more than these fields, and what leads back to it; None: all."""
    return record if names is None else {name: record[name] for name in record if name in names or name in ALWAYS}


def wanted(detail: str, names: Sequence[str]) -> Collection[str] | None:
    """The fields of a person that are asked for: those that are named, beside those of a low detail; None: all."""
    if detail == "low":
        return {*LOW, *names}
    return set(names) or None


def _of(valid: Sequence[str]) -> AfterValidator:
    def check(name: str) -> str:
        if name not in valid:
            raise fault("unknown_value", value=name, valid=tuple(valid))
        return name

    return AfterValidator(check)


def _listed(valid: Sequence[str]) -> AfterValidator:
    check = _of(valid).func

    def split(text: str) -> str:
        for name in text.split(",") if text else ():
            check(name.strip())  # type: ignore[call-arg] # no information is needed
        return text

    return AfterValidator(split)


_Detail = Literal["low", "full"]
_LOW = f"low: {', '.join(LOW)} alone; full: everything that is known"


class ShownBody(Sent):
    """How much of each person is shown."""

    detail: _Detail = Field("full", description=_LOW)
    fields_: list[Annotated[StrictStr, _of(FIELDS)]] = Field(
        [],
        alias="fields",
        max_length=len(FIELDS),
        description="fields of a person that are wanted, beside `id`; none: all of the detail",
        examples=[["full_name", "emails", "matched_role"]],
    )

    @property
    def wanted(self) -> Collection[str] | None:
        """The fields that are asked for; None: all."""
        return wanted(self.detail, self.fields_)


class ShownQuery(BaseModel):
    """The same in a query, where the fields are listed with commas."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    detail: Annotated[_Detail, Field(description=_LOW)] = "full"
    fields_: Annotated[
        str,
        _listed(FIELDS),
        Field(
            alias="fields",
            max_length=1000,
            description="fields of a person that are wanted, beside `id`, with commas between them; none: all",
            examples=["full_name,emails"],
        ),
    ] = ""

    @property
    def wanted(self) -> Collection[str] | None:
        """The fields that are asked for; None: all."""
        return wanted(self.detail, [name.strip() for name in self.fields_.split(",") if name.strip()])


class ProfileQuery(ShownQuery):
    """The same of one person, with where the fields come from."""

    fields_: Annotated[
        str,
        _listed((*FIELDS[: -len(OF_MATCH)], "primary_role", *OF_PROFILE)),
        Field(
            alias="fields",
            max_length=1000,
            description="fields that are wanted, beside `id`, with commas between them; none: all",
            examples=["full_name,emails,provenance"],
        ),
    ] = ""
