"""CSV files for spreadsheet programs."""

import csv
from collections.abc import Iterable
from pathlib import Path

from leadscout.model.formulas import guard


def write(path: Path, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a CSV file in UTF-8. A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows([guard(str(cell)) for cell in row] for row in rows)
