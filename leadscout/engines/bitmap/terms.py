"""Terms, as numbers of 64 bits: codes and months at a path, and words.

Of the hundred million terms of ten million people no two share a number, but for a chance of one in four thousand.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from xxhash import xxh3_64_intdigest

HELD = xxh3_64_intdigest(b"held")
"""The term of a job that is there."""

_MONTHS = 12
_ABSURD = "surrogatepass"  # half of a letter, which a source may have written, is a value like others


def codes(path: str, values: Iterable[str]) -> list[int]:
    """The terms of codes at a path."""
    return _hashed(values, _seed(path))


def words(words: Iterable[str]) -> list[int]:
    """The terms of words."""
    return _hashed(words, 0)


def of_month(path: str, month: int) -> list[int]:
    """The terms of a month at a path: its own, and its year's."""
    return [_month(path, month), _year(path, month // _MONTHS)]


def of_months(path: str, low: int, high: int) -> list[int]:
    """The terms that together are the months [low, high) at a path: whole years by one each."""
    first, last = -(-low // _MONTHS), high // _MONTHS
    if first >= last:
        return [_month(path, month) for month in range(low, high)]
    edges = chain(range(low, first * _MONTHS), range(last * _MONTHS, high))
    return [*(_month(path, month) for month in edges), *(_year(path, year) for year in range(first, last))]


def _month(path: str, month: int) -> int:
    return xxh3_64_intdigest(b"%d" % month, _seed(path))


def _year(path: str, year: int) -> int:
    return xxh3_64_intdigest(b"year %d" % year, _seed(path))


@lru_cache
def _seed(path: str) -> int:
    return xxh3_64_intdigest(path.encode())


def _hashed(values: Iterable[str], seed: int) -> list[int]:
    values = list(values)
    try:
        return [xxh3_64_intdigest(value.encode(), seed) for value in values]
    except UnicodeEncodeError:
        return [xxh3_64_intdigest(value.encode("utf-8", _ABSURD), seed) for value in values]
