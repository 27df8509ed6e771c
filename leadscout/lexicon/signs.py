"""Words and phrases that stand for something, and where a text holds them.

A sign is written in folded words. "x*" is the beginning of a word ("vertrieb*": Vertriebsleiter), "*x" its end
("*leiter": Bauleiter), "=x" a text that says nothing else ("=ad"). Phrases of several words may hold beginnings
("kaufmannisch* angestellt*").
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from leadscout.lexicon.text import words

Phrase = tuple[str, ...]
Meaning = TypeVar("Meaning")

_WHOLE = "="
_STEM = 3  # the shortest beginning of a word that may be a sign
_SHORT = 5  # words so short are compared letter by letter
_REMEMBERED = 20_000  # words: titles share them
_END = 5  # the shortest end of a compound that is read as a word of its own


class Hit(NamedTuple, Generic[Meaning]):
    """A sign found: the words `at` to `end`, which sign it was, and what it stands for."""

    at: int
    end: int
    sign: str
    meanings: tuple[Meaning, ...]


class Signs(Generic[Meaning]):
    """A table of signs. Longer phrases are found first, and a word that is part of one is not read again."""

    def __init__(self, table: Iterable[tuple[str, Meaning]]) -> None:
        """Take (sign, meaning) rows; a sign on several rows has several meanings, in the order of the rows."""
        self._exact: dict[Phrase, tuple[Meaning, ...]] = {}
        self._stems: dict[str, tuple[Meaning, ...]] = {}
        self._ends: dict[str, tuple[Meaning, ...]] = {}
        self._mixed: dict[str, dict[Phrase, tuple[Meaning, ...]]] = {}
        self._phrases: set[str] = set()  # the first letters of phrases: most words begin none
        self._longest = 1
        self._word = lru_cache(_REMEMBERED)(self._one)
        for sign, meaning in table:
            self._add(sign, meaning)

    def _add(self, sign: str, meaning: Meaning) -> None:
        parts = tuple(sign.split())
        if len(parts) > 1:
            self._phrases.add(parts[0][:_STEM])
            self._longest = max(self._longest, len(parts))
        if len(parts) > 1 and "*" in sign:
            table, key = self._mixed.setdefault(parts[0][:_STEM], {}), parts
        elif sign.endswith("*"):
            self._stems[sign[:-1]] = _with(self._stems.get(sign[:-1], ()), meaning)
            return
        elif sign.startswith("*"):
            self._ends[sign[1:]] = _with(self._ends.get(sign[1:], ()), meaning)
            return
        else:
            table, key = self._exact, parts
        table[key] = _with(table.get(key, ()), meaning)

    def read(self, sentence: Phrase) -> list[Hit[Meaning]]:
        """What is found in the words of a text, by place."""
        if whole := self._exact.get((_WHOLE, *sentence)):
            return [Hit(0, len(sentence), _WHOLE + " ".join(sentence), whole)]
        free = [True] * len(sentence)
        found = list(self._several(sentence, free)) if len(sentence) > 1 else []
        for at, word in enumerate(sentence):
            if free[at] and (one := self._word(word)):
                found.append(Hit(at, at + 1, *one))
        return sorted(found, key=_place)

    def _several(self, sentence: Phrase, free: list[bool]) -> Iterator[Hit[Meaning]]:
        """The phrases in a text, longer ones first; what they hold is no longer free."""
        starts = [at for at, word in enumerate(sentence) if word[:_STEM] in self._phrases]
        for size in range(min(self._longest, len(sentence)) if starts else 1, 1, -1):
            for at in starts:
                end = at + size
                if end <= len(sentence) and all(free[at:end]) and (hit := self._phrase(sentence[at:end])):
                    yield Hit(at, end, *hit)
                    free[at:end] = [False] * size

    def _phrase(self, phrase: Phrase) -> tuple[str, tuple[Meaning, ...]] | None:
        if meanings := self._exact.get(phrase):
            return " ".join(phrase), meanings
        for sign, meanings in self._mixed.get(phrase[0][:_STEM], {}).items():
            if len(sign) == len(phrase) and all(map(_fits, sign, phrase)):
                return " ".join(sign), meanings
        return None

    def _one(self, word: str) -> tuple[str, tuple[Meaning, ...]] | None:
        """The sign that a single word is, and what it stands for; None for none."""
        if meanings := self._exact.get((word,)):
            return word, meanings
        stem, last = self.start(word), self._last(word)
        if stem and len(stem) > len(last):
            return f"{stem}*", self._stems[stem]
        return (f"*{last}", self._ends[last]) if last else None

    def _last(self, word: str) -> str:
        """The longest end of `word` that is a sign: it is what a compound is; "" for none."""
        return next((word[cut:] for cut in range(len(word) - 1) if word[cut:] in self._ends), "")

    def exact(self, word: str) -> tuple[Meaning, ...]:
        """What a whole word stands for; () for nothing."""
        return self._exact.get((word,), ())

    def start(self, word: str) -> str:
        """The longest beginning of `word` that is a sign; "" for none."""
        return next((word[:cut] for cut in range(len(word), _STEM - 1, -1) if word[:cut] in self._stems), "")

    def tail(self, word: str, after: int) -> Hit[Meaning] | None:
        """The longest end of a compound that reads as a word of its own: "assistent" in "marketingassistent"."""
        for cut in range(max(after, 2), len(word) - _END + 1):
            end = word[cut:]
            if meanings := self._exact.get((end,)):
                return Hit(0, 1, f"*{end}", meanings)
            stem = self.start(end)
            if len(stem) >= _END:
                return Hit(0, 1, f"*{stem}*", self._stems[stem])
        return None


def _place(hit: Hit[Meaning]) -> int:
    return hit.at


def plain(word: str) -> str:
    """A folded word as signs are compared: "geschaeftsfuehrer" is "geschaftsfuhrer"; short words stay ("coe")."""
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u") if len(word) > _SHORT else word


def folded(written: str) -> str:
    """A sign as written in a data file, in folded words; the marks "*" stay."""
    if "*" not in written and _WHOLE not in written:
        return " ".join(map(plain, words(written)))
    return " ".join(
        {"*": "*", _WHOLE: f"{_WHOLE} "}.get(part[0], "")
        + " ".join(map(_sign if "*" in part else plain, words(part)))
        + ("*" if part.endswith("*") else "")
        for part in written.split()
    )


def _sign(word: str) -> str:
    return plain(word.ljust(_SHORT + 1)).strip()


def _fits(sign: str, word: str) -> bool:
    return word.startswith(sign[:-1]) if sign.endswith("*") else word == sign


def _with(known: tuple[Meaning, ...], meaning: Meaning) -> tuple[Meaning, ...]:
    return known if meaning in known else (*known, meaning)
