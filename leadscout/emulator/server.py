"""The server: its paths, each told in README.md."""

import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends, FastAPI, Request, Response

from leadscout.emulator import entities, queries, typeahead, wire
from leadscout.emulator.account import DEMO
from leadscout.emulator.elements import Member, element
from leadscout.emulator.members import EmulatedData, Members
from leadscout.emulator.mishaps import HEADER, MISHAPS, SHIFT, Mishap, MishapSchedule, Planned
from leadscout.emulator.totals import about, shown
from leadscout.errors import Refused
from leadscout.model.lead import Lead
from leadscout.model.query import Clause, Query
from leadscout.salesnav import restli

PAGE = 25
MOST = 2_500
"""People whom one search shows: 100 pages."""

_KEPT = 10_000
_BATCH = 25


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What an operator chose: totals are exact up to `exact`; what is slow takes `slow` seconds."""

    exact: int
    slow: float


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that was answered: when (UTC), what for, what exactly, how, and what befell it."""

    at: str
    operation: str
    what: str
    status: int
    fault: str


async def _parameters(request: Request) -> dict[str, str]:
    """The parameters of a request: of its address, or of its body where it is a GET that is sent as a POST."""
    if request.method == "POST":
        body = (await request.body()).decode()
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=100))
    return dict(request.query_params)


Parameters = Annotated[dict[str, str], Depends(_parameters)]


class Emulator:
    """Answers as the source does, of the people in `stock`."""

    def __init__(self, stock: EmulatedData, schedule: MishapSchedule, traits: Traits) -> None:
        """Nobody has asked anything yet."""
        self.stock = stock
        self.members = Members(stock)
        self.schedule = schedule
        self.traits = traits
        self.visits: deque[Visit] = deque(maxlen=_KEPT)
        self._lock = threading.Lock()

    def answer(
        self, operation: str, what: str, request: Request, make: Callable[[Mishap | None], Response], page: int = 0
    ) -> Response:
        """Let a request meet its fate, and keep that it was there."""
        wanted = request.headers.get(HEADER, "")
        if wanted and wanted not in MISHAPS:
            return wire.refusal(400, f"{HEADER}: {wanted} is none of {', '.join(MISHAPS)}")
        mishap = self.schedule.of(operation, page, wanted)
        if mishap and mishap.status:
            response = wire.befallen(mishap)
        else:
            response = wire.not_allowed(request) or wire.spoiled(mishap, lambda: _made(make, mishap), self.traits.slow)
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._lock:
            self.visits.append(Visit(at, operation, what, response.status_code, mishap.name if mishap else ""))
        return response

    def search(self, parameters: dict[str, str], mishap: Mishap | None) -> Response:
        """One page of a lead search."""
        start, count = _number(parameters, "start", 0), min(PAGE, _number(parameters, "count", PAGE))
        if start >= MOST:
            return wire.refusal(400, f"start: {start} is beyond the {MOST} people whom a search shows")
        if parameters.get("q") != "searchQuery":
            return wire.refusal(400, "q: the emulation knows searchQuery alone")
        query = queries.read(parameters.get("query", ""), self.stock.lexicon)
        first = max(0, start + SHIFT.get(mishap.name if mishap else "", 0))
        total, leads = self.members.page(query, first, min(count, MOST - start))
        elements = wire.spoil_page(mishap, [element(self.member(lead), self.stock.lexicon) for lead in leads])
        number = about(total, self.traits.exact)
        return wire.answer(
            {
                "metadata": {"totalDisplayCount": shown(number), "tracking": {"requestId": "emulated"}},
                "elements": elements,
                "paging": {"total": number, "count": count, "start": start, "links": []},
            }
        )

    def profile(self, key: str, decoration: str) -> Response:
        """One profile, by its key."""
        entity = self._profile(_profile_id(restli.read(key)), decoration)
        return wire.refusal(404, f"there is no profile {key}") if entity is None else wire.answer(entity)

    def profiles(self, ids: str, decoration: str) -> Response:
        """Several profiles, by a list of their keys."""
        keys = restli.read(ids)
        if not isinstance(keys, list) or len(keys) > _BATCH:
            return wire.refusal(400, f"ids: a List of at most {_BATCH} keys is needed")
        by_key = {restli.write(key): self._profile(_profile_id(key), decoration) for key in keys}
        results = {key: entity for key, entity in by_key.items() if entity is not None}
        errors = {key: {"status": 404, "message": "no such profile"} for key in by_key if key not in results}
        return wire.answer({"results": results, "statuses": dict.fromkeys(results, 200), "errors": errors})

    def company(self, id_: str, decoration: str) -> Response:
        """One company, by its number."""
        _, leads = self.members.page(Query((Clause("company_ever", (f"id:{id_}",)),)), 0, 1)
        jobs = (job for lead in leads for job in lead.positions)
        company = next((job.company for job in jobs if job.company.id == id_), None)
        if company is None:
            return wire.refusal(404, f"there is no company {id_}")
        return wire.answer(entities.selected(entities.company(company, self.stock.lexicon), decoration))

    def by_slug(self, slug: str) -> Response:
        """Who has a public profile address, as LinkedIn itself says it."""
        lead = self.members.find(f"https://www.linkedin.com/in/{slug}")
        elements = [] if lead is None else [entities.public(self.member(lead))]
        return wire.answer({"elements": elements, "paging": {"count": 10, "start": 0, "links": []}})

    def member(self, lead: Lead) -> Member:
        """A lead as the source sees it."""
        return Member(lead, self.stock.read(lead), self.stock.today())

    def _profile(self, id_: str, decoration: str) -> dict[str, Any] | None:
        lead = self.members.find(id_)
        if lead is None:
            return None
        return entities.selected(entities.profile(self.member(lead), self.stock.lexicon), decoration)


def build(emulator: Emulator) -> FastAPI:
    """Make the application."""
    app = FastAPI(title="Emulation of Sales Navigator", docs_url=None, redoc_url=None, openapi_url=None)
    _add_source(app, emulator)
    _add_control(app, emulator)
    return app


def _add_source(app: FastAPI, emulator: Emulator) -> None:
    """The paths of the source."""

    def lead_search(request: Request, parameters: Parameters) -> Response:
        if request.method == "POST" and request.headers.get("x-http-method-override") != "GET":
            return wire.refusal(405, "POST needs the header x-http-method-override: GET")
        page = _number(parameters, "start", 0) // PAGE + 1
        what = f"{parameters.get('query', '')} start={parameters.get('start', '0')}"
        return emulator.answer("search", what, request, lambda mishap: emulator.search(parameters, mishap), page)

    app.add_api_route("/sales-api/salesApiLeadSearch", lead_search, methods=["GET", "POST"])

    @app.get("/sales-api/salesApiProfiles/{key}")
    def profile(request: Request, key: str, decoration: str = "") -> Response:
        return emulator.answer("profile", key, request, lambda _: emulator.profile(key, decoration))

    @app.get("/sales-api/salesApiProfiles")
    def profiles(request: Request, ids: str = "", decoration: str = "") -> Response:
        return emulator.answer("profile", ids, request, lambda _: emulator.profiles(ids, decoration))

    @app.get("/sales-api/salesApiCompanies/{id_}")
    def company(request: Request, id_: str, decoration: str = "") -> Response:
        return emulator.answer("company", id_, request, lambda _: emulator.company(id_, decoration))

    @app.get("/sales-api/salesApiFacetTypeahead")
    def facet_typeahead(request: Request, parameters: Parameters) -> Response:
        what = f"{parameters.get('type', '')} {parameters.get('query', '')}"
        return emulator.answer(
            "typeahead", what, request, lambda _: typeahead.answer(emulator.stock, emulator.members, parameters)
        )

    @app.get("/sales-api/salesApiIdentity")
    def identity(request: Request) -> Response:
        return emulator.answer("identity", "", request, lambda _: wire.answer(entities.seat(DEMO)))

    @app.get("/voyager/api/me")
    def me(request: Request) -> Response:
        return emulator.answer("identity", "me", request, lambda _: wire.answer(entities.me(DEMO)))

    @app.get("/voyager/api/identity/dash/profiles")
    def by_slug(request: Request, parameters: Parameters) -> Response:
        slug = parameters.get("memberIdentity", "")
        return emulator.answer("identity", slug, request, lambda _: emulator.by_slug(slug))


def _add_control(app: FastAPI, emulator: Emulator) -> None:
    """The paths of whoever tests: they are no part of the source."""

    @app.get("/emulator")
    def state() -> dict[str, Any]:
        return {
            "emulation": "of Sales Navigator, with invented people",
            "people": emulator.members.count(),
            "account": asdict(DEMO),
            "faults": {name: row.sentence for name, row in MISHAPS.items()},
            "rates": emulator.schedule.rates,
            "planned": [planned.model_dump() for planned in emulator.schedule.planned],
            "requests": Counter(one.operation for one in emulator.visits),
        }

    @app.post("/emulator/faults", status_code=201)
    def plan(planned: Planned) -> list[Planned]:
        emulator.schedule.plan(planned)
        return emulator.schedule.planned

    @app.delete("/emulator/faults", status_code=204)
    def clear() -> None:
        emulator.schedule.clear()

    @app.get("/emulator/requests")
    def requests() -> list[dict[str, Any]]:
        return [asdict(one) for one in list(emulator.visits)]

    @app.delete("/emulator/requests", status_code=204)
    def forget() -> None:
        emulator.visits.clear()


def _made(make: Callable[[Mishap | None], Response], mishap: Mishap | None) -> Response:
    try:
        return make(mishap)
    except restli.Malformed as error:
        return wire.refusal(400, str(error))
    except queries.NotUnderstood as error:
        return wire.refusal(400, str(error))
    except Refused as refused:
        return wire.refusal(_status(refused), str(refused))


def _status(refused: Refused) -> int:
    """Our own API answers 422 to what is not understood; the source has one status for it."""
    status = refused.faults[0].error.status
    return status if status >= 500 else 400  # noqa: PLR2004 - our own faults


def _profile_id(key: restli.Value) -> str:
    """The id in a key such as `(profileId:ACwAA...,authType:NAME_SEARCH,authToken:abcd)`."""
    return str(key.get("profileId", "")) if isinstance(key, dict) else ""


def _number(parameters: dict[str, str], name: str, otherwise: int) -> int:
    text = parameters.get(name, "")
    return int(text) if text.isdigit() and len(text) < 10 else otherwise  # noqa: PLR2004
