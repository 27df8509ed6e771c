"""Sales Navigator's language: what a people search looks like as text, and the Query that it means.

Text and words alone: who answers, and whether they can, is decided elsewhere.
"""

from leadscout.lexicon import Lexicon
from leadscout.salesnav import reading, url
from leadscout.salesnav.addresses import AddressForm, Unread
from leadscout.salesnav.facets import COMPANY_READ
from leadscout.salesnav.reading import Reading
from leadscout.salesnav.writing import LeftOut, Written, write

__all__ = ["AddressForm", "LeftOut", "Reading", "Unread", "Written", "read", "read_companies", "read_query", "write"]


def read(address: str, lexicon: Lexicon, field: str = "url") -> Reading:
    """What an address of a people search asks for, whichever of LinkedIn's forms it has.

    Raises Refused, its faults under the name `field`: for another address, one that cannot be read (with the place),
    a search for companies, a saved search alone, and one that asks for nothing.
    """
    return reading.read(url.read(address, field), lexicon)


def read_companies(address: str, lexicon: Lexicon, field: str = "url") -> Reading:
    """What an address of a search for companies asks for; as `read`, which refuses one."""
    return reading.read(url.read(address, field, companies=True), lexicon, COMPANY_READ)


def read_query(text: str, lexicon: Lexicon, field: str = "query") -> Reading:
    """What the query of an address asks for, percent-decoded once, as LinkedIn's own interface takes it; as `read`."""
    return reading.read(url.read_query(text, field), lexicon)
