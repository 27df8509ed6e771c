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
    known = {_job(position): position for position in old}
    told = tuple(_position(position, known.get(_job(position))) for position in new)
    if len(new) > 1:
        return told
    if _job(new[0]) in known:
        return tuple(told[0] if _job(position) == _job(new[0]) else position for position in old)
    if not new[0].current:
        return (*old, *told)
    main = Lead(positions=old).primary
    ended = (replace(p, ended="", primary=False) if p is main else p for p in old)
    return (*told, *ended)


def _job(position: Position) -> tuple[str, tuple[str, ...], bool]:
    """What makes two positions the same: the company's name, or any key of it, the title, held or not."""
    company = position.company
    name = companies.normal_name(company.name) or next(iter(companies.keys(company)), "")
    return name, normal(position.title), position.current


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
