"""How the numbers of workbooks are meant: the styles of their cells say which are days and times.

ECMA-376, part 1, 18.8.30 (number formats) and 18.17.4 (days).
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Protocol

_STYLES, _BOOK = "xl/styles.xml", "xl/workbook.xml"
_PASSED_OVER = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')  # of a number format: what is shown as it stands
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]")
_DAYS = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))
_ELAPSED_FORMAT = 46
_EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - cells have no time zone
_LEAP_1900 = 60  # Excel's 29 February 1900, which there never was
_LAST_DAY = 2958466  # the first of the year 10000


class Elements(Protocol):
    """The parts of a workbook."""

    def elements(self, name: str) -> Iterator[tuple[str, dict[str, str]]]:
        """The elements of a part, with what stands in them."""


def numbers(parts: Elements) -> list[Callable[[str], str]]:
    """How the numbers of each style are written."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    inside = False
    for tag, attributes in parts.elements(_STYLES):
        if tag == "numFmt":
            codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            styles.append(_whole(attributes.get("numFmtId")))
    older = any(
        attributes.get("date1904") in ("1", "true") for tag, attributes in parts.elements(_BOOK) if tag == "workbookPr"
    )
    return [_writer(style, codes.get(style), _EPOCHS[older]) for style in styles]


def _writer(style: int, code: str | None, epoch: datetime) -> Callable[[str], str]:
    if style == _ELAPSED_FORMAT or (code and _ELAPSED.search(code.casefold())):
        return lambda _: ""  # a span of time is nothing that is known of a person
    shown = _PASSED_OVER.sub("", code).split(";")[0].casefold() if code is not None else ""
    if (style in _DAYS and code is None) or (shown != "general" and set(shown) & set("dmyhs")):
        return lambda text: _day(text, epoch)
    return number


def number(text: str) -> str:
    """A number as spreadsheets show it: no fraction where there is none."""
    try:
        value = float(text)
        return str(int(value)) if value.is_integer() else repr(value)
    except (ValueError, OverflowError):
        return text


def _day(text: str, epoch: datetime) -> str:
    """A count of days as the day, or time, or both; a number that is none stays one."""
    try:
        value = float(text)
    except ValueError:
        return text
    if not 0 <= value < _LAST_DAY:
        return number(text)
    early = value < _LEAP_1900 and epoch.year < 1900  # noqa: PLR2004 - see _LEAP_1900
    moment = epoch + timedelta(milliseconds=round(value * 86_400_000)) + timedelta(days=early)
    if value < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(" ")


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
