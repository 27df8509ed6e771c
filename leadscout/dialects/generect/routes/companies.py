"""Searches for companies, counts, one company, and the people at companies that match."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from leadscout.dialects.doors import answer
from leadscout.dialects.generect import GenerectSettings, companies, faces
from leadscout.dialects.generect import words as lead_words
from leadscout.dialects.generect.companies import (
    MOST,
    CompaniesBody,
    CompanyEnrichBody,
    CompanyLeadsBody,
    CompanyLinkBody,
    IcpCompaniesBody,
)
from leadscout.dialects.generect.words import DatabaseBody, RealtimeBody
from leadscout.dialects.people import Unavailable
from leadscout.dialects.services import Services
from leadscout.model.query import Clause, Query
from leadscout.model.search import COMPANIES, Page
from leadscout.service.asking.question import Question
from leadscout.web.guards import caller, new_id, takes


class PeopleThereBody(RealtimeBody):
    """People at companies, in by_icp's words."""

    include_emails: Unavailable = Field(None, description="refused when true: not available from this server")


NONE = "No companies match with input criteria"
REFINE = "Please refine your search"


def searching(router: APIRouter, services: Services) -> None:
    """Add what returns companies, and charges for them."""
    lexicon = services.lexicon
    database, icp = companies.body(lexicon, CompaniesBody), companies.body(lexicon, IcpCompaniesBody)
    chosen = services.settings.of(GenerectSettings)

    def found(request: CompaniesBody, http: Request, operation: str, otherwise: int) -> tuple[dict[str, Any], int]:
        page = services.asking.page(
            _question(services, request, http), request.limit_by or otherwise, offset=request.offset_by or 0
        )
        return _rows(services, page), _charge(services, http, operation, len(page.found))

    @router.post("/api/v1/search/database/companies/", summary="Search companies")
    @takes(database)
    def search(request: CompaniesBody, http: Request) -> Response:
        data, charged = found(request, http, "company", chosen.generect_limit)
        return answer({"data": data, "meta": {"amount_charged": faces.dollars(charged)}})

    @router.post("/api/v1/search/realtime/companies/", summary="Search companies as by_icp does, in v1's shape")
    @takes(icp)
    def realtime(request: IcpCompaniesBody, http: Request) -> Response:
        data, charged = found(request, http, "company_icp", MOST)
        return answer({"data": data, "meta": {"amount_charged": faces.dollars(charged)}})

    @router.post("/api/linkedin/companies/by_icp/", summary="Search companies")
    @takes(icp)
    def by_icp(request: IcpCompaniesBody, http: Request) -> Response:
        if request.get_max_companies:
            total = services.asking.count(_question(services, request, http)).value
            if total > MOST:
                return answer({"companies": [], "message": REFINE, "amount": 0, "results_count": total})
        data, charged = found(request, http, "company_icp", MOST)
        amount = -len(data["companies"]) if charged else 0
        status = {} if data["results_count"] else {"status": NONE}
        return answer({"amount": amount, **data, "time_cached": None, **status})


def counting(router: APIRouter, services: Services) -> None:
    """Add what counts companies, and people at them, for free."""
    lexicon = services.lexicon
    database, icp = companies.body(lexicon, CompaniesBody), companies.body(lexicon, IcpCompaniesBody)

    def counted(request: CompaniesBody, http: Request) -> int:
        return services.asking.count(_question(services, request, http)).value

    @router.post("/api/v1/search/database/companies/count/", summary="How many companies match, free")
    @takes(database)
    def count(request: CompaniesBody, http: Request) -> Response:
        return answer({"data": {"results_count": counted(request, http)}, "meta": {"amount_charged": 0}})

    @router.post("/api/v1/search/realtime/companies/count/", summary="How many companies by_icp would find, free")
    @takes(icp)
    def realtime(request: IcpCompaniesBody, http: Request) -> Response:
        return answer({"data": {"results_count": counted(request, http)}, "meta": {"amount_charged": 0}})

    @router.post("/api/linkedin/companies/by_icp/get_count/", summary="How many companies by_icp would find, free")
    @takes(icp)
    def get_count(request: IcpCompaniesBody, http: Request) -> Response:
        return answer({"amount": 0, "results_count": counted(request, http)})

    @router.post("/api/v1/search/database/company-leads/count/", summary="How many people are at companies, free")
    @takes(_leads_body(services, CompaniesBody, DatabaseBody))
    def company_leads(request: CompanyLeadsBody, http: Request) -> Response:
        number, question = _people_at(services, request, http)
        total = services.asking.count(question).value if question else 0
        data = {"results_count": total, "companies_count": number, "leads_count": total}
        return answer({"data": data, "meta": {"amount_charged": 0}})


def looking_up(router: APIRouter, services: Services) -> None:
    """Add what shows one company, and charges for it when there is one."""
    lexicon = services.lexicon

    @router.post("/api/linkedin/companies/by_link/", summary="A company by its address at LinkedIn")
    @takes(CompanyLinkBody)
    def by_link(request: CompanyLinkBody, http: Request) -> Response:
        organization = services.directory.find(request.keys)
        if organization is None:
            return answer({"amount": 0, "company": None, "status": NONE})
        charged = _charge(services, http, "company_icp", 1)
        row = {**companies.company(lexicon, organization.company), "source": "company_by_link", **request.sections}
        return answer({"amount": -1 if charged else 0, "company": row})

    def enriched(request: CompanyEnrichBody, http: Request, operation: str) -> Response:
        organization = services.directory.find(request.keys)
        if organization is None:
            fault = services.directory.fault(request.keys, request.written)
            message = fault.sentence if fault.valid else NONE
            return answer({"data": None, "meta": {"amount_charged": 0, "message": message}})
        charged = _charge(services, http, operation, 1)
        row = {**companies.company(lexicon, organization.company), **request.sections}
        return answer({"data": row, "meta": {"amount_charged": faces.dollars(charged)}})

    @router.post("/api/v1/enrich/database/company/", summary="A company by id, address, domain or name")
    @takes(CompanyEnrichBody)
    def enrich(request: CompanyEnrichBody, http: Request) -> Response:
        return enriched(request, http, "company")

    @router.post("/api/v1/enrich/realtime/company/", summary="The same under its other name, at its price")
    @takes(CompanyEnrichBody)
    def enrich_realtime(request: CompanyEnrichBody, http: Request) -> Response:
        return enriched(request, http, "company_icp")


def company_leads(router: APIRouter, services: Services) -> None:
    """Add the people at companies that match."""

    def found(request: CompanyLeadsBody, http: Request, operation: str) -> Response:
        number, question = _people_at(services, request, http)
        criteria = request.lead_search_criteria
        otherwise = (
            criteria.most
            if isinstance(criteria, RealtimeBody)
            else services.settings.of(GenerectSettings).generect_limit
        )
        limit = (criteria.limit_by if criteria else None) or otherwise
        skip = (criteria.offset_by if criteria else None) or 0
        page = services.asking.page(question, limit, offset=skip) if question else None
        matches = page.found if page else ()
        employers = dict.fromkeys(one.position.company for one in matches if one.position)
        charged = _charge(services, http, operation, len(matches))
        total = page.total.value if page else 0
        data = {
            "companies": [companies.company(services.lexicon, company) for company in employers],
            "leads": [faces.row(services.lexicon, one) for one in matches],
            "companies_count": number,
            "leads_count": total,
            "results_count": total,
        }
        return answer({"data": data, "meta": {"amount_charged": faces.dollars(charged)}})

    @router.post("/api/v1/search/database/company-leads/", summary="Search people at companies")
    @takes(_leads_body(services, CompaniesBody, DatabaseBody))
    def database(request: CompanyLeadsBody, http: Request) -> Response:
        return found(request, http, "database")

    @router.post("/api/v1/search/realtime/company-leads/", summary="The same in by_icp's words, at its price")
    @takes(_leads_body(services, IcpCompaniesBody, PeopleThereBody))
    def realtime(request: CompanyLeadsBody, http: Request) -> Response:
        return found(request, http, "by_icp")


def _leads_body(services: Services, wanted: type[CompaniesBody], people: type[DatabaseBody]) -> type[CompanyLeadsBody]:
    leads: type[DatabaseBody] = lead_words.body(services.lexicon, people)
    return companies.leads_body(services.lexicon, wanted, leads)


def _question(services: Services, request: CompaniesBody, http: Request) -> Question:
    query = request.query(services.lexicon)
    return services.asking.question(caller(http).account, query, companies.FIELDS, route=COMPANIES)


def _people_at(services: Services, request: CompanyLeadsBody, http: Request) -> tuple[int, Question | None]:
    """How many companies match, and who is asked for: people at those that are meant; None where there are none.

    The companies are found first: what one person's position does not tell of its company, another's may.
    """
    account = caller(http).account
    wanted, leads = request.company_search_criteria, request.lead_search_criteria
    people = leads.query() if leads else Query()
    names = leads.names if leads else companies.FIELDS
    if wanted is None:
        return 0, services.asking.question(account, people, names)
    page = services.asking.page(
        _question(services, wanted, http), wanted.limit_by or MOST, offset=wanted.offset_by or 0
    )
    if not page.found:
        return 0, None
    at_these = Clause("company", tuple(one.lead.id for one in page.found))
    query = replace(people, clauses=(*people.clauses, at_these), anchored=True)
    return page.total.value, services.asking.question(account, query, names)


def _rows(services: Services, page: Page) -> dict[str, Any]:
    rows = [companies.company(services.lexicon, one.lead.positions[0].company) for one in page.found]
    return {"companies": rows, "results_count": page.total.value}


def _charge(services: Services, http: Request, operation: str, rows: int) -> int:
    """Millionths that rows cost; nothing for none."""
    price = services.credits.prices["generect", operation]
    return services.credits.charge(caller(http), price, rows, f"generect.{operation}:{new_id(http)}")
