"""One person: by_link, and v1's enrichment, both from what the people database has; whoever it lacks costs nothing."""

from typing import Any, ClassVar

from fastapi import APIRouter, Request, Response
from pydantic import Field, StrictBool

from leadscout.dialects.base import Sent
from leadscout.dialects.doors import answer
from leadscout.dialects.generect import faces, people
from leadscout.dialects.people import Email, OnePersonBody, PersonId, ProfileAddress, Unavailable
from leadscout.dialects.services import Services
from leadscout.model.search import LeadMatch
from leadscout.web.guards import caller, new_id, takes

NOBODY = "No lead matches with input criteria"


class ExtrasBody(Sent):
    """What else of a person is asked for."""

    get_full_experience: StrictBool | None = Field(None, description="the jobs that ended, too")
    inexact_company: Unavailable = Field(None, description="refused when true: companies are not guessed")
    comments: Unavailable = Field(None, description="refused when true: not available from this server")
    reactions: Unavailable = Field(None, description="refused when true: not available from this server")
    posts: Unavailable = Field(None, description="refused when true: not available from this server")
    people_also_viewed: Unavailable = Field(None, description="refused when true: not available from this server")


class LinkBody(ExtrasBody):
    """Somebody by profile address; jobs that ended are left out unless `get_full_experience`."""

    url: ProfileAddress = Field(description="profile address at LinkedIn or Sales Navigator")
    up_to_the_second_fresh: StrictBool | None = Field(
        None, description="accepted: the answer is from the people database in both cases"
    )


class PersonBody(OnePersonBody):
    """Somebody by one of three."""

    names: ClassVar[tuple[str, ...]] = ("id", "linkedin_url", "email")
    blamed: ClassVar[str] = "fields"

    id: PersonId | None = Field(None, description="id that a search or preview shows")
    linkedin_url: ProfileAddress | None = Field(None, description="profile address at LinkedIn or Sales Navigator")
    email: Email | None = Field(None, description="e-mail address")


class EnrichBody(PersonBody, ExtrasBody):
    """Somebody by one of three; with the jobs that ended unless `get_full_experience` is false."""


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""

    @router.post("/api/linkedin/leads/by_link/", summary="One person by profile address; paid when there is one")
    @takes(LinkBody)
    def by_link(request: LinkBody, http: Request) -> Response:
        match = services.lookups(caller(http).account).person(request.url)
        if match is None:
            return answer({"amount": 0, "lead": None, "status": NOBODY})
        charged = charge(services, http)
        lead = people.lead(services.lexicon, match, past=bool(request.get_full_experience))
        return answer({"amount": -1 if charged else 0, "lead": {**lead, "source": "lead_by_link"}})

    @router.post("/api/v1/enrich/database/lead/", summary="One person by id, profile address or e-mail; paid if there")
    @takes(EnrichBody)
    def database(request: EnrichBody, http: Request) -> Response:
        return answer(_enriched(services, request, http))

    @router.post("/api/v1/enrich/realtime/lead/", summary="The same, from the people database, too")
    @takes(EnrichBody)
    def realtime(request: EnrichBody, http: Request) -> Response:
        return answer(_enriched(services, request, http))


def _enriched(services: Services, request: EnrichBody, http: Request) -> dict[str, Any]:
    match: LeadMatch | None = services.lookups(caller(http).account).person(request.written)
    if match is None:
        return {"data": None, "meta": {"amount_charged": 0, "message": NOBODY}}
    charged = charge(services, http)
    profile = people.profile(services.lexicon, match, past=request.get_full_experience is not False)
    return {"data": profile, "meta": {"amount_charged": faces.dollars(charged)}}


def charge(services: Services, http: Request) -> int:
    """Take the price of one person, once for each request; gives the millionths."""
    price = services.credits.prices["generect", "person"]
    return services.credits.charge(caller(http), price, 1, f"generect.person:{new_id(http)}")
