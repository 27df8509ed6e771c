"""Words and phrases that stand for something, and where a text holds them.

A sign is written in folded words. "x*" is the beginning of a word ("vertrieb*": Vertriebsleiter), "*x" its end
("*leiter": Bauleiter), "=x" a text that says nothing else ("=ad"). Phrases of several words may hold beginnings
("kaufmannisch* angestellt*").
"""

from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from leadscout.lexicon.memory import remembered
from leadscout.lexicon.tokens import tokens

Phrase = tuple[str, ...]
Meaning = TypeVar("Meaning")

_WHOLE = "="
_STEM = 3  # the shortest beginning of a word that may be a sign
_SHORT = 5  # words so short are compared letter by letter
_REMEMBERED = 20_000  # words: titles share them
_END = 5  # the shortest end of a compound that is read as a word of its own


class SignMatch(NamedTuple, Generic[Meaning]):
    """A sign found: the words `at` to `end`, which sign it was, and what it stands for."""

    at: int
    end: int
    sign: str
    meanings: tuple[Meaning, ...]


class Signs(Generic[Meaning]):
    """A table of signs. Longer phrases are found first, and a word that is part of one is not read again."""

    def __init__(self, table: Iterable[tuple[str, Meaning]]) -> None:
        """Take (sign, meaning) rows; a sign on several rows has several meanings, in the order of the rows."""
        self._words: dict[str, tuple[Meaning, ...]] = {}
        self._exact: dict[Phrase, tuple[Meaning, ...]] = {}  # phrases
        self._mixed: dict[tuple[str, int], dict[Phrase, tuple[Meaning, ...]]] = {}  # phrases with beginnings of words
        self._stems: dict[str, tuple[Meaning, ...]] = {}
        self._ends: dict[str, tuple[Meaning, ...]] = {}
        self._sizes: dict[str, set[int]] = {}  # of phrases by their first word, or by its first letters and "*"
        self._word = remembered(_REMEMBERED)(self._one)
        for sign, meaning in table:
            if " " in sign:
                self._add_phrase(tuple(sign.split()), meaning)
                continue
            ends = sign[0] == "*"
            group = self._ends if ends else self._stems if sign[-1] == "*" else self._words
            key = sign[1:] if ends else sign.removesuffix("*")
            group[key] = _with(group[key], meaning) if key in group else (meaning,)

    def _add_phrase(self, phrase: Phrase, meaning: Meaning) -> None:
        stem, size = phrase[0][:_STEM], len(phrase)
        mixed = any(word[-1] == "*" for word in phrase)
        self._sizes.setdefault(f"{stem}*" if mixed else phrase[0], set()).add(size)
        group = self._mixed.setdefault((stem, size), {}) if mixed else self._exact
        group[phrase] = _with(group[phrase], meaning) if phrase in group else (meaning,)

    def read(self, sentence: Phrase) -> list[SignMatch[Meaning]]:
        """What is found in the words of a text, by place."""
        if whole := self._exact.get((_WHOLE, *sentence)):
            return [SignMatch(0, len(sentence), _WHOLE + " ".join(sentence), whole)]
        free = [True] * len(sentence)
        hits = list(self._several(sentence, free)) if len(sentence) > 1 else []
        for at, word in enumerate(sentence):
            if free[at] and (one := self._word(word)):
                hits.append(SignMatch(at, at + 1, *one))
        return sorted(hits, key=_place)

    def _several(self, sentence: Phrase, free: list[bool]) -> Iterator[SignMatch[Meaning]]:
        """The phrases in a text, longer ones first; what they hold is no longer free."""
        sizes, last = self._sizes, len(sentence)
        spans = [
            (-size, at)
            for at, word in enumerate(sentence[:-1])
            for size in {*sizes.get(word, ()), *sizes.get(f"{word[:_STEM]}*", ())}
            if at + size <= last
        ]
        for size, at in sorted(spans):
            end = at - size
            if all(free[at:end]) and (hit := self._phrase(sentence[at:end])):
                yield SignMatch(at, end, *hit)
                free[at:end] = [False] * -size

    def _phrase(self, phrase: Phrase) -> tuple[str, tuple[Meaning, ...]] | None:
        if meanings := self._exact.get(phrase):
            return " ".join(phrase), meanings
        for sign, meanings in self._mixed.get((phrase[0][:_STEM], len(phrase)), {}).items():
            if all(map(_fits, sign, phrase)):
                return " ".join(sign), meanings
        return None

    def _one(self, word: str) -> tuple[str, tuple[Meaning, ...]] | None:
        """The sign that a single word is, and what it stands for; None for none."""
        if meanings := self._words.get(word):
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
        return self._words.get(word, ())

    def start(self, word: str) -> str:
        """The longest beginning of `word` that is a sign; "" for none."""
        return next((word[:cut] for cut in range(len(word), _STEM - 1, -1) if word[:cut] in self._stems), "")

    def tail(self, word: str, after: int) -> SignMatch[Meaning] | None:
        """The longest end of a compound that reads as a word of its own: "assistent" in "marketingassistent"."""
        for cut in range(max(after, 2), len(word) - _END + 1):
            end = word[cut:]
            if meanings := self._words.get(end):
                return SignMatch(0, 1, f"*{end}", meanings)
            stem = self.start(end)
            if len(stem) >= _END:
                return SignMatch(0, 1, f"*{stem}*", self._stems[stem])
        return None


def _place(hit: SignMatch[Meaning]) -> int:
    return hit.at


def plain(word: str) -> str:
    """A folded word as signs are compared: "geschaeftsfuehrer" is "geschaftsfuhrer"; short words stay ("coe")."""
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u") if len(word) > _SHORT else word


def folded(written: str) -> str:
    """A sign as written in a data file, in folded words; the marks "*" stay."""
    if "*" not in written and _WHOLE not in written:
        return " ".join(map(plain, tokens(written)))
    return " ".join(
        {"*": "*", _WHOLE: f"{_WHOLE} "}.get(part[0], "")
        + " ".join(map(_sign if "*" in part else plain, tokens(part)))
        + ("*" if part.endswith("*") else "")
        for part in written.split()
    )


def _sign(word: str) -> str:
    return plain(word.ljust(_SHORT + 1)).strip()


def _fits(sign: str, word: str) -> bool:
    return word.startswith(sign[:-1]) if sign.endswith("*") else word == sign


def _with(meanings: tuple[Meaning, ...], meaning: Meaning) -> tuple[Meaning, ...]:
    return meanings if meaning in meanings else (*meanings, meaning)
