"""The words by which texts are searched: folded ones, signs that make a word, and pieces of text without blanks.

Whoever indexes and whoever asks use the same ones. "C++" is one word and no C. Chinese, Japanese, Korean and Thai put
no blank between words: each two letters that follow each other are one, so that a word is met inside a sentence.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from leadscout.lexicon.files import rows
from leadscout.lexicon.text import words

Phrase = tuple[str, ...]

_UNSPACED = (
    "\u0e01-\u0e4e\u0e80-\u0edf\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3041-\u3096\u3099\u309a\u30a1-\u30fa\u30fc-\u30fe"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134f"
)
"""Letters of Thai, Lao, Burmese, Khmer, Han, Kana and Hangul."""

UNSPACED = re.compile(f"[{_UNSPACED}]+")
_LETTER = re.compile(f"[{_UNSPACED}]")
_MARKS = frozenset("+#&.-(")  # one of which is in every sign of symbols.tsv
_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "AE", "Ö": "OE", "Ü": "UE", "Ø": "OE", "Å": "AA"}
)


class _Signs(NamedTuple):
    """`hints`: by mark, of which a text has one where the pattern matches; `words`: what each sign stands for."""

    pattern: re.Pattern[str]
    words: Mapping[str, str]
    hints: Mapping[str, Phrase]


def tokens(text: str) -> Phrase:
    """The words of `text` in order; () when it has no letter or digit."""
    if text.isascii():
        return _spaced(text)
    text = unicodedata.normalize("NFKC", text)
    if not UNSPACED.search(text):
        return _spaced(text)
    listed: list[str] = []
    at = 0
    for run in UNSPACED.finditer(text):
        listed.extend(_spaced(text[at : run.start()]))
        listed.extend(_pairs(run.group()))
        at = run.end()
    return (*listed, *_spaced(text[at:]))


def renderings(text: str) -> tuple[Phrase, ...]:
    """The words of `text`, and those with its umlauts written out, if it has any: "Müller" is also "Mueller"."""
    if text.isascii():  # nearly always
        return (_spaced(text),)
    return tuple(map(tokens, spellings(text)))


def spellings(text: str) -> tuple[str, ...]:
    """A text, and as it is written without umlauts, if it has any."""
    if text.isascii():
        return (text,)
    text = unicodedata.normalize("NFKC", text)
    out = text.translate(_OUT)
    return (text,) if out == text else (text, out)


def is_part(token: str) -> bool:
    """Whether a word is a single letter of a text without blanks: it is met where it begins a pair."""
    return bool(_LETTER.fullmatch(token))


@cache
def several() -> str:
    """A pattern of what stands for one word and would fall apart at its blanks or brackets: "R & D", "node js"."""
    signs, spelled, _ = _symbols()
    phrases = {*(" ".join(phrase) for phrase in spelled), *signs.words.values(), *(map(" ".join, spelled.values()))}
    listed = {one for one in phrases if " " in one} | {one for one in signs.words if set(one) & set("&( ")}
    return "|".join(map(_escaped, sorted(listed, key=len, reverse=True)))


def _spaced(text: str) -> Phrase:
    signs, spelled, begin = _symbols()
    text = text.lower()
    if _may_have_signs(text, signs.hints):
        text = signs.pattern.sub(lambda sign: _spoken(sign, signs.words), text)
    listed = words(text)
    return listed if begin.isdisjoint(listed) else tuple(_together(listed, spelled))


def _may_have_signs(text: str, hints: Mapping[str, Phrase]) -> bool:
    for mark, listed in hints.items():
        if mark in text:
            for hint in listed:
                if hint in text:
                    return True
    return False


def _spoken(sign: re.Match[str], means: Mapping[str, str]) -> str:
    """What a sign stands for; itself at the end of another word: "acme.net" is no .NET."""
    at, text = sign.start(), sign.string
    inside = at and (text[at - 1].isalnum() or (text[at - 1] == "." and text[at - 2 : at - 1].isalnum()))
    return sign.group() if inside else f" {means[_bare(sign.group())]} "


def _together(listed: Phrase, spelled: Mapping[Phrase, Phrase]) -> Iterator[str]:
    """Words, and what spellings of one or several of them stand for."""
    at = 0
    while at < len(listed):
        size = next((size for size in (3, 2, 1) if listed[at : at + size] in spelled), 0)
        yield from spelled[listed[at : at + size]] if size else listed[at : at + 1]
        at += size or 1


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    yield from (run[at : at + 2] for at in range(len(run) - 1))


@cache
def _symbols() -> tuple[_Signs, dict[Phrase, Phrase], frozenset[str]]:
    """The signs of symbols.tsv; its spellings without a sign with what they stand for, and their first words."""
    means = {written: row["words"] for row in rows("symbols") for written in row["written"].split("|")}
    signed = {written: meant for written, meant in means.items() if not written.replace(" ", "").isalnum()}
    hints = {next((sign for sign in "+#&" if sign in written), written) for written in signed}
    longest = sorted(signed, key=len, reverse=True)
    listed = "|".join(map(_escaped, longest))
    spelled = {
        tuple(written.split()): tuple(meant.split()) for written, meant in means.items() if written not in signed
    }
    least = tuple(hint for hint in sorted(hints) if not any(other in hint for other in hints - {hint}))
    # "c++17" is C++, "C+++" and "3-days" nothing
    by_mark = {mark: tuple(hint for hint in least if _mark(hint) == mark) for mark in map(_mark, least)}
    signs = _Signs(re.compile(rf"(?:{listed})(?![^\W\d_])"), signed, by_mark)
    return signs, spelled, frozenset(phrase[0] for phrase in spelled)


def _mark(hint: str) -> str:
    return next(sign for sign in hint if sign in _MARKS)


_ROUND_AND = re.compile(r"\s?&\s?")
"""A line may end there, too."""


def _bare(written: str) -> str:
    return _ROUND_AND.sub("&", written)


def _escaped(written: str) -> str:
    return re.escape(written).replace(r"\&", _ROUND_AND.pattern)
