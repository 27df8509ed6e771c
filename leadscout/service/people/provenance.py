"""Which row told a field, and which values are in conflict."""

from collections.abc import Iterable, Iterator

from leadscout.lexicon.text import words
from leadscout.model.lead import Lead
from leadscout.service.people.identities import Key
from leadscout.store.provenance import Sighting

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
_KINDS = {"member": "member_id", "sales": "sales_id", "profile": "profile_url", "email": "emails"}


def filled(lead: Lead) -> Iterator[str]:
    """The fields that say something."""
    return (name for name in FIELDS if getattr(lead, name) != getattr(_EMPTY, name))


def changed(old: Lead, new: Lead) -> int:
    """The bits of the fields that differ."""
    return sum(_BITS[name] for name in FIELDS if getattr(old, name) != getattr(new, name))


def stands(told: Lead, merged: Lead) -> int:
    """The bits of the fields that a row tells as they are known after it."""
    return sum(_BITS[name] for name in filled(told) if getattr(told, name) == getattr(merged, name))


def origin(sightings: Iterable[Sighting], name: str) -> Sighting | None:
    """The row that tells a field: the latest that claims it, else the first row about the person."""
    rows = list(sightings)
    claims = [row for row in rows if row.fields is not None and row.fields & _BITS[name]]
    return max(claims or (row for row in rows if row.fields is None), key=newest, default=None)


def newest(row: Sighting) -> tuple[int, int]:
    """What rows are put in order by."""
    return row.as_of, row.number


def differences(one: Lead, other: Lead) -> Iterator[str]:
    """The disputed fields of which two leads tell different things."""
    return (name for name in DISPUTED if differ(name, text(one, name), text(other, name)))


def differ(name: str, one: str, other: str) -> bool:
    """Whether two values of a field contradict each other; in prose ("Berlin") one may only say less than the other."""
    if not one or not other or one == other:
        return False
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
