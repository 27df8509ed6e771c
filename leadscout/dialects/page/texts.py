"""What the page says, in each of its languages: one table, by key, from the files in `texts/`."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "de", "fr", "es")
"""The columns of the table; the first is what everybody gets who reads none of the others."""

FOLDER = Path(__file__).parent / "texts"


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Every text by language, by key. Raises ValueError for a row that is not whole, and a key that is there twice."""
    texts: dict[str, Mapping[str, str]] = {}
    for path in sorted(FOLDER.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                key = row.pop("key")
                if key in texts or tuple(row) != LANGUAGES or not all(row.values()):
                    raise ValueError(f"{path.name}: {key} is there before, or lacks a language")
                texts[key] = row
    return texts


def text(language: str, key: str, **values: object) -> str:
    """A text with its values filled in; of two forms that of one thing where `n` is 1. KeyError for no such key."""
    one = f"{key}.one"
    row = table()[one if values.get("n") == 1 and one in table() else key]
    return row[language].format(**{name: shown(language, value) for name, value in values.items()})


def has(key: str) -> bool:
    """Whether there is such a text."""
    return key in table()


def shown(language: str, value: object) -> str:
    """A value inside a text: whole numbers with marks between the thousands."""
    return number(language, value) if isinstance(value, int) and not isinstance(value, bool) else str(value)


def number(language: str, value: int) -> str:
    """A whole number as it is written in a language."""
    marks = {"en": ",", "de": ".", "fr": "\u202f", "es": "." if abs(value) > 9999 else ""}  # noqa: PLR2004 - RAE: four digits stand together
    return f"{value:,}".replace(",", marks[language])


def day(language: str, written: str) -> str:
    """A day or a month as it is written in a language, of "2026", "2026-03", "2026-03-14" or a time in ISO 8601."""
    parts = written.partition("T")[0].split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:  # noqa: PLR2004 - year, month, day
        return written
    year, month, date = (*parts, "", "")[:3]
    months = table()["months"][language].split()
    name = months[int(month) - 1] if month and 1 <= int(month) <= len(months) else ""
    dot = "." if language == "de" else ""
    return " ".join(filter(None, (f"{int(date)}{dot}" if date else "", name, year)))


def choose(accepted: str) -> str:
    """The language of an Accept-Language header that comes first in its order, of those that there are."""
    wanted: list[tuple[float, str]] = []
    for part in accepted[:1000].split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), tag.partition("-")[0].lower()))
        except ValueError:
            continue
    # Sorting keeps the order of equals.
    ranked = sorted((one for one in wanted if one[0] < 0), key=lambda one: one[0])
    return next((tag for _, tag in ranked if tag in LANGUAGES), LANGUAGES[0])
