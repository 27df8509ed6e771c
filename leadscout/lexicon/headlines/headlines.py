"""Headlines: "Head of Sales at Acme | Speaker" -> title and company."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from leadscout.lexicon.files import words
from leadscout.lexicon.headlines.links import COMMA, LONGEST_NAME, Links, LinkWord
from leadscout.lexicon.headlines.words import Meanings, has_form, is_form, known
from leadscout.lexicon.memory import remembered
from leadscout.lexicon.text import fold


class Headline(NamedTuple):
    """What a headline says; "" where it does not."""

    title: str
    company: str


# A dash that a blank stands beside on one side alone is one, too, but none that leaves out a word: "Vertriebs- und".
_AND_ON = r"(?!(?:und|oder|u\.|bzw|and|or|et|ou|y|e|en|of|och|eller|og|i)\b|[&/+])"
_PARTS = re.compile(
    r"(\s*[|\uff5c·•●∙‧┃│;\n★☆►▶→➤✦◆♦~\u2014]+\s*|\s+[-\u2010-\u2015\u2212]+\s+|\s+//?\s+|(?<=\w{3}):\s+|(?<=\w{3}):(?=[A-Z])"
    rf"|(?<=\w{{3}})[-\u2010-\u2013]\s+{_AND_ON}(?=[A-ZÀ-Þ])|(?<=\w{{3}})\s+[-\u2010-\u2013](?=[A-ZÀ-Þ]\w\w))"
)
_DASH = re.compile("[-\u2010-\u2015\u2212/]")  # joins a title and what narrows it, or a second one
_SIGNS = re.compile(r"[^\w\s.,;:!?'\u2019\"“”„«»&+#@/()\[\]|·•●∙‧┃│★☆►▶→➤✦◆♦~\u2010-\u2015\u2212%*-]|[\ufe0f\u200d]")
_MARKS = re.compile("[®™©]")  # part of a name, where other signs stand between parts
_QUOTES = ' \t"“”„«»*#!'
_REMARK = re.compile(
    r"\s*[(\[][^)\]]*[)\]]\s*$"
    r"|\s+(?:since|seit|depuis|desde|dal|sinds|od|sedan|siden)\s+\d{4}$"
    r"|,?\s+\d{4}\s*[-\u2013]\s*(?:\d{4}|today|heute|present)?$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_IN_BRACKETS = re.compile(r"([^()]+?)\s*\(([A-Z\u00c0-\u00de\d][^()]*)\)$")
_GENDERS = re.compile(r"\s*[(\[]\s*[mwfdxhv](?:\s*[/|,]\s*[mwfdxhv*]){1,3}\s*[)\]]", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=\w{4})(?<!Prof)\.\s+(?=\w)|[!?]\s")
_ALSO = re.compile(r"\s+(?:&|and|und|et|e|y|en|och|og)\s+")
_PLACE = re.compile(r"\s+(in|à|en|em|w|i|a)\s+([A-ZÀ-Þ][\w-]+)$")
_NOW = re.compile(
    r"^(?:now|currently|aktuell|derzeit|actuellement|actualmente|atualmente|attualmente|and|&)\s+", re.IGNORECASE
)
_TOOL = re.compile(r"\w\+(?:\s|$)|^[A-Z0-9]{1,4}/[A-Z0-9]{1,5}$")  # "Security+", "FI/CO"
_PARTNERS = re.compile(r"[A-Z][\w'-]+ (?:&|and|und|et|y|e) [A-Z][\w'-]+(?!\S)")
_SIGN = 2  # letters of a state's sign
_SHORT = 3  # words that stand before a stroke
_LONGEST = 300  # letters that are read: LinkedIn allows 220
_FEW = 5  # words of a company's name, at most, where only its place in the headline speaks for it
_LONG = 8  # words from which a part without a word for a role is a sentence
_SHOUTED = re.compile("[A-Z]\\w*[A-Z]\\w?$")  # PMP, PhD: a certificate that nothing separates from a title


class HeadlineReader:
    """Reads headlines by the words of each use."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        """Take the words of each use, as headline_words.tsv has them."""
        self._means = Meanings(words, known())
        self._links = Links(words)

    def read(self, headline: str) -> Headline:
        """Title and company of a headline."""
        plain = _GENDERS.sub("", _SIGNS.sub(" | ", _MARKS.sub("", headline)))
        cut = _PARTS.split(plain)
        signs = ("|", *(sign.strip() for sign in cut[1::2]))
        pairs = [(sign, part.strip(_QUOTES)) for sign, part in zip(signs, cut[::2], strict=True) if fold(part)]
        signs, parts = tuple(sign for sign, _ in pairs), [self._now(part) for _, part in pairs]
        quoted = headline.strip()[:1] in '"“„«' and len(parts) == 1
        for at, part in enumerate(parts):
            if bracketed := self._bracketed(part):
                return bracketed
            if linked := self._linked(part):
                return self._with_first(linked, parts, signs, at)
            if not quoted and self._means.is_occupation(part) and not has_form(part):
                return self._carried(parts, signs, at) or self._or_later(self._beside(parts, at), parts[at + 1 :])
        return Headline("", "") if quoted else self._unknown(parts)

    def _bracketed(self, part: str) -> Headline | None:
        """A title with its company in brackets, where that says so itself: "Vertriebsingenieur (Kessler GmbH)"."""
        match = _IN_BRACKETS.fullmatch(part)
        if match is None or not self._means.is_occupation(match[1]) or has_form(match[1]):
            return None
        name = match[2]
        other = self._means.says_nothing(name) or self._means.is_title(name) or self._is_certificate(name)
        if other or not self._means.is_company(name) or self._linked(match[1]):
            return None
        return Headline(self._title(match[1]), self._company(name))

    def _with_first(self, linked: Headline, parts: Sequence[str], signs: Sequence[str], at: int) -> Headline:
        """A title with the words before its stroke: "UI / UX Designer at Acme"."""
        before = parts[at - 1] if at and signs[at] == "/" else ""
        alike = before and len(before.split()) <= _SHORT and not self._means.is_said(fold(before).split())
        return linked._replace(title=f"{before} / {linked.title}") if alike and linked.title else linked

    def _carried(self, parts: Sequence[str], signs: Sequence[str], at: int) -> Headline | None:
        """A title with what a dash or a stroke adds to it: "Director - EMEA at Acme", "CEO / Founder at Acme"."""
        whole = parts[at]
        for after in range(at + 1, len(parts)):
            if not _DASH.search(signs[after]):
                return None
            linked = self._linked(parts[after])
            if linked and linked.title and linked.company and not self._means.is_company(linked.title):
                whole = f"{whole} {signs[after]} {linked.title}"
                return Headline(self._title(_clean(whole)), linked.company)
            if linked or len(parts[after].split()) > _SHORT or self._means.is_company(parts[after]):
                return None
            whole = f"{whole} {signs[after]} {parts[after]}"
        return None

    def _or_later(self, first: Headline, parts: Sequence[str]) -> Headline:
        """A title with the only company that is told, of a later role: "Tech Lead | Engineer at Acme"."""
        if first.company:
            return first
        linked = [one for one in map(self._linked, parts) if one and one.company]
        aside = self._means.aside
        main = [
            one for one in linked if self._means.is_occupation(one.title) and not aside.within(fold(one.title).split())
        ]
        return first._replace(company=main[0].company) if len(linked) == 1 and main else first

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
            if self._means.is_company(parts[at]) and not COMMA.search(parts[at]):
                return Headline("", "")  # a company alone
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
                rest = "" if link.unnamed else link.rest
                if joins(link, part) and (headline := self._both(link.title, rest)):
                    return headline
        return self._led(part.split())

    def _surely(self, link: LinkWord, _: str) -> bool:
        """Whether a word always stands between a title and a company."""
        title = fold(link.title).split()
        never = self._means.never.opens(fold(link.rest).split())
        return "at" in link.uses and bool(title) and not self._means.slogan.opens(title) and not never

    def _by_kind(self, link: LinkWord, part: str) -> bool:
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

    def _by_name(self, link: LinkWord, part: str) -> bool:
        """Whether a role stands before the word, and what follows is written as a name and is nothing else."""
        name, means = link.name, self._means
        title = fold(link.title).split()
        other = means.is_title(name) or means.is_place(name, towns="where" in link.uses)
        if other or not link.is_written(part) or not (means.is_occupation(link.title) or self._leads(title)):
            return False
        if has_form(name):
            return link.uses != {"of"} or self._leads(title)
        return not means.is_field(name) and self._is_workplace(link, title, small=part.islower())

    def _is_workplace(self, link: LinkWord, title: Sequence[str], *, small: bool) -> bool:
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
            kind = has_form(company) or (
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
        named = self._company(company) if company else ""
        return Headline(self._title(", ".join(clauses)), named) if clauses else None

    def _beside(self, parts: Sequence[str], at: int) -> Headline:
        """A title without a word after it: the company stands in the next part, after a comma, or before it."""
        title = _SENTENCE.split(parts[at], maxsplit=1)[0]
        head, *more = _clauses(title)
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
            if beside and (self._is_company(beside) or self._is_company_at(beside)):
                return Headline(self._title(_clean(title)), self._company(beside))
        return Headline(self._title(_clean(title)), "")

    def _is_company_at(self, text: str) -> bool:
        """Whether a company stands before its town: "Acme Corp, Springfield, IL"."""
        name, *where = _clauses(text)
        return bool(where) and self._is_company(name) and all(self._is_where(part) for part in where)

    def _is_where(self, text: str) -> bool:
        return self._means.is_place(text, towns=True) or (text.isupper() and len(text) == _SIGN)

    def _unlinked(self, part: str) -> str:
        """A part without the word before it that links it to the one before: "Koch 👨‍🍳 im Gasthof Reh"."""
        link = next(self._links.find(f"x {part.removeprefix('@')}"), None)
        return link.rest if link and link.title == "x" and link.uses != {"of"} else part.removeprefix("@").strip()

    def _is_company(self, text: str) -> bool:
        """Whether words that no other word explains look like a name: few, with capitals, and no subject."""
        means = self._means
        folded = fold(text).split()
        if _TOOL.search(text) or has_form(text):
            return not _TOOL.search(text)
        if not folded or means.says_nothing(text) or means.is_place(text) or self._is_certificate(text):
            return False
        if means.topic.opens(folded):
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
        name = _clean(_clauses(f"x, {name}")[1])
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
            kept = list(self._means.without_wish(kept))
        return ", ".join([" ".join(kept), *more]).strip(_QUOTES + ",-\u2013\u2014")

    def _is_certificate(self, text: str) -> bool:
        """Whether all that stands between commas and strokes is a certificate, a degree or a pronoun."""
        return all(self._means.credential.has(part) for part in map(fold, re.split(r"[,/&+]", text)) if part)


def _clauses(text: str) -> list[str]:
    """What stands between commas; a legal form stays with its name, as partners do: "Lowe, Finch & Grey, LLP"."""
    clauses: list[str] = []
    for clause in COMMA.split(text):
        if clauses and (is_form(clause) or (len(clauses) > 1 and _joins(clauses[-1], clause))):
            clauses[-1] = f"{clauses[-1]}, {clause}"
        else:
            clauses.append(clause)
    return clauses


def _joins(before: str, clause: str) -> bool:
    """Whether a clause goes on with the names of partners."""
    partners = _PARTNERS.match(clause)
    whole = partners is not None and (partners.end() == len(clause) or has_form(clause))
    return before.isalpha() and before.istitle() and whole


def _clean(text: str) -> str:
    shorter = _REMARK.sub("", text)
    return shorter.strip(_QUOTES + ",-\u2013\u2014")


@lru_cache(maxsize=1)
def _reader() -> HeadlineReader:
    return HeadlineReader(words("headline_words"))


def read(headline: str) -> Headline:
    """Title and company of a headline; "" for a slogan, a former post or a wish in the place of a title."""
    return _read(headline[:_LONGEST])


@remembered(20_000, 250)
def _read(headline: str) -> Headline:
    return _reader().read(headline)
