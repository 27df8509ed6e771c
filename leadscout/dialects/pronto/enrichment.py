"""What single_enrich and bulk_enrich of people and of companies have in common: a job, and the webhook told of it.

Their bodies are not documented: a field has the name that it has elsewhere in Pronto's API.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Request
from pydantic import AfterValidator, BeforeValidator, Field, StrictStr

from leadscout.dialects.base import Sent, trimmed
from leadscout.dialects.doors import check_webhook
from leadscout.dialects.pronto import faces
from leadscout.dialects.pronto.words import small
from leadscout.dialects.services import Services
from leadscout.model.query import Query
from leadscout.model.search import COMPANIES, STORED, Route, Search
from leadscout.service.jobs.searches import Order
from leadscout.web.guards import caller, new_id, sent

MOST = 100
"""Entries of one job, as its bulk enrichment of contacts documents."""


@dataclass(frozen=True)
class Enriched:
    """What is enriched: how its jobs are called, what each entry that is there costs, where it is looked up."""

    called: str
    price: str
    route: Route


LEADS = Enriched("Lead", "enrich", STORED)
ACCOUNTS = Enriched("Account", "company", COMPANIES)


class JobBody(Sent):
    """What becomes of those who are there."""

    webhook_url: Annotated[Any, BeforeValidator(trimmed)] = Field(
        None, description="HTTPS address that is told of them, as of a search"
    )
    custom: Annotated[dict[str, Any], AfterValidator(small)] | None = Field(
        None, description="comes back in the answer and in the call of the webhook"
    )


class NamedJobBody(JobBody):
    """The same, with a name by which the job is listed."""

    name: StrictStr | None = Field(None, max_length=500, description="default: … enrichment - API - DD/MM/YYYY HH:MM")


def carry_out(
    services: Services, what: Enriched, request: JobBody, seqs: Sequence[int | None], http: Request
) -> Search:
    """A job, done and charged. Raises Refused where it cannot be paid, or its webhook cannot be called."""
    name = request.name if isinstance(request, NamedJobBody) else None
    order = Order(
        caller(http).owner("pronto"),
        sent(http),
        Query(()),
        len(seqs),
        name=name or f"{what.called} enrichment - API - {datetime.now(UTC):%d/%m/%Y %H:%M}",
        webhook_url=webhook(services, request),
        route=what.route,
        id=new_id(http),
    )
    return services.enrichment.carry_out(order, seqs, services.credits.prices["pronto", what.price])


def one(services: Services, what: Enriched, request: JobBody, seq: int | None, http: Request) -> dict[str, Any] | None:
    """The answer about one entry, with the id of its job; None, uncharged, where there is nothing of it."""
    if seq is None:
        return None
    job = carry_out(services, what, request, [seq], http)
    (match,) = services.enrichment.entries(job)
    if match is None:  # forgotten since
        return None
    (entry,) = faces.whole(services.lexicon, job, [match], ())["leads"]
    return {"id": faces.processing(job)["id"], **entry, "custom": request.custom}


def webhook(services: Services, request: JobBody) -> str:
    """The address that is told, "" for none. Raises Refused for one that cannot be called."""
    url = request.webhook_url or ""
    check_webhook(services, url)
    return str(url)
