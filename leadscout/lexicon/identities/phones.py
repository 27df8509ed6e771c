"""Telephone numbers: two ways of writing one, and the international form (E.164) through phonenumbers."""

import re
import unicodedata
from collections.abc import Iterable

from leadscout.lexicon.memory import remembered

_BETWEEN = re.compile(
    r"\s*(?:[,;|\n](?!\s*e?xt)|:::|(?<=\d{5}) / |(?<=\d\d[ -]\d\d) / |(?<=\d{3}-\d{4}) / |(?<=\d{7})\s*/\s*(?=[+0(])"
    r"|\s+(?:or|und|oder|ou|o)\s+|(?<=\d)\s+(?=\+\d))\s*",
    re.IGNORECASE,
)
_LIST = re.compile(r"[\[\]{}\"']")
_MARK = re.compile(r"^(?:[^\W\d_]{1,12}[ .-]?){1,2}\s*:\s*|^[^\W\d_]{3,12}\.?\s+(?=[+(0])")
_KIND = re.compile(r"\s*\(?\b(?:mobile|mobil|cell|work|home|office|direct|fixe|privat|handy)\)?$", re.IGNORECASE)
_FRACTION = re.compile(r"(?<=\d{7})\.0$")
"""What a data frame puts behind a number."""
_DIGITS = re.compile(r"\d")
_LEAST = 4
_NATIONAL = 7
"""Digits from which a number without its country is that of one with it."""


def split(cell: str) -> list[str]:
    """The numbers in a cell, as written, whatever stands between them."""
    if cell.isdecimal():  # nearly always
        return [cell]
    if not cell.isascii():  # wide digits, pictures of telephones, signs without a width
        letters = unicodedata.normalize("NFKC", cell)
        cell = "".join(sign for sign in letters if unicodedata.category(sign) not in ("So", "Cf"))
    if cell[:1] in ("[", "{"):
        cell = _LIST.sub("", cell)
    parts = (_FRACTION.sub("", _KIND.sub("", _MARK.sub("", part.strip()))) for part in _BETWEEN.split(cell))
    return [number for part in parts if (number := part.strip())]


def is_whole(number: str) -> bool:
    """Whether a text has as many digits as a telephone number has, and not the same one all the time.

    One with the code of its country may be short.
    """
    digits = [sign for sign in number if sign.isdecimal()]
    return len(set(digits)) > 1 and (len(digits) >= _LEAST or number.lstrip("' ")[:1] == "+")


def each_once(numbers: Iterable[str]) -> tuple[str, ...]:
    """The numbers as written, each once: "+49 (0)89 123456" and "089/123456" are one, the first writing stays."""
    listed = list(dict.fromkeys(numbers))
    if len(listed) < 2:  # noqa: PLR2004 - nearly always
        return tuple(listed)
    kept: list[str] = []
    keys: list[tuple[str, bool]] = []
    for number in listed:
        key = _key(number)
        if not any(_are_one(key, other) for other in keys):
            kept.append(number)
            keys.append(key)
    return tuple(kept)


@remembered(20_000)
def international(number: str, region: str = "") -> str:
    """A number in the form of E.164, read as one of a region (ISO 3166) where it names no country; "" for none."""
    import phonenumbers  # noqa: PLC0415 - large, and only numbers that are compared or exported need it

    try:
        parsed = phonenumbers.parse(re.sub(r"^\s*00", "+", number), region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def in_brackets(number: str, region: str = "") -> str:
    """A number that reads as one everywhere and begins no formula, "(+49) 30 123456"; "" as `international`."""
    import phonenumbers  # noqa: PLC0415 - as above

    whole = international(number, region)
    if not whole:
        return ""
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    code, _, rest = str(phonenumbers.format_number(phonenumbers.parse(whole), form)).partition(" ")
    return f"({code}) {rest}"


def is_mobile(number: str) -> bool:
    """Whether an international number is surely a mobile phone's."""
    import phonenumbers  # noqa: PLC0415 - as above

    whole = international(number)
    kind = phonenumbers.number_type(phonenumbers.parse(whole)) if whole else None
    return bool(kind == phonenumbers.PhoneNumberType.MOBILE)


@remembered(20_000)
def _key(number: str) -> tuple[str, bool]:
    """The digits of a number, and whether those of its country are among them."""
    if whole := international(number) if number.strip()[:1] == "+" or number.strip()[:2] == "00" else "":
        return whole[1:], True
    return "".join(_DIGITS.findall(number)), number.strip()[:1] == "+"


def _are_one(one: tuple[str, bool], other: tuple[str, bool]) -> bool:
    if one[0] == other[0]:
        return bool(one[0])
    if one[1] == other[1]:
        return False
    whole, part = (one[0], other[0].lstrip("0")) if one[1] else (other[0], one[0].lstrip("0"))
    return len(part) >= _NATIONAL and whole.endswith(part)
