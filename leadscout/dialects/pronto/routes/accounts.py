"""/accounts/single_enrich and /accounts/bulk_enrich: companies, from what files and sources told of them."""

from fastapi import APIRouter, Request, Response

from leadscout.dialects.doors import answer
from leadscout.dialects.pronto import companies, enrichment, faces
from leadscout.dialects.pronto.companies import BulkBody, SingleBody
from leadscout.dialects.pronto.enrichment import ACCOUNTS
from leadscout.dialects.services import Services
from leadscout.errors import Refused
from leadscout.web.guards import takes


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""

    @router.post("/accounts/single_enrich", summary="One company by address, domain or name; paid when there is one")
    @takes(companies.single_body(services.lexicon))
    def single(request: SingleBody, http: Request) -> Response:
        seq = services.directory.number(request.keys)
        account = enrichment.one(services, ACCOUNTS, request, seq, http)
        if account is None:
            raise Refused(services.directory.fault(request.keys, request.written))
        del account["lead"]  # of a company there is none
        return answer(account)

    @router.post("/accounts/bulk_enrich", status_code=202, summary="Companies by address, domain or name, as a job")
    @takes(companies.bulk_body(services.lexicon))
    def bulk(request: BulkBody, http: Request) -> Response:
        seqs = [services.directory.number(account.keys) for account in request.accounts]
        return answer(faces.processing(enrichment.carry_out(services, ACCOUNTS, request, seqs, http)), 202)
