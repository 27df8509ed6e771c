"""One person: in a drawer beside the table, and on a page of their own."""

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from leadscout.dialects.doors import answer
from leadscout.dialects.native import faces
from leadscout.dialects.page.search import people
from leadscout.dialects.page.search.people import PersonDetails
from leadscout.dialects.page.site import Site
from leadscout.model.query import Clause, Query
from leadscout.model.search import LeadMatch
from leadscout.web.guards import caller


def routes(router: APIRouter, site: Site) -> None:
    """Add the routes."""

    @router.get("/people/{id:key}.json")
    def as_json(id: str, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        services = site.services
        return answer(faces.person(services.lexicon, services.profiles(caller(http).account).get(id)))

    @router.get("/people/{id:key}")
    def person(id: str, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        return site.show(http, "search/person.html", details=details_of(http, site, id))


def details_of(http: Request, site: Site, id_: str, query: Query | None = None) -> PersonDetails:
    """Somebody, with the job that a query finds. Raises Refused where there is nobody of this id."""
    services = site.services
    profile = services.profiles(caller(http).account).get(id_)
    match = _match(http, site, profile.lead.id, query) if query and not query.empty else None
    details = people.details(services.lexicon, profile, match, site.calls(http))
    lists = services.lists.all(caller(http).account)
    return replace(details, lists=tuple(one for one in lists if one.kind == "lead"))


def _match(http: Request, site: Site, id_: str, query: Query) -> LeadMatch | None:
    """Somebody as a query finds them; None where it does not."""
    asking = site.services.asking
    alone = replace(query, clauses=(*query.clauses, Clause("lead", (id_,))))
    question = asking.question(caller(http).account, alone)
    match = next(iter(asking.page(question, 1).found), None)
    return match and replace(match, reasons=tuple(reason for reason in match.reasons if reason.value != id_))
