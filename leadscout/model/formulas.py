"""Cells that a spreadsheet would take for a formula: guarded with an apostrophe on the way out, bare on the way in."""

import re

_BLANK = r"[\s\u00ad\u180e\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff]*"
"""What some spreadsheets drop before a sign: blanks, and marks without a width."""
_BEGINS = rf"(?:[\t\r]|{_BLANK}[=+\-@\uff1d\uff0b\uff0d\uff20])"
"""How a formula begins, also in the wide signs that Chinese and Japanese spreadsheets take for the others."""
_FORMULA = re.compile(rf"'*{_BEGINS}")
_TEXT = re.compile(r'=\s*"((?:[^"]|"")*)"\s*')
_LINK = re.compile(r'=\s*HYPERLINK\(\s*"((?:[^"]|"")*)"\s*(?:[,;]\s*"((?:[^"]|"")*)"\s*)?\)\s*', re.IGNORECASE)
_GUARDED = re.compile(rf"'+{_BEGINS}")


def guard(cell: str) -> str:
    """The cell as a spreadsheet shows it without computing anything ("+49 30" -> "'+49 30").

    One that begins so already gets another apostrophe, so that `bare` undoes exactly this.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def kept(cell: str) -> str:
    """The cell of a workbook, where a text is no formula: with an apostrophe only where `bare` would change it."""
    return cell if bare(cell) == cell else f"'{cell}"


def bare(cell: str) -> str:
    """The cell without the apostrophe that guards it; any other apostrophe ("'t Hooft") stays.

    A text that a program wrote as a formula, so that a spreadsheet leaves it as it is (="0049"), is that text, and a
    link (=HYPERLINK("address", "text")) is its address where that is one of a profile or a company, else its text.
    """
    if cell[:1] == "=":
        return _inside(cell)
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell


def _inside(cell: str) -> str:
    if written := _TEXT.fullmatch(cell):
        return written[1].replace('""', '"')
    if link := _LINK.fullmatch(cell):
        address, text = link[1].replace('""', '"'), (link[2] or "").replace('""', '"')
        return address if "linkedin.com" in address or not text else text
    return cell
