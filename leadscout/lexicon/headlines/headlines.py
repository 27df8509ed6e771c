"""Headlines: "Head of Sales at Acme | Speaker" -> title and company."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from leadscout.lexicon.files import words
from leadscout.lexicon.headlines.links import COMMA, LONGEST_NAME, Link, Links
from leadscout.lexicon.headlines.words import Meanings, known
from leadscout.lexicon.identities.companies import has_legal_form
from leadscout.lexicon.text import fold


class Headline(NamedTuple):
    """What a headline says; "" where it does not."""

    title: str
    company: str


_PARTS = re.compile(r"\s*[|·•●∙‧┃│;\n★☆►▶→➤✦◆♦~]+\s*|\s+[-\u2013\u2014]+\s+|\s+//?\s+|(?<=\w{3}):\s+")
_SIGNS = re.compile(r"[^\w\s.,;:!?'\u2019\"“”„«»&+#@/()\[\]|·•●∙‧┃│★☆►▶→➤✦◆♦~\u2013\u2014%*-]|[\ufe0f\u200d]")
_MARKS = re.compile("[®™©]")  # part of a name, where other signs stand between parts
_QUOTES = ' \t"“”„«»*#!'
_REMARK = re.compile(
    r"\s*[(\[][^)\]]*[)\]]\s*$"
    r"|\s+(?:since|seit|depuis|desde|dal|sinds|od|sedan|siden)\s+\d{4}$"
    r"|,?\s+\d{4}\s*[-\u2013]\s*(?:\d{4}|today|heute|present)?$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_GENDERS = re.compile(r"\s*[(\[]\s*[mwfdxhv](?:\s*[/|,]\s*[mwfdxhv*]){1,3}\s*[)\]]", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=\w{4})(?<!Prof)\.\s+(?=\w)|[!?]\s")
_ALSO = re.compile(r"\s+(?:&|and|und|et|e|y|en|och|og)\s+")
_PLACE = re.compile(r"\s+(in|à|en|em|w|i|a)\s+([A-ZÀ-Þ][\w-]+)$")
_NOW = re.compile(
    r"^(?:now|currently|aktuell|derzeit|actuellement|actualmente|atualmente|attualmente|and|&)\s+", re.IGNORECASE
)
_LONGEST = 300  # letters that are read: LinkedIn allows 220
_FEW = 5  # words of a company's name, at most, where only its place in the headline speaks for it
_LONG = 8  # words from which a part without a word for a role is a sentence
_SHOUTED = re.compile("[A-Z]\\w*[A-Z]\\w?$")  # PMP, PhD: a certificate that nothing separates from a title


class Reader:
    """Reads headlines by the words of each use."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        """Take the words of each use, as headline_words.tsv has them."""
        self._means = Meanings(words, known())
        self._links = Links(words)

    def read(self, headline: str) -> Headline:
        """Title and company of a headline."""
        plain = _GENDERS.sub("", _SIGNS.sub(" | ", _MARKS.sub("", headline)))
        parts = [part.strip(_QUOTES) for part in _PARTS.split(plain)]
        parts = [self._now(part) for part in parts if fold(part)]
        quoted = headline.strip()[:1] in '"“„«' and len(parts) == 1
        for at, part in enumerate(parts):
            if linked := self._linked(part):
                return linked
            if not quoted and self._means.is_occupation(part) and not has_legal_form(part):
                return self._beside(parts, at)
        return Headline("", "") if quoted else self._unknown(parts)

    def _now(self, part: str) -> str:
        """A part without the former posts that stand before a comma: "Ex CFO, now advisor"."""
        head, *more = COMMA.split(part)
        return _NOW.sub("", ", ".join(more)) if more and self._means.note.has(fold(head)) else part

    def _unknown(self, parts: Sequence[str]) -> Headline:
        """A headline without a word for a role: what stands before a company, or the first thing said."""
        candidates = [at for at, part in enumerate(parts) if not self._means.is_said(fold(part).split())]
        named = [at for at in candidates if not self._means.is_company(parts[at])]
        if len(named) < len(candidates) and named and len(parts[named[0]].split()) < _LONG:
            return self._beside(parts, named[0])
        for at in candidates[:1]:
            head = COMMA.split(parts[at], maxsplit=1)
            if len(head) > 1 and self._means.is_company(head[1]):
                return self._beside(parts, at)
            return Headline("" if len(parts[at].split()) >= _LONG else self._title(parts[at]), "")
        return Headline("", "")

    def _linked(self, part: str) -> Headline | None:
        """Title and company with a word between them: "Gerente na Seabra"."""
        at = part.find("@")
        title = part[: max(at, 0)]
        if title and part[at + 1 :].strip() and (title[-1].isspace() or self._means.is_title(title)):
            return None if self._means.slogan.opens(fold(title).split()) else self._both(title, part[at + 1 :])
        links = list(self._links.find(part))
        for joins in (self._surely, self._by_kind, self._by_name):  # the surest first
            for link in links:
                if joins(link, part) and (headline := self._both(link.title, link.rest)):
                    return headline
        return self._led(part.split())

    def _surely(self, link: Link, _: str) -> bool:
        """Whether a word always stands between a title and a company."""
        title = fold(link.title).split()
        never = self._means.never.opens(fold(link.rest).split())
        return "at" in link.uses and bool(title) and not self._means.slogan.opens(title) and not never

    def _by_kind(self, link: Link, part: str) -> bool:
        """Whether a company follows that says so itself: "an der Universität Mannheim"."""
        name = link.name
        if not link.is_written(part) or not self._means.is_company(name):
            return False
        first = name.split()[0]
        if self._means.is_title(first) or not (
            first[0].isupper() or part.islower() or self._means.organisation.has(fold(first))
        ):
            return False  # "Mitglied des Vorstands der Hafenbank AG"
        title = fold(link.title).split()
        leads = link.uses != {"of"} or self._leads(title)
        return len(title) < _LONG and not self._means.is_said(title) and leads

    def _by_name(self, link: Link, part: str) -> bool:
        """Whether a role stands before the word, and what follows is written as a name and is nothing else."""
        name, means = link.name, self._means
        title = fold(link.title).split()
        other = means.is_title(name) or means.is_place(name, towns="where" in link.uses)
        if other or not link.is_written(part) or not (means.is_occupation(link.title) or self._leads(title)):
            return False
        if has_legal_form(name):
            return link.uses != {"of"} or self._leads(title)
        return not means.is_field(name) and self._is_workplace(link, title, small=part.islower())

    def _is_workplace(self, link: Link, title: Sequence[str], *, small: bool) -> bool:
        """Whether a word means where somebody works, before a name that nothing else explains."""
        name, word = link.name, fold(link.written)
        if small:
            return "low" in link.uses and self._means.says_where(word, title) and self._is_rare(name)
        if not (name[0].isupper() or name[0].isdigit()):
            return False
        if "with" in link.uses:
            about = self._means.topic.within(fold(name).split())
            return len(name.split()) > 1 and name.istitle() and self._is_rare(name) and not about
        if "of" in link.uses and self._leads(title):
            return True
        return self._means.says_where(word, title) and (word == "in" or "in" in link.uses)

    def _is_rare(self, name: str) -> bool:
        """Whether words without capitals are names rather than things: few, and no other table knows the first."""
        folded = fold(name).split()
        return len(folded) < _FEW and self._means.is_named(folded[:1]) and not self._links.joins(folded)

    def _leads(self, title: Sequence[str]) -> bool:
        top = self._means.top
        return bool(title) and (" ".join(title) in top.phrases or top.has(title[-1]))

    def _led(self, words: Sequence[str]) -> Headline | None:
        """The role of one who leads a company, and the company's whole name: "Geschäftsführer Rabenstein GmbH"."""
        for cut in range(1, min(4, len(words))):
            title, company = " ".join(words[:cut]), " ".join(words[cut:])
            kind = has_legal_form(company) or (
                self._means.organisation.has(fold(words[cut])) and self._means.is_organisation(company)
            )
            if (
                self._means.top.has(fold(title))
                and kind
                and company[0].isupper()
                and "," not in title
                and not self._means.is_title(words[cut])
            ):
                return self._both(title, company)
        return None

    def _both(self, title: str, company: str) -> Headline | None:
        *_, last = _SENTENCE.split(title)  # "Father of two. Buyer at Acme"
        clauses = [_NOW.sub("", part) for part in COMMA.split(last if self._means.is_occupation(last) else title)]
        clauses = [part for part in clauses if not self._means.note.has(fold(part))]
        return Headline(self._title(", ".join(clauses)), self._company(company)) if clauses else None

    def _beside(self, parts: Sequence[str], at: int) -> Headline:
        """A title without a word after it: the company stands in the next part, after a comma, or before it."""
        title = _SENTENCE.split(parts[at], maxsplit=1)[0]
        head, *more = COMMA.split(title)
        for cut in range(len(more), 0, -1):
            front, name = ", ".join([head, *more[: cut - 1]]), more[cut - 1]
            about = self._means.topic.within(fold(name).split()) and not self._means.is_named(fold(name).split())
            kind = self._means.is_company(name)
            plausible = kind or (self._means.is_occupation(front) and not about)
            if plausible and self._is_company(name):
                return Headline(self._title(_clean(front)), self._company(", ".join(more[cut - 1 :])))
        after = self._unlinked(parts[at + 1]) if at + 1 < len(parts) else ""
        before = parts[at - 1] if at else ""
        around = () if self._means.self.within(fold(title).split()) else (before, after)
        for beside in (*around, *filter(self._means.is_company, parts[at + 1 :])):
            if beside and self._is_company(beside):
                return Headline(self._title(_clean(title)), self._company(beside))
        return Headline(self._title(_clean(title)), "")

    def _unlinked(self, part: str) -> str:
        """A part without the word before it that links it to the one before: "Koch 👨‍🍳 im Gasthof Reh"."""
        link = next(self._links.find(f"x {part.removeprefix('@')}"), None)
        return link.rest if link and link.title == "x" and link.uses != {"of"} else part.removeprefix("@").strip()

    def _is_company(self, text: str) -> bool:
        """Whether words that no other word explains look like a name: few, with capitals, and no subject."""
        means = self._means
        folded = fold(text).split()
        if has_legal_form(text):
            return True
        if not folded or means.says_nothing(text) or means.is_place(text) or self._is_certificate(text):
            return False
        if means.is_organisation(self._links.name(text)):
            return len(folded) <= LONGEST_NAME and any(word[0].isupper() for word in text.split())
        capitals = [word for word in text.split() if word[:1].isalpha() and len(word) > 3]  # noqa: PLR2004 - "of", "und"
        plain = all(word[0].isupper() for word in capitals) and text[:1].isupper() and self._links.name(text) == text
        if not plain or len(folded) > _FEW or means.is_occupation(text) or means.is_field(text):
            return False
        kind = len(folded) > 1 and means.organisation.within(folded) and not means.is_field(folded[-1])
        return kind or means.is_named(folded)

    def _company(self, text: str) -> str:
        name, *other = _ALSO.split(_SENTENCE.split(text, maxsplit=1)[0], maxsplit=1)
        if other and not (" " in other[0] and self._means.is_title(other[0])):
            name = _SENTENCE.split(text, maxsplit=1)[0]  # "Dorn & Weber"
        head, *more = COMMA.split(name)
        while more and has_legal_form(f"x {more[0]}") and len(fold(more[0]).split()) <= 2:  # noqa: PLR2004 - "Inc.", "Co. KG"
            head = f"{head}, {more.pop(0)}"
        name = _clean(head)
        place = _PLACE.search(name)
        is_place = place and (place[1] in ("in", "à") or self._means.is_place(place[2], towns=True))
        return self._links.bare(name[: place.start()] if place and is_place else name)

    def _title(self, text: str) -> str:
        """A title without the certificates, degrees and remarks around it."""
        text = _BRACKETS.sub(lambda bracket: "" if self._is_certificate(bracket[1]) else bracket[0], text)
        head, *more = COMMA.split(text.strip(_QUOTES + ",-\u2013\u2014"))
        kept = head.split()
        while kept[0:1] and kept[0].endswith(".") and self._means.credential.has(fold(kept[0])) and len(kept) > 1:
            kept.pop(0)
        more = [part for part in more if not self._is_certificate(part)]
        if more and self._is_certificate(head):
            kept = more.pop(0).split()
        if not more:
            while len(kept) > 1 and self._is_certificate(kept[-1]) and _SHOUTED.match(kept[-1]):
                kept.pop()
        return ", ".join([" ".join(kept), *more]).strip(_QUOTES + ",-\u2013\u2014")

    def _is_certificate(self, text: str) -> bool:
        """Whether all that stands between commas and strokes is a certificate, a degree or a pronoun."""
        return all(self._means.credential.has(fold(part)) for part in re.split(r"[,/&+]", text))


def _clean(text: str) -> str:
    shorter = _REMARK.sub("", text)
    return shorter.strip(_QUOTES + ",-\u2013\u2014")


@lru_cache(maxsize=1)
def _reader() -> Reader:
    return Reader(words("headline_words"))


def read(headline: str) -> Headline:
    """Title and company of a headline; "" for a slogan, a former post or a wish in the place of a title."""
    return _read(headline[:_LONGEST])


@lru_cache(maxsize=100_000)
def _read(headline: str) -> Headline:
    return _reader().read(headline)
