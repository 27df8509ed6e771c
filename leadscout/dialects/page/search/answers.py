"""GET /search: the people of an address, and what else one may want to ask."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response

from leadscout.dialects.native.words import MOST, PAGE, QueryBody, body
from leadscout.dialects.page.search import people
from leadscout.dialects.page.search.address import SearchAddress
from leadscout.dialects.page.search.chips import Chip, Remedy, chips, meant, nearest, several, without
from leadscout.dialects.page.search.labels import Labels
from leadscout.dialects.page.search.numbers import everybody, numbers
from leadscout.dialects.page.search.panels import PanelGroup, Panels, counted
from leadscout.dialects.page.search.people import COLUMNS, MORE_COLUMNS, PersonRow
from leadscout.dialects.page.search.persons import details_of
from leadscout.dialects.page.search.requests import SearchRequest, read
from leadscout.dialects.page.site import Site
from leadscout.errors import Fault, Refused
from leadscout.model.search import Count, Spread
from leadscout.service.asking.choices import choosable
from leadscout.service.asking.question import Question
from leadscout.web.guards import caller

SUGGESTED = 8
"""Values that are proposed while somebody types."""


@dataclass(frozen=True)
class SearchAnswer:
    """What a search finds: `rows` and `cursor` of this page, `total` of all; remedies where it finds nobody."""

    total: Count
    rows: Sequence[PersonRow] = ()
    cursor: str = ""
    warnings: Sequence[str] = ()
    without: Sequence[Remedy] = ()
    meant: Sequence[tuple[str, str, Sequence[Remedy]]] = ()


@dataclass(frozen=True)
class SearchView:
    """What the template shows. `answer` is None where nothing is searched for, or something is wrong."""

    request: SearchRequest
    everybody: int
    groups: Sequence[PanelGroup]
    chips: Sequence[Chip]
    answer: SearchAnswer | None
    columns: Sequence[str]
    all_columns: Sequence[str] = (*COLUMNS, *MORE_COLUMNS)
    nearest: Sequence[Remedy] = ()
    unread: Sequence[str] = ()
    several: Sequence[tuple[str, Sequence[Remedy]]] = ()
    lists: Sequence[Any] = ()
    limit: int = MOST
    programs: Mapping[str, str] = field(default_factory=dict)
    curl: str = ""

    @property
    def address(self) -> SearchAddress:
        """What is asked."""
        return self.request.address


@dataclass(frozen=True)
class Searching:
    """Answers addresses of one site."""

    site: Site
    model: type[QueryBody]

    def question(self, http: Request, request: SearchRequest) -> Question:
        """The question of an address. Raises Refused for what is wrong with it."""
        if request.body is None:
            raise Refused(*request.faults)
        asking, named = self.site.services.asking, request.body
        cursor = request.address.first("cursor")
        return asking.question(caller(http).account, named.query(), named.names, cursor)

    def view(self, http: Request, address: SearchAddress, faults: Sequence[Fault] = ()) -> SearchView:
        """What is shown of an address; `faults` are of something else that was tried beside it."""
        services, account = self.site.services, caller(http).account
        request = read(address, self.model)
        call, labels = self.site.calls(http), Labels(services, account)
        spreads: Mapping[str, Spread] = {}
        answer = None
        lists = services.lists.all(account)
        try:
            question = self.question(http, request)
            spreads = numbers(services.asking, question, counted(address))
            answer = self.answer(http, request, question, labels) if address.wanted else None
        except Refused as refused:
            request = request.refused(refused.faults)
        shared = several(address, labels)
        request = request.called(call)
        panels = Panels(labels, choosable(services.lexicon), call)
        return SearchView(
            request=request if not faults else request.beside(faults),
            everybody=everybody(services.asking, account),
            groups=panels.groups(request, spreads),
            chips=chips(request, labels, call),
            answer=answer,
            columns=[name for name in address.values("columns") if name in (*COLUMNS, *MORE_COLUMNS)] or COLUMNS,
            nearest=nearest(request),
            unread=[text for text in address.values("unread") if text not in dict(shared)],
            several=shared,
            lists=[one for one in lists if one.kind == "lead"],
            programs=services.exports.programs,
            curl=self.curl(http, address),
        )

    def answer(self, http: Request, request: SearchRequest, question: Question, labels: Labels) -> SearchAnswer:
        """The people of this page, and remedies where there are none."""
        asking, call = self.site.services.asking, self.site.calls(http)
        page = asking.page(question, PAGE)
        several = len({name for name, _ in request.address.wanted}) > 1
        misses = [miss for miss in asking.misses(question, page.total) if miss.filter in request.address.body]
        return SearchAnswer(
            total=page.total,
            rows=[people.row(self.site.services.lexicon, match, call) for match in page.found],
            cursor=page.cursor,
            warnings=question.query.warnings,
            without=without(request.address, asking.without(question, page.total), call) if several else (),
            meant=[(call(miss.filter), miss.value, meant(request.address, miss, labels)) for miss in misses],
        )

    def curl(self, http: Request, address: SearchAddress) -> str:
        """The same search as a call of our own API, to paste into a shell."""
        origin = str(http.base_url).rstrip("/")
        sent = shlex.quote(orjson.dumps(address.body).decode())
        lines = (
            f"curl -s {origin}/v1/preview",
            '-H "Authorization: Bearer $LEADSCOUT_KEY"',
            "-H 'Content-Type: application/json'",
            f"-d {sent}",
        )
        return " \\\n  ".join(lines)


def routes(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    searching = Searching(site, body(site.services.lexicon, QueryBody))

    @router.get("/search")
    def search(http: Request) -> Response:
        sent = http.query_params.multi_items()
        address = SearchAddress.read(sent)
        if len(address.pairs) < len(sent):  # a form without scripts sends its empty fields, too
            return site.go(http, str(address))
        drawer = _drawer(http, site, searching, address)
        if http.headers.get("hx-target") == "aside#drawer":
            return site.show(http, "search/drawer.html", address=address, drawer=drawer)
        view = searching.view(http, address)
        status = view.request.faults[0].error.status if view.request.faults else 200
        return site.show(http, "search/main.html", status, view=view, address=address, drawer=drawer)

    @router.get("/search/values")
    def values(http: Request, name: Annotated[str, Query(alias="filter", max_length=50)]) -> Response:
        text = http.query_params.get(name, "")[:200].strip()
        try:
            near = site.services.suggestions.near(name, text, SUGGESTED, caller(http).account) if text else []
        except Refused:  # of this filter nobody can propose values
            near = []
        return site.show(http, "search/values.html", name=name, near=near)


def _drawer(http: Request, site: Site, searching: Searching, address: SearchAddress) -> object:
    """The person whom the address shows; None for nobody."""
    id_ = address.first("person")
    if not id_:
        return None
    request = read(address, searching.model)
    query = request.body.query() if request.body else None
    return details_of(http, site, id_, query)
