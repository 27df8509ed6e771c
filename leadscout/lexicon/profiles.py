"""Profile addresses: every form of a LinkedIn or Sales Navigator link to a person -> the id inside it."""

import re
from urllib.parse import unquote

_PUBLIC = re.compile(r"^(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/(?:in|pub|mwlite/in)/([^/?#]+)", re.IGNORECASE)
_SALES = re.compile(r"^(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/sales/(?:lead|people)/([^/?#,]+)", re.IGNORECASE)
_URN_ID = re.compile(r"AC[a-zA-Z0-9_-]{10,}")


def slug(address: str) -> str:
    """The last part of a public profile address, decoded and in lower case; "" if it is none.

    An address that carries a Sales Navigator id instead of a name ("/in/ACwAA…") has no slug.
    """
    found = _PUBLIC.match(address.strip())
    part = unquote(found[1]).strip() if found else ""
    return "" if _URN_ID.search(part) else part.lower()


def sales_id(address: str) -> str:
    """The Sales Navigator id in an address or a urn ("ACwAA…"); "" if there is none."""
    text = unquote(address.strip())
    found = _SALES.match(text) or _PUBLIC.match(text)
    inner = _URN_ID.search(found[1] if found else text)
    return inner.group() if inner else ""


def read(value: str) -> tuple[str, ...]:
    """The id meant by what somebody writes for a person: an id as it is, or the one in an address."""
    text = value.strip()
    return tuple(filter(None, [sales_id(text) or slug(text) or text]))
