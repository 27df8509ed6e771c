"""How values of fields that take ids or names alone become our codes; `base.anything` reads all the others."""

from collections.abc import Iterator, Mapping

from leadscout.dialects.base import Read, fault
from leadscout.lexicon import Lexicon
from leadscout.lexicon.identities import companies
from leadscout.lexicon.kinds import Codes, Vocabulary
from leadscout.lexicon.text import is_digits

_PROPOSED = 3
LINKS = (
    "https://www.linkedin.com/company/<name>",
    "linkedin.com/company/<name>",
    "https://in.linkedin.com/company/<name>",
    "https://www.linkedin.com/company/<number>",
    "https://www.linkedin.com/sales/company/<number>",
)


def digits_of(form: str, start: str = "") -> Read:
    """A number, with `start` before it in our codes; `form` says what it is."""

    def read(_: Lexicon, value: str) -> Codes:
        if not is_digits(value):
            raise fault("wrong_type", value=value, valid=(form,))
        return (f"{start}{value}",)

    return read


def organization(form: str) -> Read:
    """A company's LinkedIn number; `form` says how it can be written."""
    return digits_of(form, "id:")


digits = digits_of("a LinkedIn number")


def company_name(_: Lexicon, value: str) -> Codes:
    """A company by its name alone."""
    keys = companies.name_keys(value)
    if not keys:
        raise fault("no_words", value=value)
    return keys


def link(_: Lexicon, value: str) -> Codes:
    """A LinkedIn company address."""
    key = companies.link_key(value)
    if not key:
        raise fault("bad_link", value=value, valid=LINKS)
    return (key,)


def company_domain(_: Lexicon, value: str) -> Codes:
    """A company by its web domain."""
    keys = tuple(key for key in companies.read(value) if key.startswith("domain:"))
    if not keys:
        raise fault("wrong_type", value=value, valid=("a web domain",))
    return keys


def company_id(_: Lexicon, value: str) -> Codes:
    """A company by its LinkedIn number, its LinkedIn address, or the name in that."""
    key = companies.link_key(value) or (f"id:{value}" if is_digits(value) else f"slug:{value.lower()}")
    return (key,)


def ids(taxonomy: str) -> Read:
    """Numeric ids of an open taxonomy; a name is answered with its id, a misspelt one with those it is near to."""

    def read(lexicon: Lexicon, value: str) -> Codes:
        vocabulary = lexicon.taxonomies[taxonomy]
        if is_digits(value):
            return (vocabulary.numbered(value),)

        def near() -> Iterator[str]:
            codes = vocabulary.find(value) or vocabulary.near(value, _PROPOSED)
            return (f"{number} ({vocabulary.label(code)})" for code in codes if (number := vocabulary.number(code)))

        raise fault("id_needed", near, value=value)

    return read


def nearest(vocabulary: Vocabulary, value: str, valid: Mapping[str, Codes]) -> tuple[str, ...]:
    """The words of a vendor's closed list that mean what was written in other words, or nearly; an id with its name.

    `valid` are the words with our codes for them.
    """
    codes = vocabulary.find(value) or vocabulary.near(value, _PROPOSED)
    words = dict.fromkeys((word, code) for code in codes for word, meant in valid.items() if code in meant)
    shown = (f"{word} ({vocabulary.label(code)})" if _is_id(word) else word for word, code in words)
    return tuple(dict.fromkeys(shown))[:_PROPOSED]


def _is_id(word: str) -> bool:
    return is_digits(word) or len(word) == 1
