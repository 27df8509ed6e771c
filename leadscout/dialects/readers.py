"""How values of fields that take ids or names alone become our codes; `base.anything` reads all the others."""

from leadscout.dialects.base import Codes, Read, fault
from leadscout.lexicon import Lexicon, companies
from leadscout.lexicon.text import is_digits


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
    found = companies.normal_name(value)
    if not found:
        raise fault("no_words", value=value)
    return (f"name:{found}",)


def ids(taxonomy: str) -> Read:
    """Numeric ids of an open taxonomy; a name is answered with its id."""

    def read(lexicon: Lexicon, value: str) -> Codes:
        if is_digits(value):
            return (value,)
        vocabulary = lexicon.taxonomies[taxonomy]
        known = [f"{code} ({vocabulary.label(code)})" for code in vocabulary.find(value) if code.isdigit()]
        raise fault("id_needed", value=value, suggestions=tuple(known))

    return read
