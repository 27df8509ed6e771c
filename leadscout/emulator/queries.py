"""What a lead search asks for: the text of the wire as a Query."""

from leadscout.lexicon import Lexicon
from leadscout.model.query import Query
from leadscout.salesnav import reading, url


class NotUnderstood(ValueError):  # noqa: N818 - reads as what the text is
    """A query in the right form has parts that mean nothing here; the text names each."""


def read(text: str, lexicon: Lexicon) -> Query:
    """The query. Raises Refused with the place where the text is no query, and NotUnderstood."""
    result = reading.read(url.read_query(text), lexicon)
    if result.unread:
        raise NotUnderstood("; ".join(map(str, result.unread)))
    return result.query
