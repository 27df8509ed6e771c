"""Company headcount: numbers and labels -> the letters A to I."""

import re

from leadscout.lexicon.taxonomies.taxonomy import Taxonomy, load
from leadscout.lexicon.text import fold
from leadscout.model.lead import Company

_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_NOT_A_RANGE = re.compile(r"[^0-9+-]")


def form(text: str) -> str:
    """Range labels without commas, blanks and "employees"; a label without digits as folded words."""
    digits = _NOT_A_RANGE.sub("", _DASHES.sub("-", text))
    return digits if any(char.isdigit() for char in digits) else fold(text)


def taxonomy() -> Taxonomy:
    """The nine ranges."""
    return load("headcounts", closed=True, form=form)


def range_of(ranges: Taxonomy, company: Company) -> str:
    """The code of the range a company falls into, by its number of people or its range as written; "" if unknown."""
    if company.headcount is not None:
        return next(entry.code for entry in reversed(list(ranges)) if company.headcount >= (entry.low or 0))
    return next(iter(ranges.find(company.size)), "") if company.size else ""
