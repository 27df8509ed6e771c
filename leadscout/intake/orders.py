"""Whether days or months stand first in the dates of a column ("03/04/2021"): decided by all of its cells.

A part above 12 anywhere in the column decides for all of it; where a column has none, the other columns of the file do.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from leadscout.intake.columns import LISTS, fields, meaning, normal, numbered
from leadscout.intake.dates import NUMERIC, of_numbers
from leadscout.intake.opened import Line

_AT_LEAST = 1000  # rows after which a file without such dates is read no further
_DATES = frozenset(("started", "ended", "dates", "past_dates", "posted_on", "news_on", "seen_on"))
_MONTHS = 12
_LISTS = frozenset(normal(name) for names in LISTS.values() for name in names)
DAY, MONTH = "day", "month"


def may_have(columns: Iterable[str], format_: str) -> bool:
    """Whether columns may hold dates; true where the rows have names of their own."""
    listed = tuple(columns)
    of_person = fields("person", format_)
    return not listed or any(_is_date(column, of_person) for column in listed)


def orders(lines: Iterable[Line], format_: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """What stands first (DAY or MONTH) by compared column; and the columns of which nothing decides it."""
    seen: dict[str, set[str]] = {}
    shown: dict[str, str] = {}
    of_person = fields("person", format_)
    rows = iter(lines)
    for row in _rows(rows, lambda: any(not first for first in seen.values())):
        for path, text in _texts(row, of_person):
            for match in NUMERIC.finditer(text):
                name = normal(path)
                firsts = seen.setdefault(name, set())
                shown.setdefault(name, path)
                one, two = int(match[1]), int(match[3])
                if match[2] == "." or one > _MONTHS >= two:
                    firsts.add(DAY)
                elif two > _MONTHS >= one:
                    firsts.add(MONTH)
    everywhere = set().union(*seen.values()) if seen else set[str]()
    decided = {name: firsts or everywhere for name, firsts in seen.items()}
    open_ = tuple(shown[name] for name, firsts in decided.items() if len(firsts) != 1)
    return {name: next(iter(firsts)) for name, firsts in decided.items() if len(firsts) == 1}, open_


def ordered(row: Mapping[str, Any], orders: Mapping[str, str], start: str = "") -> dict[str, Any]:
    """A row with the dates of its columns year first, as far as their order is decided."""
    return {name: _ordered(value, f"{start}{name}", orders) for name, value in row.items()}


def _ordered(value: Any, path: str, orders: Mapping[str, str]) -> Any:  # noqa: ANN401 - whatever a file holds
    if isinstance(value, str):
        first = orders.get(normal(path))
        return NUMERIC.sub(lambda match: of_numbers(match, first) or match[0], value) if first else value
    if isinstance(value, Mapping):
        return ordered(value, orders, f"{path}.")
    return [_ordered(one, path, orders) for one in value] if isinstance(value, list) else value


def _rows(lines: Iterator[Line], undecided: Callable[[], bool]) -> Iterator[Mapping[str, Any]]:
    """The rows that must be looked at: the first ones, and the others while a column is undecided."""
    yield from (line.values for line in islice(lines, _AT_LEAST))
    while undecided() and (more := [line.values for line in islice(lines, _AT_LEAST)]):
        yield from more


def _texts(row: Mapping[str, Any], of_person: Mapping[str, str], start: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a row that may hold dates, with their paths."""
    for name, value in row.items():
        path = f"{start}{name}"
        if type(value) is str:
            if value[:1].isdigit() and (start or _is_date(name, of_person)):
                yield path, value
        elif isinstance(value, Mapping):
            yield from _texts(value, of_person, f"{path}.")
        elif isinstance(value, list) and (start or normal(name) in _LISTS):
            for one in value:
                if isinstance(one, Mapping):
                    yield from _texts(one, of_person, f"{path}.")


def _is_date(column: str, of_person: Mapping[str, str]) -> bool:
    entry = numbered(column)
    return meaning(of_person, column) in _DATES or (entry is not None and entry.field in _DATES)
