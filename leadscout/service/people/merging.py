"""What two reports about one person make together."""

from enum import StrEnum
from typing import TypeVar

from msgspec.structs import fields, replace

from leadscout.lexicon.identities import companies
from leadscout.lexicon.identities.phones import each_once
from leadscout.lexicon.titles.titles import normal
from leadscout.model.lead import Company, Lead, Position

MOST = 100
"""E-mails and phones of one person that are shown, the newest first; only a key of thousands of rows has more."""

Value = TypeVar("Value", Lead, Company, Position)


class Age(StrEnum):
    """How the day of a report compares with the latest day that somebody was reported on before."""

    OLDER = "older"
    SAME_DAY = "same day"
    LATER = "later"

    @classmethod
    def of(cls, as_of: int, latest: int) -> "Age":
        """The age of a report of day `as_of` (days since 1970) about somebody last reported on at day `latest`."""
        return cls.LATER if as_of > latest else cls.OLDER if as_of < latest else cls.SAME_DAY


def merge(old: Lead, new: Lead, age: Age) -> Lead:
    """The person after a second report; what it does not say stays, and an older one only fills gaps.

    Lists of e-mails and phones are united, up to `MOST`. A later report with several positions is a whole career and
    replaces the positions; one with a single unknown job is a change of jobs, so the old main job ends at an unknown
    time.
    Two reports of one day, two rows of one file mostly, that name two companies tell of two jobs held.
    """
    newer = age is not Age.OLDER
    first, second = (new, old) if newer else (old, new)
    return replace(
        _filled(first, second),
        id=old.id,
        positions=_careers(old.positions, new.positions, age) if newer else old.positions or new.positions,
        emails=_addresses(*first.emails, *second.emails)[:MOST],
        phones=each_once((*first.phones, *second.phones))[:MOST],
        vendor_ids={**second.vendor_ids, **first.vendor_ids},
        custom={**second.custom, **first.custom},
    )


def _addresses(*emails: str) -> tuple[str, ...]:
    """E-mail addresses, each in its first spelling: capitals in them mean nothing."""
    if len(set(emails)) < 2:  # noqa: PLR2004 - nearly always
        return emails[:1]
    kept: dict[str, str] = {}
    for email in emails:
        kept.setdefault(email.casefold(), email)
    return tuple(kept.values())


def _careers(old: tuple[Position, ...], new: tuple[Position, ...], age: Age) -> tuple[Position, ...]:
    if not new or not old:
        return new or old
    counterparts = _counterparts(old, new)
    jobs = tuple(map(_position, new, counterparts))
    beside = tuple(job for job in old if _beside(job, new)) if age is Age.SAME_DAY else ()
    if len(new) > 1:
        return (*jobs, *beside)
    if counterparts[0] is not None:
        return tuple(jobs[0] if position is counterparts[0] else position for position in old)
    main = Lead(positions=old).primary
    if not new[0].current or main in beside:
        return (*old, *jobs)
    ended = (replace(p, ended="", primary=False) if p is main else p for p in old)
    return (*jobs, *ended)


def _beside(job: Position, others: tuple[Position, ...]) -> bool:
    """Whether a job is held at a company that all others name another one than."""
    here = companies.keys(job.company)
    return (
        job.current
        and bool(here)
        and all(companies.keys(other.company) and not _shared(job, other) for other in others)
    )


def _counterparts(old: tuple[Position, ...], new: tuple[Position, ...]) -> list[Position | None]:
    """Which of the old jobs each new one is, if any: each at most once, one at the very company first."""
    left = list(old)
    counterparts: list[Position | None] = []
    for job in new:
        same = max((p for p in left if _same(p, job)), key=lambda p: len(_shared(p, job)), default=None)
        left = [position for position in left if position is not same]
        counterparts.append(same)
    return counterparts


def _same(one: Position, other: Position) -> bool:
    """Whether two positions are one job: both held or both ended, and nothing that both tell is different.

    A company goes by several keys, one in common is enough; a job of which only the title is known may be anywhere.
    """
    if one.current != other.current:
        return False
    titles = {normal(one.title), normal(other.title)}
    if len(titles) == 1:
        return bool(_shared(one, other)) or not companies.keys(one.company) or not companies.keys(other.company)
    return () in titles and bool(_shared(one, other))


def _shared(one: Position, other: Position) -> set[str]:
    """The keys that the companies of both go by."""
    return set(companies.keys(one.company)).intersection(companies.keys(other.company))


def _position(new: Position, old: Position | None) -> Position:
    return new if old is None else replace(_filled(new, old), company=_filled(new.company, old.company))


def _filled(first: Value, second: Value) -> Value:
    """`first`, with what it leaves open from `second`."""
    gaps = {
        item.name: getattr(second, item.name)
        for item in fields(type(first))
        if getattr(first, item.name) in ("", (), None, item.default) and item.name != "ended"
    }
    return replace(first, **gaps)
