"""/leads/single_enrich and /leads/bulk_enrich: people by profile address, from what the people database has."""

from typing import ClassVar

from fastapi import APIRouter, Request, Response
from pydantic import Field

from leadscout.dialects.doors import answer
from leadscout.dialects.people import Email, OnePersonBody, ProfileAddress
from leadscout.dialects.pronto import enrichment, faces
from leadscout.dialects.pronto.enrichment import LEADS, MOST, JobBody, NamedJobBody
from leadscout.dialects.services import Services
from leadscout.errors import Fault, Refused
from leadscout.web.guards import caller, takes


class PersonBody(OnePersonBody):
    """Somebody by profile address or e-mail."""

    names: ClassVar[tuple[str, ...]] = ("linkedin_url", "linkedin_profile_url", "email")
    blamed: ClassVar[str] = "linkedin_url"

    linkedin_url: ProfileAddress | None = Field(None, description="profile address at LinkedIn or Sales Navigator")
    linkedin_profile_url: ProfileAddress | None = Field(None, description="the same, as leads of a search have it")
    email: Email | None = Field(None, description="e-mail address")


class SingleBody(PersonBody, JobBody):
    """One person."""


class EntryBody(PersonBody):
    """Somebody in a list, whose place there is blamed."""

    blamed: ClassVar[str] = ""


class BulkBody(NamedJobBody):
    """Many people, as a job."""

    leads: list[EntryBody] = Field(min_length=1, max_length=MOST, description="whom to look up")


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""

    @router.post("/leads/single_enrich", summary="One person by profile address or e-mail; paid when there is one")
    @takes(SingleBody)
    def single(request: SingleBody, http: Request) -> Response:
        seq = services.lookups(caller(http).account).number(request.written)
        lead = enrichment.one(services, LEADS, request, seq, http)
        if lead is None:
            raise Refused(Fault("nobody", value=request.written))
        return answer(lead)

    @router.post("/leads/bulk_enrich", status_code=202, summary="People by profile address or e-mail, as a job")
    @takes(BulkBody)
    def bulk(request: BulkBody, http: Request) -> Response:
        seqs = services.lookups(caller(http).account).numbers([lead.written for lead in request.leads])
        return answer(faces.processing(enrichment.carry_out(services, LEADS, request, seqs, http)), 202)
