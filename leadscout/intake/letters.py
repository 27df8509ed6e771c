"""Bytes without a mark -> the encoding they were written in, by the letters of names, places and titles (letters.tsv).

Each way to read them is judged by how likely its letters follow each other in one of the languages written so:
"Kamiński" is Polish, and "Kamiñski", the same bytes in Windows' western code page, is nothing.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice, pairwise
from math import log
from typing import NamedTuple

from leadscout.lexicon.files import rows

ENOUGH = 1 << 16
"""Bytes of lines with letters that are no ASCII which are judged; more change nothing."""
_WORDS = 400  # different words of them
_SURE = 4.0  # by how much the best reading must be more likely than the next (natural logarithm); below, it is told
_EVEN = 0.5  # below, charset-normalizer decides
_DOUBTFUL = -7.8  # the average weight of a letter of a text that is in none of these languages
_ENDS = " "
_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f][^\s,;|\"'<>()@/]*", re.DOTALL)
_STRANGE, _FOREIGN, _CASE = -14.0, -9.0, -8.0
"""What a sign that is no letter inside a word, a letter of another language, and a capital behind a small one weigh."""
_CAPITAL = -0.7
_UNMET = -7.5  # a letter like others of a script of thousands
_ALPHABET = 100  # letters of a language; those of more have signs for words
_OTHER = -3.0  # of a word in another language than most
_FIRST = 1.5  # what speaks for the encoding that most such files have, where the letters say little
_QUOTES = frozenset(
    "\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u20ac\u00ae\u2122\u00b0\u00ab\u00bb\u00a0\u2026\u00a9\u2022\u00b7\u3000\u3001\u30fb\u30fc\u3005\uff08\uff09"
)


class LettersReading(NamedTuple):
    """How bytes are read: the encoding, whether another is nearly as likely, and a word to judge it by."""

    encoding: str
    doubtful: bool = False
    sample: str = ""


class _Language(NamedTuple):
    """How often letters follow each other, as logarithms; `rare` is that of a pair never met, `letters` all letters."""

    pairs: Mapping[tuple[str, str], float]
    singles: Mapping[str, float]
    rare: float
    scripts: frozenset[str]
    """Scripts of so many letters that most were never met."""


def decide(sample: bytes) -> LettersReading:
    """The encoding of lines that are no UTF-8, each with letters beyond ASCII."""
    weights: dict[str, tuple[float, list[str]]] = {}
    for encoding, languages in _encodings().items():
        words = _words(sample, encoding)
        if words is not None:
            weights[encoding] = _likelihood(words, languages) + (_FIRST if encoding == "cp1252" else 0), words
    best, *others = sorted(weights, key=lambda encoding: -weights[encoding][0])
    weight, words = weights[best]
    next_weight = max((weights[one][0] for one in others if weights[one][1] != words), default=weight - 2 * _SURE)
    word = next(iter(words), "")
    letters = sum(not letter.isascii() for word in words for letter in word)
    if weight - next_weight >= _SURE and weight > _DOUBTFUL * letters:
        return LettersReading(best, sample=word)
    if weight - next_weight < _EVEN:
        best = _third(sample, [best, *others[:2]]) or best
    return LettersReading(best, doubtful=True, sample=next(iter(weights[best][1]), ""))


def sample_of(text: bytes) -> bytes:
    """The lines with letters that are no ASCII, at most ENOUGH bytes of them."""
    lines = (line for line in re.split(rb"[\r\n]", text) if not line.isascii())
    return b"\n".join(islice(lines, ENOUGH // 40))[:ENOUGH]


def _words(sample: bytes, encoding: str) -> list[str] | None:
    """The different words with letters beyond ASCII; None when the bytes cannot be so encoded."""
    text = sample.decode(encoding, errors="replace")
    if text.count("\ufffd") > len(text) // 500 + (len(sample) >= ENOUGH):
        return None
    return list(islice(dict.fromkeys(_WORD.findall(text)), _WORDS))


def _likelihood(words: Iterable[str], languages: Iterable[_Language]) -> float:
    """How likely words are in the language that most of them are in, and some of them in the others."""
    table = [[_weight(word, language) for language in languages] for word in words]
    best = [max(row) + _OTHER for row in table]
    return max((sum(map(max, column, best)) for column in zip(*table, strict=True)), default=0)


def _weight(word: str, language: _Language) -> float:
    """How likely the letters of a word follow each other in a language, where one of two is beyond ASCII."""
    weight = 0.0
    padded = f"{_ENDS}{word}{_ENDS}"
    folded = padded.casefold() if len(padded.casefold()) == len(padded) else padded.lower()
    for (before, at), (was, letter) in zip(pairwise(folded), pairwise(padded), strict=False):
        if at.isascii():
            if before.isascii():
                continue
            weight += language.pairs.get((before, at), language.rare) if at.isalpha() or at == _ENDS else 0
            continue
        if letter in _QUOTES:
            weight += language.rare
        elif not (letter.isalpha() or letter.isdigit()):
            weight += _STRANGE
        elif at not in language.singles:
            weight += _UNMET if _script(at) in language.scripts else _FOREIGN
        else:
            weight += language.pairs.get((before, at), language.rare / 2 + language.singles[at] / 2)
        if letter.isupper():
            weight += _CASE if was.islower() else _CAPITAL
    return weight


@cache
def _encodings() -> Mapping[str, tuple[_Language, ...]]:
    """The languages that are written in each encoding."""
    languages: dict[str, tuple[_Language, ...]] = {}
    for row in rows("letters", "leadscout.intake"):
        language = _language(row["words"].split())
        for encoding in row["encodings"].split():
            languages[encoding] = (*languages.get(encoding, ()), language)
    return languages


def _language(words: Iterable[str]) -> _Language:
    spelt = [f"{_ENDS}{word.casefold() if 'ß' not in word else word.lower()}{_ENDS}" for word in words]
    pairs = Counter(pair for word in spelt for pair in pairwise(word) if not (pair[0] + pair[1]).isascii())
    singles = Counter(letter for word in spelt for letter in word if not letter.isascii())
    total, many = sum(pairs.values()), sum(singles.values())
    before = Counter(first for word in spelt for first in word[:-1])
    shown = {pair: log((count + 0.2) / (before[pair[0]] + 1)) for pair, count in pairs.items()}
    scripts = frozenset(map(_script, singles)) if len(singles) > _ALPHABET else frozenset[str]()
    return _Language(shown, {one: log(count / many) for one, count in singles.items()}, -log(total + 10), scripts)


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _third(sample: bytes, likely: list[str]) -> str:
    """The opinion of charset-normalizer, where it is one of the likely readings; "" where it is not."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - a tenth of a second that few files need

    best = from_bytes(sample, cp_isolation=likely).best()
    return best.encoding if best and best.encoding in likely else ""
