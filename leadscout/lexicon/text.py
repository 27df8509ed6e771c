"""Folding: the one way in which written words become comparable."""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_LETTERS_ONLY = bytes(ord(chr(at).lower()) if at < 128 and chr(at).isalnum() else ord(" ") for at in range(256))  # noqa: PLR2004 - ASCII
"""Lower-case letters and digits for those of ASCII, blanks for the rest: three times as fast as a pattern."""
_INSIDE = "'\"\u02bc\u2019\u05f3\u05f4"
# A mark between letters of a script that has it in its words ("комп'ютер", מנכ״ל), or a letter that is not ASCII.
_FOREIGN = re.compile(f"(?P<mark>[{_INSIDE}](?<=[\u0400-\u06ff].)(?=[\u0400-\u06ff]))|[^\\x00-\\x7f]")
_MARKS = str.maketrans("", "", "'`\"")
_LETTERS = ("Lu", "Ll", "Lo")


def fold(text: str) -> str:
    """Text as lower-case ASCII words with one blank between them; "" when it has no letter or digit.

    Letters are transliterated ("Geschäftsführer" -> "geschaftsfuhrer"), everything else separates words. Letters that
    are no more than a mark in Latin ones (ain, the soft sign) separate nothing: "يعمل" is "yml", "Львів" "lviv".
    Folding twice changes nothing.
    """
    return " ".join(words(text))


def words(text: str) -> tuple[str, ...]:
    """The folded words of `text`, in order."""
    if not text.isascii():
        # NFKC first: fancy letters become plain ones, and an accent written as a mark of its own joins its letter.
        text = _FOREIGN.sub(_plain, unicodedata.normalize("NFKC", text))
    return tuple(text.encode("ascii", "replace").translate(_LETTERS_ONLY).decode().split())


def key(text: str) -> str:
    """The folded words joined by "_": a code without blanks, as facts and indexes need it."""
    return fold(text).replace(" ", "_")


def is_digits(text: str) -> bool:
    """Whether `text` is made of the digits 0 to 9; `str.isdigit` takes more, "²" for one, which is no number."""
    return text.isascii() and text.isdigit()


def contains(sentence: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether `phrase` stands in `sentence` word after word; the empty phrase does not."""
    size = len(phrase)
    return size > 0 and any(sentence[at : at + size] == phrase for at in range(len(sentence) - size + 1))


def _plain(match: re.Match[str]) -> str:
    return "" if match["mark"] else _transliterate(match.group())


@lru_cache(maxsize=4096)
def _transliterate(char: str) -> str:
    category = unicodedata.category(char)
    if category.startswith("M"):
        return ""
    # anyascii would spell an emoji out (":rocket:"); only letters and digits say something.
    latin = anyascii(char) if char.isalnum() else " "
    # The okina of "Nuku\u02bbalofa" is a modifier, and separates as the apostrophe does that is written for it.
    return latin.translate(_MARKS) if category in _LETTERS else latin
