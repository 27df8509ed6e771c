"""Titles in languages that the other tables do not have, in the English words that those know (title_natives.tsv).

"Директор по продажам" is read as "director sales", 営業部長 as "sales director". Words that no row has stay.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from leadscout.lexicon.files import Rows, rows
from leadscout.lexicon.memory import remembered
from leadscout.lexicon.text import fold
from leadscout.lexicon.titles.signs import Phrase
from leadscout.lexicon.tokens import UNSPACED

_NOTHING = "-"  # what a word means that says nothing in a title: "department" in "department manager"
_INNER = "\"'.\u2019\u05f3\u05f4"
_WORD = re.compile(rf"[^\W_]+(?:[{_INNER}][^\W_]+)*")
_MARKS = str.maketrans("", "", _INNER)
_OTHER = re.compile("[\u0370-\u1dff\u2c00-\uffff]")  # letters of other scripts than Latin
_KANA = re.compile("[\u3041-\u30ff]")
_LONGEST = 6  # words of a phrase
_LETTERS = 12  # of a piece
_STEM = 3
_REMEMBERED = 20_000


class NativeWord(NamedTuple):
    """A word or phrase, in which language, and what it means; `beside`: only where another of the language stands."""

    language: str
    means: str
    beside: bool


class NativeTitle(NamedTuple):
    """A title in English words; `language`: of which it is, "" where no word was read."""

    text: str
    language: str


class _NativeSpan(NamedTuple):
    at: int
    end: int
    word: NativeWord


class Natives:
    """Reads titles by title_natives."""

    def __init__(self, table: Rows = rows) -> None:
        """Load the table."""
        self._phrases: dict[Phrase, NativeWord] = {}
        self._stems: dict[str, list[tuple[Phrase, NativeWord]]] = {}  # phrases with beginnings, by their first letters
        self._starts: dict[str, dict[str, str]] = {}
        self._ends: dict[str, list[tuple[str, str]]] = {}
        self._pieces: dict[str, dict[str, str]] = {}
        for row in table("title_natives"):
            for written in row["written"].split("|"):
                self._add(row["lang"], row["kind"], written, row["means"])
        self._first = {phrase[0] for phrase in self._phrases}
        self._may_begin = remembered(_REMEMBERED)(self._begins)
        self._spelled = remembered(_REMEMBERED)(_folded)

    def _add(self, language: str, kind: str, written: str, means: str) -> None:
        match kind:
            case "piece":
                self._pieces.setdefault(language, {})[written] = means
            case "start":
                self._starts.setdefault(language, {})[_folded(written)] = means
            case "end":
                self._ends.setdefault(language, []).append((_folded(written), means))
            case _:
                word = NativeWord(language, means, kind == "beside")
                phrase = tuple(_folded(part.strip("*")) + "*" * part.endswith("*") for part in _split(written))
                if any(part.endswith("*") for part in phrase):
                    self._stems.setdefault(phrase[0][:_STEM], []).append((phrase, word))
                else:
                    self._phrases[phrase] = min(word, self._phrases.get(phrase, word))

    def read(self, title: str, plain: Phrase) -> NativeTitle:
        """`title` with all words that are in the table in English, and of which language they are.

        `plain`: its normal form, whose words are those of a title of ASCII letters.
        """
        unspaced = not title.isascii() and UNSPACED.search(title)
        spoken = plain if title.isascii() else map(self._spelled, _WORD.findall(title))
        if not unspaced and not any(map(self._may_begin, spoken)):
            return NativeTitle(title, "")
        listed = list(_WORD.finditer(title))
        folded = [self._spelled(word.group()) for word in listed]
        spans = list(self._spans(listed, folded))
        if unspaced:
            spans = sorted([*spans, *self._in_runs(title)])
        languages = [span.word.language for span in spans if not span.word.beside]
        if not languages:
            return NativeTitle(title, "")
        return NativeTitle(_replaced(title, spans, languages), languages[0])

    def _spans(self, listed: list[re.Match[str]], folded: list[str]) -> Iterator[_NativeSpan]:
        at = 0
        while at < len(listed):
            size, word = self._longest(folded, at)
            if word:
                yield _NativeSpan(listed[at].start(), listed[at + size - 1].end(), word)
            at += size

    def _longest(self, folded: list[str], at: int) -> tuple[int, NativeWord | None]:
        """How many words from a place on are the longest phrase of the table, and which."""
        for size in range(min(_LONGEST, len(folded) - at), 0, -1):
            phrase = tuple(folded[at : at + size])
            if word := self._phrases.get(phrase):
                return size, word
            for pattern, stem in self._stems.get(phrase[0][:_STEM], ()):
                if len(pattern) == size and all(map(_fits, pattern, phrase)):
                    return size, stem
        return 1, self._compound(folded[at])

    def _compound(self, word: str) -> NativeWord | None:
        for language, ends in self._ends.items():
            for end, means in ends:
                if word.endswith(end) and len(word) > len(end):
                    field = self._starts[language].get(word.removesuffix(end), "")
                    return NativeWord(language, f"{field} {means}".strip(), beside=False)
        return None

    def _in_runs(self, title: str) -> Iterator[_NativeSpan]:
        """The words in text without blanks: the longest first, from the left; Han is of the language that has more."""
        for run in UNSPACED.finditer(title):
            text = run.group()
            languages = ("ja",) if _KANA.search(title) else sorted(self._pieces, reverse=True)
            spans = max((self._cut(text, language) for language in languages), key=_letters)
            yield from (_NativeSpan(run.start() + at, run.start() + end, word) for at, end, word in spans)

    def _cut(self, text: str, language: str) -> list[_NativeSpan]:
        spans, at, pieces = [], 0, self._pieces.get(language, {})
        while at < len(text):
            size = next((n for n in range(min(_LETTERS, len(text) - at), 0, -1) if text[at : at + n] in pieces), 0)
            if size:
                word = NativeWord(language, pieces[text[at : at + size]], beside=False)
                spans.append(_NativeSpan(at, at + size, word))
            at += size or 1
        return spans

    def _begins(self, word: str) -> bool:
        """Whether a phrase of the table may begin with a word, or a compound end like it."""
        stems = self._stems.get(word[:_STEM], ())
        return word in self._first or any(_fits(phrase[0], word) for phrase, _ in stems) or bool(self._compound(word))


def _replaced(title: str, spans: Iterable[_NativeSpan], languages: Iterable[str]) -> str:
    """A title with the spans of its languages in English."""
    kept, at = [], 0
    for span in spans:
        if span.word.language in languages:
            kept += [title[at : span.at], f" {span.word.means} " if span.word.means != _NOTHING else " "]
            at = span.end
    return " ".join("".join((*kept, title[at:])).split())


def _letters(spans: Iterable[_NativeSpan]) -> int:
    return sum(span.end - span.at for span in spans)


def _folded(word: str) -> str:
    """A word without accents, in its own script: Cyrillic "директор" is no Danish "direktør"."""
    bare = word.translate(_MARKS)
    if not _OTHER.search(bare):
        return fold(bare).replace(" ", "")
    letters = unicodedata.normalize("NFKD", bare.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _split(written: str) -> list[str]:
    """The words of a phrase as titles are cut into words, each with its star."""
    return [f"{word.group()}{'*' * (written[word.end() : word.end() + 1] == '*')}" for word in _WORD.finditer(written)]


def _fits(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern
