"""Languages: ISO codes, locales, names in English and in the language itself -> Sales Navigator's codes."""

import re

from leadscout.lexicon.taxonomies.taxonomy import Taxonomy, load
from leadscout.lexicon.text import fold

# de-CH, pt_BR, zh-Hans-CN, en_US.UTF-8
_LOCALE = re.compile(r"([a-z]{2,3})(?:[-_][a-z]{4})?(?:[-_](?:[a-z]{2}|\d{3}))?(?:\.utf-?8)?$", re.IGNORECASE)
_LETTERS = 100  # of a language's name
_BRACKET = re.compile(r"\s*\([^()]*\)\s*$")  # Portuguese (Brazil)


def taxonomy() -> Taxonomy:
    """The 22 languages of Sales Navigator's filter."""
    return load("languages", closed=True, form=form)


def form(text: str) -> str:
    """Folded; a locale without script, country and encoding, a name without what stands in brackets behind it."""
    text = text[:_LETTERS].strip()
    locale = _LOCALE.match(text)
    return fold(locale[1] if locale else _BRACKET.sub("", text) or text)
