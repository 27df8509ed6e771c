"""Which row told a field, and which values are in conflict."""

from collections.abc import Container, Iterable, Iterator, Sequence

from leadscout.lexicon.identities import profiles
from leadscout.lexicon.identities.names import contradict, form
from leadscout.lexicon.text import words
from leadscout.model.lead import Lead
from leadscout.service.people.identities import Key
from leadscout.service.people.merging import Age
from leadscout.store.provenance import Dispute, Sighting
from leadscout.store.reports import COMPARED

FIELDS = (
    *("first_name", "middle_name", "last_name", "full_name", "headline", "summary", "location", "industry"),
    *("positions", "schools", "languages", "skills", "certifications", "groups", "profile_language", "profile_url"),
    *("sales_id", "member_id", "vendor_ids", "emails", "phones", "photo", "website", "twitter", "gender"),
    *("connections", "premium", "open_profile", "open_to_work", "retired", "posted_on", "news_on", "custom"),
)
"""The fields of a lead in the order of their bits in people.db: new ones go to the end, none is ever moved."""

DISPUTED = (
    *("full_name", "headline", "location", "industry", "profile_language", "profile_url", "sales_id", "member_id"),
    *("website", "twitter", "gender"),
)
"""Fields with one value, about which sources can be in conflict. Counts and days differ by when they were looked at."""

_PROSE = frozenset(("full_name", "headline", "location", "industry"))
_EMPTY = Lead()
_BITS = {name: 1 << at for at, name in enumerate(FIELDS)}
_KINDS = {"member": "member_id", "inside": "sales_id", "sales": "sales_id", "profile": "profile_url", "email": "emails"}


def filled(lead: Lead) -> Iterator[str]:
    """The fields that say something."""
    return (name for name in FIELDS if getattr(lead, name) != getattr(_EMPTY, name))


def are_kept(rows: Sequence[Sighting], kept: Container[bytes]) -> bool:
    """Whether it is kept what each of somebody's rows said, of which some by their hashes are.

    Earlier versions dropped the oldest of more than fifty. A row without words of its own stands in the first one's.
    """
    return len(rows) <= COMPARED or min(rows, key=lambda row: row.number).row_hash in kept


def changed(old: Lead, new: Lead) -> int:
    """The bits of the fields that differ."""
    return sum(_BITS[name] for name in FIELDS if getattr(old, name) != getattr(new, name))


def stands(row: Lead, merged: Lead) -> int:
    """The bits of the fields that a row tells as they are known after it."""
    return sum(_BITS[name] for name in filled(row) if getattr(row, name) == getattr(merged, name))


def origin(sightings: Iterable[Sighting], name: str) -> Sighting | None:
    """The row that tells a field: the latest that claims it, else the first row about the person."""
    rows = list(sightings)
    claims = [row for row in rows if row.fields is not None and row.fields & _BITS[name]]
    return max(claims or (row for row in rows if row.fields is None), key=newest, default=None)


def essential(rows: Sequence[Sighting]) -> list[Sighting]:
    """The rows that decide anything, of many: the first, the last, those that tell a field, one of each source and day.

    In their order. A key that thousands of rows have in common would cost the square of their number otherwise.
    """
    kept = {row.number: row for row in (rows[0], *{(row.source, row.as_of): row for row in rows}.values(), rows[-1])}
    origins = (origin(rows, name) for name in FIELDS)
    kept.update((row.number, row) for row in origins if row)
    return [kept[number] for number in sorted(kept)]


def newest(row: Sighting) -> tuple[int, int]:
    """What rows are put in order by."""
    return row.as_of, row.number


def differences(one: Lead, other: Lead) -> Iterator[str]:
    """The disputed fields of which two leads tell different things."""
    return (name for name in DISPUTED if differ(name, text(one, name), text(other, name)))


def lost(seen: Sequence[Sighting], here: Sighting, leads: tuple[Lead, Lead], age: Age) -> Iterator[Dispute]:
    """The values that do not stand when a row, `here`, tells something new of somebody `seen` in others.

    `leads` are what was known, and what the row says. Of the source that told a value before, only another name is a
    conflict.
    """
    old, new = leads
    for name in differences(old, new):
        before = origin(seen, name)
        if before is None:
            continue
        doubtful = name == "full_name" and contradict(form(old.full_name), form(new.full_name))
        if before.source != here.source or doubtful:
            lead, row = (new, here) if age is Age.OLDER else (old, before)
            yield Dispute(name, text(lead, name), row.source, row.as_of)


def differ(name: str, one: str, other: str) -> bool:
    """Whether two values of a field contradict each other; in prose ("Berlin") one may only say less than the other."""
    if not one or not other or one == other:
        return False
    if name == "sales_id" and profiles.member_inside(one):
        return profiles.member_inside(one) != profiles.member_inside(other)
    first, second = words(one), words(other)
    if name in _PROSE:
        return not (set(first) <= set(second) or set(second) <= set(first))
    return first != second


def text(lead: Lead, name: str) -> str:
    """A disputed field as one text."""
    return lead.location.written if name == "location" else str(getattr(lead, name))


def field_of(key: Key) -> str:
    """The field that a key is a value of: `emails`, `vendor_ids.apollo`."""
    kind, _, whose = key[0].partition(":")
    return f"vendor_ids.{whose}" if kind == "vendor" else _KINDS[kind]
