"""People and companies as records: what is empty is left out, and only what is asked for is shown (decision 43)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import compress
from operator import attrgetter
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_type_hints

from msgspec import Struct
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictStr

from leadscout.dialects.base import Sent, fault
from leadscout.model.lead import Lead

_NUMBERS = frozenset((bool, int, float))
_PLAIN = frozenset((str, type(None), *_NUMBERS))

_SAYING = ("ended",)
"""A field that says something when it is "": a job that ended, nobody knows when."""

OF_MATCH = ("primary_role", "matched_role", "match_reasons", "persona")
OF_PROFILE = ("provenance", "sources", "conflicts")

FIELDS = (*Lead.__struct_fields__, *OF_MATCH)
"""What a person who matches can be shown by."""

LOW = ("full_name", "headline", "location", "profile_url", *OF_MATCH)
"""What `detail: low` shows: who it is, where, and why."""

ALWAYS = ("id", "number")
"""What leads back to somebody."""


class FilledFields(dict[str, Any]):
    """Fields of which none is empty, at any depth: nobody need walk them again."""


_SHOWN = frozenset((FilledFields, list))
"""What has been walked: values of the model are tuples and structs."""


def record(value: Any, **instead: object) -> FilledFields:  # noqa: ANN401 - a struct of the model
    """A value of the model by its fields, without those that are empty, at any depth; some as they are given `instead`.

    One walk that leaves out what is empty at once: most fields of most people are.
    """
    kind = _kind(value.__class__)
    values = [*kind.values(value)]
    for name, shown in instead.items():
        values[kind.names.index(name)] = shown
    for at, show in kind.nested:
        if values[at] and values[at].__class__ not in _SHOWN:
            values[at] = show(values[at])
    says_something = values.copy()
    for at in kind.saying:
        says_something[at] = values[at] is not None
    return FilledFields(compress(zip(kind.names, values, strict=True), says_something))


def trimmed(fields_: Mapping[str, Any]) -> FilledFields:
    """Fields without those that are empty, at any depth; false and 0 are no such."""
    kept = FilledFields()
    for name, value in fields_.items():
        kind = value.__class__
        if value or kind in _NUMBERS or (value == "" and name in _SAYING):
            shown = value if kind in _PLAIN else _trimmed(value)
            if shown or kind in _PLAIN:
                kept[name] = shown
    return kept


def _trimmed(value: Any) -> Any:  # noqa: ANN401 - JSON
    if value.__class__ is FilledFields:
        return value
    if isinstance(value, list | tuple):
        return [one if one.__class__ in _PLAIN else _trimmed(one) for one in value]
    if isinstance(value, Struct) or is_dataclass(value):
        return record(value)
    return trimmed(value) if isinstance(value, Mapping) else value


class _Kind(NamedTuple):
    """How values of a struct or a dataclass are shown: its fields, and what gives all their values at once.

    `saying` are the places of fields in which all but None says something, `nested` those of fields that hold more than
    one text or number, each with what shows it.
    """

    names: tuple[str, ...]
    values: Callable[[Any], tuple[Any, ...]]
    saying: tuple[int, ...]
    nested: tuple[tuple[int, Callable[[Any], Any]], ...]


@cache
def _kind(kind: Any) -> _Kind:  # noqa: ANN401 - a struct or a dataclass
    names = kind.__struct_fields__ if _is_struct(kind) else tuple(field.name for field in fields(kind))
    hints = get_type_hints(kind)
    types = [set(get_args(hints[name])) if isinstance(hints[name], UnionType) else {hints[name]} for name in names]
    saying = (at for at, name in enumerate(names) if name in _SAYING or types[at] & _NUMBERS)
    shows = (record if is_dataclass(hints[name]) or _is_struct(hints[name]) else _trimmed for name in names)
    nested = ((at, show) for at, (of, show) in enumerate(zip(types, shows, strict=True)) if of - _PLAIN)
    return _Kind(names, attrgetter(*names), tuple(saying), tuple(nested))


def _is_struct(kind: Any) -> bool:  # noqa: ANN401 - a type, or a hint of one
    return isinstance(kind, type) and issubclass(kind, Struct)


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
