"""Companies: every way of naming one -> keys that are equal when the company is the same.

A key is `id:<LinkedIn number>`, `slug:<name in the LinkedIn address>`, `domain:<web domain>` or
`name:<normal name>` (architecture, decision 7).
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from unicodedata import normalize
from urllib.parse import unquote
from zlib import crc32

from leadscout.lexicon.files import rows, table
from leadscout.lexicon.identities.domains import company_domain
from leadscout.lexicon.memory import remembered
from leadscout.lexicon.text import is_digits, words
from leadscout.model.lead import Company

_INITIALS = re.compile(r"(?<=\b\w)[./](?=\w\b|\s|,|$)")  # the dots of B.V. and S.p.A., the stroke of A/S
_MARKS = re.compile(r"[\u2122\u2120\u00ae\u00a9]")  # trademarks, which would be read as letters
# What stands in brackets and says only how a company came about or is listed, not which one it is.
_ASIDE = re.compile(
    r"[(\[]\s*(?:yc\s+\w+|y combinator[^)\]]*|p|publ|haftungsbeschr\S+|in liquidation|i\.?\s?l\.?|"
    r"(?:nyse|nasdaq|lse|tsx|asx|xetra|otc\w*)\s*:[^)\]]*|"
    r"(?:formerly|acquired|prev(?:iously|\.)|now|part of)\s[^)\]]*|an?\s[^)\]]*\s(?:company|brand|subsidiary))\s*[)\]]",
    re.IGNORECASE,
)
# e.V., e.K., U.A.: without the dots they would be other words.
_DOTTED = re.compile(r"\s(?:e\.\s?[vgku]|u\.\s?a)\b\.?(?=\s*(?:$|[,(\[]))", re.IGNORECASE)
_BRACKETS = re.compile(r"[()\[\]]")
_SIGNS = frozenset("()[]./")
_ACRONYM = re.compile(r"[(\[]\s*([A-ZÄÖÜ][A-Za-zÄÖÜ&.]{1,9})\s*[)\]]")
_QUOTES = " \t\"'\u00ab\u00bb\u201c\u201d\u201e\u2018\u2019"
_WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"}
)
VERSION = 2
"""Counted up when keys of companies change by code: what is kept under them is made anew then."""

_AND = frozenset(("and", "und", "et", "og", "och"))
_LINK = re.compile(
    r"(?:https?:)?/{0,2}(?:[a-z0-9-]+\.)*linkedin\.com(?::\d+)?/(?:mwlite/|m/|sales/)?"
    r"(?:company|company-beta|organization|account|school|edu|showcase|pub|pub-profile)/([^/?#,]+)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:https?:)?/{0,2}(?:[a-z0-9-]+\.)*linkedin\.com/[^?#]*\?(?:[^#]*&)?companyId=(\d+)", re.IGNORECASE
)
_URN = re.compile(
    r"urn:li:(?:organization|company|school|fsd_company|fsd_school|fs_\w*(?:company|school)|organizationBrand)"
    r":\(?(\d+)\b",
    re.IGNORECASE,
)
_AROUND = " \t\r\n<>\"'()[],;.:!"
_LETTERS = 300
_SHORTEST_ACRONYM = 3  # letters; of two many names have one by chance
_ENCODED = re.compile(r"%2f", re.IGNORECASE)


def joined(name: str) -> str:
    """A name with its initials as one word: "B.V." is "BV", "E.T.H." is "ETH"."""
    return _INITIALS.sub("", name)


def normal_name(name: str) -> str:
    """The name in normal form: folded words joined by "_", without what says nothing about which company it is.

    That are legal forms at both ends and before a bracket, "the" in front, "and" between words, asides ("(YC W21)") and
    acronyms in brackets that the words before them spell. Something always stays: "Holding AG" is "holding". The first
    300 letters count.
    """
    return _normal_name(name[:_LETTERS])


@remembered(50_000)
def _normal_name(name: str) -> str:
    plain = name.isascii() and _SIGNS.isdisjoint(name)  # nearly always: there is nothing to take out of it
    text = name if plain else _ACRONYM.sub(_unless_spelled, _ASIDE.sub(" ", _MARKS.sub(" ", name)))
    text = _without_form_before(text)
    if not plain:
        text = joined(_DOTTED.sub(" ", text))
    parts = [part for part in map(words, _BRACKETS.split(text)) if part] or [words(name)]
    if len(parts[0]) > 1 and parts[0][0] == "the":
        parts[0] = parts[0][1:]
    kept = [word for part in parts for word in _without_forms(part)]
    if len(parts) > 1:
        kept = _without_forms(kept)
    return "_".join(word for at, word in enumerate(kept) if word not in _AND or at in (0, len(kept) - 1))


def name_keys(name: str) -> tuple[str, ...]:
    """The keys of a name: its normal name, and the one with umlauts written out, where it has any.

    "Grünwerk" is found as "Grunwerk" and "Gruenwerk"; "Blue" is not "Blu", as it would be if letters were left out.
    Before these, of a name in company_aliases, the key that all names of its company have: "International Business
    Machines" is IBM.
    """
    forms = _forms_of(name)
    shared = [_shared_forms()[form] for form in forms if form in _shared_forms()]
    return tuple(f"name:{form}" for form in dict.fromkeys((*shared, *forms)) if form)


def _forms_of(name: str) -> list[str]:
    """The normal name, and that of the name with umlauts written out."""
    plain = normal_name(name)
    return [plain] if name.isascii() else [plain, normal_name(normalize("NFKC", name).translate(_WRITTEN_OUT))]


def member_keys(key: str, written: str) -> tuple[str, ...]:
    """The keys of a company that a list kept under a key, maybe one of an earlier version, as it was written."""
    kind, _, rest = key.partition(":")
    if kind == "domain":
        return (f"domain:{company_domain(rest) or rest}",)
    listed = rest in _shared_forms() or rest.partition("_")[0] in _first_words()
    if kind == "name" and (listed or not written.isascii()):
        return name_keys(written) or (key,)
    return (key,)


@cache
def version() -> str:
    """What the keys are made by: other code, tables or list of suffixes may make others."""
    names = ("company_aliases", "legal_forms", "legal_forms_before", "shared_hosts")
    tables = "\n".join(line for name in names for line in table(name))
    return f"{VERSION}.{crc32(tables.encode()):08x}"


@cache
def _shared_forms() -> dict[str, str]:
    """The normal names of companies that have several, with the one under which all of these are kept."""
    shared: dict[str, str] = {}
    for row in rows("company_aliases"):
        first, *_ = forms = [form for name in row["names"].split("|") for form in _forms_of(name)]
        shared.update(dict.fromkeys(forms, first))
    return shared


def _unless_spelled(bracket: re.Match[str]) -> str:
    """The bracket, or a blank where the words before it begin with its letters, in order, or it is short for them."""
    before = words(bracket.string[: bracket.start()])
    letters = "".join(words(bracket[1])).replace(" ", "")
    spelled = len(letters) > 1 and _in_order(letters, (word[0] for word in before))
    return " " if spelled or _is_short_for(bracket[1], letters, before) else bracket[0]


def _is_short_for(written: str, letters: str, before: Sequence[str]) -> bool:
    """Whether capitals are letters of several words in order, one at least for each: "Verkehrsbetriebe Zug (VBZ)"."""
    capitals = sum(map(str.isupper, written)) * 2 >= len(written)
    long = sum(len(word) >= _SHORTEST_ACRONYM for word in before)
    enough = len(letters) >= max(long, _SHORTEST_ACRONYM) and long > 1
    return capitals and enough and letters[0] == before[0][0] and _in_order(letters, "".join(before))


def _in_order(letters: str, others: Iterable[str]) -> bool:
    rest = iter(others)
    return all(letter in rest for letter in letters)


def _without_form_before(text: str) -> str:
    """A name without a legal form before it, or one that is written to it without a blank."""
    beside, before, first_words = _forms_before()
    if not text.isascii():
        text = normalize("NFKC", text).strip()
        for form in beside:
            text = text.removeprefix(form).removesuffix(form).strip() or text
    written = text.strip(_QUOTES).split()
    if written and written[0].isascii() and written[0].isalnum() and written[0].lower() not in first_words:
        return text  # nearly always
    for size in range(min(_LONGEST_BEFORE, len(written) - 1), 0, -1):
        ends = before.get(_compared(" ".join(written[:size])))
        rest = " ".join(written[size:]).strip(_QUOTES)
        bare = words(joined(rest))
        if ends is not None and _says_more(bare) and (not ends or bare[-1] in ends):
            return rest
    return text


def _says_more(written: Sequence[str]) -> bool:
    """Whether words are more than legal forms."""
    left = tuple(_without_forms(written))
    return bool(left) and left not in _forms()[0]


def _compared(form: str) -> str:
    """A form as the table has it: folded in Latin letters, else in lower case."""
    bare = joined(form).strip(" .")
    return " ".join(words(bare)) if bare.isascii() else bare.casefold()


_LONGEST_BEFORE = 5  # words, with the "&" of "GmbH & Co. KG"


@cache
def _forms_before() -> tuple[tuple[str, ...], dict[str, tuple[str, ...]], frozenset[str]]:
    """Forms written to a name without a blank, those before it with the forms that must stand at the end.

    And the first words of the latter.
    """
    listed = [
        (row["use"], row["forms"].split("|"), tuple(filter(None, row["ends"].split("|")))) for row in rows(_BEFORE)
    ]
    beside = tuple(form for use, forms, _ in listed if use == "beside" for form in forms)
    before = {form: ends for use, forms, ends in listed if use == "before" for form in forms}
    return beside, before, frozenset(form.split()[0] for form in before)


@cache
def _first_words() -> frozenset[str]:
    """The first words of forms before a name, as an earlier version kept them in keys."""
    return frozenset(words(form)[0] for form in _forms_before()[1] if words(form))


_BEFORE = "legal_forms_before"


def has_legal_form(name: str) -> bool:
    """Whether a name ends with a legal form: "Acme GmbH", "Skovgaard A/S", but not "Holding" alone."""
    kept = words(joined(name))
    return len(_without_forms(kept)) < len(kept)


def has_own_form(name: str) -> bool:
    """Whether a legal form in letters that are not Latin stands before or after a name: "株式会社ソラノ"."""
    bare = name.strip()
    first = bare.split(" ", 1)[0]
    beside, before, _ = _forms_before()
    more = len(first) < len(bare)
    return not first.isascii() and (
        (more and _compared(first) in before and not _compared(first).isascii())
        or any(bare != form and (bare.startswith(form) or bare.endswith(form)) for form in beside)
    )


def _without_forms(kept: Sequence[str]) -> list[str]:
    """Words without legal forms at the end, and without the "and" before one ("Kornblum & Co. and Company")."""
    left = list(kept)
    while size := _form_at_end(left):
        del left[-size:]
        if len(left) > 1 and left[-1] in _AND:
            left.pop()
    return left


def _form_at_end(kept: list[str]) -> int:
    """How many words the longest legal form at the end has; 0 if there is none, or nothing before it."""
    if kept and len(kept[-1]) > 1 and kept[-1] not in _last_words():  # nearly always
        return 0
    forms, longest = _forms()
    sizes = range(min(longest, len(kept) - 1), 0, -1)
    # Initials may stand apart: "S. A.", "B. V.".
    return next((n for n in sizes if tuple(kept[-n:]) in forms or (_initials(kept[-n:]),) in forms), 0)


def _initials(written: list[str]) -> str:
    return "".join(written) if len(written) > 1 and all(len(word) == 1 for word in written) else ""


@cache
def _last_words() -> frozenset[str]:
    """The last words of legal forms."""
    return frozenset(form[-1] for form in _forms()[0])


@cache
def _forms() -> tuple[frozenset[tuple[str, ...]], int]:
    forms = frozenset(tuple(form.split()) for row in rows("legal_forms") for form in row["forms"].split("|"))
    return forms, max(map(len, forms))


@remembered(10_000)
def link_key(link: str) -> str:
    """`id:` or `slug:` of a LinkedIn company, in an address of any form or a urn; "" if it is none."""
    text = link.strip(_AROUND)
    if _ENCODED.search(text):
        text = unquote(text)
    if number := _URN.match(text) or _ASKED.match(text):
        return f"id:{number[1]}"
    match = _LINK.match(text)
    part = _slug(match[1].rstrip(_AROUND)) if match else ""
    if not part:
        return ""
    if urn := _URN.match(part):
        return f"id:{urn[1]}"
    return f"id:{part}" if is_digits(part) else f"slug:{part}"


def _slug(written: str) -> str:
    return normalize("NFC", unquote(written)).strip().lower()


def read(value: str) -> tuple[str, ...]:
    """The keys meant by what somebody writes for a company: a number, an address, a domain, a name, or a key."""
    text = value.strip()
    kind, _, rest = text.partition(":")
    if kind in ("id", "slug", "domain", "name") and rest:
        return (_key(kind, rest.strip()),)
    if is_digits(text):
        return (f"id:{text}",)
    if key := link_key(text):
        return (key,)
    domain = company_domain(text) if "." in text else ""
    return (*name_keys(text), *([f"domain:{domain}"] if domain else []))


def keys(company: Company) -> tuple[str, ...]:
    """All keys under which the company of a position can be found, the surest first."""
    id_, slug, domain, website, name = company.id, company.slug, company.domain, company.website, company.name
    short = len(id_) + len(slug) + len(domain) + len(website) + len(name) <= _LETTERS
    return (_remembered_keys if short else _keys)(id_, slug, domain, website, name)


def _keys(id_: str, slug: str, domain: str, website: str, name: str) -> tuple[str, ...]:
    domain = company_domain(domain) or company_domain(website)
    pairs = (("id", id_), ("slug", _slug(slug)), ("domain", domain))
    return (*(f"{kind}:{value}" for kind, value in pairs if value), *(name_keys(name) if name else ()))


_remembered_keys = lru_cache(10_000)(_keys)  # of one company row follows upon row


def page_of(company: Company) -> str:
    """Its address at LinkedIn; "" where neither its name there nor its number is given."""
    name = company.slug or company.id
    return f"https://www.linkedin.com/company/{name}/" if name else ""


def _key(kind: str, rest: str) -> str:
    match kind:
        case "name":
            form = normal_name(rest)
            return f"name:{_shared_forms().get(form, form)}"
        case "domain":
            return f"domain:{company_domain(rest) or rest.lower()}"
        case "slug":
            return f"slug:{_slug(rest)}"
    return f"id:{rest.lower()}"
