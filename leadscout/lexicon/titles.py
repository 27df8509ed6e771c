"""Job titles: normal form, abbreviations, equivalents, level and function."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from leadscout.lexicon.files import rows
from leadscout.lexicon.spellings import Spellings
from leadscout.lexicon.text import contains, fold, words

Phrase = tuple[str, ...]

# Behaviour §2, in this order: stop words go, these words are spelled out, abbreviations are read both ways.
STOP_WORDS = frozenset(("or", "and", "of", "in", "at"))
SPELLED_OUT = {"it": ("information", "technology"), "dir": ("director",)}

# Who only helps or stands in for the holder of a title does not hold it.
_HELPERS = re.compile(
    r"^(?:assist|asist|asyst|adjoint|adjunt|deput|stell?v|stv$|secret|sekret|segret|subdirector|zastep|bitraed"
    r"|bitrad|office$|pa$|ea$)"
)
_SEGMENTS = re.compile(
    r"[/&|,;+\u00b7\u2022()\[\]]|\s[-\u2013\u2014]\s|\s(?:and|und|et|y|e|en|och|og|i)\s", re.IGNORECASE
)
_ALONE = 3  # an equivalent of so few letters (VD, PDG) must be all that a part of a title says
_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Title:
    """A title as read.

    `words`: the normal form in order; `also`: words that abbreviations add (persona rule); `concepts`: jobs
    that have other names; `levels`, `functions`: codes, the likeliest first.
    """

    words: Phrase
    also: frozenset[str]
    concepts: tuple[str, ...]
    levels: tuple[str, ...]
    functions: tuple[str, ...]

    @property
    def form(self) -> str:
        """The normal form as one code."""
        return "_".join(self.words)


@dataclass(frozen=True, slots=True)
class Signs:
    """Words that tell a code: whole phrases, beginnings and endings of words."""

    phrases: Mapping[Phrase, tuple[str, ...]]
    starts: Mapping[str, tuple[str, ...]]
    ends: Mapping[str, tuple[str, ...]]

    def read(self, sentence: Phrase) -> list[tuple[int, str]]:
        """The codes found, each with the place of its word: longest phrases first, then by place."""
        found: list[tuple[int, int, str]] = []
        for size in range(min(3, len(sentence)), 0, -1):
            for at in range(len(sentence) - size + 1):
                found.extend((-size, at, code) for code in self.phrases.get(sentence[at : at + size], ()))
        for at, word in enumerate(sentence):
            if (word,) in self.phrases:
                continue
            found.extend((0, at, code) for code in self._part(word))
        return [(at, code) for _, at, code in sorted(found, key=lambda hit: hit[:2])]

    def _part(self, word: str) -> tuple[str, ...]:
        """What the longest known beginning of a word tells, else the longest ending ("projektleiter", "bauleiter")."""
        for cut in range(len(word), 2, -1):
            if word[:cut] in self.starts:
                return self.starts[word[:cut]]
        return next((self.ends[word[at:]] for at in range(2, len(word) - 2) if word[at:] in self.ends), ())


def normal(title: str) -> Phrase:
    """The normal form of a title: folded, stop words gone, `it` and `dir` spelled out (behaviour §2)."""
    return tuple(part for word in words(title) if word not in STOP_WORDS for part in SPELLED_OUT.get(word, (word,)))


class Titles:
    """Reads titles; remembers what it read, because a million people share some ten thousand titles."""

    def __init__(self) -> None:
        """Load the tables of abbreviations, concepts, levels and functions."""
        self.spelled = {row["short"]: tuple(row["long"].split()) for row in rows("title_abbreviations")}
        self._seen: dict[str, Title] = {}
        self._levels = _signs((row["words"], row["level"]) for row in rows("title_levels"))
        self._functions = _signs((row["words"], row["function"]) for row in rows("title_functions"))

    @cached_property
    def _concepts(self) -> dict[Phrase, tuple[str, ...]]:
        found: dict[Phrase, tuple[str, ...]] = {}
        for row in rows("title_concepts"):
            for term in map(normal, row["terms"].split("|")):
                if row["concept"] not in found.get(term, ()):
                    found[term] = (*found.get(term, ()), row["concept"])
        return found

    @cached_property
    def known(self) -> Mapping[str, int]:
        """Titles as they are usually written, the commonest first, with their place in that order."""
        common = (row["title"] for row in rows("linkedin_titles"))
        others = (term for row in rows("title_concepts") for term in row["terms"].split("|"))
        return {title: at for at, title in enumerate(dict.fromkeys((*common, *others)))}

    @cached_property
    def spellings(self) -> Spellings:
        """The known titles by their folded words."""
        found: dict[str, list[str]] = {}
        for title in self.known:
            found.setdefault(fold(title), []).append(title)
        return Spellings(found)

    def read(self, title: str) -> Title:
        """Read one title; an empty or wordless one reads as nothing at all."""
        known = self._seen.get(title)
        if known is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            known = self._seen[title] = self._read(title)
        return known

    def concepts(self, title: str) -> tuple[str, ...]:
        """The jobs with other names that exactly this title means, as a search value."""
        return self._concepts.get(normal(title), ())

    def variants(self, sentence: Phrase) -> tuple[Phrase, ...]:
        """The words themselves, then with each abbreviation spelled out and each spelling abbreviated."""
        found = {sentence: None}
        for short, long in self.spelled.items():
            for known in list(found):
                if short in known:
                    at = known.index(short)
                    found[(*known[:at], *long, *known[at + 1 :])] = None
                elif (at := _place(known, long)) >= 0:
                    found[(*known[:at], short, *known[at + len(long) :])] = None
        return tuple(found)[:8]

    def _read(self, title: str) -> Title:
        sentence = normal(title)
        also = set[str]()
        for short, long in self.spelled.items():
            if short in sentence:
                also.update(long)
            elif contains(sentence, long):
                also.add(short)
        helper = any(map(_helps, sentence, (*sentence[1:], "")))
        return Title(
            sentence,
            frozenset(also.difference(sentence)),
            () if helper else self._concepts_in(title, sentence),
            self._levels_in(sentence, helper=helper),
            self._functions_in(sentence),
        )

    def _concepts_in(self, title: str, sentence: Phrase) -> tuple[str, ...]:
        parts = [normal(part) for part in _SEGMENTS.split(title)]
        found = dict.fromkeys(concept for part in parts for concept in self._concepts.get(part, ()))
        for size in range(1, 5):
            for at in range(len(sentence) - size + 1):
                phrase = sentence[at : at + size]
                if size > 1 or len(phrase[0]) > _ALONE:
                    found.update(dict.fromkeys(self._concepts.get(phrase, ())))
        return tuple(found)

    def _levels_in(self, sentence: Phrase, *, helper: bool) -> tuple[str, ...]:
        if not sentence:
            return ()
        found = dict.fromkeys(code for _, code in self._levels.read(sentence))
        if "intern" in found:
            return ("intern",)
        if helper:
            # an assistant is entry level, a deputy one step below: both are below what the title names
            return ("vp",) if "vp" in found else ("manager",) if "manager" in found else ("entry",)
        tops = tuple(code for code in ("founder", "owner", "cxo", "partner") if code in found)
        if "vp" in found:
            tops = tuple(code for code in tops if code != "cxo" or _says_chief(sentence))
        if tops:
            return tops
        for code in ("vp", "entry_manager", "director", "head", "manager", "strategic", "senior"):
            if code in found:
                return (code,)
        return ("entry",)

    def _functions_in(self, sentence: Phrase) -> tuple[str, ...]:
        found = dict.fromkeys(code for _, code in self._functions.read(sentence))
        return tuple(found)[:2]


def _helps(word: str, following: str) -> bool:
    """Whether a word makes the rest somebody else's title; a vice president is nobody's vice."""
    return bool(_HELPERS.match(word)) or (word == "vice" and not following.startswith("presid"))


def _says_chief(sentence: Phrase) -> bool:
    return any(word == "chief" or (len(word) == 3 and word[0] == "c" and word[2] == "o") for word in sentence)  # noqa: PLR2004


def _place(sentence: Phrase, phrase: Phrase) -> int:
    size = len(phrase)
    return next((at for at in range(len(sentence) - size + 1) if sentence[at : at + size] == phrase), -1)


def _signs(pairs: Iterable[tuple[str, str]]) -> Signs:
    phrases: dict[Phrase, tuple[str, ...]] = {}
    starts: dict[str, tuple[str, ...]] = {}
    ends: dict[str, tuple[str, ...]] = {}
    for written, code in pairs:
        if written.startswith("*"):
            table, key = ends, written[1:]
            table[key] = (*table.get(key, ()), code)
        elif written.endswith("*") and " " not in written:
            starts[written[:-1]] = (*starts.get(written[:-1], ()), code)
        else:
            phrase = normal(written.replace("*", ""))
            phrases[phrase] = (*phrases.get(phrase, ()), code)
    return Signs(phrases, starts, ends)
