"""/accounts/search, its preview, and /accounts/count_profiles."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from leadscout.dialects.base import fields_of
from leadscout.dialects.doors import answer
from leadscout.dialects.pronto import companies, enrichment
from leadscout.dialects.pronto.companies import COUNTED, FIELDS, MOST, ROWS, AccountsBody, CountBody
from leadscout.dialects.services import Services
from leadscout.model.search import COMPANIES
from leadscout.service.jobs.searches import Order
from leadscout.web.guards import caller, new_id, sent, takes


def searching(router: APIRouter, services: Services) -> None:
    """Add what creates searches and shows companies."""
    lexicon, asking = services.lexicon, services.asking

    @router.post("/accounts/search", status_code=201, summary="Search for companies, and tell a webhook of them")
    @takes(companies.accounts_body(lexicon))
    def search(request: AccountsBody, http: Request) -> Response:
        account = caller(http).account
        question = asking.question(account, request.query(), FIELDS, route=COMPANIES)
        page = asking.page(question, ROWS)
        order = Order(
            caller(http).owner("pronto"),
            sent(http),
            question.query,
            limit=min(request.limit or MOST, MOST),
            name=request.name or f"Account search - API - {datetime.now(UTC):%d/%m/%Y %H:%M}",
            total=page.total,
            webhook_url=enrichment.webhook(services, request),
            streaming=bool(request.streaming),
            route=COMPANIES,
            id=new_id(http),
        )
        return answer(companies.created(lexicon, services.jobs.create(order), page), 201)

    @router.post("/accounts/search/preview", summary="The number of companies and the first 25, free")
    @takes(companies.preview_body(lexicon))
    def preview(request: AccountsBody, http: Request) -> Response:
        question = asking.question(caller(http).account, request.query(), FIELDS, route=COMPANIES)
        return answer(companies.preview(lexicon, asking.page(question, ROWS)))


def counting(router: APIRouter, services: Services) -> None:
    """Add the count of a company's people."""

    @router.post("/accounts/count_profiles", summary="How many people of a company have a title, free")
    @takes(companies.count_body(services.lexicon))
    def count(request: CountBody, http: Request) -> Response:
        question = services.asking.question(caller(http).account, request.query(), fields_of(COUNTED))
        echoed = ("title_to_include", "title_to_exclude", "included_locations", "excluded_locations")
        body = sent(http)
        return answer({"total": services.asking.count(question).value, **{name: body.get(name) for name in echoed}})
