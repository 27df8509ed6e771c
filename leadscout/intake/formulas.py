"""Cells that a spreadsheet would take for a formula: guarded with an apostrophe on the way out, bare on the way in."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guard(cell: str) -> str:
    """The cell as a spreadsheet shows it without computing anything ("+49 30" -> "'+49 30").

    One that begins so already gets another apostrophe, so that `bare` undoes exactly this.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def bare(cell: str) -> str:
    """The cell without the apostrophe that guards it; any other apostrophe ("'t Hooft") stays."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell
