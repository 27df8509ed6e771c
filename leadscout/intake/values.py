"""What a row says, by field of a lead, whatever its columns are called and however they are nested."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from math import isnan
from typing import Any, NamedTuple

import orjson

from leadscout.intake import dates, emails, numbers, words
from leadscout.intake.columns import fields, normal
from leadscout.intake.spelled import plain
from leadscout.intake.unread import KINDS, may_be_unread, why_unread
from leadscout.lexicon.memory import TextMemory, letters_of
from leadscout.lexicon.text import is_digits

Row = Mapping[str, Any]

LONGEST = 20_000
"""Characters of one text that are kept; profiles have no longer ones."""

_DATES = frozenset(("started", "ended", "posted_on", "news_on", "seen_on"))
"""Fields of which the value may be an object: {"year": 2019, "month": 3}."""

_LONGEST_REMEMBERED = 2000
"""Characters of an object that is remembered, so that all are 20 MB."""

_PLANS_KEPT, _TEXTS_KEPT = 1000, 1000
"""Sets of names whose plan is remembered, and texts of a name of which is remembered what they say."""
_MOST_LETTERS = 4_000
"""Of the names of an entry whose plan is remembered: of 60,000 names each, a thousand entries would take gigabytes."""

_ANY_NAMES = frozenset(("name", "address", "value", "number"))
_NAMES = {"groups": frozenset(("id", "groupid"))}
"""What the value itself is called in an object that says more about it."""

Pairs = list[tuple[str, Any]]
"""Field and value, in the order of the columns."""


class UnreadValue(NamedTuple):
    """A value of a column that we know, as it is written, which is not what such a column holds: `why`, "no date"."""

    path: str
    text: str
    why: str


class RowValues:
    """What a row says by field; where several columns say the same thing, the first that says something counts."""

    __slots__ = ("_pairs", "_several", "_texts", "unread")

    def __init__(self, pairs: Pairs, unread: Sequence[UnreadValue] = ()) -> None:
        """Take what the columns say, and what they say in a way that cannot be read."""
        self.unread = unread
        self._pairs = pairs
        self._texts = texts = dict[str, str]()
        self._several = several = set[str]()
        """Fields of which more is said than their one text."""
        for field, value in pairs:
            if field in texts:
                several.add(field)
            elif type(value) is str:  # nearly all values are plain text, and there are eighty of them in a profile
                if text := value.strip()[:LONGEST]:
                    texts[field] = text
            else:
                several.add(field)
                if text := text_of(_first(value)):
                    texts[field] = text

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
        if field not in self._texts:
            return ()
        if field not in self._several:
            return (self._texts[field],)
        return tuple(filter(None, map(text_of, self.values(field))))

    def together(self, field: str) -> str:
        """All that is said, in one text with commas."""
        return ", ".join(self.several(field)) if field in self._texts else ""

    def several(self, field: str) -> tuple[str, ...]:
        """All values as text: lists entry by entry, text with commas taken apart, each once."""
        if field not in self._texts:  # nearly always
            return ()
        alone = self._texts[field]
        if field not in self._several and field != "email" and "," not in alone and ";" not in alone:
            return (alone,)
        texts: dict[str, None] = {}
        part_of = _part_of(field)
        for value in self.values(field):
            parts = value if isinstance(value, list | tuple) else text_of(value).replace(";", ",").split(",")
            for part in parts:
                written = text_of(_inside_list(part, field)) if isinstance(part, Mapping) else text_of(part)
                if field == "email":
                    for address in emails.addresses(written):
                        texts.setdefault(address, None)
                elif text := part_of[written]:
                    texts[text] = None
        return tuple(texts)

    def text_in(self, part: Any, field: str) -> str:  # noqa: ANN401
        """What a part of a list says of a field, as text."""
        return text_of(_inside_list(part, field) if isinstance(part, Mapping) else part)

    def date(self, field: str) -> str:
        """The first value that is a date; "" for none."""
        if field not in self._texts:
            return ""
        if field not in self._several:
            return dates.read(self._texts[field])
        return next(filter(None, map(dates.read, self.values(field))), "")

    def number(self, field: str) -> int | None:
        """The number in the first value."""
        return numbers.first(self._texts[field]) if field in self._texts else None

    def digits(self, field: str) -> str:
        """The first value that is a whole number, as its digits; "" for none."""
        text = self.one(field)
        if not text or is_digits(text):  # nearly always
            return text
        return next(filter(None, map(numbers.whole, map(text_of, self.values(field)))), "")

    def switch(self, field: str) -> bool | None:
        """Yes, no, or not said."""
        text = self.one(field)
        return words.switch(text) if text else None


@cache
def _part_of(field: str) -> TextMemory[str, str]:
    """What a part of a list says of a field, "" where it is a placeholder; skills come again and again."""
    return TextMemory(lambda text: "" if words.is_nothing(text, field) else text, _TEXTS_KEPT)


def of_entry(entry: Row, group: str, format_: str = "") -> RowValues:
    """What one entry of a nested list says; `group` says of what. Names that mean no field are passed over.

    A profile has eighty such values and nearly all are texts: what is to be done with those under a name is made out
    once for all entries that have the same names, and what a short one says is remembered.
    """
    pairs: Pairs = []
    unread: list[UnreadValue] = []
    names = tuple(entry)
    for name, texts, value in zip(names, _PLANS[group, format_, names], entry.values(), strict=True):
        if type(value) is str:
            if value and texts is not None:
                read, left = texts[value]
                pairs += read
                unread += left
        elif value is not None:
            read, left = _inside(group, format_, name, value)
            pairs += read
            unread += left
    return RowValues(pairs, unread)


_Texts = TextMemory[str, "Read"]


def _planned(entry: tuple[str, str, tuple[str, ...]]) -> "tuple[_Texts | None, ...]":
    """What reads the texts under each of the names of an entry of a group and format; None for one of no field."""
    group, format_, names = entry
    meanings = fields(group, format_)
    return tuple(_texts(name, meanings[normal(name)]) if normal(name) in meanings else None for name in names)


_PLANS = TextMemory(_planned, _PLANS_KEPT, _MOST_LETTERS, letters=lambda entry: letters_of(*entry))


@lru_cache(maxsize=200)
def _texts(name: str, field: str) -> _Texts:
    """What reads the texts of a field that stand under a name, and remembers what short ones say."""
    return TextMemory(lambda text: _text_said(name, field, text), _TEXTS_KEPT)


def _text_said(name: str, field: str, text: str) -> "Read":
    text = plain(text)
    if not text or text.isspace() or words.is_nothing(text.strip(), field):
        return (), ()
    if field not in KINDS:
        return ((field, text),), ()
    readable, why = why_unread(field, text)
    pairs = () if readable is None else ((field, readable),)
    return pairs, (UnreadValue(name, text_of(text), why),) if why else ()


Read = tuple[Sequence[tuple[str, Any]], Sequence[UnreadValue]]


def _inside(group: str, format_: str, name: str, value: Any) -> Read:  # noqa: ANN401
    """What a value of an entry says. An object, a company mostly, comes again and again, so it is remembered."""
    if type(value) is not dict:
        return _read(group, format_, name, value)
    items = tuple(value.items())
    try:
        if sum([len(text) for _, text in items if type(text) is str]) <= _LONGEST_REMEMBERED:
            return _remembered(group, format_, name, items)
    except TypeError:  # it holds a list or an object
        pass
    return _read(group, format_, name, value)


@lru_cache(maxsize=10_000)
def _remembered(group: str, format_: str, name: str, items: tuple[tuple[str, Any], ...]) -> Read:
    return _read(group, format_, name, dict(items))


def _read(group: str, format_: str, name: str, value: Any) -> Read:  # noqa: ANN401
    names = fields(group, format_)
    pairs: Pairs = []
    unread: list[UnreadValue] = []
    for path, inner in leaves(name, value, names):
        field = names.get(normal(path))
        if field and not (type(inner) is str and words.is_nothing(inner.strip(), field)):
            readable, why = why_unread(field, inner) if field in KINDS or may_be_unread(inner) else (inner, "")
            if readable is not None:
                pairs.append((field, readable))
            if why:
                unread.append(UnreadValue(path, text_of(inner), why))
    return pairs, unread


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


def leaves(path: str, value: Any, names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """The values below a key, each with its path; blank ones are left out.

    A date in parts is one text; `names` say which paths are dates. Entities of HTML (`&amp;`) are letters again.
    """
    kind = type(value)
    if kind is str:
        if value and not value.isspace():
            yield path, plain(value)
    elif kind is dict:
        if names.get(normal(path)) in _DATES:
            yield path, dates.text(value) or value
            return
        for name, inner in value.items():
            yield from leaves(f"{path}.{name}", inner, names)
    elif not is_blank(value):
        yield path, [plain(one) if type(one) is str else one for one in value] if kind is list else value


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
    named = (value for name, value in part.items() if normal(name) in names and not is_blank(value))
    return next(named, next(iter(part.values()), ""))


def _first(value: Any) -> Any:  # noqa: ANN401
    """The value; of a list its first entry."""
    return value[0] if type(value) is list and value else value
