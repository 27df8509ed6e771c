"""The words in a headline that may stand between a title and a company: "at", "bei", "an der", "au sein de"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from leadscout.lexicon.text import fold

LONGEST_NAME = 8
"""Words of a company's name in which its kind is looked for."""

COMMA = re.compile(r"\s*,\s+")
_ELISION = re.compile(r"^(?:[ld]|un|all|dell|nell|dall)['\u2019](?=\w)")
_WORD = re.compile(r"(?:\b(?:[ldLD]|all|dell|nell|dall)['\u2019](?=\w))|[^\s,]+")
_USES = ("at", "in", "of", "by", "where", "low", "with", "kept")


class LinkWord(NamedTuple):
    """A word between a title and what follows.

    `uses` are those of headline_words.tsv, `written` is the word, `title` the text before it and `rest` the one after
    it without articles; `name` are the words of `rest` that a company's name may be. `unnamed`: the rest tells of some
    company without its name ("at a family-owned bakery").
    """

    uses: frozenset[str]
    written: str
    title: str
    rest: str
    name: str
    unnamed: bool

    def is_written(self, part: str) -> bool:
        """Whether case lets a word stand between two things: it is small, and a capital follows, if there are any."""
        if part.islower():
            return bool(self.name)
        small = self.written.islower() or part.isupper()
        return small and any(word[0].isupper() or word[0].isdigit() for word in self.name.split())


class Links:
    """Finds the links of a text."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        """Take the words of each use, as headline_words.tsv has them."""
        links: dict[str, set[str]] = {}
        for use in _USES:
            for word in filter(None, words[use]):
                links.setdefault(word, set()).add(use)
        self._links = {word: frozenset(uses) for word, uses in links.items()}
        self._sizes: dict[str, int] = {}  # words of the longest link by its first one: most words begin none
        for first, *more in map(str.split, self._links):
            self._sizes[first] = max(self._sizes.get(first, 0), 1 + len(more))
        self._articles = tuple(sorted((f"{word} " for word in words["article"] if word), key=len, reverse=True))
        self._some = tuple(f"{article} " for article in words["some"])
        self._unnamed = frozenset(words["unnamed"])
        self._whole = tuple(f"{phrase} " for phrase in words["organisation"] if " " in phrase)

    def find(self, part: str) -> Iterator[LinkWord]:
        """The words of a text that may stand between a title and a company, from left to right."""
        tokens = [(match.start(), match.end(), fold(match.group())) for match in _WORD.finditer(part)]
        past = 0
        for at, (start, _, first) in enumerate(tokens):
            longest = self._sizes.get(first.partition(" ")[0], 0)  # "c/o" is two words
            for size in range(longest if at >= past else 0, 0, -1):
                run = tokens[at : at + size]
                uses = self._links.get(" ".join(word for *_, word in run))
                title, rest = (
                    part[:start].strip(" ,"),
                    part[(run[-1][0] if uses and "kept" in uses else run[-1][1]) :].strip(),
                )
                if uses and title and rest and len(run) == size:
                    past = at + size
                    bare = self.bare(rest)
                    yield LinkWord(uses, part[start : run[-1][1]], title, bare, self.name(bare), self._is_unnamed(rest))
                    break

    def _is_unnamed(self, rest: str) -> bool:
        """Whether no company is named: "at Stealth Startup", or, all in small letters, "at a family-owned bakery"."""
        some = rest.islower() and fold(rest).startswith(self._some) and not any(map(str.isdigit, rest))
        return some or fold(rest) in self._unnamed

    def name(self, rest: str) -> str:
        """The words of a company that may follow: up to a comma or the next word that links."""
        name = COMMA.split(rest, maxsplit=1)[0].split()[:LONGEST_NAME]
        start = 3 if fold(rest).startswith(self._whole) else 1  # "Institute for Climate Economics"
        for at, word in enumerate(name[start:], start=start):
            uses = self._links.get(fold(word), frozenset())
            if uses and "of" not in uses and word.islower():
                return " ".join(name[:at])
        return " ".join(name)

    def joins(self, folded: Sequence[str]) -> bool:
        """Whether a link stands among the folded words."""
        return any(word in self._links for word in folded)

    def bare(self, name: str) -> str:
        """A name without the articles before it: "der", "w firmie", "l'"."""
        for _ in range(2):
            folded = fold(name) if name[:1].islower() else ""
            leading = next((article for article in self._articles if folded.startswith(article)), "")
            if leading and not _ELISION.match(name):
                name = " ".join(name.split()[len(leading.split()) :])
        return _ELISION.sub("", name)
