"""Companies in every dialect: fields of requests for them; one is shown by names instead of ids and letters."""

from dataclasses import dataclass
from typing import Annotated, Any

from msgspec import structs
from pydantic import BeforeValidator, Field

from leadscout.dialects import cells
from leadscout.dialects.base import Word, list_of, value_of
from leadscout.lexicon import Lexicon
from leadscout.lexicon.identities.domains import company_domain
from leadscout.model.lead import Company, Location

UNTOLD = ("growth, hiring, news and technologies of companies",)
"""What nobody tells of a company, in the words of a refusal."""


@dataclass(frozen=True, slots=True)
class LocationParts:
    """A place as text, with the parts that can be read out of it; "" where they cannot."""

    text: str = ""
    city: str = ""
    state: str = ""
    country: str = ""


def named(lexicon: Lexicon, company: Company) -> Company:
    """The company with names in all cells, and its domain where only its website is told."""
    return structs.replace(
        cells.company(lexicon, company), domain=company_domain(company.domain) or company_domain(company.website)
    )


def location_parts(lexicon: Lexicon, location: Location) -> LocationParts:
    """A place with its parts."""
    places = lexicon.places
    id_ = location.id or places.read(location.written).id
    parts = {places.kind(code): places.label(code).split(",", maxsplit=1)[0] for code in reversed(places.above(id_))}
    return LocationParts(
        location.written or (places.label(id_) if id_ else ""),
        location.city or parts.get("city", ""),
        location.state or parts.get("division", ""),
        parts.get("country") or location.country,
    )


def blank(sent: object) -> object:
    """Null, "" and [] are not sent."""
    return None if sent in (None, "", []) or (isinstance(sent, str) and not sent.strip()) else sent


def field_of(lexicon: Lexicon, word: Word) -> Any:  # noqa: ANN401 - what create_model takes
    """The field of a request for companies that a row makes: one value or several, or nothing."""
    about: Any = Field(None, description=word.row.of_company, examples=list(word.examples) or None)
    value = value_of(lexicon, word)
    if word.many:
        value = Annotated[list_of(value), Field(max_length=word.most)]
    return (Annotated[value | None, BeforeValidator(blank)], about)
