"""/v1/companies: the same questions about companies, and one of them."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from leadscout.dialects.doors import answer
from leadscout.dialects.native import companies, faces
from leadscout.dialects.native.companies import (
    CompanyFacetsBody,
    CompanyPreviewBody,
    CompanyQueryBody,
    CompanySearchBody,
    body,
)
from leadscout.dialects.services import Services
from leadscout.model.search import COMPANIES
from leadscout.service.jobs.searches import Order
from leadscout.web.guards import caller, new_id, sent, takes

_Id = Annotated[str, Path(description="LinkedIn number or address, web domain, name, or a key that answers show")]


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    lexicon, asking = services.lexicon, services.asking

    @router.get("/companies/filters", summary="What companies can be searched by, and with which values")
    def filters() -> Response:
        return answer(companies.filters(lexicon))

    @router.post("/companies/count", summary="How many companies match, free")
    @takes(body(lexicon, CompanyQueryBody))
    def count(request: CompanyQueryBody, http: Request) -> Response:
        question = asking.question(caller(http).account, request.query(), route=COMPANIES)
        counted = asking.count(question)
        about = faces.count(faces.reading(question.query, lexicon), counted)
        return answer({**about, **faces.advice(asking.without(question, counted))})

    @router.post("/companies/preview", summary="The companies that match, 25 at a time, with the people known; free")
    @takes(body(lexicon, CompanyPreviewBody))
    def preview(request: CompanyPreviewBody, http: Request) -> Response:
        account = caller(http).account
        question = asking.question(account, request.query(), cursor=request.cursor, route=COMPANIES)
        page = asking.page(question, request.limit)
        people = services.directory.people_at(account, (one.lead.id for one in page.found))
        about = companies.page(lexicon, faces.reading(question.query, lexicon), page, people)
        return answer({**about, **faces.advice(asking.without(question, page.total))})

    @router.post("/companies/facets", summary="How the companies that match spread over a filter's values, free")
    @takes(body(lexicon, CompanyFacetsBody))
    def facets(request: CompanyFacetsBody, http: Request) -> Response:
        question = asking.question(caller(http).account, request.query(), route=COMPANIES)
        spread = asking.facets(question, request.facets, request.counting)
        return answer(faces.facets(faces.reading(question.query, lexicon), spread))

    @router.post("/companies/searches", status_code=201, summary="Search for companies as a job")
    @takes(body(lexicon, CompanySearchBody))
    def search(request: CompanySearchBody, http: Request) -> Response:
        account = caller(http).account
        question = asking.question(account, request.query(), route=COMPANIES)
        order = Order(
            caller(http).owner("native"),
            sent(http),
            question.query,
            request.limit,
            name=request.name or faces.described(question.query, lexicon),
            total=asking.count(question),
            route=COMPANIES,
            id=new_id(http),
        )
        return answer(faces.job(services.jobs.create(order)), 201)

    @router.get("/companies/{id:key}", summary="A company, by number, address, domain, name or key; free")
    def company(id: _Id, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        organization = services.directory.get(id)
        people = services.directory.people_at(caller(http).account, [organization.key])[organization.key]
        return answer(companies.company(lexicon, organization, people))
