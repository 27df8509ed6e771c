"""Job titles: normal form, abbreviations, equivalents, level and function."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from leadscout.lexicon.files import Rows, rows
from leadscout.lexicon.spellings import Spellings
from leadscout.lexicon.text import contains, fold, words
from leadscout.lexicon.titles.concepts import Alternatives, Concepts, Structure
from leadscout.lexicon.titles.functions import LANGUAGES, Functions, Reading
from leadscout.lexicon.titles.levels import Levels, Told
from leadscout.lexicon.titles.roles import STOP_WORDS, Role, roles
from leadscout.lexicon.titles.signs import Phrase

# Behaviour §2, in this order: stop words go, these words are spelled out, abbreviations are read both ways.
SPELLED_OUT = {"it": ("information", "technology"), "dir": ("director",)}

_REMEMBERED = 50_000
_LETTERS = 300
"""Letters of a title that are read; the longest of LinkedIn's has 100."""

_SHOWN = 3  # guesses of the model


@dataclass(frozen=True, slots=True)
class Title:
    """A title as read.

    `words`: the normal form in order; `also`: words that abbreviations add (persona rule); `concepts`: tokens of what
    the title means in any language; `levels`, `functions`: codes, the likeliest first; `ranked`: functions with the
    guesses of the model, and `named`: levels with those that somebody only held before, which both are no facts;
    `structure`: head noun, modifiers and language.
    """

    words: Phrase
    also: frozenset[str]
    concepts: tuple[str, ...]
    levels: tuple[str, ...]
    functions: tuple[str, ...]
    ranked: tuple[str, ...]
    named: tuple[str, ...]
    structure: Structure

    @property
    def form(self) -> str:
        """The normal form as one code."""
        return "_".join(self.words)


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a title was read.

    `language`: the one that knows most of its words, "" for none; `roles`: its parts; `head`: what somebody is, and
    `modifiers`: of what, in the first of them, each as the meanings of which one is meant; `level_signs`: sign and
    level; `function_signs`: sign, function and weight; `model`: the model's three likeliest functions with their
    chances; `concepts`: what it shares with titles in other words.
    """

    title: str
    language: str
    roles: tuple[str, ...]
    head: Alternatives
    modifiers: tuple[Alternatives, ...]
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

    def __init__(self, table: Rows = rows) -> None:
        """Load the tables of abbreviations, levels and functions; equivalents are read when first needed."""
        self.spelled = {row["short"]: tuple(row["long"].split()) for row in table("title_abbreviations")}
        self._spelled = _by_word(self.spelled)
        self._seen: dict[str, Title] = {}
        self._levels = Levels(table)
        self._functions = Functions(table)
        self._concepts = Concepts(table)

    @cached_property
    def known(self) -> Mapping[str, int]:
        """Titles as they are usually written, the commonest first, with their place in that order."""
        common = (row["title"] for row in rows("linkedin_titles"))
        jobs = ((row, language) for row in rows("title_concepts") for language in LANGUAGES)
        others = (term.lstrip("=") for row, language in jobs for term in row[language].split("|") if term)
        return {title: at for at, title in enumerate(dict.fromkeys((*common, *others)))}

    @cached_property
    def spellings(self) -> Spellings:
        """The known titles by their folded words."""
        by_words: dict[str, list[str]] = {}
        for title in self.known:
            by_words.setdefault(fold(title), []).append(title)
        return Spellings(by_words)

    def read(self, title: str) -> Title:
        """Read one title, its first 300 letters; an empty or wordless one reads as nothing at all."""
        title = title[:_LETTERS]
        reading = self._seen.get(title)
        if reading is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            reading = self._seen[title] = self._read(title)
        return reading

    def equivalents(self, title: str) -> tuple[tuple[Alternatives, ...], ...]:
        """Ways to say exactly this title in other words.

        Of each way, one token of every entry must be among a title's `concepts`.
        """
        return self._concepts.of_query(title[:_LETTERS])

    def explain(self, title: str) -> Explanation:
        """How `title` is read, sign by sign."""
        title = title[:_LETTERS]
        parts, functions, levels = self._parts(title)
        head, modifiers, language = self._structure(parts)
        return Explanation(
            title,
            language,
            tuple(" ".join(part.words) for part in parts),
            head,
            modifiers,
            levels.levels,
            tuple((hit.sign, hit.meanings[0]) for part in parts for hit in self._levels.hits(part.words)),
            functions.functions,
            functions.signs,
            tuple((code, round(chance, 3)) for code, chance in list(functions.chances.items())[:_SHOWN]),
            self._concepts.of_title(title, parts, levels),
        )

    def variants(self, sentence: Phrase) -> tuple[Phrase, ...]:
        """The words themselves, then with each abbreviation spelled out and each spelling abbreviated."""
        variants = {sentence: None}
        for short, long in self.spelled.items():
            for variant in list(variants):
                if short in variant:
                    at = variant.index(short)
                    variants[(*variant[:at], *long, *variant[at + 1 :])] = None
                elif (at := _place(variant, long)) >= 0:
                    variants[(*variant[:at], short, *variant[at + len(long) :])] = None
        return tuple(variants)[:8]

    def _also(self, sentence: Phrase) -> set[str]:
        """The words that abbreviations add, either way."""
        added = set[str]()
        for short, long in (pair for word in sentence for pair in self._spelled.get(word, ())):
            if short in sentence:
                added.update(long)
            elif contains(sentence, long):
                added.add(short)
        return added.difference(sentence)

    def _structure(self, parts: tuple[Role, ...]) -> Structure:
        """That of the first role."""
        return self._concepts.structure(parts[0].words if parts else ())

    def _parts(self, title: str) -> tuple[tuple[Role, ...], Reading, Told]:
        parts = roles(title)
        functions = self._functions.read(parts)
        return parts, functions, self._levels.read(parts, specific=functions.specific)

    def _read(self, title: str) -> Title:
        sentence = normal(title)
        parts, functions, levels = self._parts(title)
        return Title(
            sentence,
            frozenset(self._also(sentence)),
            self._concepts.of_title(title, parts, levels),
            levels.levels,
            functions.functions,
            functions.ranked,
            levels.named,
            self._structure(parts),
        )


def _by_word(spelled: Mapping[str, Phrase]) -> dict[str, list[tuple[str, Phrase]]]:
    """Abbreviations by the words that they can be noticed by: themselves, and the first word they are short for."""
    by_word: dict[str, list[tuple[str, Phrase]]] = {}
    for short, long in spelled.items():
        for word in (short, long[0]):
            by_word.setdefault(word, []).append((short, long))
    return by_word


def _place(sentence: Phrase, phrase: Phrase) -> int:
    size = len(phrase)
    return next((at for at in range(len(sentence) - size + 1) if sentence[at : at + size] == phrase), -1)
