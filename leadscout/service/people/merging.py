"""What two reports about one person make together."""

from dataclasses import fields, replace
from typing import TypeVar

from leadscout.lexicon import companies
from leadscout.lexicon.titles import normal
from leadscout.model.lead import Company, Lead, Position

Value = TypeVar("Value", Lead, Company, Position)


def merge(old: Lead, new: Lead, *, newer: bool) -> Lead:
    """The person after a second report; what the newer report does not say stays.

    Lists of e-mails and phones are united. A newer report with several positions is a whole career and replaces
    the positions; one with a single unknown job is a change of jobs, so the old main job ends at an unknown time.
    """
    first, second = (new, old) if newer else (old, new)
    return replace(
        _filled(first, second),
        id=old.id,
        positions=_careers(old.positions, new.positions) if newer else first.positions or second.positions,
        emails=tuple(dict.fromkeys((*first.emails, *second.emails))),
        phones=tuple(dict.fromkeys((*first.phones, *second.phones))),
        vendor_ids={**second.vendor_ids, **first.vendor_ids},
        custom={**second.custom, **first.custom},
    )


def _careers(old: tuple[Position, ...], new: tuple[Position, ...]) -> tuple[Position, ...]:
    if not new or not old:
        return new or old
    known = _known(old, new)
    told = tuple(map(_position, new, known))
    if len(new) > 1:
        return told
    if known[0] is not None:
        return tuple(told[0] if position is known[0] else position for position in old)
    if not new[0].current:
        return (*old, *told)
    main = Lead(positions=old).primary
    ended = (replace(p, ended="", primary=False) if p is main else p for p in old)
    return (*told, *ended)


def _known(old: tuple[Position, ...], new: tuple[Position, ...]) -> list[Position | None]:
    """Which of the old jobs each new one is, if any: each at most once, one at the very company first."""
    left = list(old)
    found: list[Position | None] = []
    for told in new:
        same = max((p for p in left if _same(p, told)), key=lambda p: len(_shared(p, told)), default=None)
        left = [position for position in left if position is not same]
        found.append(same)
    return found


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
        for item in fields(first)
        if getattr(first, item.name) in ("", (), None, item.default) and item.name != "ended"
    }
    return replace(first, **gaps)
