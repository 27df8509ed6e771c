"""Companies: every way of naming one -> keys that are equal when the company is the same.

A key is `id:<LinkedIn number>`, `slug:<name in the LinkedIn address>`, `domain:<web domain>` or
`name:<normal name>` (architecture, decision 7).
"""

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from leadscout.lexicon.text import is_digits, words
from leadscout.model.lead import Company

# Legal forms say nothing about who a company is; dropped from the end of a name, more than one if need be.
_FORMS = """
inc incorporated corp corporation co company llc llp lp ltd limited plc gmbh ag kg kgaa ug mbh ohg se sa sas sarl srl
spa snc bv nv cv ab as asa aps oy oyj sl slu slp lda ltda eirl pty pte pvt pt tbk sp zoo oo z o doo kft zrt nyrt sro
ad ood eood kk holding group gruppe groupe
"""
_LEGAL_FORMS = frozenset(_FORMS.split())
_INITIALS = re.compile(r"(?<=\b\w)[./](?=\w\b|\s|,|$)")  # the dots of B.V. and S.p.A., the stroke of A/S
_LINK = re.compile(
    r"^(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/(?:sales/)?(?:company|school|showcase|pub|pub-profile)/([^/?#]+)",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")


@lru_cache(maxsize=50_000)
def normal_name(name: str) -> str:
    """The name in normal form: folded words without legal forms at the end, joined by "_"."""
    kept = list(words(_INITIALS.sub("", name)))
    while len(kept) > 1 and kept[-1] in _LEGAL_FORMS:
        kept.pop()
    return "_".join(kept)


def has_legal_form(name: str) -> bool:
    """Whether a name ends with a legal form: "Acme GmbH", "Skovgaard A/S", but not "Holding" alone."""
    kept = words(_INITIALS.sub("", name))
    return len(kept) > 1 and kept[-1] in _LEGAL_FORMS


@lru_cache(maxsize=50_000)
def domain_of(address: str) -> str:
    """The web domain in a site address or e-mail-like text, without "www."; "" if there is none."""
    text = address.strip().lower()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:  # a bracket that opens no address
        return ""
    host = host.removeprefix("www.")
    return host if _DOMAIN.match(host) and not host.endswith("linkedin.com") else ""


@lru_cache(maxsize=50_000)
def link_key(link: str) -> str:
    """`id:` or `slug:` of a LinkedIn company address in any of its forms; "" if it is none."""
    found = _LINK.match(link.strip())
    if not found:
        return ""
    part = unquote(found[1]).strip().lower()
    return f"id:{part}" if is_digits(part) else f"slug:{part}" if part else ""


def read(value: str) -> tuple[str, ...]:
    """The keys meant by what somebody writes for a company: a number, an address, a domain, a name, or a key."""
    text = value.strip()
    kind, _, rest = text.partition(":")
    if kind in ("id", "slug", "domain", "name") and rest:
        return (f"name:{normal_name(rest)}",) if kind == "name" else (f"{kind}:{rest.strip().lower()}",)
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
    domain = company.domain.lower() or domain_of(company.website)
    pairs = (
        ("id", company.id),
        ("slug", company.slug.lower()),
        ("domain", domain),
        ("name", normal_name(company.name)),
    )
    return tuple(f"{kind}:{value}" for kind, value in pairs if value)
