"""Files of JSON: one person to a line, or all in one document. A large one is never held in memory as a whole."""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO, TextIOBase
from itertools import chain
from pathlib import Path
from typing import Any

import ijson
import orjson

from leadscout.intake.columns import format_of, normal
from leadscout.intake.opened import FileError, Line, Opened, person_columns, without_nul
from leadscout.intake.values import is_blank

WHOLE = 1_000_000
"""Characters of a document that are looked at together. No person is larger, so a larger document is a list of them."""

_WRAPPERS = (
    *("data", "leads", "results", "people", "items", "profiles", "contacts", "persons", "elements", "records", "value"),
    *("hits", "rows", "employees", "users", "candidates", "response", "result", "entries", "prospects", "members"),
    *("docs", "content", "d"),
)
_LEVELS = 3
"""Objects in which an answer may wrap its list: {"data": {"contacts": [...]}}, {"response": {"docs": [...]}}."""
_INSIDE = ("_source", "data")
"""What the object is called in which a search engine, or an answer about one person, wraps the person."""


class Json:
    """A file of objects: one to a line, or all in one document."""

    def __init__(self, path: Path, also: Iterable[str], *, by_line: bool) -> None:
        """`also` names columns beside ours; `by_line`: the name of the file says that each line is a person."""
        self._path = path
        self._columns = person_columns(also)
        self._by_line = by_line

    def opened(self, start: str, text: TextIOBase, progress: Callable[[], float]) -> Opened:
        """JSON lines when the first line is whole by itself, else one document; broken lines if the name says lines.

        `start` is the first character, `text` the rest.
        """
        first = start + text.readline(WHOLE)
        row = _object(first)
        if row is not None and self._wrapped(row) is None and len(self._keyed(row)) == 1:
            return Opened(self._format(row), progress, self._lines(chain([first], text)))
        head = first + text.read(max(0, WHOLE + 1 - len(first)))
        all_of_it = len(head) <= WHOLE
        document = _document(head) if all_of_it else None
        if document is not None:
            rows = self._rows(document)
            return Opened(self._format(_first_object(rows)), progress, self._numbered(rows))
        *lines, rest = head.split("\n")
        if self._by_line and (all_of_it or any(map(_object, lines))):
            keys = next(filter(None, map(_object, lines)), {})
            every = chain(lines, [rest + text.readline()], text)
            return Opened(self._format(keys), progress, self._lines(every))
        streamed = self._streamed(head, text)
        begun = next(streamed)  # of a document that breaks before its first person, nothing is kept
        keys = begun if isinstance(begun, dict) else {}
        return Opened(self._format(keys), progress, self._numbered(chain([begun], streamed)))

    def _format(self, keys: dict[str, Any]) -> str:
        return format_of(self._person(keys), "profiles")

    def _lines(self, lines: Iterable[str]) -> Iterator[Line]:
        for number, line in enumerate(without_nul(lines), start=1):
            if not line.strip():
                continue
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                yield Line(number, {}, f"not JSON: {error}")
                continue
            yield self._line(number, row)

    def _numbered(self, rows: Iterable[Any]) -> Iterator[Line]:
        return (self._line(number, row) for number, row in enumerate(rows, start=1))

    def _line(self, number: int, row: object) -> Line:
        return Line(number, self._person(row)) if isinstance(row, dict) else Line(number, {}, "not an object")

    def _rows(self, document: object) -> list[Any]:
        """The people of a whole document."""
        if isinstance(document, dict):
            inner = self._wrapped(document)
            return self._keyed(document) if inner is None else inner
        if not isinstance(document, list):
            raise FileError(f"{self._path} is JSON of one value; expected a list of people, or one to a line")
        return document

    def _keyed(self, document: dict[str, Any]) -> list[Any]:
        """The people of an object that has each under a key of their own, an id mostly; else the object alone."""
        people = [value for value in document.values() if isinstance(value, dict)]
        first = {name for name, value in people[0].items() if self._says(name, value)} if people else set[str]()
        alike = len(people) > 1 and len(first) > 1 and all(len(first & one.keys()) > 1 for one in people)
        named = any(normal(name) in self._columns for name in document)
        return people if alike and not named and len(people) == len(document) else [document]

    def _streamed(self, head: str, text: TextIOBase) -> Iterator[Any]:
        """The people of a document that is too long to be read at once, or broken, up to where it breaks."""
        place = self._place(head)
        if not place:
            raise FileError(f"{self._path} is not JSON: {_fault(head)}")
        done = 0
        try:
            for row in ijson.items(_Bytes(head, text), place, use_float=True):
                yield row
                done += 1
        except (ijson.JSONError, UnicodeError) as error:
            what = str(error).partition("\n")[0].strip()
            if not done:
                raise FileError(f"{self._path} is not JSON: {what}") from None
            raise FileError(f"{self._path} is damaged or cut off after person {done:,}: {what}") from None
        if not done:
            raise FileError(f"{self._path} is JSON with nobody in its list")

    def _place(self, head: str) -> str:
        """Where a document keeps its people, as ijson writes paths; "" when its beginning shows no such list."""
        events = _events(head)
        outermost = next(events, ("", None))[0]
        if outermost != "start_map":
            return "item" if outermost == "start_array" else ""
        names, deeper, begun = [""], 0, False
        for kind, value in events:
            if begun and kind == "start_map":
                return f"{'.'.join(names)}.item"
            begun = not deeper and kind == "start_array" and names[-1] in _WRAPPERS
            if not deeper and kind == "map_key":
                names[-1] = str(value)
            elif not deeper and kind == "start_map" and names[-1] in _WRAPPERS and len(names) < _LEVELS:
                names.append("")
            elif not deeper and kind == "end_map":
                names.pop()
                if not names:
                    return ""
            elif not deeper and len(names) == 1 and self._says(names[0], value):
                return ""
            else:
                deeper += kind.startswith("start") - kind.startswith("end")
        return ""

    def _wrapped(self, row: dict[str, Any], level: int = 1) -> list[Any] | None:
        """The rows inside an object that says nothing of a person itself; a person may have a list of profiles, too."""
        if any(self._says(name, value) for name, value in row.items()):
            return None
        lists = (row[name] for name in _WRAPPERS if isinstance(row.get(name), list))
        listed = next((inner for inner in lists if not inner or any(isinstance(one, dict) for one in inner)), None)
        if listed is not None or level == _LEVELS:
            return listed
        wrapped = (self._wrapped(row[name], level + 1) for name in _WRAPPERS if isinstance(row.get(name), dict))
        return next((inner for inner in wrapped if inner is not None), None)

    def _person(self, row: dict[str, Any]) -> dict[str, Any]:
        """The person inside an object that says nothing of a person itself; else the object."""
        for name in _INSIDE:
            inner = row.get(name)
            if isinstance(inner, dict) and not any(self._says(other, value) for other, value in row.items()):
                return inner
        return row

    def _says(self, name: str, value: object) -> bool:
        """Whether a key and its value tell something of a person."""
        return normal(name) in self._columns and not is_blank(value)


_DEEPEST, _LONGEST = 10_000, 8_000_000
"""Brackets that are open at once, and bytes between two quotes."""


class _Bytes:
    """A text of which the beginning has been read already, as the bytes that ijson reads."""

    def __init__(self, head: str, text: TextIOBase) -> None:
        self._head = BytesIO(_encoded(head))
        self._text = text
        self._depth = 0
        self._unquoted = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes; sometimes more than `size`, none at the end.

        Raises JSONError for what nobody's list of people has, and would be kept until it ends: brackets in brackets
        without end, a text without end.
        """
        part = self._head.read(size) or _encoded(self._text.read(size))
        self._depth += part.count(b"[") + part.count(b"{") - part.count(b"]") - part.count(b"}")
        last = part.rfind(b'"')
        self._unquoted = self._unquoted + len(part) if last < 0 else len(part) - last
        if self._depth > _DEEPEST:
            raise ijson.JSONError(f"more than {_DEEPEST:,} brackets are open")
        if self._unquoted > _LONGEST:
            raise ijson.JSONError(f"a value is longer than {_LONGEST:,} bytes")
        return part


def _encoded(text: str) -> bytes:
    return text.replace("\0", "").encode()


def _document(text: str) -> object | None:
    """What a whole document holds; None when it is no JSON."""
    try:
        document: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return document


def _fault(text: str) -> str:
    """What is wrong with a text that was taken for JSON."""
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return str(error)
    return "no list of people"


def _events(head: str) -> Iterator[tuple[str, Any]]:
    """What the beginning of a document says, as far as it is whole."""
    try:
        yield from ijson.basic_parse(BytesIO(_encoded(head)), use_float=True)
    except ijson.JSONError:
        return


def _object(line: str) -> dict[str, Any] | None:
    """The object that a line is; None if it is none."""
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None


def _first_object(rows: Iterable[Any]) -> dict[str, Any]:
    return next((row for row in rows if isinstance(row, dict)), {})
