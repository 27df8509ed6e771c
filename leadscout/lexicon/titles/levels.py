"""The level that a title tells: sign by sign from data/title_levels.tsv, then what helpers and deputies make of it."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from leadscout.lexicon.files import Rows, rows
from leadscout.lexicon.titles.roles import Role
from leadscout.lexicon.titles.signs import Hit, Phrase, Signs, folded

TOPS = ("founder", "owner", "partner", "cxo")
"""Levels that stand side by side: a founder and CEO is both."""
ORDER = (*TOPS, "vp", "director", "head", "manager", "entry_manager", "strategic", "senior", "entry")
"""Of several roles the one furthest in front is told; a mere owner's "partner" or "cxo" is told besides."""
BELOW = {"cxo": "vp", "vp": "director", "director": "manager", "head": "manager", "manager": "entry_manager"}
"""What a deputy of each level is."""

_HELPERS = frozenset(("assistant", "deputy", "vicedirector", "former"))
_ABOUT = frozenset(("of", "for"))
_INSIDE = ("vp", "entry_manager", "director", "head", "manager", "strategic", "senior", "entry", "management")
_REMEMBERED = 1000
_TO = "to of for der des dem den von du de della del di van voor do dos da till til zarzadu"
_OBJECTS = frozenset(_TO.split())  # "Assistant to", "Assistenz der": what follows is another's
_STUDIES = _OBJECTS | {"in", "at", "an", "bei", "bij", "en", "a", "bac", "master"}
# Of these it may be said whose somebody is ("Referent des Vorstands", "Chief of Staff to the COO"), not after a seat
# ("Präsident des Verwaltungsrats"). Source: datives and genitives of our ten languages.
_OTHERS = frozenset((*TOPS, "vp", "director", "head", "intern"))
_ARTICLE = r"(?:the|la|le|l|el|il|de|het|den|die)"
_WHOSE = re.compile(
    rf".+ (?:(?:to|des|der|dem|zum|zur|du|au|del|della|dell|al|alla|do|da|till|til)(?: {_ARTICLE})?"
    rf"|(?:de|van|aan|a|von) {_ARTICLE})$"
)
_FOR = rf".+ (?:for|fur|pour|para|per|voor|dla|with|mit|helping)(?: {_ARTICLE})?"
_WHOM = re.compile(f"{_FOR}$")
_WHICH = re.compile(rf"{_FOR} \w+$")  # "for startup founders": of several, with a word to say which
_SEAT = re.compile(
    r"\b(?:mitglied|member|membre|miembro|membro|medlem|ledamot|czlon|vocal|vogal|chair|vorsitz|president|prasident|prezes|"
    r"voorzitter|formand|ordforande|przewodnicz|sprecher|delegiert|(?:lid|part|teil)\b)"
)
_CHIEFS = frozenset(("cxo", "vp", "director", "head"))
_LEADS = ("director", "head", "manager", "entry_manager")
# A chief of these is the first of a trade, not of a company.
_TRADES = re.compile(
    r"engineer|architect|accountant|scientist|nurse|editor|pilot|chef|cook|mate|inspector|surveyor|physician|"
    r"economist|buyer|clerk|steward|technician|analyst|developer|designer|underwriter|counsel|technologist|mechanic|"
    r"electrician|operator|estimator|photographer|librarian|correspondent|reporter|programmer|pharmacist|instructor|"
    r"dispatcher|examiner|coroner|curator|actuary|statistician|chemist|geologist|registrar|whip|superintendent"
)


Codes = tuple[str, ...]
"""What the signs of a role say, in their order."""


class Said(NamedTuple):
    """The words of a role and what their signs say; `bare`: it says nothing besides."""

    words: Phrase
    codes: Codes
    bare: bool

    @property
    def helps(self) -> bool:
        """Whether somebody helps, stands in or held it before."""
        return not _HELPERS.isdisjoint(self.codes)

    def also(self, code: str) -> "Said":
        """The role with one more sign."""
        return self._replace(codes=(*self.codes, code))

    def without(self, code: str) -> "Said":
        """The role without a sign."""
        return self._replace(codes=tuple(one for one in self.codes if one != code))


class Told(NamedTuple):
    """`levels`: our codes, the likeliest first; `helps`: somebody helps, stands in or held it before.

    The rest of such a title is another's. `named`: the levels that it names, also where somebody only held them before.
    """

    levels: tuple[str, ...]
    helps: bool
    named: tuple[str, ...]


class Levels:
    """Reads the levels of the roles of a title."""

    def __init__(self, table: Rows = rows) -> None:
        """Load title_levels out of `table`."""
        self._signs = Signs((folded(row["words"]), row["level"]) for row in table("title_levels"))
        self.hits = lru_cache(_REMEMBERED)(self._hits)

    def read(self, roles: Sequence[Role], *, specific: bool) -> Told:
        """What the roles tell: no level where there is no word, or only what somebody was before; else at least entry.

        `specific` says that the title names a field of work: an "executive director" is then a director.
        """
        groups = _afterthoughts([[self._said(role.words) for role in group] for group in _together(roles)])
        helps = any(one.helps for group in groups for one in group)
        levels = _held(groups, specific=specific)
        if levels or not groups:
            return Told(levels, helps, levels)
        return Told((), helps, _held([[one.without("former") for one in group] for group in groups], specific=specific))

    def _said(self, role: Phrase) -> Said:
        hits = self.hits(role)
        return Said(role, _codes(hits), sum(hit.end - hit.at for hit in hits) == len(role))

    def _hits(self, role: Phrase) -> list[Hit[str]]:
        """The signs found in a role; unknown chiefs ("CHXO" as one word of four letters) count as cxo."""
        hits = [hit for hit in self._signs.read(role) if hit.meanings[0] != "student" or _studies(role, hit)]
        at = next((at for at, word in enumerate(role) if word == "chief"), len(role))
        explained = any(hit.at <= at < hit.end or hit.meanings[0] in ("director", "cxo") for hit in hits)
        if at < len(role) and not explained:
            code = "director" if any(_TRADES.match(word) for word in role) and "officer" not in role else "cxo"
            hits.append(Hit(at, at + 1, "chief", (code,)))
        # "Head of Retired Products" is one still
        hits = [hit for hit in hits if hit.meanings[0] != "former" or not hit.at or role[hit.at - 1] not in _OBJECTS]
        return [hit for hit in hits if not _anothers(role, hit)] if "deputy" not in _codes(hits) else hits


def _afterthoughts(groups: Sequence[Sequence[Said]]) -> list[list[Said]]:
    """Groups, with what one says about those before it: "CEO (retired)", "CEO & CFO Assistant"."""
    regrouped: list[list[Said]] = []
    for group in groups:
        *others, last = group
        if not others and last.bare and set(last.codes) == {"former"} and regrouped:
            regrouped[-1] = [one.also("former") for one in regrouped[-1]]
            continue
        # one who helps the chief of this helps the chief of that: "CFO/CEO assistant"
        theirs = "assistant" in last.codes and not _CHIEFS.isdisjoint(last.codes)
        regrouped.append([*(one.also("assistant") if theirs and one.bare else one for one in others), last])
    return regrouped


def _held(groups: Sequence[Sequence[Said]], *, specific: bool) -> tuple[str, ...]:
    """The levels that somebody has by the words and signs of all roles; () for nothing but what was before."""
    held: list[str] = []
    stood_in: list[str] = []  # what a deputy or helper is; what somebody is besides counts more
    unsaid = False
    for group in groups:
        mark = ""
        unsaid = unsaid or not any("former" in one.codes for one in group)
        for one in group:
            if mark and not one.helps:
                continue  # "EA to the CEO and CFO", "former CEO and CFO": the first word is about both
            codes = _told(one.codes, specific=specific or not _ABOUT.isdisjoint(one.words))
            if codes == ("manager",) and any("assistant" in beside.codes for beside in group):
                codes = ("senior",)  # "EA / Office Manager" leads nobody
            (stood_in if one.helps else held).extend(codes)
            mark = _mark(one.codes, one.words)
    levels = held or stood_in
    if not levels:
        return ("entry",) if unsaid else ()
    if "intern" in levels:
        return ("intern",)
    return tuple(code for code in TOPS if code in levels) or (min(levels, key=ORDER.index),)


def _codes(hits: Iterable[Hit[str]]) -> Codes:
    return tuple(hit.meanings[0] for hit in hits)


def _anothers(role: Phrase, hit: Hit[str]) -> bool:
    """Whether a leader or learner is named only to say whose or for whom somebody works."""
    code, before = hit.meanings[0], " ".join(role[: hit.at])
    whose = _WHOSE.match(before) or (code not in _LEADS and _WHOM.match(before))
    whose = whose or (role[hit.end - 1].endswith("s") and _WHICH.match(before))
    return code in _OTHERS and bool(whose) and not _SEAT.search(before)


def _studies(role: Phrase, hit: Hit[str]) -> bool:
    """Whether "student" is what somebody is: "Student of Law", not "Student Affairs Director"."""
    return hit.end == len(role) or role[hit.end] in _STUDIES


def _together(roles: Sequence[Role]) -> Iterable[list[Role]]:
    group: list[Role] = []
    for role in roles:
        if group and not role.joined:
            yield group
            group = []
        group.append(role)
    if group:
        yield group


def _mark(codes: Sequence[str], words: Phrase) -> str:
    """What the words of a role say about the roles tied to it by "and"; "" for nothing."""
    if "former" in codes:
        return "former"
    return "assistant" if "assistant" in codes and not _OBJECTS.isdisjoint(words) else ""


def _told(codes: Sequence[str], *, specific: bool) -> tuple[str, ...]:
    """The levels of one role by its signs; () where they say nothing."""
    if "former" in codes:
        return ()
    if "intern" in codes or "student" in codes:
        return ("intern",)
    inside = next((code for code in _INSIDE if code in codes), "")
    tops = tuple(code for code in TOPS if code in codes)
    if inside in _LEADS:
        tops = tuple(code for code in tops if code != "partner")  # "Partner Operations Manager"
    if "executive" in codes and not tops:
        tops = ("director" if specific else "cxo",)
    if inside == "vp":
        tops = ("vp",)  # "Vice Chairman of the Board"
    level = "manager" if inside == "management" else inside
    return _lowered(codes, tops, level) or tops or ((level,) if level else ())


def _lowered(codes: Sequence[str], tops: tuple[str, ...], level: str) -> tuple[str, ...]:
    """What helpers, deputies and juniors of a level are; () when nobody is one."""
    if "vp" in tops:
        return ()
    if "assistant" in codes:
        return ("entry",)
    if "vicedirector" in codes:
        return ("vp" if tops else "manager",)
    if "deputy" in codes:
        return (BELOW.get(tops[-1] if tops else level, level or "senior"),)
    return ("entry",) if "junior" in codes and not tops and level not in ("director", "head") else ()
