"""Addresses: what people write for a place, cut into its parts before anything is looked up."""

import re
from typing import NamedTuple

_FLAG = re.compile("([\U0001f1e6-\U0001f1ff])([\U0001f1e6-\U0001f1ff])")
_MARK = "\x00"  # what remains of an opening bracket while the text is cut
_BRACKETS = str.maketrans({**dict.fromkeys("([{", f",{_MARK}"), **dict.fromkeys(")]}", ",")})
_EDGES = f" .\"'“”„:{_MARK}"
# A stroke, a bar or a spaced dash stands between two places as often as between a place and what it lies in.
_STRONG = re.compile(r"\s*[|/\\·•●▪;→⇄↔➡~+&\n]+\s*|\s+[-\u2013\u2014]+\s+|\s*<>\s*")
_WEAK = re.compile(r"\s*[,\uff0c\u3001\u060c]\s*")
_CODES = re.compile(
    r"\b(?:[A-Z]{1,3}-)?\d{3,6}(?:-\d{2,5})?(?:\s[A-Z]{2}\b)?"  # 75008, D-10115, 10001-1234, 1011 AB
    r"|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b"  # M5V 2T6
    r"|\b[A-Z]{1,2}\d{1,2}[A-Z]?(?:\s?\d[A-Z]{2})?\b"  # SW1A 1AA, EC2
    r"|\b\d+\s?(?:e|er|ème|eme|ième|º|ª|°|th|st|nd|rd|\.)?(?=\s|,|$)",  # 15e, 3.
)


class Piece(NamedTuple):
    """One part of an address: whether a strong separator, no comma, stands before it; whether it stood in brackets."""

    text: str
    apart: bool
    bracketed: bool


def pieces(text: str) -> list[Piece]:
    """The parts of `text` from left to right; flags become codes of their countries."""
    flags: list[str] = []

    def country(flag: re.Match[str]) -> str:
        flags.append("".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in flag.groups()))
        return " "

    plain = _FLAG.sub(country, text).translate(_BRACKETS)
    parts = [
        Piece(part.strip(_EDGES), strong > 0 and weak == 0, part.startswith(_MARK))
        for strong, segment in enumerate(_STRONG.split(plain))
        for weak, part in enumerate(_WEAK.split(segment))
    ]
    parts = [piece for piece in parts if any(map(str.isalnum, piece.text))]
    if parts and len(flags) == 1:
        return [*parts, Piece(flags[0], apart=False, bracketed=False)]
    return parts or [Piece(flag, apart=True, bracketed=False) for flag in flags]


def without_codes(text: str) -> str:
    """`text` without postal codes and numbers: "75008 Paris" -> "Paris"."""
    return " ".join(_CODES.sub(" ", text).split())
