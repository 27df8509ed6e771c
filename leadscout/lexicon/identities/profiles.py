"""Profile addresses: every form of a LinkedIn or Sales Navigator link to a person -> the id inside it."""

import re
from urllib.parse import unquote

_PUBLIC = re.compile(r"^(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/(?:in|pub|mwlite/in)/([^/?#]+)", re.IGNORECASE)
_SALES = re.compile(r"^(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/sales/(?:lead|people)/([^/?#,]+)", re.IGNORECASE)
# Every id seen in public begins with AC, a letter and AA; a name in capitals ("ISAACmacdonald") does not.
_ID = r"AC[a-z]AA[a-zA-Z0-9_-]{8,}"
_BARE = re.compile(rf"({_ID})(?:,.*)?$")
_URN = re.compile(rf"^urn:.*[:(]({_ID})")


def slug(address: str) -> str:
    """The last part of a public profile address, decoded and in lower case; "" if it is none.

    An address that carries a Sales Navigator id instead of a name ("/in/ACwAA…") has no slug.
    """
    match = _PUBLIC.match(address.strip())
    part = unquote(match[1]).strip() if match else ""
    return "" if _inside(part) else part.lower()


def sales_id(address: str) -> str:
    """The Sales Navigator id in an address or a urn ("ACwAA…"); "" if there is none."""
    text = unquote(address.strip())
    match = _SALES.match(text) or _PUBLIC.match(text)
    return _inside(match[1] if match else text)


def _inside(text: str) -> str:
    match = _BARE.match(text) or _URN.match(text)
    return match[1] if match else ""


def read(value: str) -> tuple[str, ...]:
    """The id meant by what somebody writes for a person: an id or an e-mail as it is, or the id in an address."""
    text = value.strip()
    if "@" in text:
        return (text.lower(),)
    return tuple(filter(None, [sales_id(text) or slug(text) or text]))
