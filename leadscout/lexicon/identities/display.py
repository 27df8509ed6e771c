"""Names of people as they are shown: without titles, degrees, pronouns and pictures beside them."""

import re
import unicodedata
from functools import cache

from leadscout.lexicon.files import rows
from leadscout.lexicon.memory import remembered

_PRONOUN = (
    r"(?:she|he|they|ze|xe|her|him|them|sie|er|ihr|ihm|elle|il|iel|lui|ella|él|ela|ele|hon|han|hun|hij|zij|ona|on)"
)
_PRONOUNS = re.compile(rf"[(\[]?\s*\b{_PRONOUN}(?:\s*[/|]\s*[^\W\d_]+)+\s*[)\]]?", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_CREDENTIAL = re.compile(
    r"[A-Z][A-Z0-9.®™&+/-]*[A-Z0-9.®™+]|[A-Z][a-z]?[A-Z][A-Za-z]*\.?|(?:[A-Z][a-z]{0,2}\.){2,}[A-Za-z]*\.?"
)
_SURE = frozenset(
    (
        "dr",
        "prof",
        "professor",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "herr",
        "frau",
        "mme",
        "mlle",
        "monsieur",
        "madame",
        "dipling",
    )
)
"""Titles that are ones without a dot as well; others might be names."""
_SIMPLE = re.compile(r"[A-Z]?[a-z0-9'-]+(?: [A-Z][a-z0-9'-]+)*")
_GENERATIONS = frozenset(("jr", "jnr", "snr", "sr", "ii", "iii", "iv"))
_SIGNS = ("So", "Sk", "Cs", "Co", "Cn")
_BEHIND = re.compile(r"\s+[|\u2022\u27a4\u25ba#]")
"""What a name ends before: "Anna Lee | Growth", "Anna Lee #hiring"."""
_LOST = "\ufffd"
"""A letter that was lost before the file was written: without it another name would stand there."""
_JOINERS = "\ufe0f\ufe0e\u200d\u200b\u20e3\U000e0020"


def shown(name: str) -> str:
    """A name without what stands beside it: "Dr. Anna Lee, MBA (she/her) 🚀" is "Anna Lee".

    Something always stays: a name that is nothing but a title is shown as it is written.
    """
    if _SIMPLE.fullmatch(name) and name.partition(" ")[0].lower() not in _SURE:  # nearly always
        return name
    return _shown(name)


@remembered(5000)
def _shown(name: str) -> str:
    whole = _BEHIND.split(name)[0]
    name = whole if len(whole.split()) > 1 else name
    bare = "".join(sign for sign in name if sign not in _JOINERS and (sign == _LOST or _is_letter(sign)))
    bare = _PRONOUNS.sub(" ", bare)
    bare = _BRACKETS.sub(lambda beside: " " if _is_beside(beside[1]) else beside[0], bare)
    before, comma, after = bare.partition(",")
    if comma and before.strip() and all(map(_is_credential, filter(None, re.split(r"[\s,|/]+", after)))):
        bare = before
    words = bare.split()
    while len(words) > 1 and _is_title(words[0]):
        del words[0]
    while len(words) > 1 and _is_degree(words[-1]):
        del words[-1]
    kept = " ".join(words).strip(" ,|-\u2013\u00b7\u2022")
    return kept if any(map(str.isalpha, kept)) and not _is_title(kept) else name


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign) not in _SIGNS


def _is_beside(text: str) -> bool:
    words = re.split(r"[\s,/|]+", text.strip())
    return not text.strip() or all(_is_credential(word) for word in words)


def _is_credential(word: str) -> bool:
    return bool(_CREDENTIAL.fullmatch(word)) or _bare(word) in _around()


def _is_title(word: str) -> bool:
    bare = _bare(word)
    return bare in _around() and bare not in _GENERATIONS and (bare in _SURE or word.rstrip(",").endswith("."))


def _is_degree(word: str) -> bool:
    """Whether the last word of a name is a degree, written as such: "MBA", "Ph.D.", not "Ma"."""
    bare = _bare(word)
    capitals = sum(map(str.isupper, word))
    return bare in _around() and bare not in _GENERATIONS and capitals > 1


def _bare(word: str) -> str:
    return "".join(filter(str.isalpha, word)).casefold()


@cache
def _around() -> frozenset[str]:
    return frozenset(word for row in rows("name_forms") if row["use"] == "around" for word in row["words"].split("|"))
