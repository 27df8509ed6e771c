"""Job titles: normal form, abbreviations, equivalents, level and function."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from leadscout.lexicon.concepts import Alternatives, Concepts
from leadscout.lexicon.files import rows
from leadscout.lexicon.functions import Functions, Reading
from leadscout.lexicon.levels import Levels
from leadscout.lexicon.roles import STOP_WORDS, Role, roles
from leadscout.lexicon.signs import Phrase
from leadscout.lexicon.spellings import Spellings
from leadscout.lexicon.text import contains, fold, words

# Behaviour §2, in this order: stop words go, these words are spelled out, abbreviations are read both ways.
SPELLED_OUT = {"it": ("information", "technology"), "dir": ("director",)}

_REMEMBERED = 50_000
_SHOWN = 3  # guesses of the model


@dataclass(frozen=True, slots=True)
class Title:
    """A title as read.

    `words`: the normal form in order; `also`: words that abbreviations add (persona rule); `concepts`: tokens of what
    the title means in any language; `levels`, `functions`: codes, the likeliest first; `ranked`: functions with the
    guesses of the model, which are no facts.
    """

    words: Phrase
    also: frozenset[str]
    concepts: tuple[str, ...]
    levels: tuple[str, ...]
    functions: tuple[str, ...]
    ranked: tuple[str, ...]

    @property
    def form(self) -> str:
        """The normal form as one code."""
        return "_".join(self.words)


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a title was read.

    `roles`: its parts; `level_signs`: sign and level; `function_signs`: sign, function and weight; `model`: the model's
    three likeliest functions with their chances; `concepts`: what it shares with titles in other words.
    """

    title: str
    roles: tuple[str, ...]
    levels: tuple[str, ...]
    level_signs: tuple[tuple[str, str], ...]
    functions: tuple[str, ...]
    function_signs: tuple[tuple[str, str, float], ...]
    model: tuple[tuple[str, float], ...]
    concepts: tuple[str, ...]


def normal(title: str) -> Phrase:
    """The normal form of a title: folded, stop words gone, `it` and `dir` spelled out (behaviour §2)."""
    return tuple(part for word in words(title) if word not in STOP_WORDS for part in SPELLED_OUT.get(word, (word,)))


class Titles:
    """Reads titles; remembers what it read, because a million people share some ten thousand titles."""

    def __init__(self) -> None:
        """Load the tables of abbreviations, levels and functions; equivalents are read when first needed."""
        self.spelled = {row["short"]: tuple(row["long"].split()) for row in rows("title_abbreviations")}
        self._seen: dict[str, Title] = {}
        self._levels = Levels()
        self._functions = Functions()
        self._concepts = Concepts()

    @cached_property
    def known(self) -> Mapping[str, int]:
        """Titles as they are usually written, the commonest first, with their place in that order."""
        common = (row["title"] for row in rows("linkedin_titles"))
        others = (term.lstrip("=") for row in rows("title_concepts") for term in row["terms"].split("|"))
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

    def equivalents(self, title: str) -> tuple[tuple[Alternatives, ...], ...]:
        """Ways to say exactly this title in other words.

        Of each way, one token of every entry must be among a title's `concepts`.
        """
        return self._concepts.of_query(title)

    def explain(self, title: str) -> Explanation:
        """How `title` is read, sign by sign."""
        parts, functions, levels = self._parts(title)
        signs = tuple((hit.sign, hit.meanings[0]) for part in parts for hit in self._levels.hits(part.words))
        return Explanation(
            title,
            tuple(" ".join(part.words) for part in parts),
            levels,
            signs,
            functions.functions,
            functions.signs,
            tuple((code, round(chance, 3)) for code, chance in list(functions.chances.items())[:_SHOWN]),
            self._concepts.of_title(title, parts, helper=self._levels.helps(parts)),
        )

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

    def _parts(self, title: str) -> tuple[tuple[Role, ...], Reading, tuple[str, ...]]:
        parts = roles(title)
        functions = self._functions.read(parts)
        return parts, functions, self._levels.read(parts, specific=functions.specific)

    def _read(self, title: str) -> Title:
        sentence = normal(title)
        parts, functions, levels = self._parts(title)
        return Title(
            sentence,
            frozenset(_also(sentence, self.spelled)),
            self._concepts.of_title(title, parts, helper=self._levels.helps(parts)),
            levels,
            functions.functions,
            functions.ranked,
        )


def _also(sentence: Phrase, spelled: Mapping[str, Phrase]) -> set[str]:
    found = set[str]()
    for short, long in spelled.items():
        if short in sentence:
            found.update(long)
        elif long[0] in sentence and contains(sentence, long):
            found.add(short)
    return found.difference(sentence)


def _place(sentence: Phrase, phrase: Phrase) -> int:
    size = len(phrase)
    return next((at for at in range(len(sentence) - size + 1) if sentence[at : at + size] == phrase), -1)
