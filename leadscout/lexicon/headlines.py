"""Headlines: "Head of Sales at Acme | Speaker" -> title and company."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from leadscout.lexicon.companies import has_legal_form
from leadscout.lexicon.files import words
from leadscout.lexicon.text import fold


class Headline(NamedTuple):
    """What a headline says; "" where it does not."""

    title: str
    company: str


_PARTS = re.compile(r"\s*[|·•●∙‧┃│;\n★☆►▶→➤✦◆♦~]+\s*|\s+[-\u2013\u2014]+\s+|\s+//?\s+")
_SIGNS = re.compile(r"[^\w\s.,;:!?'\u2019\"“”„«»&+#@/()\[\]|·•●∙‧┃│★☆►▶→➤✦◆♦~\u2013\u2014%*-]|[\ufe0f\u200d]")
_MARKS = re.compile("[®™©]")  # part of a name, where other signs stand between parts
_QUOTES = ' \t"“”„«»*#!'
_REMARK = re.compile(
    r"\s*[(\[][^)\]]*[)\]]\s*$"
    r"|\s+(?:since|seit|depuis|desde|dal|sinds|od|sedan|siden)\s+\d{4}$"
    r"|,?\s+\d{4}\s*[-\u2013]\s*(?:\d{4}|today|heute|present)?$",
    re.IGNORECASE,
)
_GENDERS = re.compile(r"\s*[(\[]\s*[mwfdxhv](?:\s*[/|,]\s*[mwfdxhv*]){1,3}\s*[)\]]", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=\w{4})\.\s+(?=\w)|[!?]\s")
_COMMA = re.compile(r"\s*,\s+")
_PLACE = re.compile(r"\s+(?:in|à)\s+[A-ZÀ-Þ][\w-]+$")
_NOW = re.compile(
    r"^(?:now|currently|aktuell|derzeit|actuellement|actualmente|atualmente|attualmente|and|&)\s+", re.IGNORECASE
)
_WORD = re.compile(r"[^\s,]+")
_LONGEST = 300  # letters that are read: LinkedIn allows 220
_FEW = 5  # words of a company's name, at most, where only its place in the headline speaks for it
_LONG = 8  # words from which a part without a word for a role is a sentence


class _Words:
    """Words and phrases, some of them beginnings ("x*") or ends ("*x") of words."""

    def __init__(self, written: Iterable[str]) -> None:
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

    def within(self, words: Sequence[str]) -> bool:
        """Whether one of these stands among the folded words."""
        return any(
            self.has(word)
            or any(" ".join(words[at : at + size]) in self.phrases for size in range(2, self.longest + 1))
            for at, word in enumerate(words)
        )

    def opens(self, words: Sequence[str]) -> bool:
        """Whether the folded words begin with one of these."""
        return any(self.has(" ".join(words[:size])) for size in range(1, self.longest + 1))


class Reader:
    """Reads headlines by the words of each use."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        """Take the words of each use, as headline_words.tsv has them."""
        self.role, self.top, self.topic, self.slogan, self.note, self.credential, self.never = (
            _Words(words[use]) for use in ("role", "top", "topic", "slogan", "note", "credential", "never")
        )
        self.links = {use: frozenset(words[use]) for use in ("at", "in", "of", "by")}
        self.articles = tuple(sorted((f"{word} " for word in words["article"]), key=len, reverse=True))

    def read(self, headline: str) -> Headline:
        """Title and company of a headline."""
        plain = _GENDERS.sub("", _SIGNS.sub(" | ", _MARKS.sub("", headline)))
        parts = [part.strip(_QUOTES) for part in _PARTS.split(plain)]
        parts = [part for part in parts if fold(part)]
        quoted = headline.strip()[:1] in '"“„«' and len(parts) == 1
        for at, part in enumerate(parts):
            if found := self._linked(part):
                return found
            if not quoted and self.is_title(part):
                return self._beside(parts, at)
        first = next((part for part in parts if not self._is_said(fold(part).split())), "")
        return Headline("" if quoted or len(first.split()) >= _LONG else first, "")

    def is_title(self, text: str) -> bool:
        """Whether the words name a role, and no sentence, former post or subject does it for them."""
        words = fold(text).split()
        return self.role.within(words) and not self._says_nothing(text)

    def _says_nothing(self, text: str) -> bool:
        words = fold(text).split()
        return self._is_said(words) or " ".join(words) in self.topic.phrases

    def _is_said(self, words: Sequence[str]) -> bool:
        """Whether words are a slogan, a former post, a wish: anything but what somebody does."""
        return not words or self.slogan.opens(words) or self.note.has(" ".join(words))

    def _linked(self, part: str) -> Headline | None:
        """Title and company with a word between them: "Gerente na Seabra"."""
        at = part.find("@")
        if at > 0 and part[at + 1 :].strip() and (part[at - 1].isspace() or self.is_title(part[:at])):
            return self._both(part[:at], part[at + 1 :])
        for use in self.links:  # the surest first
            for found in _WORD.finditer(part):
                title, rest = part[: found.start()].strip(" ,"), part[found.end() :].strip()
                if title and rest and fold(found.group()) in self.links[use] and self._joins(use, found, title, rest):
                    return self._both(title, rest)
        return self._led(part.split())

    def _led(self, words: Sequence[str]) -> Headline | None:
        """The role of one who leads a company, and the company's whole name: "Geschäftsführer Rabenstein GmbH"."""
        for cut in range(1, min(4, len(words))):
            title, company = " ".join(words[:cut]), " ".join(words[cut:])
            if self.top.has(fold(title)) and has_legal_form(company) and company[0].isupper() and "," not in title:
                return self._both(title, company)
        return None

    def _joins(self, use: str, link: re.Match[str], title: str, rest: str) -> bool:
        """Whether a word stands between a title and a company, and not inside one of them."""
        words, after = fold(title).split(), fold(rest).split()
        if use == "at":
            return bool(words) and not self.slogan.opens(words) and not self.never.opens(after)
        shouted = link.string.isupper()
        if not (shouted or link.group().islower()) or not (
            rest[0].isupper() or rest[0].isdigit() or self._is_called(rest)
        ):
            return False
        if not self.is_title(title) or (not has_legal_form(rest) and (self.topic.opens(after) or self.is_title(rest))):
            return False
        if use == "of":
            return self.top.has(" ".join(words)) or self.top.has(words[-1])
        return use == "in" or has_legal_form(rest)

    def _is_called(self, rest: str) -> bool:
        """Whether an article and a name follow: "w firmie Lipowa"."""
        return fold(rest).startswith(self.articles) and rest.rsplit(maxsplit=1)[-1][:1].isupper()

    def _both(self, title: str, company: str) -> Headline | None:
        said = [_NOW.sub("", part) for part in _COMMA.split(title)]
        said = [part for part in said if not self.note.has(fold(part))]
        return Headline(", ".join(said).strip(_QUOTES + ",-"), self._company(company)) if said else None

    def _beside(self, parts: Sequence[str], at: int) -> Headline:
        """A title without a word after it: the company stands in the next part, after a comma, or before it."""
        title = _SENTENCE.split(parts[at], maxsplit=1)[0]
        head, *more = _COMMA.split(title)
        for cut in range(len(more), 0, -1):
            company = ", ".join(more[cut - 1 :])
            name = more[cut - 1]
            about = self.topic.within(fold(name).split()) and not has_legal_form(name)
            if self.is_title(", ".join([head, *more[: cut - 1]])) and self._is_company(name) and not about:
                return Headline(", ".join([head, *more[: cut - 1]]), self._company(company))
        after = parts[at + 1] if at + 1 < len(parts) else ""
        before = parts[at - 1] if at else ""
        for beside in (before, after, *filter(has_legal_form, parts[at + 1 :])):
            if beside and self._is_company(beside):
                return Headline(_clean(title), self._company(beside))
        return Headline(_clean(title), "")

    def _is_company(self, text: str) -> bool:
        """Whether words that no other word explains look like a name: few, with capitals, and no subject."""
        words = fold(text).split()
        if has_legal_form(text):
            return True
        if not words or len(words) > _FEW or self.credential.has(" ".join(words)) or self._says_nothing(text):
            return False
        capitals = [word for word in text.split() if word[:1].isalpha() and len(word) > 3]  # noqa: PLR2004 - "of", "und"
        plain = all(word[0].isupper() for word in capitals) and text[:1].isupper()
        return plain and not self.is_title(text) and not self.topic.opens(words) and not self._all_topics(words)

    def _all_topics(self, words: Sequence[str]) -> bool:
        return any(word in self.topic.phrases for word in words[-1:]) and len(words) > 1

    def _company(self, text: str) -> str:
        """A company's name without what follows it."""
        name = _SENTENCE.split(text, maxsplit=1)[0]
        head, *more = _COMMA.split(name)
        while more and has_legal_form(f"x {more[0]}") and len(fold(more[0]).split()) <= 2:  # noqa: PLR2004 - "Inc.", "Co. KG"
            head = f"{head}, {more.pop(0)}"
        name = _clean(head)
        name = _PLACE.sub("", name) or name
        folded = fold(name)
        for article in self.articles:
            if folded.startswith(article) and name[:1].islower():
                return " ".join(name.split()[len(article.split()) :])
        return name


def _clean(text: str) -> str:
    shorter = _REMARK.sub("", text)
    return shorter.strip(_QUOTES + ",-\u2013\u2014")


@lru_cache(maxsize=1)
def _reader() -> Reader:
    return Reader(words("headline_words"))


@lru_cache(maxsize=100_000)
def read(headline: str) -> Headline:
    """Title and company of a headline; "" for a slogan, a former post or a wish in the place of a title."""
    return _reader().read(headline[:_LONGEST])
