"""Schools: a number, an address or a name -> keys that are equal when the school is the same (ours, behaviour §1).

A key is LinkedIn's number, the name in the school's LinkedIn address, or the normal form of its name.
"""

import re
from functools import cache

from leadscout.lexicon.files import rows
from leadscout.lexicon.identities import companies
from leadscout.lexicon.memory import remembered
from leadscout.lexicon.text import is_digits, words
from leadscout.model.lead import School

_UNIVERSITY = "university"
_LETTERS = 300  # of a name
_SHORT = re.compile(r"\(\s*[A-Z][A-Z&.\s-]{0,9}\)")  # Massachusetts Institute of Technology (MIT)


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return {written: tuple(row["read"].split()) for row in rows("school_words") for written in row["written"].split()}


@remembered(10_000)
def names(name: str) -> tuple[str, ...]:
    """The normal forms of a name, joined by "_"; () for one without a letter or digit.

    Articles, accents, commas and an abbreviation in brackets say nothing; "Univ.", "Universität" and "Università" are a
    university. Words keep their order: York University is not the University of York. "Universität Heidelberg", though,
    is what others call Heidelberg University or the University of Heidelberg, so it has both forms.
    """
    name = companies.joined(name[:_LETTERS])
    written = words(_SHORT.sub(" ", name)) or words(name)
    readings = _words()
    kept = [read for word in written for read in readings.get(word, (word,))]
    if not kept:
        return tuple(filter(None, ["_".join(written)]))
    # "Univ. of" is English, as "University of" is: what stands in front names a university in another language
    foreign = kept[0] == _UNIVERSITY and written[:1] != (_UNIVERSITY,) and "of" not in written and len(kept) > 1
    turned = ["_".join((*kept[1:], _UNIVERSITY))] if foreign else []
    return ("_".join(kept), *turned)


def read(value: str) -> tuple[str, ...]:
    """The keys meant by what somebody writes for a school: a number, a LinkedIn address or a name."""
    text = value.strip()
    if is_digits(text):
        return (text,)
    if link := linked(text):
        # Few records tell the address, most the name; the last part of the one is mostly the other.
        return (link,) if is_digits(link) else tuple(dict.fromkeys((link, *names(link))))
    return names(text)


def keys(school: School) -> tuple[str, ...]:
    """All keys under which a school that somebody attended can be found."""
    return tuple(filter(None, (school.id, *names(school.name))))


def linked(address: str) -> str:
    """The number in a school's LinkedIn address, else the name in it; "" if it is no such address."""
    return companies.link_key(address).partition(":")[2]
