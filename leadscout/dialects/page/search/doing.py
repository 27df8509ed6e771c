"""What can be done with a search: a file, a job, a list, the search of an address at Sales Navigator."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from leadscout import salesnav
from leadscout.dialects import files
from leadscout.dialects.doors import answer
from leadscout.dialects.native import faces, ordering
from leadscout.dialects.native.ordering import Orderer
from leadscout.dialects.native.words import PAGE, QueryBody, SearchBody, body
from leadscout.dialects.page.forms import fields, one, whole
from leadscout.dialects.page.search.address import SearchAddress, address_of
from leadscout.dialects.page.search.answers import Searching
from leadscout.dialects.page.search.requests import read
from leadscout.dialects.page.site import Site
from leadscout.errors import Fault, Refused
from leadscout.service.lists.lists import person_member
from leadscout.web.guards import caller, new_id, read_as

Sent = Annotated[dict[str, list[str]], Depends(fields)]
_OF_JOB = ("limit", "name", "webhook_url")
"""Fields of the form that are no part of what is searched for."""

_LOOKS = ("for",)
"""What a file's address says beside the search."""


def routes(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    searching = Searching(site, body(site.services.lexicon, QueryBody))
    _files(router, site, searching)
    _jobs(router, site)
    _lists(router, site)

    @router.get("/paste")
    def paste(http: Request, url: str = "") -> Response:
        lexicon = site.services.lexicon
        try:
            reading = salesnav.read(url.strip(), lexicon)
        except Refused as refused:
            view = searching.view(http, SearchAddress(), refused.faults)
            return site.show(http, "search/main.html", 422, view=view, address=view.address, drawer=None)
        address = address_of(faces.address(reading, lexicon)["query"])
        unread = (("unread", f"{part.name} {part.value}".strip()) for part in reading.unread)
        return site.go(http, str(SearchAddress.read((*address.pairs, *unread))))


def _files(router: APIRouter, site: Site, searching: Searching) -> None:
    services = site.services

    @router.get("/search.json")
    def as_json(http: Request) -> Response:
        request = read(SearchAddress.read(http.query_params.multi_items()), searching.model)
        question = searching.question(http, request)
        page = services.asking.page(question, PAGE)
        written = request.body.written(services.lexicon) if request.body else {}
        return answer(faces.page(services.lexicon, faces.reading(question.query, services.lexicon, written), page))

    @router.get("/search.{format}")
    def file(format: str, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        sent = http.query_params.multi_items()
        address = SearchAddress.read(pair for pair in sent if pair[0] not in _LOOKS).keeping("cursor", "")
        question = searching.question(http, read(address, searching.model))
        return files.of_question(services, "people", question, format, http.query_params.get("for", ""))


def _jobs(router: APIRouter, site: Site) -> None:
    services, model = site.services, body(site.services.lexicon, SearchBody)

    @router.post("/search/run")
    def run(http: Request, sent: Sent) -> Response:
        pairs = ((name, value) for name, values in sent.items() if name not in _OF_JOB for value in values)
        limit = one(sent, "limit")
        written: dict[str, Any] = {
            **SearchAddress.read(pairs).searched.body,
            **({"limit": whole("limit", limit)} if limit else {}),
            **{name: one(sent, name) for name in ("name", "webhook_url") if one(sent, name)},
        }
        who = Orderer(caller(http).account, written, new_id(http), caller(http).key)
        return site.go(http, f"/jobs/{ordering.job(services, who, read_as(model, written)).id}")


def _lists(router: APIRouter, site: Site) -> None:
    lists = site.services.lists

    @router.post("/search/keep")
    def keep(http: Request, sent: Sent) -> Response:
        members = dict(person_member({"id": id_}) for id_ in sent.get("lead", []))
        if not members:
            raise Refused(Fault("missing_field", "lead"))
        account, id_, name = caller(http).account, one(sent, "list"), one(sent, "name")
        if not id_ and not name:
            raise Refused(Fault("missing_field", "name"))
        if id_ and lists.get(account, id_).kind != "lead":
            raise Refused(Fault("no_list", "list", id_))
        record = lists.extend(account, id_, members) if id_ else lists.create(account, "lead", name[:500], members)
        return site.go(http, f"/lists/{record.id}")
