"""What a stretch of words is: an industry, a place, a job."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from leadscout.lexicon import Lexicon
from leadscout.lexicon.files import rows
from leadscout.lexicon.memory import remembered
from leadscout.lexicon.text import fold, words
from leadscout.lexicon.titles.concepts import IDLE
from leadscout.service.describing.singulars import Singulars

_PACKAGE = "leadscout.service.describing"
_LINKS = ("", "s", "n", "en", "er", "e")
"""Letters between the parts of a compound."""

_PLURALS = ("'s", "\u2019s", "s", "en", "er", "e", "n")
_REMEMBERED = 5000  # words and short titles: of a sentence each is looked at in several stretches
_STEM = 3  # letters that are left of a word without its ending, at least
_GENERAL = frozenset(("head", "manager", "vicepresident", "officer", "president"))
"""What somebody can be of any department: a product manager is a job of its own."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job: a level, functions, or else the title that stands for it in words."""

    title: str
    level: str = ""
    functions: tuple[str, ...] = ()


class Parts:
    """Reads parts of a description by the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Read by these vocabularies."""
        self._lexicon = lexicon
        self._industries = lexicon.taxonomies["industry"]
        self._levels = lexicon.taxonomies["seniority"]
        self._functions = lexicon.taxonomies["function"]
        self._one = remembered(_REMEMBERED)(Singulars(lexicon.titles).of)
        self._explain = remembered(_REMEMBERED)(lexicon.titles.explain)

    @cached_property
    def _begins(self) -> list[tuple[str, str]]:
        """How words for industries begin, the longest first, with the industry."""
        listed = (
            (begin, row["industry"]) for row in rows("industries", _PACKAGE) for begin in row["begins"].split("|")
        )
        return sorted(listed, key=lambda pair: -len(pair[0]))

    @cached_property
    def _forms(self) -> Mapping[tuple[str, ...], str]:
        """Words of a level, by each of their forms."""
        table = list(rows("levels", _PACKAGE))
        forms = {words(form): row["word"] for row in table for form in row["forms"].split("|")}
        return {**forms, **{words(row["word"]): row["word"] for row in table}}

    @cached_property
    def _endings(self) -> list[tuple[str, str, str]]:
        return [(row["language"], row["ending"], row["becomes"]) for row in rows("endings", _PACKAGE)]

    def industry(self, written: str, *, whole: bool = False) -> str:
        """The industry that words before or behind "companies" name, or are the `whole` name of; "" for none."""
        codes = self._industries.find(written) or self._industries.find(written.removesuffix("s"))
        if codes or whole:
            return self._industries.label(codes[0]) if codes else ""
        text = fold(written)
        return next((name for begin, name in self._begins if _is_word(text, begin)), "")

    def compound(self, word: str) -> str:
        """The industry that the first part of a compound names; "" for none."""
        shorter = [word.removesuffix(link) for link in _LINKS if word.endswith(link)]
        codes = next(filter(None, map(self._industries.find, shorter)), ())
        if codes:
            return self._industries.label(codes[0])
        return next((name for begin, name in self._begins if word.startswith(begin)), "")

    def place(self, written: str, languages: Iterable[str]) -> str:
        """The place that words name, as a filter takes it; "" for none, and for a name that several share."""
        places = self._lexicon.places
        likely = ""
        for form in self._nominatives(written, languages):
            codes = places.find(form)
            if len(codes) == 1 and places.is_named(form) and not form.isdigit():
                label = places.label(codes[0])
                plain = places.find(label) == codes and not places.read(form).alternatives
                name = label if plain else form
                if fold(label.split(",")[0]) == fold(form):
                    return name
                likely = likely or name  # another name of it: unless the words are a case of one ("Łodzi", and Lodi)
        return likely

    def is_shared(self, written: str) -> bool:
        """Whether several places are called so, none of them much larger than the others."""
        return bool(self._lexicon.places.shared(written))

    def _nominatives(self, written: str, languages: Iterable[str]) -> Iterator[str]:
        """The words, then the names that they may be a case of."""
        yield written
        text = fold(written)
        spoken = set(languages)
        for language, ending, becomes in self._endings:
            if language in spoken and text.endswith(ending) and len(text) > len(ending) + 2:
                yield text.removesuffix(ending) + becomes

    def job(self, written: str) -> Job | None:
        """The job that all of these words name; None where one of them says nothing of any."""
        title = self._title(written)
        if title is None or IDLE.issuperset(words(title)):
            return None
        spoken = words(title)
        levels = {form for form in self._forms.values() if _inside(words(form), spoken)}
        if len(levels) > 1:
            return None  # two jobs, unless one word holds the other: "vice president"
        level = next(iter(levels), "")
        whole = self._explain(title)
        rest = _without(spoken, words(level)) if level else spoken
        if level and not rest:
            return Job(self._one(title), self._levels.label(whole.levels[0])) if whole.level_signs else None
        functions = self._of(rest) if level and set(whole.head) <= _GENERAL else ()
        if functions and whole.level_signs:
            return Job(self._one(title), self._levels.label(whole.levels[0]), functions)
        return Job(self._one(title)) if whole.head or whole.level_signs else None

    def department(self, written: str) -> tuple[str, ...]:
        """The department that is called so."""
        return tuple(map(self._functions.label, self._functions.find(written)[:1]))

    def functions(self, written: str) -> tuple[str, ...]:
        """The departments that all of these words name."""
        return self._of(words(written))

    def _of(self, spoken: tuple[str, ...]) -> tuple[str, ...]:
        """The functions of words, each of which is one or a part of one."""
        named = [word for word in spoken if word not in IDLE and word not in _JOINTS]
        codes = self._functions.find(" ".join(named))
        if not codes:
            reading = self._explain(" ".join(named))
            signs = set(chain.from_iterable(sign.split() for sign, _, weight in reading.function_signs if weight >= 1))
            if not named or not all(any(_is_sign(word, sign) for sign in signs) for word in named):
                return ()
            codes = reading.functions
        return tuple(map(self._functions.label, codes[:2] if _JOINTS.intersection(spoken) else codes[:1]))

    def _title(self, written: str) -> str | None:
        """The words as titles are read: forms of levels as the level, plurals that nobody knows as one."""
        pieces = written.split()
        read: list[str] = []
        at = 0
        while at < len(pieces):
            size = next((size for size in (3, 2, 1) if self._form(pieces[at : at + size])), 0)
            if size:
                read.append(self._form(pieces[at : at + size]))
                at += size
                continue
            word = self._singular(pieces[at])
            if word is None:
                return None
            read.append(word)
            at += 1
        return " ".join(read)

    def _form(self, pieces: list[str]) -> str:
        return self._forms.get(words(" ".join(pieces)), "")

    def _singular(self, piece: str) -> str | None:
        """A word that titles know, or is idle in them; None where none of its forms is."""
        if all(word in IDLE or word in _JOINTS for word in words(piece)):
            return piece
        shorter = (piece.removesuffix(ending) for ending in _PLURALS if piece.endswith(ending))
        forms = (piece, *(form for form in shorter if len(form) >= (2 if form.isupper() else _STEM)))
        return next((form for form in forms if self._explain(form).understood), None)


_JOINTS = frozenset(("and", "und", "et", "y", "e", "en", "i", "och", "og"))


def _is_word(text: str, begin: str) -> bool:
    """Whether text is one word that begins so, or the beginning itself of several."""
    return text.startswith(begin) and (" " not in text or " " in begin)


def _is_sign(word: str, sign: str) -> bool:
    stem = sign.strip("*")
    if sign.startswith("*"):
        return word.endswith(stem)
    return word.startswith(stem) if sign.endswith("*") else word == stem


def _inside(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))


def _without(whole: tuple[str, ...], part: tuple[str, ...]) -> tuple[str, ...]:
    at = next(at for at in range(len(whole)) if whole[at : at + len(part)] == part)
    return (*whole[:at], *whole[at + len(part) :])
