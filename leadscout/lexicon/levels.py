"""The level that a title tells: sign by sign from data/title_levels.tsv, then what helpers and deputies make of it."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from leadscout.lexicon.files import Rows, rows
from leadscout.lexicon.roles import Role
from leadscout.lexicon.signs import Hit, Phrase, Signs, folded

TOPS = ("founder", "owner", "partner", "cxo")
"""Levels that stand side by side: a founder and CEO is both."""
ORDER = (*TOPS, "vp", "director", "head", "manager", "entry_manager", "strategic", "senior", "entry")
"""Of several roles the one furthest in front is told; a mere owner's "partner" or "cxo" is told besides."""
BELOW = {"cxo": "vp", "vp": "director", "director": "manager", "head": "manager", "manager": "entry_manager"}
"""What a deputy of each level is."""

_HELPERS = frozenset(("assistant", "deputy", "vicedirector", "former"))
_ABOUT = frozenset(("of", "for"))
_INSIDE = ("vp", "entry_manager", "director", "head", "manager", "strategic", "senior", "entry", "management")
_CHIEF = re.compile("c[a-z]{1,3}o$")
_REMEMBERED = 1000
_TO = "to of for der des dem den von du de della del di van voor do dos da till til zarzadu"
_OBJECTS = frozenset(_TO.split())  # "Assistant to", "Assistenz der": what follows is another's
_STUDIES = _OBJECTS | {"in", "at", "an", "bei", "bij", "en", "a", "bac", "master"}
_LEADS = ("director", "head", "manager", "entry_manager")
# A chief of these is the first of a trade, not of a company.
_TRADES = re.compile(
    r"engineer|architect|accountant|scientist|nurse|editor|pilot|chef|cook|mate|inspector|surveyor|physician|"
    r"economist|buyer|clerk|steward|technician|analyst|developer|designer|underwriter"
)


class Told(NamedTuple):
    """`levels`: our codes, the likeliest first; `helps`: somebody helps, stands in or held it before.

    The rest of such a title is another's.
    """

    levels: tuple[str, ...]
    helps: bool


class Levels:
    """Reads the levels of the roles of a title."""

    def __init__(self, table: Rows = rows) -> None:
        """Load title_levels out of `table`."""
        self._signs = Signs((folded(row["words"]), row["level"]) for row in table("title_levels"))
        self.hits = lru_cache(_REMEMBERED)(self._hits)

    def read(self, roles: Sequence[Role], *, specific: bool) -> Told:
        """What the roles tell: no level where there is no word, or only what somebody was before.

        `specific` says that the title names a field of work: an "executive director" is then a director.
        """
        held: list[str] = []
        stood_in: list[str] = []  # what a deputy or helper is; what somebody is besides counts more
        past = helps = False
        for group in _together(roles):
            mark = ""
            for role in group:
                codes = tuple(hit.meanings[0] for hit in self.hits(role.words))
                past = past or "former" in codes
                helper = not _HELPERS.isdisjoint(codes)
                helps = helps or helper
                if mark and not helper:
                    continue  # "EA to the CEO and CFO", "former CEO and CFO": the first word is about both
                told = _told(codes, specific=specific or not _ABOUT.isdisjoint(role.words))
                (stood_in if helper else held).extend(told)
                mark = _mark(codes, role.words)
        found = held or stood_in
        if not found:
            return Told(() if past or not roles else ("entry",), helps)
        if "intern" in found:
            return Told(("intern",), helps)
        return Told(tuple(code for code in TOPS if code in found) or (min(found, key=ORDER.index),), helps)

    def _hits(self, role: Phrase) -> list[Hit[str]]:
        """The signs found in a role; unknown chiefs ("CHXO" as one word of four letters) count as cxo."""
        found = [hit for hit in self._signs.read(role) if hit.meanings[0] != "student" or _studies(role, hit)]
        if any(word == "chief" for word in role) and not any(hit.meanings[0] in ("director", "cxo") for hit in found):
            code = "director" if any(_TRADES.match(word) for word in role) and "officer" not in role else "cxo"
            found.append(Hit(role.index("chief"), role.index("chief") + 1, "chief", (code,)))
        return found


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


def _mark(codes: Sequence[str], said: Phrase) -> str:
    """What the words of a role say about the roles tied to it by "and"; "" for nothing."""
    if "former" in codes:
        return "former"
    return "assistant" if "assistant" in codes and not _OBJECTS.isdisjoint(said) else ""


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
