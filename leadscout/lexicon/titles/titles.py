"""Job titles: normal form, abbreviations, equivalents, level and function."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from leadscout.lexicon.files import Rows, rows
from leadscout.lexicon.memory import LONGEST, remembered
from leadscout.lexicon.spellings import Spellings
from leadscout.lexicon.text import contains, fold
from leadscout.lexicon.titles.concepts import Alternatives, Concepts, OtherWords, Structure
from leadscout.lexicon.titles.functions import LANGUAGES, Functions, FunctionsReading
from leadscout.lexicon.titles.held import HeldRole, HeldRoles
from leadscout.lexicon.titles.levels import Levels, LevelsReading
from leadscout.lexicon.titles.natives import Natives, NativeTitle
from leadscout.lexicon.titles.roles import STOP_WORDS, TitleRole, roles
from leadscout.lexicon.titles.signs import Phrase
from leadscout.lexicon.tokens import spellings, tokens

# Behaviour §2, in this order: stop words go, these words are spelled out, abbreviations are read both ways.
SPELLED_OUT = {"it": ("information", "technology"), "dir": ("director",)}

_APART = re.compile(r"[,;|/&(\[:]|\s[-\u2013\u2014]\s")  # what parts one role from the next
_CODE = re.compile(r"(?<!\w)(?:[cf]#|c\+\+|\.net\b)", re.IGNORECASE)
_CODES = frozenset(word for sign in ("c#", "f#", "c++", ".net") for word in tokens(sign))
"""Programming languages whose names have signs in them."""

_REMEMBERED = 10_000
_WORDS = 1000  # whose forms are remembered
_LETTERS = 300
"""Letters of a title that are read; the longest of LinkedIn's has 100."""

_SHOWN = 3  # guesses of the model


@dataclass(frozen=True, slots=True)
class Title:
    """A title as read.

    `forms`: its normal forms in order; `also`: words that abbreviations add (persona rule); `concepts`: tokens of what
    the title means in any language; `levels`, `functions`: codes, the likeliest first; `ranked`: functions with the
    guesses of the model, and `named`: levels with those that somebody only held before, which both are no facts;
    `structure`: head noun, modifiers and language; `held`: the roles that somebody holds by it.
    """

    forms: tuple[Phrase, ...]
    also: frozenset[str]
    concepts: tuple[str, ...]
    levels: tuple[str, ...]
    functions: tuple[str, ...]
    ranked: tuple[str, ...]
    named: tuple[str, ...]
    structure: Structure
    held: tuple[HeldRole, ...]


_NOTHING = Title((), frozenset(), (), (), (), (), (), Structure((), (), ""), ())


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a title was read.

    `language`: the one that knows most of its words, "" for none; `roles`: its parts; `head`: what somebody is, and
    `modifiers`: of what, in the first of them, each as the meanings of which one is meant; `level_signs`: sign and
    level; `function_signs`: sign, function and weight; `model`: the model's three likeliest functions with their
    chances; `concepts`: what it shares with titles in other words; `understood`: whether any of its words is known;
    else it has no level and no function.
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
    understood: bool


def normal(title: str) -> Phrase:
    """The normal form of a title: folded, stop words gone, `it` and `dir` spelled out (behaviour §2)."""
    return tuple(part for word in tokens(title) if word not in STOP_WORDS for part in SPELLED_OUT.get(word, (word,)))


def normals(title: str) -> tuple[Phrase, ...]:
    """The normal forms of a title: with umlauts written out, too, if it has any."""
    return tuple(map(normal, spellings(title)))


class Titles:
    """Reads titles; remembers what it read, because a million people share some ten thousand titles."""

    def __init__(self, table: Rows = rows) -> None:
        """Load the tables of abbreviations, levels and functions; equivalents are read when first needed."""
        abbreviations = list(table("title_abbreviations"))
        self.spelled = {row["short"]: tuple(row["long"].split()) for row in abbreviations}
        self._jobs = {row["short"]: row["long"] for row in abbreviations if row["job"]}
        self._job = re.compile(rf"\b(?:{'|'.join(sorted(self._jobs))})\b", re.IGNORECASE)
        self._spelled = _by_word(self.spelled)
        self._seen: dict[str, Title] = {}
        self._natives = Natives(table)
        self._levels = Levels(table)
        self._functions = Functions(table)
        self._concepts = Concepts(table)
        self._inflected = remembered(_WORDS)(self._concepts.inflections)

    @property
    def _held(self) -> HeldRoles:
        return HeldRoles(self._concepts, self._functions)

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
        if not title:  # of a company in the shape of a lead: the tables of titles, 24 MB, are not needed for it
            return _NOTHING
        title = title[:_LETTERS]
        reading = self._seen.get(title)
        if reading is None:
            reading = self._read(title)
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            if len(title) <= LONGEST:
                self._seen[title] = reading
        return reading

    def equivalents(self, title: str) -> tuple[OtherWords, ...]:
        """Ways to say exactly this title in other words; their tokens are among a title's `concepts`."""
        return self._concepts.of_query(self._english(title[:_LETTERS], normal(title[:_LETTERS])).text)

    def language(self, title: str) -> str:
        """The language of a title, "" where no word tells."""
        native = self._english(title[:_LETTERS], normal(title[:_LETTERS]))
        return native.language or self._concepts.language(roles(native.text))

    def inflections(self, word: str) -> tuple[str, ...]:
        """The forms of a folded word, itself first."""
        return self._inflected(word)

    def explain(self, title: str) -> Explanation:
        """How `title` is read, sign by sign."""
        title = title[:_LETTERS]
        native = self._english(title, normal(title))
        parts, functions, levels = self._parts(native.text)
        head, modifiers, language = self._structure(parts)
        return Explanation(
            title,
            native.language or language,
            tuple(" ".join(part.words) for part in parts),
            head,
            modifiers,
            levels.levels,
            tuple((hit.sign, hit.meanings[0]) for part in parts for hit in self._levels.hits(part.words)),
            functions.functions,
            functions.signs,
            tuple((code, round(chance, 3)) for code, chance in list(functions.chances.items())[:_SHOWN]),
            self._concepts.of_title(native.text, parts, levels),
            bool(parts),
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

    def _structure(self, parts: tuple[TitleRole, ...]) -> Structure:
        """That of the first role."""
        return self._concepts.structure(parts[0].words if parts else ())

    def _parts(self, title: str) -> tuple[tuple[TitleRole, ...], FunctionsReading, LevelsReading]:
        parts = roles(title)
        if not self._understands(parts):
            parts = ()
        functions = self._functions.read(parts)
        return parts, functions, self._levels.read(parts, specific=functions.specific)

    def _english(self, title: str, plain: Phrase) -> NativeTitle:
        """A title with words of languages beyond our ten in English, and jobs that it names by letters spelled out.

        `plain`: its normal form.
        """
        if not _CODES.isdisjoint(plain):  # "C++ Developer": apart from here, "+" parts one role from the next
            title = _CODE.sub(lambda sign: f" {' '.join(tokens(sign.group()))} ", title)
        native = self._natives.read(title, plain)
        job = None if self._jobs.keys().isdisjoint(plain) else self._job.search(native.text)
        before = native.text[: job.start()] if job else ""
        if job is None or _APART.search(before) or self._concepts.names_a_job(roles(before)):
            return native
        spelled = self._jobs[job.group().lower()]
        return native._replace(text=f"{before}{spelled}{native.text[job.end() :]}")

    def _understands(self, parts: tuple[TitleRole, ...]) -> bool:
        """Whether a level is named, or a word that some table knows in one of our languages."""
        return any(
            self._levels.hits(part.words) or self._concepts.knows(part.words) or self._functions.signs.read(part.words)
            for part in parts
        )

    def _read(self, title: str) -> Title:
        forms = normals(title)
        native = self._english(title, forms[0])
        parts, functions, levels = self._parts(native.text)
        concepts = self._concepts.of_title(native.text, parts, levels)
        held = self._held.read(levels.roles, functions, concepts)
        language = native.language or self._concepts.language(parts)
        tokens = [token for role in held for token in role.tokens()]
        tokens += [f"language.{language}"] if language else []
        return Title(
            forms if forms[0] else (),
            frozenset(self._also(forms[0])),
            tuple(dict.fromkeys((*concepts, *tokens))),
            levels.levels,
            functions.functions,
            functions.ranked,
            levels.named,
            self._structure(parts),
            held,
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
