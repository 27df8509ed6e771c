"""A person with where what is known comes from."""

from collections.abc import Mapping
from dataclasses import dataclass

from leadscout.model.lead import Lead


@dataclass(frozen=True, slots=True)
class Origin:
    """A source, as it was imported, and the day on which its rows were true ("2026-03-01")."""

    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value of a field that a source told and that did not stand; `belongs_to` is the id of whoever has that key."""

    field: str
    value: str
    origin: Origin
    belongs_to: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody: the origin of each filled field, all origins and all conflicts, the newest first."""

    lead: Lead
    provenance: Mapping[str, Origin]
    sources: tuple[Origin, ...]
    conflicts: tuple[Conflict, ...]
