"""Scripts: names of places in letters that say another thing when they are transliterated.

Han letters are read as Mandarin by whoever transliterates letter by letter (東京 would be Dongjing), Arabic and Hebrew
ones without vowels: such names are looked up as they are written.
"""

import re
import unicodedata

_BLOCKS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0590-\u06ff\u0e00-\u0e7f\u0370-\u04ff\u0900-\u097f"
_SCRIPT = re.compile(f"^[^a-zA-Z]*[{_BLOCKS}]")
_SOUNDLESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0590-\u06ff\u0e00-\u0e7f]")
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]{4,}")
_KINDS = ("自治区", "自治州", "市", "都", "府", "県", "縣", "省", "区", "區", "シティ", "특별시", "광역시", "시", "도")


def is_script(text: str) -> bool:
    """Whether a name is written in one of these scripts."""
    return not text.isascii() and _SCRIPT.match(text) is not None


def is_soundless(text: str) -> bool:
    """Whether the letters do not say how the name sounds: read letter by letter it would be another one."""
    return not text.isascii() and _SOUNDLESS.search(text) is not None


def key(text: str) -> str:
    """A name without blanks, signs and marks, so that two ways of writing it are one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def shorter(name: str) -> str:
    """A key without the word for city, prefecture or province at its end; "" where there is none."""
    return next((name.removesuffix(kind) for kind in _KINDS if name.endswith(kind) and len(name) > len(kind) + 1), "")


def cuts(name: str) -> list[tuple[str, str]]:
    """A key in two, the longest first part first: the larger stands in front ("東京都渋谷区"); [] without Han."""
    return [(name[:at], name[at:]) for at in range(len(name) - 1, 1, -1)] if _HAN.match(name) else []
