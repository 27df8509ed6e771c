"""Companies: every way of naming one -> keys that are equal when the company is the same.

A key is `id:<LinkedIn number>`, `slug:<name in the LinkedIn address>`, `domain:<web domain>` or
`name:<normal name>` (architecture, decision 7).
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from unicodedata import normalize
from urllib.parse import unquote

from leadscout.lexicon.files import rows
from leadscout.lexicon.identities.domains import domain_of
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
_ENCODED = re.compile(r"%2f", re.IGNORECASE)


def joined(name: str) -> str:
    """A name with its initials as one word: "B.V." is "BV", "E.T.H." is "ETH"."""
    return _INITIALS.sub("", name)


def normal_name(name: str) -> str:
    """The name in normal form: folded words joined by "_", without what says nothing about which company it is.

    That are legal forms at the end and before a bracket, "the" in front, "and" between words, and asides ("(YC W21)").
    Something always stays: "Holding AG" is "holding". The first 300 letters count.
    """
    return _normal_name(name[:_LETTERS])


@lru_cache(maxsize=50_000)
def _normal_name(name: str) -> str:
    text = joined(_DOTTED.sub(" ", _ASIDE.sub(" ", _MARKS.sub(" ", name))))
    parts = [part for part in map(words, _BRACKETS.split(text)) if part] or [words(name)]
    if len(parts[0]) > 1 and parts[0][0] == "the":
        parts[0] = parts[0][1:]
    kept = [word for part in parts for word in _without_forms(part)]
    if len(parts) > 1:
        kept = _without_forms(kept)
    return "_".join(word for at, word in enumerate(kept) if word not in _AND or at in (0, len(kept) - 1))


def has_legal_form(name: str) -> bool:
    """Whether a name ends with a legal form: "Acme GmbH", "Skovgaard A/S", but not "Holding" alone."""
    kept = words(joined(name))
    return len(_without_forms(kept)) < len(kept)


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
    forms, longest = _forms()
    sizes = range(min(longest, len(kept) - 1), 0, -1)
    # Initials may stand apart: "S. A.", "B. V.".
    return next((n for n in sizes if tuple(kept[-n:]) in forms or (_initials(kept[-n:]),) in forms), 0)


def _initials(written: list[str]) -> str:
    return "".join(written) if len(written) > 1 and all(len(word) == 1 for word in written) else ""


@cache
def _forms() -> tuple[frozenset[tuple[str, ...]], int]:
    forms = frozenset(tuple(form.split()) for row in rows("legal_forms") for form in row["forms"].split("|"))
    return forms, max(map(len, forms))


@lru_cache(maxsize=50_000)
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
    keys = []
    if name := normal_name(text):
        keys.append(f"name:{name}")
    if "." in text and (domain := domain_of(text)):
        keys.append(f"domain:{domain}")
    return tuple(keys)


def keys(company: Company) -> tuple[str, ...]:
    """All keys under which the company of a position can be found, the surest first."""
    domain = domain_of(company.domain) or domain_of(company.website)
    pairs = (
        ("id", company.id),
        ("slug", _slug(company.slug)),
        ("domain", domain),
        ("name", normal_name(company.name)),
    )
    return tuple(f"{kind}:{value}" for kind, value in pairs if value)


def _key(kind: str, rest: str) -> str:
    match kind:
        case "name":
            return f"name:{normal_name(rest)}"
        case "domain":
            return f"domain:{domain_of(rest) or rest.lower()}"
        case "slug":
            return f"slug:{_slug(rest)}"
    return f"id:{rest.lower()}"
