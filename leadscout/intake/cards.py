"""vCards 2.1, 3.0 and 4.0 -> rows with columns of ours (RFC 6350, RFC 2426, versit's vCard 2.1)."""

import quopri
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from leadscout.intake.opened import Line

_LONGEST = 1_000_000  # characters of a card, pictures included
_PARTS = re.compile(r"(?<!\\);")
_ESCAPED = re.compile(r"\\([\\,;:nN])")
_PROPERTY = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;(?:\"[^\"]*\"|[^:\"])*)?):(.*)", re.DOTALL)
_PLAIN = {
    "FN": "full_name",
    "TITLE": "title",
    "ROLE": "role",
    "NOTE": "Note",
    "GENDER": "gender",
    "BDAY": "Birthday",
    "ORG": "company_name",
    "NICKNAME": "Nickname",
    "UID": "UID",
    "CATEGORIES": "Categories",
    "LANG": "languages",
}
"""The column that a property is; ours, or one that nobody knows and that is kept under its name."""
_ADDRESS = ("", "", "Street", "city", "state", "Postcode", "country")
_NOBODY = {"group": "a group", "org": "a company", "company": "a company", "location": "a place", "device": "a device"}
"""Kinds of cards (RFC 6350, and Apple's mark of a company) that are about no person."""
_UNTOLD = ("VERSION", "PRODID", "REV", "X-ABLABEL")
_PICTURES = ("PHOTO", "LOGO", "SOUND", "KEY")
_LINKS = ("URL", "X-SOCIALPROFILE", "SOCIALPROFILE", "IMPP", "X-LINKEDIN", "X-LINKEDIN-URL")


class _Property(NamedTuple):
    name: str
    parameters: dict[str, str]
    value: str


def cards(lines: Iterable[str]) -> Iterator[Line]:
    """Every card as a row, by the line at which it begins; one that is cut off says so."""
    first, row, size = 0, dict[str, Any](), 0
    inside = False
    for number, text in _unfolded(lines):
        size += len(text)
        if (word := text.strip().upper()) == "BEGIN:VCARD":
            if inside:
                yield Line(first, {}, "a card without END:VCARD")
            first, row, size, inside = number, {}, 0, True
        elif word == "END:VCARD" and inside:
            inside = False
            kind = f"{row.pop('KIND', '')} {row.pop('X-ABSHOWAS', '')}".strip().casefold()
            if kind in _NOBODY:
                yield Line(first, {}, f"a card of {_NOBODY[kind]} and of no person")
                continue
            yield Line(first, row) if size < _LONGEST else Line(first, {}, f"longer than {_LONGEST:,} characters")
        elif inside and size < _LONGEST and (written := _property(text)):
            _add(row, written)
    if inside:
        yield Line(first, {}, "a card without END:VCARD: the file is cut off")


def _unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The logical lines with the number of their first one: folded at a blank, or at "=" in quoted-printable."""
    held, start, quoted = "", 0, False
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip("\r\n").replace("\0", "")
        if quoted:
            held = held[:-1] + line
        elif line[:1] in (" ", "\t") and held:
            held += line[1:]
        else:
            if held:
                yield start, held
            held, start = line, number
        quoted = held.endswith("=") and "QUOTED-PRINTABLE" in held.partition(":")[0].upper()
    if held:
        yield start, held


def _property(line: str) -> _Property | None:
    match = _PROPERTY.fullmatch(line)
    if not match:
        return None
    parameters: dict[str, str] = {}
    for part in match[2].split(";"):
        name, equals, value = part.partition("=")
        if part:
            key = name.upper() if equals else "TYPE"
            text = (value if equals else name).strip('"').lower()
            parameters[key] = f"{parameters[key]},{text}" if key in parameters else text
    value, types = match[3], parameters.get("TYPE", "")
    charset = parameters.get("CHARSET", "utf-8")
    if "quoted-printable" in (parameters.get("ENCODING", ""), *types.split(",")):
        # The text was decoded as a whole: what stands beside the codes goes back to bytes of the same charset.
        value = _decoded(quopri.decodestring(value.encode(charset, "replace")), charset)
    elif parameters.get("ENCODING") in ("b", "base64") and match[1].upper() not in _PICTURES:
        try:
            value = _decoded(b64decode(value), charset)
        except ValueError:
            return None
    return _Property(match[1].upper(), parameters, value.strip())


def _decoded(value: bytes, charset: str) -> str:
    try:
        return value.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return value.decode("cp1252", errors="replace")


def _add(row: dict[str, Any], written: _Property) -> None:
    """Add what a property says to the row of its card."""
    name, value = written.name, written.value
    if not value or name in _PICTURES or name in _UNTOLD:
        return
    if name == "N":
        names = [_plain(part) for part in _PARTS.split(value)]
        last, first, middle, *_ = (*names, "", "", "")
        row |= {"last_name": last, "first_name": first, "middle_name": middle}
    elif name == "ADR":
        parts = zip(_ADDRESS, _PARTS.split(value), strict=False)
        for column, part in parts:
            if column and part and not row.get(column):
                row[column] = _plain(part)
    elif name == "ORG":
        company, *units = (_plain(part) for part in _PARTS.split(value))
        row.setdefault("company_name", company)
        row.setdefault("Department", ", ".join(filter(None, units)))
    elif name in ("EMAIL", "TEL"):
        column = "email" if name == "EMAIL" else "phone"
        row.setdefault(column, []).append(_plain(re.sub(r"^(?:mailto|tel):", "", value, flags=re.IGNORECASE)))
    elif name in _LINKS:
        link = _plain(value)
        column = "linkedin_url" if "linkedin.com" in link.casefold() else "personal_website"
        row.setdefault(column, link)
    else:
        row.setdefault(_PLAIN.get(name, name), _plain(value))


def _plain(value: str) -> str:
    """A value without the strokes before its signs."""
    return _ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], value).strip()
