"""Letters that a program wrote in another way than as letters: entities of HTML, escapes of JSON, words of mail.

Also what cannot be seen: blanks that are no blanks, and signs without a width.
"""

import html
import re
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from unicodedata import normalize

from leadscout.intake.encodings import repaired

_ENTITY = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
    # Without its semicolon only a letter with an accent: "AT&T", "R&D" and "&copyright" are as they stand.
    r"|&(?:[a-zA-Z](?:acute|grave|circ|uml|tilde|cedil|ring|slash)|szlig|[aA][eE]lig|[oO][eE]lig)"
)
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}")
_OF_MAIL = re.compile(r"=\?[A-Za-z0-9_-]{2,30}\?[bBqQ]\?[^?\s]{0,500}\?=")
_OVER_AGAIN = 5
"""Times that entities may have been written over again; each is a look at the whole text."""
_UNSEEN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u00ad": "", "\u200b": "", "\u2060": "", "\ufeff": ""})


def plain(text: str) -> str:
    """A text whose letters are written as letters, and none of them encoded twice."""
    if "&" in text or "\\u" in text or "=?" in text:
        text = unescaped(text)
    return text if text.isascii() else normalize("NFC", repaired(text).translate(_UNSEEN))


def unescaped(text: str) -> str:
    """A text without entities of HTML, escapes of JSON and words as mail headers write them.

    "&amp;amp;" is "&", "J&uuml;rgen", its escape of four digits and "=?UTF-8?Q?J=C3=BCrgen?=" (RFC 2047) are "Jürgen".
    """
    for _ in range(_OVER_AGAIN):
        before, text = text, _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
        if text == before:
            break
    text = _ESCAPE.sub(_letter, text)
    return _of_mail(text) if _OF_MAIL.search(text) else text


def _letter(escape: re.Match[str]) -> str:
    units = bytes.fromhex(escape[0].replace("\\u", ""))
    return units.decode("utf-16-be", errors="replace")


def _of_mail(text: str) -> str:
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError):  # of an encoding that there is not, or cut off
        return text
