"""How values of fields that take ids or names alone become our codes; `base.anything` reads all the others."""

from leadscout.dialects.base import Codes, Read, fault
from leadscout.lexicon import Lexicon, companies
from leadscout.lexicon.text import is_number


def digits(_: Lexicon, value: str) -> Codes:
    """A LinkedIn number."""
    if not is_number(value):
        raise fault("wrong_type", value=value, valid=("a LinkedIn number",))
    return (value,)


def organization(form: str) -> Read:
    """A company's LinkedIn number; `form` says how it can be written."""

    def read(_: Lexicon, value: str) -> Codes:
        if not is_number(value):
            raise fault("wrong_type", value=value, valid=(form,))
        return (f"id:{value}",)

    return read


def company_name(_: Lexicon, value: str) -> Codes:
    """A company by its name alone."""
    found = companies.normal_name(value)
    if not found:
        raise fault("no_words", value=value)
    return (f"name:{found}",)


def ids(taxonomy: str) -> Read:
    """Numeric ids of an open taxonomy; a name is answered with its id."""

    def read(lexicon: Lexicon, value: str) -> Codes:
        if is_number(value):
            return (value,)
        vocabulary = lexicon.taxonomies[taxonomy]
        known = [f"{code} ({vocabulary.label(code)})" for code in vocabulary.find(value) if code.isdigit()]
        raise fault("id_needed", value=value, suggestions=tuple(known))

    return read
