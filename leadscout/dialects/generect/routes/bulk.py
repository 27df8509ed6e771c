"""Jobs that look up many people, or companies, at once; done as soon as they are ordered."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from leadscout.dialects.base import Sent
from leadscout.dialects.doors import answer
from leadscout.dialects.generect import bulk
from leadscout.dialects.generect.bulk import COMPANIES_DONE, LEADS_DONE, MOST
from leadscout.dialects.generect.companies import CompanyEntryBody
from leadscout.dialects.generect.routes.people import PersonBody
from leadscout.dialects.services import Services
from leadscout.errors import Fault, Refused
from leadscout.model.query import Query
from leadscout.model.search import COMPANIES, STORED, Route
from leadscout.service.accounts.credits import Price
from leadscout.service.jobs.enrichment import MEANS
from leadscout.service.jobs.searches import Order
from leadscout.web.guards import caller, new_id, sent, takes

_Id = Annotated[str, Path(description="id of a job")]


class LeadEntryBody(PersonBody):
    """Somebody in a list, whose place there is blamed."""

    blamed: ClassVar[str] = ""


class LeadsBody(Sent):
    """People of a job."""

    leads: list[LeadEntryBody] = Field(
        min_length=1, max_length=MOST, description="whom to look up, each by one of three"
    )


class CompaniesBody(Sent):
    """Companies of a job."""

    companies: list[CompanyEntryBody] = Field(
        min_length=1, max_length=MOST, description="what to look up, each by one of four"
    )


def people(router: APIRouter, services: Services) -> None:
    """Add the jobs of people."""

    @router.post("/api/v1/enrich/database/leads/bulk/", status_code=202, summary="Up to 50 people, as a job")
    @router.post("/api/v1/enrich/realtime/leads/bulk/", status_code=202, summary="The same, from the people database")
    @takes(LeadsBody)
    def submit(request: LeadsBody, http: Request) -> Response:
        seqs = services.lookups(caller(http).account).numbers([lead.written for lead in request.leads])
        price = services.credits.prices["generect", "person"]
        return _carry_out(services, http, seqs, price, LEADS_DONE)

    @router.get("/api/v1/enrich/leads/bulk/{job_id}/", summary="A job, with whom each of its entries means")
    def job(job_id: _Id, http: Request) -> Response:
        return _job(services, http, job_id, STORED)


def companies(router: APIRouter, services: Services) -> None:
    """Add the jobs of companies."""

    def submitted(request: CompaniesBody, http: Request, operation: str) -> Response:
        seqs = [services.directory.number(company.keys) for company in request.companies]
        price = services.credits.prices["generect", operation]
        return _carry_out(services, http, seqs, price, COMPANIES_DONE)

    @router.post("/api/v1/enrich/database/companies/bulk/", status_code=202, summary="Up to 50 companies, as a job")
    @takes(CompaniesBody)
    def submit(request: CompaniesBody, http: Request) -> Response:
        return submitted(request, http, "company")

    @router.post(
        "/api/v1/enrich/realtime/companies/bulk/",
        status_code=202,
        summary="The same under its other name, at its price",
    )
    @takes(CompaniesBody)
    def submit_realtime(request: CompaniesBody, http: Request) -> Response:
        return submitted(request, http, "company_icp")

    @router.get(
        "/api/v1/enrich/companies/bulk/{job_id}/", summary="A job, with which company each of its entries means"
    )
    def job(job_id: _Id, http: Request) -> Response:
        return _job(services, http, job_id, COMPANIES)


def _carry_out(services: Services, http: Request, seqs: Sequence[int | None], price: Price, event: str) -> Response:
    owner = caller(http).owner("generect")
    route = COMPANIES if event == COMPANIES_DONE else STORED
    order = Order(owner, sent(http), Query(()), len(seqs), route=route, id=new_id(http))
    receivers = services.webhooks.receivers(owner.account, event)
    job = services.enrichment.carry_out(order, seqs, price, receivers)
    return answer({"data": None, "meta": bulk.summary(job)}, 202)


def _job(services: Services, http: Request, job_id: str, route: Route) -> Response:
    record = services.jobs.get(caller(http).owner("generect"), job_id)
    if MEANS not in record.body or record.route != route:
        raise Refused(Fault("no_search", value=job_id))  # a test of a webhook, or a job of the other kind
    return answer(bulk.job(services.lexicon, record, services.jobs.page(record, 0, record.found)))
