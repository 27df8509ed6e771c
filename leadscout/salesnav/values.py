"""How one value of a facet becomes our codes, and one of our codes a value: a row for every kind of them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from leadscout.lexicon import Lexicon, expressions
from leadscout.lexicon.files import rows
from leadscout.lexicon.identities import companies, profiles, schools
from leadscout.lexicon.kinds import Codes
from leadscout.lexicon.text import fold, is_digits
from leadscout.model.filters import TRUE, Filter
from leadscout.salesnav.addresses import Selected

LEVELS: Mapping[str, str] = {
    "100": "In Training",
    "110": "Entry Level",
    "120": "Senior",
    "130": "Strategic",
    "200": "Entry Level Manager",
    "210": "Experienced Manager",
    "220": "Director",
    "300": "Vice President",
    "310": "CXO",
    "320": "Owner / Partner",
}
_EARLIER_LEVELS: Mapping[str, Codes] = {
    "1": ("100",),
    "2": ("100",),
    "3": ("110",),
    "4": ("120",),
    "5": ("200", "210"),
    "6": ("220",),
    "7": ("300",),
    "8": ("310",),
    "9": ("320",),
    "10": ("320",),
}
"""The ids of 2016 to 2022; they do not collide with those of today."""

_SIZES: Mapping[str, str] = {"F": "501-1,000", "G": "1,001-5,000", "H": "5,001-10,000", "I": "10,000+"}
"""Labels of headcounts that Sales Navigator writes in another way than we."""

_RESERVED = ("6", "7", "8")
"""Tenures that exist and mean nobody (behaviour §1)."""

LETTERS: Mapping[str, str] = {
    "C": "public",
    "P": "private",
    "N": "nonprofit",
    "G": "government",
    "D": "educational",
    "E": "self_employed",
    "S": "partnership",
    "O": "self_owned",
    "X": "self_owned",
}
"""Company types by LinkedIn's letters; X is a vendor's alone."""

_SURE = "CPNG"
"""The letters that mean the same everywhere."""

_URN = re.compile(r"urn:li:(?:fs_salesMember\w*:\(|\w+:)?([^:,()]+)\)?$")
_LIST = re.compile(r"urn:li:salesList:(\d+)$")
_LEGACY_PLACE = re.compile(r"([a-z]{2}):(\w+)")
_FIRST_METRO = 90_000_000
_UNITED_STATES = "us"
_OPERATOR = re.compile(r'"[^"]*"|\b(?:OR|NOT)\b|[()]')


class UnreadError(Exception):
    """A value means nothing here; the text says why."""


Read = Callable[[Lexicon, Filter, Selected], Codes]
Write = Callable[[Lexicon, Filter, str], Selected | None]
Doubt = Callable[[Lexicon, Filter, Selected, Codes], str]


def _certain(*_: object) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One row.

    `read` gives the codes of a value or raises UnreadError; `write` a value that means a code, None where there is
    none; `doubt` says what is not certain about a value that was read, "" where nothing is.
    """

    read: Read
    write: Write
    doubt: Doubt = _certain


def _listed(lexicon: Lexicon, row: Filter, value: Selected) -> Codes:
    """A code of a vocabulary, or a name."""
    kind = lexicon.kinds[row.taxonomy]
    written = value.id or value.text
    codes = kind.read(written)
    if not codes:
        near = kind.near(written)
        raise UnreadError(f"it is not known; did you mean {' or '.join(near)}?" if near else "it is not known")
    return codes


def _labelled(lexicon: Lexicon, row: Filter, code: str) -> Selected | None:
    kind = lexicon.kinds[row.taxonomy]
    label = kind.label(code)
    return Selected(code, "" if label == code else label)


def _doubted(lexicon: Lexicon, row: Filter, value: Selected, codes: Codes) -> str:
    """An id that nobody knows, and a text that means another one: the id wins (reference: geo_known_bad)."""
    kind = lexicon.kinds[row.taxonomy]
    if not value.id:
        others = kind.alternatives(value.text)
        also = "; ".join(map(kind.label, others[:5]))
        return f'"{value.text}" was read as {kind.label(codes[0])}; it could also be {also}' if others else ""
    if value.text:
        meant = kind.read(value.text)
        if meant and not set(meant) & set(codes):
            return f'{value.id} is "{kind.label(codes[0])}", not "{value.text}"; the id is searched'
    unlisted = codes == (value.id,) and kind.unlisted(value.id)
    return f"{value.id} is not a known id; it is searched as it is" if unlisted and not value.text else ""


def _place(lexicon: Lexicon, row: Filter, value: Selected) -> Codes:
    """A geo id, in the text too where a hand put it there; a region code of before 2021 ("us:84"); or a name."""
    match = _LEGACY_PLACE.fullmatch(value.id)
    if match is None:
        return _listed(lexicon, row, value)
    country, region = match[1], match[2]
    if region == "0":
        codes = lexicon.places.find(country)
    elif not is_digits(region):
        codes = lexicon.places.find(f"{region}, {country}")
    else:  # checked for the metros of the United States alone (reference: url_grammar)
        codes = (str(_FIRST_METRO + int(region)),) if country == _UNITED_STATES else ()
    if not codes:
        raise UnreadError("it is a region code of before 2021, which nobody has translated")
    return codes


def _written_place(lexicon: Lexicon, row: Filter, code: str) -> Selected | None:
    return _labelled(lexicon, row, code) if is_digits(code) else None


def _doubted_place(lexicon: Lexicon, row: Filter, value: Selected, codes: Codes) -> str:
    if is_digits(value.id) and value.text:
        if value.text == lexicon.places.label(value.id):  # mostly: a name that must be understood costs a millisecond
            return ""
        return lexicon.places.check(value.id, value.text) or ""
    if _LEGACY_PLACE.fullmatch(value.id):
        unlisted = lexicon.kinds[row.taxonomy].unlisted(codes[0])
        return f"{value.id} should be {codes[0]}, which is not a known id; it is searched as it is" if unlisted else ""
    return _doubted(lexicon, row, value, codes)


def _level(lexicon: Lexicon, row: Filter, value: Selected) -> Codes:
    """Ours are finer than LinkedIn's: 220 is directors and heads."""
    numbers = _EARLIER_LEVELS.get(value.id, (value.id or value.text,))
    return tuple(code for number in numbers for code in _listed(lexicon, row, Selected(number)))


def _written_level(lexicon: Lexicon, _: Filter, code: str) -> Selected | None:
    aliases = lexicon.taxonomies["seniority"].find
    return next((Selected(id_, label) for id_, label in LEVELS.items() if code in aliases(id_)), None)


def _doubted_level(lexicon: Lexicon, row: Filter, value: Selected, codes: Codes) -> str:
    return "" if value.id in _EARLIER_LEVELS else _doubted(lexicon, row, value, codes)


def _written_size(lexicon: Lexicon, row: Filter, code: str) -> Selected | None:
    return Selected(code, _SIZES.get(code) or lexicon.kinds[row.taxonomy].label(code))


def _tenure(lexicon: Lexicon, row: Filter, value: Selected) -> Codes:
    return (value.id,) if value.id in _RESERVED else _listed(lexicon, row, value)


def _doubted_tenure(lexicon: Lexicon, row: Filter, value: Selected, codes: Codes) -> str:
    if value.id in _RESERVED:
        return f"{value.id} is reserved and means nobody"
    return _doubted(lexicon, row, value, codes)


def _type(lexicon: Lexicon, row: Filter, value: Selected) -> Codes:
    """A letter; where it means two things the text beside it decides."""
    codes = lexicon.kinds[row.taxonomy].read(value.text) if value.text else ()
    if value.id in LETTERS and (value.id in _SURE or not codes):
        return (LETTERS[value.id],)
    return codes or _listed(lexicon, row, value)


def _written_type(lexicon: Lexicon, row: Filter, code: str) -> Selected | None:
    letter = next((letter for letter, type_ in LETTERS.items() if type_ == code), "")
    return Selected(letter, lexicon.kinds[row.taxonomy].label(code)) if letter else None


def _doubted_type(lexicon: Lexicon, row: Filter, value: Selected, codes: Codes) -> str:
    kind = lexicon.kinds[row.taxonomy]
    if value.id not in LETTERS or codes == kind.read(value.text):
        return ""
    shown = kind.label(codes[0])
    if value.id in _SURE:
        return f'{value.id} is "{shown}", not "{value.text}"; the id is searched' if value.text else ""
    return f"{value.id} means different types in different places; it was read as LinkedIn's letter for {shown}"


@cache
def _title_names() -> Mapping[str, str]:
    return {row["id"]: row["title"] for row in rows("linkedin_titles")}


@cache
def _title_ids() -> Mapping[str, str]:
    return {title: id_ for id_, title in _title_names().items()}


def _title(lexicon: Lexicon, row: Filter, value: Selected) -> Codes:
    """The words of a title: those that LinkedIn gives its id, else the text; an id that we do not know as it is."""
    if is_digits(value.id):
        return (_title_names().get(value.id) or value.text or value.id,)
    return _text(lexicon, row, value)


def _written_title(_: Lexicon, __: Filter, code: str) -> Selected | None:
    if is_digits(code) and code not in _title_names():
        return Selected(code)
    return Selected(_title_ids().get(code, ""), code)


def _doubted_title(_: Lexicon, __: Filter, value: Selected, ___: Codes) -> str:
    if not is_digits(value.id):
        return ""
    name = _title_names().get(value.id, "")
    if not name:
        return "" if value.text else f"{value.id} is not a known title id; it is searched as it is"
    same = not value.text or fold(name) == fold(value.text)
    return "" if same else f'{value.id} is "{name}", not "{value.text}"; the id is searched'


def _text(lexicon: Lexicon, row: Filter, value: Selected) -> Codes:
    """Words; those between OR are values of their own, an expression with NOT or brackets is one."""
    kind, written = lexicon.kinds[row.taxonomy], value.text or value.id
    if row.expression and (mistake := expressions.mistake(written)):
        raise UnreadError(mistake.problem)
    try:
        texts = alternatives(written)
    except UnreadError:
        if not row.expression:
            raise
        texts = [written]
    return tuple(code for text in texts for code in kind.read(text) or _no_words())


def _no_words() -> Codes:
    raise UnreadError("there is no word in it")


def _written_text(_: Lexicon, __: Filter, code: str) -> Selected | None:
    return Selected(text=code)


def alternatives(text: str) -> list[str]:
    """The parts of a text between OR, outside of quotes and brackets. Raises UnreadError for NOT and for brackets."""
    text = text.strip()
    signs = [match for match in _OPERATOR.finditer(text) if not match.group().startswith('"')]
    operators = {match.group() for match in signs}
    if not operators & {"OR", "NOT"}:
        return [text]
    if "NOT" in operators or operators & {"(", ")"}:
        inside = text[1:-1]
        if "NOT" not in operators and text.startswith("(") and text.endswith(")") and not {"(", ")"} & {*inside}:
            return alternatives(inside)
        raise UnreadError("NOT and brackets are understood in keywords alone")
    starts = [0, *(match.end() for match in signs)]
    ends = [*(match.start() for match in signs), len(text)]
    return [part for start, end in zip(starts, ends, strict=True) if (part := text[start:end].strip())]


def _company(_: Lexicon, __: Filter, value: Selected) -> Codes:
    if is_digits(value.id):
        return (f"id:{value.id}",)
    if value.id.startswith("urn:"):
        return (companies.link_key(value.id),) if companies.link_key(value.id) else _no_company()
    return tuple(code for text in alternatives(value.text or value.id) for code in companies.read(text) or _no_words())


def _no_company() -> Codes:
    raise UnreadError("it is no company")


def _written_company(_: Lexicon, __: Filter, code: str) -> Selected | None:
    kind, ___, rest = code.partition(":")
    match kind:
        case "id":
            return Selected(f"urn:li:organization:{rest}")
        case "name":
            return Selected(text=rest.replace("_", " "))
        case "domain":
            return Selected(text=rest)
    return None


def _school(_: Lexicon, __: Filter, value: Selected) -> Codes:
    if is_digits(value.id):
        return (value.id,)
    return tuple(code for text in alternatives(value.text or value.id) for code in schools.read(text) or _no_words())


def _number_or_text(_: Lexicon, __: Filter, code: str) -> Selected | None:
    return Selected(code) if is_digits(code) else Selected(text=code.replace("_", " "))


def _number(_: Lexicon, __: Filter, value: Selected) -> Codes:
    """The number of a list or a group; of a urn its last part."""
    match = _URN.match(value.id)
    number = match[1] if match else value.id or value.text
    if not is_digits(number):
        raise UnreadError("it is not a number")
    return (number,)


def _written_number(_: Lexicon, __: Filter, code: str) -> Selected | None:
    return Selected(code) if is_digits(code) else None


def _member(_: Lexicon, __: Filter, value: Selected) -> Codes:
    id_ = profiles.sales_id(value.id) or profiles.sales_id(value.text)
    if not id_:
        raise UnreadError("it is not the id of a member (ACwAA…)")
    return (id_,)


def _written_member(_: Lexicon, __: Filter, code: str) -> Selected | None:
    return Selected(code) if profiles.sales_id(code) == code else None


def flag(id_: str, label: str = "", *, also: Codes = ()) -> Wording:
    """A facet with one value: its id, how Sales Navigator writes it, and the ids of it that others use."""

    def read(_: Lexicon, __: Filter, value: Selected) -> Codes:
        if value.id not in (id_, *also):
            raise UnreadError(f"it has no value but {id_}")
        return TRUE

    return Wording(read=read, write=lambda *_: Selected(id_, label))


def list_of(value: Selected) -> str:
    """The number of the account list that stands among companies; "" for a company."""
    match = _LIST.match(value.id)
    return match[1] if match else ""


LISTED = Wording(read=_listed, write=_labelled, doubt=_doubted)
PLACE = Wording(read=_place, write=_written_place, doubt=_doubted_place)
LEVEL = Wording(read=_level, write=_written_level, doubt=_doubted_level)
SIZE = Wording(read=_listed, write=_written_size, doubt=_doubted)
TENURE = Wording(read=_tenure, write=_labelled, doubt=_doubted_tenure)
TYPE = Wording(read=_type, write=_written_type, doubt=_doubted_type)
TITLE = Wording(read=_title, write=_written_title, doubt=_doubted_title)
TEXT = Wording(read=_text, write=_written_text)
COMPANY = Wording(read=_company, write=_written_company)
SCHOOL = Wording(read=_school, write=_number_or_text)
NUMBER = Wording(read=_number, write=_written_number)
MEMBER = Wording(read=_member, write=_written_member)
