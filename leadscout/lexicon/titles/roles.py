"""The roles that a title names, as people separate them: "Founder & CEO | Board Member (m/w/d) at Acme" names three."""

import re
from functools import cache
from typing import NamedTuple

from leadscout.lexicon.files import rows
from leadscout.lexicon.memory import remembered
from leadscout.lexicon.titles.signs import Phrase, plain
from leadscout.lexicon.tokens import tokens

# (m/w/d), (f/m/x), H/F, m/k, (all genders): the law of the country, not the job
_MARKS = re.compile(
    r"\(\s*(?:[mwfdxhkvi]\s*[/|,.:*]\s*){1,3}[mwfdxhkvin]*\s*\)|\b[mhfkwv]\s?/\s?[hfmvkw](?:\s?/\s?[dxi])?\b"
    r"|\((?:gn|all genders?|mwd|w?md|mfd)\)|\ball genders\b",
    re.IGNORECASE,
)
# Leiter/in, Leiter*innen, Directeur(trice), chargé(e), Développeur·euse: one word with its other form ("p.o." is none)
_ENDINGS = re.compile(
    r"(?<=[^\W\d_]{2})(?:[/:*_·.]\s?-?|\(-?)(?:innen|in|trice|euse|fe|ère|ne|rice|ora|esse|te|ra|as|os|es|se|a|e|o)\b\)?"
)
_INNER = re.compile(r"(?<=[a-zäöüß]{3})In(?:nen)?\b")  # LeiterIn
_RESEARCH = re.compile(
    r"\b(?:research|forschung|recherche|investigaci[oó]n|ricerca|onderzoek|pesquisa|bada[nń]|forskning)s?-?\s?"
    r"(?:&|\+|and|und|et|y|e|en|i|och|og)\s?(?:development|entwicklung|d[eé]veloppement|desarrollo|sviluppo|ontwikkeling"
    r"|desenvolvimento|rozwoju|utveckling|udvikling)\b|\br\s?et\s?d\b",
    re.IGNORECASE,
)
# P.D.G., C.E.O.; in capitals alone: "a.D." and "i.V." are two words; "M.D." is a physician, MD a managing director
_INITIALS = re.compile(r"\b(?!M\.D\b)(?:(?:[A-Z]\.){2,}(?:[A-Z]\b)?|(?:[A-Z]\.){1,}[A-Z]\b)")
_MATTERS = re.compile(r"\bd\s?/\s?s\b\.?|\bdo\s+spraw\b", re.IGNORECASE)  # "ds." is written in three ways
_AROUND = " \t.:-\u2013\u2014"
_APART = re.compile(r"[\s&+]")
_COMPANY = re.compile(r"(?<=\w)\s+(?:@|at|bei(?:\s+der)?|chez|presso|hos)\s+.*|(?<=\w)\s*@\s*\w.*", re.IGNORECASE)
_STRONG = re.compile(
    r"[|,;\u00b7\u2022()\[\]{}\"\u201c\u201d\u201e!?]|:\s|\s[-\u2013\u2014]+\s|\s[-\u2013\u2014]+$|\s{3,}|\u2013|\u2014"
)
# Dutch "en" is "and"; French and Spanish "en" before one of these is "in": "alumna en prácticas", "rédactrice en chef"
_IN = (
    r"en(?!\s(?:pr[aá]cticas|funciones|activo|paro|busca|b[uú]squeda|jefe|chef|alternance|recherche|retraite|contrat"
    r"|m[eé]decine)\b)"
)
_WEAK = re.compile(rf"[/&+]|\s(?:and|und|et|y|e|{_IN}|och|og|i|oraz)\s", re.IGNORECASE)
# what stands before the abbreviation IT but never before the pronoun, and after it
_BEFORE_IT = frozenset(
    ("of", "for", "in", "de", "per", "ds", "leiter", "head", "chef", "director", "manager", "responsabile")
)
_NOUNS = """manager director specialist consultant support project projekt projects leiter engineer technician analyst
systems system administrator admin security operations infrastructure service services recruiter architect coordinator
lead leader sales business solutions department strategy governance audit auditor head chef"""
_AFTER_IT = frozenset(_NOUNS.split())


STOP_WORDS = frozenset(("or", "and", "of", "in", "at"))
"""Words that go from the normal form of a title (behaviour §2)."""


class TitleRole(NamedTuple):
    """One role of a title: its folded words; `joined`, whether "and" or a slash ties it to the role before."""

    words: Phrase
    joined: bool


def roles(title: str) -> tuple[TitleRole, ...]:
    """The roles of a title in order; none when it has no word. Company names after "at" or "@" are left out."""
    text = _clean(title)
    named: list[TitleRole] = []
    for part in _STRONG.split(text):
        pieces = [_spoken(piece, shouted=title.isupper()) for piece in _WEAK.split(part)]
        named.extend(TitleRole(phrase, bool(number)) for number, phrase in enumerate(pieces) if phrase)
    return tuple(named)


@remembered(50_000)
def written(title: str) -> tuple[str, ...]:
    """The roles of a title in order as they are written; the whole title where it names one."""
    text = _COMPANY.sub("", _MARKS.sub(" ", title)) or title
    pieces = (piece.strip(_AROUND) for part in _STRONG.split(text) for piece in _WEAK.split(part))
    return tuple(piece for piece in pieces if tokens(piece))


@cache
def _letters() -> tuple[re.Pattern[str], dict[str, str]]:
    """The letters of title_letters.tsv as people join them, longer ones first, and what they mean."""
    means = {row["letters"]: row["means"] for row in rows("title_letters")}
    joined = (r"\s?[&+]\s?".join(letters.split()) for letters in sorted(means, key=len, reverse=True))
    pattern = re.compile(rf"\b(?:{'|'.join(joined)})\b", re.IGNORECASE)
    return pattern, {letters.replace(" ", ""): words for letters, words in means.items()}


def spoken(title: str) -> Phrase:
    """All folded words of the roles, in order, as if they were one."""
    return _spoken(_clean(title), shouted=title.isupper())


def _clean(title: str) -> str:
    """A title without marks, second genders and companies."""
    text = _INITIALS.sub(lambda match: match.group().replace(".", ""), title) if "." in title else title
    text = _INNER.sub("", _ENDINGS.sub("", _MATTERS.sub("ds", _MARKS.sub(" ", text))))
    text = _RESEARCH.sub("research development", text)
    if "&" in text or "+" in text:
        letters, means = _letters()
        text = letters.sub(lambda match: means[_APART.sub("", match.group().lower())], text)
    return _COMPANY.sub("", text) or text


def _spoken(text: str, *, shouted: bool) -> Phrase:
    """The folded words of a part, without "it" where that is the pronoun."""
    sentence = tuple(map(plain, tokens(text)))
    if "it" not in sentence or (not shouted and re.search(r"\bIT\b", text)):
        return sentence
    return tuple(word for at, word in enumerate(sentence) if word != "it" or _technology(sentence, at))


def _technology(sentence: Phrase, at: int) -> bool:
    before, after = sentence[at - 1] if at else "", sentence[at + 1] if at + 1 < len(sentence) else ""
    return before in _BEFORE_IT or after in _AFTER_IT or len(sentence) == 1
