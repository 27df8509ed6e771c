"""Generect as a source: its database and its realtime leads, each row paid as it is returned."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from leadscout.lexicon.text import is_digits
from leadscout.model.query import Clause, Query
from leadscout.model.search import Count
from leadscout.sources.base import PERSONAS, Claim, Connection, FilterClaims, LeadPage, SourceKind
from leadscout.sources.vendors.account import VendorAccount
from leadscout.sources.vendors.api import UNIT, Api, Reply, units
from leadscout.sources.vendors.phrases import Phrase, Phrasebook, Supplier, Writing

PAGE = 25
"""Rows of one request, which is the most that a kill can cost where the vendor keeps no Idempotency-Keys."""

DEEPEST = 2400
"""Rows that can be reached of one search."""

_EXACT, _LOOSE = Claim.EXACT, Claim.LOOSE
_DATABASE = (
    Phrase("title", _LOOSE),  # its similar titles are not quite ours
    Phrase(
        "seniority",
        _EXACT,
        values=(
            "owner",
            "founder",
            "c_suite",
            "partner",
            "vp",
            "head",
            "director",
            "manager",
            "senior",
            "entry",
            "intern",
        ),
    ),
    Phrase("location", _EXACT, _EXACT),
    Phrase("headquarters", _EXACT, _EXACT),
    Phrase("industry", _EXACT, _EXACT),
    Phrase("headcount", _EXACT, _EXACT),
    Phrase("company_type", _EXACT),
    Phrase("company", _EXACT),
)
_REALTIME = (
    *_DATABASE,
    Phrase("lead_industry", _EXACT),
    Phrase("changed_jobs", _EXACT),
    Phrase("posted", _EXACT),
    Phrase("in_news", _EXACT),
    Phrase("past_company", _EXACT),
    Phrase("years_at_company", _EXACT, writing=Writing.NUMBER),
    Phrase("years_in_position", _EXACT, writing=Writing.NUMBER),
    Phrase("group", _EXACT, writing=Writing.NUMBER),
    Phrase("school", _EXACT, writing=Writing.NUMBER),
)
_COLUMNS = {"lead_id": "generect_id", "id": ""}
_LABEL = "Generect"


@dataclass(frozen=True, slots=True)
class Way:
    """One of the two ways to ask: its paths, what a row and a count cost in credits, and whether it knows personas."""

    leads: str
    count: str
    row: Decimal
    counting: Decimal
    personas: bool


def kinds(supplier: Supplier) -> Iterator[SourceKind]:
    """The rows of the table of live sources."""
    chosen = supplier.chosen
    search = "/api/v1/search/{}/leads/"
    ways = {
        "generect": ("database", _DATABASE, chosen.generect_costs_database, Decimal(0), False),
        "generect-realtime": ("realtime", _REALTIME, chosen.generect_costs_realtime, chosen.generect_costs_count, True),
    }
    for name, (mode, rows, row, counting, personas) in ways.items():
        path = search.format(mode)
        way = Way(path, f"{path}count/", row, counting, personas)
        phrases = Phrasebook(supplier, rows)
        yield SourceKind(
            name=name,
            label=f"{_LABEL}, {mode} leads",
            credential="your API key at Generect",
            url=chosen.generect_url,
            pace=chosen.generect_pace,
            cap=units(chosen.generect_cap),
            unit=UNIT,
            connect=_connect(phrases, way),
        )


def _connect(phrases: Phrasebook, way: Way) -> Any:  # noqa: ANN401 - Callable[[Connection], Connector]
    def connect(connection: Connection) -> Generect:
        return Generect(Api(connection, _LABEL, ("Authorization: Token {key}",)), phrases, way)

    return connect


@dataclass(frozen=True)
class Generect(VendorAccount):
    """One account at Generect. A bookmark is the number of rows before it."""

    way: Way

    @property
    def claims(self) -> FilterClaims:
        """The table."""
        return {**self.phrases.claims, (PERSONAS, False): _LOOSE} if self.way.personas else self.phrases.claims

    @property
    def reach(self) -> int:
        """What its offset can reach."""
        return DEEPEST

    def says(self, clause: Clause) -> bool:
        """Whether its fields say a clause whole."""
        return self.phrases.says(_by_one_key(clause))

    def check(self) -> None:
        """Ask who we are, free. Raises Refused where the key is not let in."""
        self.api.check("/api/v1/accounts/me/")

    def estimate(self, query: Query) -> Count:
        """What it counts: free in its database."""
        most = units(self.way.counting)
        data = self._data(self.api.post(self.way.count, self._body(query), most, _charged(self.way.counting)))
        return _total(data, DEEPEST)

    def batch(self, query: Query, bookmark: str) -> LeadPage:
        """The rows after a bookmark; past the last reachable one nobody."""
        if bookmark and not is_digits(bookmark):
            raise self.api.strange("a place of another source")
        start = int(bookmark or 0)
        size = min(PAGE, DEEPEST - start)
        if size <= 0:
            return LeadPage([], bookmark, Count(DEEPEST, exact=False), at_end=True)
        body = {**self._body(query), "limit_by": size, "offset_by": start}
        data = self._data(self.api.post(self.way.leads, body, units(size * self.way.row), _charged(self.way.row)))
        rows = _rows(data)
        total = _total(data, start + len(rows))
        after = start + size
        at_end = after >= min(total.value, DEEPEST) if total.exact else len(rows) < size
        leads = self.phrases.supplier.leads(rows, _COLUMNS)
        return LeadPage(leads, str(after), total, at_end)

    def _body(self, query: Query) -> dict[str, Any]:
        """A query as its fields. Raises Refused where they can say nothing of whom it includes."""
        clauses = [_by_one_key(clause) for clause in query.clauses]
        body = self.phrases.body(self.name, clauses)
        if self.way.personas and query.personas:
            body["personas"] = [
                [one.name, list(one.functions), list(one.seniorities), list(one.prohibits), one.priority]
                for one in query.personas
            ]
        if not any(not name.startswith("exclude_") for name in body):
            raise self.api.not_asked(self.claims)
        if self.way.personas and not any(clause.filter == "company" for clause in clauses):
            body["without_company"] = True
        return body

    def _data(self, reply: Reply) -> Mapping[str, Any]:
        data = reply.content.get("data")
        if not isinstance(data, dict):
            raise self.api.strange("no data")
        return data


def _by_one_key(clause: Clause) -> Clause:
    """The clause with one kind of the keys of its companies, of which one field takes one: where it is one company."""
    if clause.filter != "company":
        return clause
    for kind in ("id:", "slug:", "name:"):
        keys = tuple(value for value in clause.values if value.startswith(kind))
        if keys:
            return replace(clause, values=keys)
    return clause


def _rows(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    leads = data.get("leads")
    return [row for row in leads if isinstance(row, dict)] if isinstance(leads, list) else []


def _total(data: Mapping[str, Any], otherwise: int) -> Count:
    """How many match: a number, or "within limit", which is `otherwise` at most."""
    counted = data.get("results_count", data.get("count"))
    return Count(counted) if isinstance(counted, int) else Count(otherwise, exact=False)


def _charged(price: Decimal) -> Any:  # noqa: ANN401 - Callable[[Reply], int]
    """What a reply cost: as it says, else by its rows."""

    def charged(reply: Reply) -> int:
        meta, data = reply.content.get("meta"), reply.content.get("data")
        amount = meta.get("amount_charged") if isinstance(meta, dict) else None
        if isinstance(amount, int | float) and not isinstance(amount, bool):
            return units(Decimal(str(amount)))
        return units(price * max(1, len(_rows(data)))) if isinstance(data, dict) else units(price)

    return charged
