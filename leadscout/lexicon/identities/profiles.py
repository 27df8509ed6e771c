"""Profile addresses: every form of a LinkedIn or Sales Navigator link to a person -> the id inside it."""

import re
from base64 import urlsafe_b64decode
from unicodedata import normalize
from urllib.parse import unquote

from leadscout.lexicon.memory import remembered

_HOST = r"^<?(?:https?:/*)*(?:[a-z]{1,3}\.)?linkedin\.(?:com|cn)/+"
_PLAIN = re.compile(r"https?://(?:www\.)?linkedin\.com/in/([a-z0-9-]*[a-z0-9])/?")
_PUBLIC = re.compile(rf"{_HOST}(?:(?:mwlite|comm)/)?(in|pub)/+([^?#<>\s]+)", re.IGNORECASE)
_BEHIND = re.compile(
    r"(?:https?:/+)(?:[a-z]{1,3}\.)?linkedin\.(?:com|cn)/+(?:in|pub|sales)/[^\s\"'<>()&]+", re.IGNORECASE
)
"""An address inside another one (of a redirect, an archive), or between the signs of HTML or Markdown."""
_PATH = re.compile(r"/?in/[\w%-]+/?", re.IGNORECASE)
_SALES = re.compile(rf"{_HOST}sales/(?:lead|people)/([^/?#,]+)", re.IGNORECASE)
# Every id seen in public begins with AC, a letter and AA; a name in capitals ("ISAACmacdonald") does not.
_ID = r"AC[a-z]AA[a-zA-Z0-9_-]{8,}"
_ROWS = 5000  # an address is read several times while a batch of rows is taken in
_WHOLE = 39  # characters of an id
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


@remembered(_ROWS)
def slug(address: str) -> str:
    """The name in a public profile address, decoded and in lower case; "" if it names nobody.

    An old address keeps its numbers ("name/a/b/c"): the name alone is that of many. An address that carries a Sales
    Navigator id instead of a name ("/in/ACwAA…") has no slug.
    """
    if (plain := _PLAIN.fullmatch(address)) and plain[1] not in _NOBODY:  # nearly always
        return plain[1]
    match = _public(address)
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


def _public(written: str) -> re.Match[str] | None:
    """The address of a profile that a text is, or that stands inside it."""
    text = written.strip()
    if match := _PUBLIC.match(text):
        return match
    if _PATH.fullmatch(text):
        return _PUBLIC.match(f"linkedin.com/{text.lstrip('/')}")
    if "linkedin" in text[1:].casefold() and (inside := _BEHIND.search(unquote(text))):
        return _PUBLIC.match(inside[0])
    return None


def address(written: str) -> str:
    """A public profile address in one form: scheme, no query, no trailing slash; "" if it names nobody."""
    name = slug(written)
    return f"https://www.linkedin.com/{'pub' if '/' in name else 'in'}/{name}" if name else ""


@remembered(_ROWS)
def sales_id(address: str) -> str:
    """The Sales Navigator id in an address or a urn ("ACwAA…"); "" if there is none."""
    if _PLAIN.fullmatch(address):  # nearly always: ids have capitals
        return ""
    text = unquote(address.strip())
    public = _public(text)
    if public:
        return _inside(public[2])
    sales = _SALES.match(text)
    return _inside(sales[1] if sales else text)


def at_sales_navigator(id_: str, kind: str = "lead") -> str:
    """The whole address of somebody's page at Sales Navigator; "" without an id.

    The token behind the id is of whoever looks. Where LinkedIn's own pages have none they write "undefined".
    """
    return f"https://www.linkedin.com/sales/{kind}/{id_},NAME_SEARCH,undefined" if id_ else ""


def member_inside(id_: str) -> str:
    """The member's number in an id of either form ("ACwAA…" of Sales Navigator, "ACoAA…" of a profile); "" for none.

    Both are base64 of two bytes for the form, six for the number, a 1, and 20 that differ by form; so are the ids in
    public examples, Microsoft's among them.
    """
    if len(id_) != _WHOLE or not _BARE.fullmatch(id_):
        return ""
    decoded = urlsafe_b64decode(f"{id_}=")
    return str(int.from_bytes(decoded[2:8])) if decoded[8] == 1 else ""


def _decoded(part: str) -> str:
    """A part of an address as people write it; some tools encode twice."""
    return normalize("NFC", unquote(unquote(part))).strip().lower() if not _inside(part) else part


def _inside(text: str) -> str:
    match = _BARE.match(text.partition("/")[0]) or _URN.match(text)
    return match[1] if match else ""


def read(value: str) -> tuple[str, ...]:
    """The id meant by what somebody writes for a person: an id or an e-mail as it is, or the id in an address."""
    text = value.strip()
    if "@" in text:
        return (text.lower(),)
    return tuple(filter(None, [sales_id(text) or slug(text) or text]))
