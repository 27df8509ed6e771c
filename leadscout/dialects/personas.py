"""What a persona must be made of, whatever shape it is sent in (behaviour §2)."""

from leadscout.dialects.base import fault
from leadscout.lexicon.titles import normal


def keyword(value: str) -> str:
    """One function, seniority or prohibit: text with a word in it that is not only a stop word."""
    if not normal(value):
        raise fault("no_words", value=value)
    return value


def name(value: str) -> str:
    """A persona's name: not blank."""
    if not value.strip():
        raise fault("empty_value")
    return value.strip()
