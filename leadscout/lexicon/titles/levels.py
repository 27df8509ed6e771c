"""The level that a title tells: sign by sign from data/title_levels.tsv, then what helpers and deputies make of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from leadscout.lexicon.files import Rows, rows
from leadscout.lexicon.titles.roles import TitleRole
from leadscout.lexicon.titles.signs import Phrase, SignMatch, Signs, folded

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
_PERSON = re.compile("(?:er|or|ist|ian|ant|ch)$")  # how words end that say what somebody is
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
# What stands behind these is another's, whatever words are between: "Analyst reporting to the HR Director".
_REPORTS = re.compile(
    r"\b(?:report(?:s|ing)? (?:direct(?:ly)? )?(?:in)?to|supporting|working (?:for|under)|on behalf of|berichtet an|"
    r"unterstellt|rattachee? (?:a|au|aux)|reporta (?:a|al)|reportando (?:a|al|ao)|a riporto di|rapporteert aan|"
    r"raportuj\w+ do|rapporterar till|refererer til)\b"
)
_SEAT = re.compile(
    r"\b(?:mitglied|member|membre|miembro|membro|medlem|ledamot|czlon|vocal|vogal|chair|vorsitz|president|prasident|prezes|"
    r"voorzitter|formand|ordforande|przewodnicz|sprecher|delegiert|(?:lid|part|teil)\b)"
)
_INITIALS = 4  # letters of a chief ("CEO")
_WORKERS = frozenset(("manager", "entry_manager", "entry", "senior", "assistant", "intern"))
_CHIEFS = frozenset(("cxo", "vp", "director", "head"))
_LED = frozenset(("office", "org", "organization", "organisation", "cabinet", "buro"))
"""Whose it is may be said by a chief's name: "COO Org"."""
_SERVES = re.compile("coach|recruiter|headhunter|advis[eo]r|trainer|consultant|scout|sourcer|whisperer")
_FOR_THEM = frozenset(
    (
        "relations",
        "success",
        "community",
        "support",
        "services",
        "service",
        "engagement",
        "experience",
        "care",
        "liaison",
    )
)
"""What is done for leaders, before the word for who does it: "Founder Relations Manager"."""
_IN_TRAINING = ("in", "training")
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


class RoleSigns(NamedTuple):
    """The words of a role and what their signs say; `bare`: it says nothing besides."""

    words: Phrase
    codes: Codes
    bare: bool

    @property
    def helps(self) -> bool:
        """Whether somebody helps, stands in or held it before."""
        return not _HELPERS.isdisjoint(self.codes)

    def also(self, code: str) -> "RoleSigns":
        """The role with one more sign."""
        return self._replace(codes=(*self.codes, code))

    def without(self, code: str) -> "RoleSigns":
        """The role without a sign."""
        return self._replace(codes=tuple(one for one in self.codes if one != code))


class RoleLevels(NamedTuple):
    """What one role of a title says of its level: `levels` is None where the whole role is another's.

    `former`: it was held before. `joined`: "and" or a slash ties it to the role before.
    """

    words: Phrase
    levels: tuple[str, ...] | None
    former: bool
    joined: bool


class LevelsReading(NamedTuple):
    """`levels`: our codes, the likeliest first; `helps`: somebody helps, stands in or held it before.

    The rest of such a title is another's. `named`: the levels that it names, also where somebody only held them before.
    `roles`: what each of its roles says.
    """

    levels: tuple[str, ...]
    helps: bool
    named: tuple[str, ...]
    roles: tuple[RoleLevels, ...]


class Levels:
    """Reads the levels of the roles of a title."""

    def __init__(self, table: Rows = rows) -> None:
        """Load title_levels out of `table`."""
        self._signs = Signs((folded(row["words"]), row["level"]) for row in table("title_levels"))
        self.hits = lru_cache(_REMEMBERED)(self._hits)

    def read(self, roles: Sequence[TitleRole], *, specific: bool) -> LevelsReading:
        """What the roles tell: no level where there is no word, or only what somebody was before; else at least entry.

        `specific` says that the title names a field of work: an "executive director" is then a director.
        """
        read = [[self._said(role.words) for role in group] for group in _together(roles)]
        groups = _afterthoughts(_graduated(read))
        helps = any(one.helps for group in groups for one in group)
        levels = _held(groups, specific=specific)
        by_role = tuple(
            RoleLevels(one.words, codes, "former" in one.codes, joined=number > 0)
            for group in groups
            for number, (one, codes) in enumerate(_each(group, specific=specific))
        )
        named = levels
        if groups and not levels:
            named = _held([[one.without("former") for one in group] for group in groups], specific=specific)
        return LevelsReading(levels, helps, named, by_role)

    def _said(self, role: Phrase) -> RoleSigns:
        hits = self.hits(role)
        return RoleSigns(role, _codes(hits), sum(hit.end - hit.at for hit in hits) == len(role))

    def _hits(self, role: Phrase) -> list[SignMatch[str]]:
        """The signs found in a role; unknown chiefs ("CHXO" as one word of four letters) count as cxo."""
        hits = [hit for hit in self._signs.read(role) if hit.meanings[0] != "student" or _studies(role, hit)]
        at = next((at for at, word in enumerate(role) if word == "chief"), len(role))
        explained = any(hit.at <= at < hit.end or hit.meanings[0] in ("director", "cxo") for hit in hits)
        if at < len(role) and not explained:
            code = "director" if any(_TRADES.match(word) for word in role) and "officer" not in role else "cxo"
            hits.append(SignMatch(at, at + 1, "chief", (code,)))
        hits = [_ranked(hit) for hit in hits]
        hits = [hit for hit in hits if not _describes(role, hit, hits)]
        # "Head of Retired Products" is one still
        hits = [hit for hit in hits if hit.meanings[0] != "former" or not hit.at or role[hit.at - 1] not in _OBJECTS]
        hits = list(_hoped(hits))
        hits = [hit for hit in hits if not _leads_elsewhere(role, hit)]
        if role[-2:] == _IN_TRAINING and hits and hits[-1].end == len(role) - 2:
            hits = [SignMatch(len(role) - 2, len(role), "in training", ("intern",))]
        return [hit for hit in hits if not _anothers(role, hit)] if "deputy" not in _codes(hits) else hits


def _afterthoughts(groups: Sequence[Sequence[RoleSigns]]) -> list[list[RoleSigns]]:
    """Groups, with what one says about those before it: "CEO (retired)", "CEO & CFO Assistant"."""
    regrouped: list[list[RoleSigns]] = []
    for group in groups:
        *others, last = group
        if not others and last.bare and set(last.codes) == {"former"} and regrouped:
            regrouped[-1] = [one.also("former") for one in regrouped[-1]]
            continue
        # one who helps the chief of this helps the chief of that: "CFO/CEO assistant"
        theirs = "assistant" in last.codes and not _CHIEFS.isdisjoint(last.codes)
        regrouped.append([*(one.also("assistant") if theirs and one.bare else one for one in others), last])
    return regrouped


def _held(groups: Sequence[Sequence[RoleSigns]], *, specific: bool) -> tuple[str, ...]:
    """The levels that somebody has by the words and signs of all roles; () for nothing but what was before."""
    held: list[str] = []
    stood_in: list[str] = []  # what a deputy or helper is; what somebody is besides counts more
    unsaid = False
    for group in groups:
        unsaid = unsaid or not any("former" in one.codes for one in group)
        for one, codes in _each(group, specific=specific):
            (stood_in if one.helps else held).extend(codes or ())
    levels = held or stood_in
    if not levels:
        return ("entry",) if unsaid else ()
    if "intern" in levels:
        return ("intern",)
    return tuple(code for code in TOPS if code in levels) or (min(levels, key=ORDER.index),)


def _each(group: Sequence[RoleSigns], *, specific: bool) -> Iterator[tuple[RoleSigns, tuple[str, ...] | None]]:
    """The roles of a group with the levels that each tells by itself; None where it is another's, or was before."""
    mark = ""
    for one in group:
        if mark and not one.helps:
            yield one, None  # "EA to the CEO and CFO", "former CEO and CFO": the first word is about both
            continue
        codes = _told(one.codes, specific=specific or not _ABOUT.isdisjoint(one.words))
        if codes == ("manager",) and any("assistant" in beside.codes for beside in group):
            codes = ("senior",)  # "EA / Office Manager" leads nobody
        yield one, codes
        mark = _mark(one.codes, one.words)


def _codes(hits: Iterable[SignMatch[str]]) -> Codes:
    return tuple(hit.meanings[0] for hit in hits)


def _ranked(hit: SignMatch[str]) -> SignMatch[str]:
    """An associate is the entry rung of what follows: "Associate Product Manager" leads nobody."""
    if hit.meanings[0] != "associate":
        return hit
    return hit._replace(meanings=("junior" if hit.at == 0 else "entry",))


def _describes(role: Phrase, hit: SignMatch[str], hits: Sequence[SignMatch[str]]) -> bool:
    """Whether a leader only says whose work it is: "CEO Communications Manager", "CEO Coach"."""
    last = hits[-1]
    between = set(range(hit.end, last.at)).difference(at for one in hits for at in range(one.at, one.end))
    if last.end != len(role) or last.meanings[0] not in _WORKERS or last is hit:
        return hit.meanings[0] == "cxo" and hit.end == len(role) - 1 and _SERVES.match(role[-1]) is not None
    if role[hit.end] in _FOR_THEM:
        return True
    letters = hit.meanings[0] == "cxo" and len(hit.sign) <= _INITIALS
    return letters and (bool(between) or _SERVES.match(role[last.at]) is not None)


def _leads_elsewhere(role: Phrase, hit: SignMatch[str]) -> bool:
    """Whether a leader is named for what is theirs: "CTO Office", "Sales Director's PA"."""
    after = role[hit.end : hit.end + 1]
    chief = hit.meanings[0] in _CHIEFS and not _LED.isdisjoint(after)
    return chief or (after == ("s",) and hit.end + 1 < len(role) and hit.meanings[0] in (*_OTHERS, *_LEADS))


def _graduated(groups: list[list[RoleSigns]]) -> list[list[RoleSigns]]:
    """Groups, in which "MD" is the degree of a physician where a specialty stands beside it."""
    if not any("physician" in one.codes for group in groups for one in group):
        return groups
    return [[one.without("cxo") if "md" in one.words else one for one in group] for group in groups]


def _hoped(hits: Sequence[SignMatch[str]]) -> Iterator[SignMatch[str]]:
    """Signs, of which "future" before a leader says that nobody is one yet; a "Future Mobility Manager" is."""
    for at, hit in enumerate(hits):
        if hit.meanings[0] != "future":
            yield hit
        elif hit.at == 0 and any(other.at == hit.end for other in hits[at + 1 :]):
            yield hit._replace(meanings=("former",))


def _anothers(role: Phrase, hit: SignMatch[str]) -> bool:
    """Whether a leader or learner is named only to say whose or for whom somebody works."""
    code, before = hit.meanings[0], " ".join(role[: hit.at])
    several = role[hit.end - 1].endswith("s")
    whose = _WHOSE.match(before) or (code not in _LEADS and _WHOM.match(before))
    whose = whose or (several and (_WHICH.match(before) or (code == "manager" and _WHOM.match(before))))
    possible = code in _OTHERS or (several and code == "manager")
    return _REPORTS.search(before) is not None or (possible and bool(whose) and not _SEAT.search(before))


def _studies(role: Phrase, hit: SignMatch[str]) -> bool:
    """Whether "student" is what somebody is: "Student of Law", "Student Director", not "Student Affairs Director"."""
    beside = hit.at == 0 and hit.end + 1 == len(role) and bool(_PERSON.search(role[-1]))
    return hit.end == len(role) or role[hit.end] in _STUDIES or beside


def _together(roles: Sequence[TitleRole]) -> Iterable[list[TitleRole]]:
    group: list[TitleRole] = []
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
