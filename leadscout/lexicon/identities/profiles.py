"""Profile addresses: every form of a LinkedIn or Sales Navigator link to a person -> the id inside it."""

import re
from urllib.parse import unquote

_HOST = r"^<?(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/+"
_PUBLIC = re.compile(rf"{_HOST}(?:(?:mwlite|comm)/)?(in|pub)/+([^?#<>\s]+)", re.IGNORECASE)
_SALES = re.compile(rf"{_HOST}sales/(?:lead|people)/([^/?#,]+)", re.IGNORECASE)
# Every id seen in public begins with AC, a letter and AA; a name in capitals ("ISAACmacdonald") does not.
_ID = r"AC[a-z]AA[a-zA-Z0-9_-]{8,}"
_BARE = re.compile(rf"({_ID})(?:,.*)?$")
_URN = re.compile(rf"^urn:.*[:(]({_ID})")
_NUMBERS = re.compile(r"[0-9a-f]{1,3}", re.IGNORECASE)
_NUMBERED = 4  # parts of an old address: /pub/name/a/b/c
_NOBODY = frozenset(
    (
        *("undefined", "null", "none", "nil", "nan", "na", "n/a", "n-a", "unknown", "unavailable", "not-available"),
        *("notfound", "404", "private", "hidden", "deleted", "removed", "false", "true", "linkedin", "linkedin-member"),
        *("me", "edit", "you", "self", "profile", "dir", "in", "username", "your-profile", "yourname"),
    )
)
"""What stands where a name should: of a tool that had none (/in/undefined), of whoever looks (/in/me)."""


def slug(address: str) -> str:
    """The name in a public profile address, decoded and in lower case; "" if it names nobody.

    An old address keeps its numbers ("name/a/b/c"): the name alone is that of many. An address that carries a Sales
    Navigator id instead of a name ("/in/ACwAA…") has no slug.
    """
    match = _PUBLIC.match(address.strip())
    if not match:
        return ""
    kind, path = match[1].lower(), match[2]
    name, *more = (_decoded(part) for part in path.split("/") if part)
    if _inside(name) or not any(map(str.isalnum, name)) or not _NOBODY.isdisjoint((name, "/".join((name, *more)))):
        return ""
    if kind == "in":
        return name
    numbers = more[: _NUMBERED - 1]
    whole = len(numbers) == _NUMBERED - 1 and all(map(_NUMBERS.fullmatch, numbers))
    return "/".join((name, *numbers)) if whole else ""


def address(written: str) -> str:
    """A public profile address in one form: scheme, no query, no trailing slash; "" if it names nobody."""
    name = slug(written)
    return f"https://www.linkedin.com/{'pub' if '/' in name else 'in'}/{name}" if name else ""


def sales_id(address: str) -> str:
    """The Sales Navigator id in an address or a urn ("ACwAA…"); "" if there is none."""
    text = unquote(address.strip())
    public = _PUBLIC.match(text)
    if public:
        return _inside(public[2])
    sales = _SALES.match(text)
    return _inside(sales[1] if sales else text)


def _decoded(part: str) -> str:
    """A part of an address as people write it; some tools encode twice."""
    return unquote(unquote(part)).strip().lower() if not _inside(part) else part


def _inside(text: str) -> str:
    match = _BARE.match(text.partition("/")[0]) or _URN.match(text)
    return match[1] if match else ""


def read(value: str) -> tuple[str, ...]:
    """The id meant by what somebody writes for a person: an id or an e-mail as it is, or the id in an address."""
    text = value.strip()
    if "@" in text:
        return (text.lower(),)
    return tuple(filter(None, [sales_id(text) or slug(text) or text]))
