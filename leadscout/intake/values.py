"""What a row says, by field of a lead, whatever its columns are called and however they are nested."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import isnan
from typing import Any

import orjson

from leadscout.intake import dates, numbers
from leadscout.intake.columns import fields, normal
from leadscout.lexicon.text import is_digits

Row = Mapping[str, Any]

LONGEST = 20_000
"""Characters of one text that are kept; profiles have no longer ones."""

_YES = {
    **dict.fromkeys(("true", "yes", "1", "1.0"), True),
    **dict.fromkeys(("false", "no", "0", "0.0"), False),
}

_ANY_NAMES = frozenset(("name", "address", "value", "number"))
_NAMES = {"groups": frozenset(("id", "groupid"))}
"""What the value itself is called in an object that says more about it."""

Pairs = list[tuple[str, Any]]
"""Field and value, in the order of the columns."""


class Values:
    """What a row says by field; where several columns say the same thing, the first that says something counts."""

    __slots__ = ("_pairs", "_texts")

    def __init__(self, pairs: Pairs) -> None:
        """Take what the columns say."""
        self._pairs = pairs
        texts: dict[str, str] = {}
        for field, value in pairs:
            if field not in texts:
                # Nearly all values are plain text, and there are eighty of them in a profile.
                text = value.strip()[:LONGEST] if type(value) is str else text_of(_first(value))
                if text:
                    texts[field] = text
        self._texts = texts

    def one(self, field: str) -> str:
        """The first value as text; "" when nothing is said."""
        return self._texts.get(field, "")

    def ones(self, fields: Iterable[str]) -> tuple[str, ...]:
        """The first values of several fields."""
        return tuple([self._texts.get(field, "") for field in fields])

    def values(self, field: str) -> list[Any]:
        """Every value as it is."""
        return [value for name, value in self._pairs if name == field] if field in self._texts else []

    def texts(self, field: str) -> tuple[str, ...]:
        """Every value as text, as the columns stand."""
        return tuple(filter(None, map(text_of, self.values(field))))

    def together(self, field: str) -> str:
        """All that is said, in one text with commas."""
        return ", ".join(self.several(field)) if field in self._texts else ""

    def several(self, field: str) -> tuple[str, ...]:
        """All values as text: lists entry by entry, text with commas taken apart, each once."""
        found: dict[str, None] = {}
        for value in self.values(field):
            parts = value if isinstance(value, list | tuple) else text_of(value).replace(";", ",").split(",")
            for part in parts:
                if text := text_of(_inside_list(part, field) if isinstance(part, Mapping) else part):
                    found[text] = None
        return tuple(found)

    def date(self, field: str) -> str:
        """The first value that is a date; "" for none."""
        return next(filter(None, map(dates.read, self.values(field))), "")

    def number(self, field: str) -> int | None:
        """The number in the first value."""
        return numbers.first(self.one(field))

    def digits(self, field: str) -> str:
        """The first value that is a whole number, as its digits; "" for none."""
        text = self.one(field)
        if not text or is_digits(text):  # nearly always
            return text
        return next(filter(None, map(numbers.whole, map(text_of, self.values(field)))), "")

    def switch(self, field: str) -> bool | None:
        """Yes, no, or not said."""
        return _YES.get(self.one(field).casefold())


def of_entry(entry: Row, group: str, format_: str = "") -> Values:
    """What one entry of a nested list says; `group` says of what. Names that mean no field are passed over."""
    names = fields(group, format_)
    pairs: Pairs = []
    for name, value in entry.items():
        field = names.get(normal(name))
        if type(value) is not dict:
            if field:
                pairs.append((field, value))
        elif field in ("started", "ended"):
            pairs.append((field, dates.text(value)))  # {"year": 2019, "month": 3}
        else:
            pairs.extend(_inside((group, format_), name, value))
    return Values(pairs)


def _inside(group: tuple[str, str], name: str, value: Row) -> Iterable[tuple[str, Any]]:
    """The fields told inside an object, a company mostly: the same one comes again and again, so it is remembered."""
    try:
        return _remembered(group, name, tuple(value.items()))
    except TypeError:  # it holds a list
        return _read(group, name, value)


@lru_cache(maxsize=50_000)
def _remembered(group: tuple[str, str], name: str, items: tuple[tuple[str, Any], ...]) -> tuple[tuple[str, Any], ...]:
    return _read(group, name, dict(items))


def _read(group: tuple[str, str], name: str, value: Row) -> tuple[tuple[str, Any], ...]:
    told = ((fields(*group).get(normal(path)), found) for path, found in flat(name, value))
    return tuple((field, found) for field, found in told if field)


def entries(value: object) -> list[Row]:
    """A list of objects, also when it is JSON inside a cell; [] for anything else."""
    if isinstance(value, str) and value[:1] == "[":
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return []
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    return [entry for entry in value if isinstance(entry, Mapping)]


def flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - whatever a file holds
    """The values below a key, each with its path; blank ones are left out."""
    if type(value) is dict:
        for name, inner in value.items():
            yield from flat(f"{path}.{name}", inner)
    elif not is_blank(value):
        yield path, value


def paths(row: Row, start: str = "") -> Iterator[str]:
    """The names of all columns, those inside objects with their path."""
    for name, value in row.items():
        yield f"{start}{name}"
        if type(value) is dict:
            yield from paths(value, f"{start}{name}.")


def is_blank(value: Any) -> bool:  # noqa: ANN401
    """Whether a cell says nothing."""
    if type(value) is float:
        return isnan(value)  # a data frame's missing number
    return value is None or value in ("", []) or (type(value) is str and value.isspace())


def text_of(value: object) -> str:
    """A value as text: lists and objects as JSON, nothing as ""."""
    if type(value) is str:
        return value.strip()[:LONGEST]
    if value is None:
        return ""
    if type(value) is float:
        return numbers.written(value)
    if isinstance(value, list | tuple | dict):
        return orjson.dumps(value, default=str).decode()[:LONGEST] if value else ""
    return str(value)


def _inside_list(part: Row, field: str) -> Any:  # noqa: ANN401
    """What an object in a list says of a field: an e-mail's address, else what stands under a name for it."""
    if field == "email":
        return next((value for value in part.values() if "@" in text_of(value)), "")
    names = _NAMES.get(field, _ANY_NAMES)
    told = (value for name, value in part.items() if normal(name) in names and not is_blank(value))
    return next(told, next(iter(part.values()), ""))


def _first(value: Any) -> Any:  # noqa: ANN401
    """The value; of a list its first entry."""
    return value[0] if type(value) is list and value else value
