"""Files of what was found: what routes need of whatever writes them, and people as other programs take them in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from msgspec import structs

from leadscout.dialects import cells
from leadscout.dialects.companies import location_parts, named
from leadscout.lexicon import Lexicon
from leadscout.model.lead import Lead, Location, Position
from leadscout.model.search import LeadMatch


class Exporting(Protocol):
    """What writes files; `intake.exports` does, handed in where everything is put together."""

    @property
    def formats(self) -> tuple[str, ...]:
        """What a file can be, as its name ends."""

    @property
    def programs(self) -> Mapping[str, str]:
        """The programs that files are written for, with a sentence each."""

    def layout(self, program: str = "", *, companies: bool = False) -> Any:  # noqa: ANN401 - the writer's own
        """The columns for a program, else those of matches. Raises Refused for a program that is not known."""

    def write(self, batches: Iterable[Sequence[LeadMatch]], kind: str, layout: Any) -> Iterator[bytes]:  # noqa: ANN401
        """The bytes of a file as they come. Raises Refused for a format that is not known."""


def shown(lexicon: Lexicon, match: LeadMatch) -> LeadMatch:
    """A match with names instead of ids, and with the parts of places, in the person and the job that matched."""
    lead, job = match.lead, match.position or match.lead.primary
    named_lead = structs.replace(lead, location=_place(lexicon, lead.location))
    return replace(match, lead=named_lead, position=job and _job(lexicon, job))


def region(lexicon: Lexicon, lead: Lead) -> str:
    """The ISO code of somebody's country; "" where it is not known."""
    places = lexicon.places
    text = lead.location.written or (places.label(lead.location.id) if lead.location.id else "")
    return places.address(places.read(text))["country"] or "" if text else ""


def _job(lexicon: Lexicon, job: Position) -> Position:
    company = named(lexicon, job.company)
    return structs.replace(
        cells.position(lexicon, job), company=structs.replace(company, location=_place(lexicon, job.company.location))
    )


def _place(lexicon: Lexicon, location: Location) -> Location:
    if location == Location():
        return location
    place = location_parts(lexicon, location)
    return structs.replace(location, text=place.text, city=place.city, state=place.state, country=place.country)
