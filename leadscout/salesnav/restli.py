"""The Rest.li 2.0 structure, as it stands in LinkedIn's addresses: `(key:value,list:List(a,b))`.

Only letters, digits and `-_.~` stand for themselves in a key or a text; everything else is percent-encoded, so the
characters of the structure are never part of one. Hand-made addresses break this in known ways;
`Leniency` allows them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, Union
from urllib.parse import quote, unquote

Value: TypeAlias = Union[str, "list[Value]", "dict[str, Value]"]
Path: TypeAlias = tuple[str | int, ...]
"""Names of members, and places in lists, from the outermost structure inwards."""

LONGEST = 65_536
"""Characters of a text. LinkedIn itself stops near 10,000."""

DEEPEST = 16
"""Structures inside one another; a people search has six."""

MOST = 20_000
"""Values of a text, all together."""

_LONGEST_KEY = 40
_LIST = "List("
_SAFE = re.compile(r"[A-Za-z0-9_.~-]*")
_SIGN = re.compile(r"[(),]")
_PLAIN = re.compile(r"[^(),:]*")
_TEXT = re.compile(r"[^(),]*")
_HEAD = re.compile(r"[A-Za-z]+\(")
_REDUCED = re.compile(r"%(?:28|29|2C|3A|27)", re.IGNORECASE)


class Malformed(ValueError):  # noqa: N818 - reads as what the text is
    """A text is not the structure: `expected` is not at `position`, counted from 0; `near` is what stands there."""

    def __init__(self, position: int, expected: str, near: str) -> None:
        """Take the place, what would be right there, and the text from there on."""
        self.position = position
        self.expected = expected
        self.near = near[:30] or "the end"
        super().__init__(f"at character {position}: expected {expected}, not {self.near}")


@dataclass(frozen=True, slots=True)
class Leniency:
    """What people who write the structure by hand leave out, and may leave out.

    In a member of `texts` commas and parentheses may stand as they are: a comma ends it where one of `keys` follows,
    parentheses belong to it where they are balanced. A comma between two structures of a list and the last
    parenthesis of the whole may be missing; a few characters behind the whole do not count.
    """

    keys: frozenset[str]
    texts: frozenset[str]


def whole(text: str) -> str:
    """The text of a percent-encoded one; ValueError where it is not UTF-8."""
    return unquote(text, errors="strict")


def reduced(text: str) -> str:
    """The text of one in a header or a body, where only `( ) , : '` are percent-encoded."""
    return _REDUCED.sub(lambda match: unquote(match.group()), text)


def read(text: str, leniency: Leniency | None = None, unescape: Callable[[str], str] = whole) -> Value:
    """The value that a text stands for, every leaf a text. Raises Malformed."""
    if len(text) > LONGEST:
        raise Malformed(LONGEST, f"at most {LONGEST} characters", text[LONGEST:])
    return _RestliReader(text, leniency, unescape).all()


def place(text: str, path: Path, leniency: Leniency | None = None) -> int:
    """Where the value at `path` begins in a text that can be read, counted from 0; its end where there is none."""
    reader = _RestliReader(text, leniency, whole, path)
    reader.all()
    return reader.start


def write(value: object) -> str:
    """The text of nested dicts, lists and plain values, keys in their own order; None is nothing, as "" is.

    Raises ValueError where it is nested deeper than can be read.
    """
    return _written(value, DEEPEST)


def write_parameters(values: dict[str, object] | None) -> str:
    """The query part of an address: `name=value&name=value`."""
    return "&".join(f"{quote(name, safe='')}={write(value)}" for name, value in (values or {}).items())


def _written(value: object, depth: int) -> str:
    if isinstance(value, dict | list) and not depth:
        raise ValueError(f"more than {DEEPEST} structures inside one another")
    match value:
        case dict():
            members = (f"{_written(name, depth - 1)}:{_written(one, depth - 1)}" for name, one in value.items())
            return f"({','.join(members)})"
        case [""] | [None]:
            return "List('')"  # List() has no values at all
        case list():
            return f"List({','.join(_written(one, depth - 1) for one in value)})"
        case bool():
            return "true" if value else "false"
    text = "" if value is None else str(value)
    return text if _SAFE.fullmatch(text) else quote(text, safe="")  # most are: a third of the time of writing


class _RestliReader:
    """One text and how far it is read; `start` is where the value at `path` begins."""

    def __init__(
        self, text: str, leniency: Leniency | None, unescape: Callable[[str], str], path: Path | None = None
    ) -> None:
        self.text = text
        self.leniency = leniency
        self.unescape = unescape
        self.path = path
        self.start = len(text)
        self.inside: list[str | int] = []
        self.at = 0
        self.values = 0
        self.unclosed = leniency is not None

    def all(self) -> Value:
        """The whole text as one value."""
        value = self.value("", DEEPEST)
        rest = self.text[self.at :]
        # What looks like more of the structure is not left out: somebody would miss the filters in it.
        if rest and (self.leniency is None or any(sign in rest for sign in "(,:")):
            raise self.malformed("the end")
        return value

    def malformed(self, expected: str) -> Malformed:
        return Malformed(self.at, expected, self.text[self.at :])

    def value(self, name: str, depth: int) -> Value:
        """What stands here, of the member `name`."""
        if self.path is not None and self.path == tuple(self.inside):
            self.start = self.at
        self.values += 1
        if self.values > MOST:
            raise self.malformed(f"at most {MOST} values")
        if self.leniency and name in self.leniency.texts:
            return self.loose(self.leniency)
        if self.text.startswith("(", self.at):
            return self.object(depth)
        if self.text.startswith(_LIST, self.at):
            return self.list(depth)
        return self.leaf()

    def object(self, depth: int) -> dict[str, Value]:
        self.open("(", depth)
        members: dict[str, Value] = {}
        while not self.closed(first=not members):
            start = self.at
            name = self.unescaped(_PLAIN)
            if not self.text.startswith(":", self.at):
                raise self.malformed('":" behind the name of a member')
            if name in members:
                self.at = start
                raise self.malformed(f"{name} only once")
            self.at += 1
            self.inside.append(name)
            members[name] = self.value(name, depth - 1)
            self.inside.pop()
        return members

    def list(self, depth: int) -> list[Value]:
        self.open(_LIST, depth)
        values: list[Value] = []
        while not self.closed(first=not values):
            self.inside.append(len(values))
            values.append(self.value("", depth - 1))
            self.inside.pop()
        return values

    def open(self, head: str, depth: int) -> None:
        if not depth:
            raise self.malformed(f"at most {DEEPEST} structures inside one another")
        self.at += len(head)

    def closed(self, *, first: bool) -> bool:
        """Whether the structure ends here; else the next of its parts begins, behind a comma unless it is the first."""
        if self.text.startswith(")", self.at):
            self.at += 1
            return True
        if self.at == len(self.text):
            if not self.unclosed:
                raise self.malformed('")"')
            self.unclosed = False
            return True
        if first:
            return False
        if self.text.startswith(",", self.at):
            self.at += 1
            return False
        if self.leniency and self.text.startswith(")(", self.at - 1):
            return False
        raise self.malformed('"," or ")"')

    def leaf(self) -> str:
        if _HEAD.match(self.text, self.at):
            raise self.malformed('"List(", "(" or a text without "("')
        return self.unescaped(_TEXT)

    def unescaped(self, form: re.Pattern[str]) -> str:
        match = form.match(self.text, self.at)
        return self.taken(match.end() if match else self.at)

    def taken(self, end: int) -> str:
        """The text from here to `end`, which is read then."""
        raw = self.text[self.at : end]
        try:
            text = self.unescape(raw) if "%" in raw else raw
        except ValueError:
            raise self.malformed("text in UTF-8") from None
        self.at = end
        return "" if text == "''" and raw == text else text

    def loose(self, leniency: Leniency) -> str:
        """A text in which commas and parentheses may stand as they are."""
        end, opened = len(self.text), 0
        for match in _SIGN.finditer(self.text, self.at):
            sign, end = match.group(), match.start()
            if sign == "(":
                opened += 1
            elif sign == ")" and opened:
                opened -= 1
            elif sign == ")" or self._key_at(leniency, match.end()):
                break
        else:
            end = len(self.text)
        if opened:
            self.at = end
            raise self.malformed('")"')
        return self.taken(end)

    def _key_at(self, leniency: Leniency, at: int) -> bool:
        """Whether a member with one of the names begins here."""
        colon = self.text.find(":", at, at + _LONGEST_KEY)
        return colon >= 0 and self.text[at:colon] in leniency.keys
