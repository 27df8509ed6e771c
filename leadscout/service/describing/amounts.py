"""Numbers of people at a company, and of years: ranges of words and figures into the ranges of a vocabulary."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from leadscout.lexicon.taxonomies.taxonomy import Taxonomy
from leadscout.service.describing.phrases import SpokenPhrases
from leadscout.service.describing.sentence import Sentence

_NUMBER = re.compile(r"(\d{1,9})(k?)")
_DASH = re.compile(r"\s*[-\u2013\u2014]\s*")
_YEAR = 12
_HALF = 0.5
_NEAR = 3
"""Words in which what a number counts, or what years are of, follows it."""

_TENURES = {"experience": "years_of_experience", "position": "years_in_position", "tenure": "years_at_company"}


@dataclass(frozen=True, slots=True)
class Amount:
    """Numbers as they are written, `bound` being the use of the word before them, and where they stand."""

    bound: str
    low: int
    high: int
    start: int
    end: int
    hyphened: bool = False

    def spread(self, least: int, unit: int) -> tuple[float, float]:
        """What is meant, in units of which `unit` are one: [low, high)."""
        low, high = self.low * unit, (self.high + 1) * unit
        months = unit > 1  # of whole numbers, "more than 10" begins at 11; of time, right after 10
        bounds = {
            "more": (low if months else low + 1, inf),
            "least": (low, inf),
            "less": (least, low),
            "most": (least, low if months else high),
        }
        return bounds.get(self.bound, (low, high))


@dataclass(frozen=True, slots=True)
class Ranges:
    """What an amount means: the filter, labels of its values, and where all of it stands."""

    filter: str
    labels: tuple[str, ...]
    start: int
    end: int


def ranges(sentence: Sentence, phrases: SpokenPhrases, headcounts: Taxonomy, tenures: Taxonomy) -> Iterator[Ranges]:
    """Every amount of a sentence that counts people at companies, or years of something we can ask for."""
    at = 0
    while at < len(sentence.tokens):
        amount = _amount(sentence, phrases, at)
        meant = amount and (
            _headcount(sentence, phrases, amount, headcounts) or _tenure(sentence, phrases, amount, tenures)
        )
        if meant and meant.labels:
            yield meant
            at = meant.end
        else:
            at += 1


def _amount(sentence: Sentence, phrases: SpokenPhrases, at: int) -> Amount | None:
    bound, first = "", at
    for use in ("least", "more", "less", "most", "between"):
        match = phrases.at(sentence, at, use)
        if match:
            bound, first = use, match.end
            break
    low = _number(sentence, first)
    if low is None:
        return None
    high, end, hyphened = _end(sentence, phrases, first)
    if high is not None:
        return Amount("", low, high, at, end, hyphened)
    if sentence.tokens[first].written.endswith("+"):
        bound = "least"
    return Amount(bound, low, low, at, end)


def _number(sentence: Sentence, at: int) -> int | None:
    if at >= len(sentence.tokens):
        return None
    match = _NUMBER.fullmatch(sentence.tokens[at].word)
    return int(match[1]) * (1000 if match[2] else 1) if match else None


def _end(sentence: Sentence, phrases: SpokenPhrases, first: int) -> tuple[int | None, int, bool]:
    """The second number of a range, where it ends, and whether a hyphen joins the two."""
    second = _number(sentence, first + 1)
    if second is not None and _DASH.fullmatch(sentence.between(first, first + 1)):
        return second, first + 2, True
    match = phrases.at(sentence, first + 1, "to")
    second = _number(sentence, match.end) if match else None
    return (second, match.end + 1, False) if match and second is not None else (None, first + 1, False)


def _headcount(sentence: Sentence, phrases: SpokenPhrases, amount: Amount, headcounts: Taxonomy) -> Ranges | None:
    match = phrases.at(sentence, amount.end, "employees")
    before = phrases.at(sentence, amount.start - 1, "employees") if amount.start else None
    exact = headcounts.find(sentence.slice(amount.start, amount.end)) if amount.hyphened else ()
    if not (match or before or exact):
        return None
    start = before.start if before and not match else amount.start
    return Ranges("headcount", _labels(headcounts, *amount.spread(1, 1)), start, match.end if match else amount.end)


def _tenure(sentence: Sentence, phrases: SpokenPhrases, amount: Amount, tenures: Taxonomy) -> Ranges | None:
    match = phrases.at(sentence, amount.end, "years")
    if not match:
        return None
    labels = _labels(tenures, *amount.spread(0, _YEAR))
    for at in range(match.end, match.end + _NEAR):
        for use, name in _TENURES.items():
            topic = phrases.at(sentence, at, use)
            if topic:
                return Ranges(name, labels, amount.start, topic.end)
    return None


def _labels(taxonomy: Taxonomy, low: float, high: float) -> tuple[str, ...]:
    """The ranges of which more than half is meant; of a single number, the one that it is in."""
    return tuple(entry.label for entry in taxonomy if _is_meant(entry.low or 0, entry.high, low, high))


def _is_meant(start: int, end: int | None, low: float, high: float) -> bool:
    if start <= low and (end is None or high <= end):
        return True
    if end is None:
        return high == inf or high > 2 * start
    return min(end, high) - max(start, low) > _HALF * (end - start)
