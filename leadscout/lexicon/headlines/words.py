"""What the words of a headline are: a role, a subject, an organisation, a place, a certificate, or a name."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from leadscout.lexicon.files import rows, table
from leadscout.lexicon.identities.companies import has_legal_form, has_own_form, normal_name
from leadscout.lexicon.text import fold, words
from leadscout.lexicon.titles.signs import plain

_LARGE = 100_000  # inhabitants from which a name is rather the city or the division than a company
_AND = re.compile(r"\s*(?:[&/]|\b(?:and|und|et|e|y|en|i|och|og)\b)\s*")
_DOTTED = re.compile(r"\s(?:e\.\s?[VKGU]|u\.\s?a|P\.\s?[AC]|a\.\s?s|s\.\s?r\.\s?o|k\.\s?s)\.?$", re.IGNORECASE)
_SHORT = 3  # letters of a word that may be anything


def has_form(name: str) -> bool:
    """Whether a name has a legal form at its end, also by its dots ("Petersen e.K."), or in letters of its own."""
    return has_legal_form(name) or _DOTTED.search(name) is not None or has_own_form(name)


def is_form(text: str) -> bool:
    """Whether a text is a legal form and no more: "Inc.", "S.r.l.", "Co. KG"."""
    return normal_name(f"x {text}") == "x" or _DOTTED.fullmatch(f" {text}") is not None


class WordLists(NamedTuple):
    """Words that the other tables know, folded.

    `ordinary` stand in the names of occupations and industries, so that they are no names; `occupations` are such by
    themselves; `fields` are what one works in; `joined` are words of Dutch and French titles, in which "en" is no link,
    `spanish` those of Spanish ones; `places` are countries, divisions and large cities, `towns` the smaller ones.
    """

    ordinary: frozenset[str]
    occupations: frozenset[str]
    fields: frozenset[str]
    joined: frozenset[str]
    spanish: frozenset[str]
    places: frozenset[str]
    towns: frozenset[str]


@lru_cache(maxsize=1)
def known() -> WordLists:
    """The words of the tables of occupations, terms, common titles, industries and places: some 0.15 s, once."""
    labels = {
        label
        for row in rows("title_occupations")
        for cell in ("preferred", "alternatives")
        for label in row[cell].split("|")
    }
    terms = [
        (row["kind"], language, fold(term))
        for row in rows("title_terms")
        for language, cell in row.items()
        if language not in ("means", "kind")
        for term in cell.split("|")
    ]
    others = [
        *(row["title"] for row in rows("linkedin_titles")),
        *(cell for row in rows("industries") for cell in row.values()),
    ]
    texts = (*labels, *(term for *_, term in terms), *others)
    ordinary = frozenset(plain(word) for text in texts for word in words(text))
    fields = frozenset(term for kind, _, term in terms if kind == "domain")
    occupations = frozenset(label for label in labels if " " not in label)
    joined, spanish = _of(terms, ("nl", "fr")), _of(terms, ("es",))
    shared = _of(terms, ("en", "pt", "it", "de")) | (joined & spanish)
    places: dict[bool, set[str]] = {True: set(), False: set()}
    for name, large in _places():
        places[large].add(name)
    return WordLists(
        ordinary,
        occupations,
        fields,
        joined - shared,
        spanish - shared,
        frozenset(places[True]),
        frozenset(places[False]),
    )


def _of(terms: Iterable[tuple[str, str, str]], languages: Sequence[str]) -> frozenset[str]:
    return frozenset(term for _, language, term in terms if language in languages)


def _places() -> Iterator[tuple[str, bool]]:
    """The names of countries, metros, divisions and cities, and whether it is a large place."""
    for line in table("places")[1:]:
        _, kind, name, _ = line.split("\t", 3)
        *_, population, aliases = line.rsplit("\t", 2)
        large = kind in ("country", "macro", "metro") or int(population) >= _LARGE
        if kind == "city" or (large and kind in ("country", "macro", "metro", "division")):
            for called in (name, *filter(None, aliases.split("|"))):
                yield called, large


class Phrases:
    """Words and phrases, some of them beginnings ("x*") or ends ("*x") of words."""

    def __init__(self, written: Iterable[str]) -> None:
        """Take phrases as headline_words.tsv has them."""
        split = [  # "ex *" begins with a word, "ex*" with letters
            (word.startswith("*"), fold(word) + " " * word.endswith(" *"), word.endswith("*"))
            for word in written
            if word
        ]
        self.phrases = frozenset(word for start, word, end in split if not start and not end)
        self.starts = tuple(word for start, word, end in split if end and not start)
        self.ends = tuple(word for start, word, _ in split if start)
        self.longest = max((len(phrase.split()) for phrase in self.phrases), default=1)

    def has(self, name: str) -> bool:
        """Whether the folded words are one of these, or begin or end so."""
        return name in self.phrases or name.startswith(self.starts) or name.endswith(self.ends)

    def within(self, folded: Sequence[str]) -> bool:
        """Whether one of these stands among the folded words."""
        return any(
            self.has(word)
            or any(" ".join(folded[at : at + size]) in self.phrases for size in range(2, self.longest + 1))
            for at, word in enumerate(folded)
        )

    def opens(self, folded: Sequence[str]) -> bool:
        """Whether the folded words begin with one of these."""
        return any(self.has(" ".join(folded[:size])) for size in range(1, self.longest + 1))


class Meanings:
    """Tells what a text of a headline is, by the words of each use and by what other tables know."""

    def __init__(self, written: Mapping[str, Sequence[str]], others: WordLists) -> None:
        """Take the words of each use, as headline_words.tsv has them."""
        self.role, self.top, self.topic, self.slogan, self.note = (
            Phrases(written[use]) for use in ("role", "top", "topic", "slogan", "note")
        )
        self.credential, self.never, self.organisation, self.self = (
            Phrases(written[use]) for use in ("credential", "never", "organisation", "self")
        )
        self.aside, self._nobody = Phrases(written["aside"]), frozenset(written["nobody"])
        self._wish, self._subjects = Phrases(written["wish"]), frozenset(written["subject"])
        self._italian = Phrases(written["italian"])
        self._complete = Phrases(phrase for phrase in written["organisation"] if " " in phrase)
        self._known = others

    def is_title(self, text: str) -> bool:
        """Whether the words name a role, and no sentence, former post or subject does it for them."""
        return self.role.within(fold(text).split()) and not self.says_nothing(text)

    def is_occupation(self, text: str) -> bool:
        """Whether the words name a role, or an occupation that another table knows."""
        folded = fold(text).split()
        listed = any(plain(word) in self._known.occupations and word not in self.topic.phrases for word in folded)
        return self.is_title(text) or (listed and not self.says_nothing(text))

    def says_nothing(self, text: str) -> bool:
        """Whether words are a subject alone, or nothing that somebody does."""
        folded = fold(text).split()
        whole = " ".join(folded)
        return self.is_said(folded) or whole in self.topic.phrases or whole in self._subjects

    def is_said(self, folded: Sequence[str]) -> bool:
        """Whether words are a slogan, a former post, a wish: anything but what somebody does."""
        if not folded or self.slogan.opens(folded) or self.note.has(" ".join(folded)):
            return True
        return folded[-1] in self._nobody or " ".join(folded[-2:]) in self._nobody

    def without_wish(self, words: Sequence[str]) -> Sequence[str]:
        """The words of a title before those of a wish: "Comercial en búsqueda de nuevos retos"."""
        folded = [fold(word) for word in words]
        return words[: next((at for at in range(1, len(words)) if self._wish.opens(folded[at:])), len(words))]

    def is_place(self, text: str, *, towns: bool = False) -> bool:
        """Whether the text, or what stands before its first comma, is large places, or any that we know."""
        names = map(fold, _AND.split(text.partition(",")[0]))
        place = all(name in self._known.places or (towns and name in self._known.towns) for name in names)
        return place or fold(text) in self._known.places

    def is_field(self, text: str) -> bool:
        """Whether the text begins with what somebody works in."""
        folded = fold(text).split()
        return self.topic.opens(folded) or any(" ".join(folded[:size]) in self._known.fields for size in (1, 2))

    def says_where(self, link: str, title: Sequence[str]) -> bool:
        """Whether a word means a place of work after the folded words: "in" in Italian, "en" not in Dutch or French."""
        if link == "in":
            return self._italian.has(title[0])
        joined = sum(word in self._known.joined for word in title)
        return link != "en" or joined <= sum(word in self._known.spanish for word in title)

    def is_company(self, text: str) -> bool:
        """Whether the text says by itself that it is a company: by its legal form, or a kind and a name of its own."""
        return has_form(text) or self.is_organisation(text)

    def is_organisation(self, text: str) -> bool:
        """Whether a word says what kind of organisation this is, and another one which."""
        folded = fold(text).split()
        which = self.is_named(folded) or self._complete.opens(folded)  # "Ministry of Transport" has no other name
        return self.organisation.within(folded) and which and not self.slogan.opens(folded)

    def is_named(self, folded: Sequence[str]) -> bool:
        """Whether one of the folded words is a name: no other table knows it."""
        return any(len(word) >= _SHORT and not self.is_ordinary(word) for word in folded)

    def is_ordinary(self, word: str) -> bool:
        """Whether a folded word stands in the names of occupations, industries, subjects or kinds of organisations."""
        listed = plain(word) in self._known.ordinary or word in self._known.fields or word in self.topic.phrases
        return listed or word in self.organisation.phrases or word.startswith(self.organisation.starts)
