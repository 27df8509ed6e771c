"""/search-companies, /check-search-companies-status, /get-search-companies-results, /get-company-by-url."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from leadscout.dialects.doors import answer
from leadscout.dialects.questor import QuestorSettings, companies
from leadscout.dialects.questor.companies import CompaniesBody, body
from leadscout.dialects.readers import link
from leadscout.dialects.services import Services
from leadscout.errors import Fault, Refused
from leadscout.model.search import COMPANIES, Search, Status
from leadscout.service.jobs.searches import Order
from leadscout.web.guards import caller, new_id, sent, takes


class _CompanyStatusQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    request_id: Annotated[str, Field(min_length=1, max_length=100, description="of a search for companies")]


class _CompanyPageQuery(_CompanyStatusQuery):
    page: Annotated[int, Field(ge=1, le=1_000_000, description="from 1 on")] = 1


class _CompanyAddressQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    linkedin_url: Annotated[str, Field(min_length=1, max_length=1000, description="address of a company at LinkedIn")]


def asking(router: APIRouter, services: Services) -> None:
    """Add what creates searches, and the look-up."""
    lexicon, prices = services.lexicon, services.credits.prices

    @router.post("/search-companies", summary="Create a search for companies; 25 credits")
    @takes(body(lexicon))
    def search_companies(request: CompaniesBody, http: Request) -> Response:
        account = caller(http).account
        question = services.asking.question(account, request.query(), request.names, route=COMPANIES)
        services.asking.count(question)  # a list of somebody else's is refused before anything is paid
        owner = caller(http).owner("questor")
        order = Order(owner, sent(http), question.query, request.most, route=COMPANIES, id=new_id(http))
        return answer(companies.created(services.jobs.create(order, prices["questor", "company_search"])))

    @router.get("/get-company-by-url", summary="A company by its address at LinkedIn; 1 credit when there is one")
    def get_company_by_url(query: Annotated[_CompanyAddressQuery, Query()], http: Request) -> Response:
        try:
            keys = link(lexicon, query.linkedin_url)
        except ValueError:
            raise Refused(
                Fault("wrong_type", "linkedin_url", query.linkedin_url, ("the address of a company at LinkedIn",))
            ) from None
        organization = services.directory.find(keys)
        if organization is None:
            raise Refused(services.directory.fault(keys, query.linkedin_url))
        services.credits.charge(caller(http), prices["questor", "company"], 1, f"questor.company:{new_id(http)}")
        return answer({"message": "ok", "data": companies.details(lexicon, organization.company)})


def looking(router: APIRouter, services: Services) -> None:
    """Add what looks at searches, as often as one likes."""

    @router.get("/check-search-companies-status", summary="How far a search for companies is, free")
    def status(query: Annotated[_CompanyStatusQuery, Query()], http: Request) -> Response:
        return answer(companies.status(_search(services, http, query.request_id)))

    @router.get("/get-search-companies-results", summary="One page of companies; 0.5 credits each, once")
    @router.get("/get-company-results", include_in_schema=False)
    def results(query: Annotated[_CompanyPageQuery, Query()], http: Request) -> Response:
        search = _search(services, http, query.request_id)
        if search.status not in (Status.DONE, Status.PARTIAL):
            return answer(companies.unready(search))
        size = services.settings.of(QuestorSettings).questor_page
        price = services.credits.prices["questor", "company_result"]
        matches = services.jobs.page(replace(search, key=caller(http).key), (query.page - 1) * size, size, price)
        return answer(companies.results(services.lexicon, search, query.page, -(-search.found // size), matches))


def _search(services: Services, http: Request, id_: str) -> Search:
    """The caller's search for companies. Raises Refused for one for people, too."""
    search = services.jobs.get(caller(http).owner("questor"), id_)
    if not search.route.companies:
        raise Refused(Fault("no_search", value=id_))
    return search
