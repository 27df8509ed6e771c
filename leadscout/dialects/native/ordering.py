"""Searches that somebody orders: as a job, or saved to be run again. The API and the page order them alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leadscout.dialects.doors import check_webhook
from leadscout.dialects.native import faces
from leadscout.dialects.native.words import SavedBody, SearchBody
from leadscout.dialects.services import Services
from leadscout.model.saved import SavedSearch
from leadscout.model.search import Owner, Search
from leadscout.service.jobs.searches import Order


@dataclass(frozen=True, slots=True)
class Orderer:
    """Who orders, what they sent, and the id of what it becomes."""

    account: str
    sent: Mapping[str, Any]
    id: str
    key: str = ""


def job(services: Services, who: Orderer, body: SearchBody) -> Search:
    """Begin a search for people. Raises Refused for what cannot be asked, called or paid."""
    check_webhook(services, body.webhook_url)
    question = services.asking.question(who.account, body.query(), body.names, route=body.route)
    order = Order(
        Owner(who.account, "native", who.key),
        dict(who.sent),
        question.query,
        body.limit,
        name=body.name or faces.described(question.query, services.lexicon),
        total=services.asking.count(question),
        webhook_url=body.webhook_url,
        streaming=body.streaming,
        route=body.route,
        id=who.id,
    )
    return services.jobs.create(order)


def saved(services: Services, who: Orderer, body: SavedBody) -> SavedSearch:
    """Save a search. What cannot be asked, or called, is refused now, not in every run."""
    check_webhook(services, body.webhook_url)
    question = services.asking.question(who.account, body.query(), body.names, route=body.route)
    services.asking.count(question)
    new = SavedSearch(
        id=who.id,
        account=who.account,
        name=body.name,
        body=who.sent,
        query=question.query,
        route=body.route,
        limit=body.limit,
        hours=body.every_hours,
        webhook_url=body.webhook_url,
        key=who.key,
    )
    return services.saved.create(new)
