"""Pronto as a source: a search is made in its people database, and looked at until it is done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from leadscout.model.query import Query
from leadscout.model.search import Count
from leadscout.sources.base import Claim, LeadPage, SourceKind
from leadscout.sources.exchange import refusal
from leadscout.sources.vendors.account import VendorAccount
from leadscout.sources.vendors.api import FUNDS, UNIT, Api, Reply, units
from leadscout.sources.vendors.phrases import Phrase, Phrasebook, Supplier, Writing

PAGE = 100
"""Leads that are handed on at once; its answers hold all of a search."""

_EXACT, _LOOSE = Claim.EXACT, Claim.LOOSE
_LEVELS = ("100", "110", "120", "130", "200", "210", "220", "300", "310", "320")
_ROWS = (
    Phrase("keyword", _EXACT),
    Phrase("title", _LOOSE, _LOOSE),
    Phrase("past_title", _EXACT, _EXACT),
    Phrase("location", _EXACT, _EXACT, Writing.ID),
    Phrase("industry", _EXACT, _EXACT, Writing.ID),
    Phrase("company", _EXACT, _EXACT),
    Phrase("headquarters", _EXACT, writing=Writing.ID),
    Phrase("function", _EXACT, writing=Writing.ID),
    Phrase("seniority", _EXACT, values=_LEVELS),
    Phrase("headcount", _EXACT),
    Phrase("past_company", _EXACT),
    Phrase("years_in_position", _EXACT, writing=Writing.ID),
    Phrase("years_of_experience", _EXACT, writing=Writing.ID),
    Phrase("years_at_company", _EXACT, writing=Writing.ID),
    Phrase("company_type", _EXACT, values=tuple("CEGNPSX")),
    Phrase("changed_jobs", _EXACT, values=("RPC",)),
)
_LABEL = "Pronto"
_RUNNING = ("NOT_STARTED", "ONGOING")
_ERRORS = {
    "UNAUTHORIZED": "source_unauthorized",
    "FORBIDDEN": "source_forbidden",
    "RATE_LIMITED": "source_unavailable",  # of its own source: it goes on there, and says no time
    "ERROR": "source_unavailable",
}
"""What the states mean in which its searches end badly."""


def kinds(supplier: Supplier) -> Iterator[SourceKind]:
    """The row of the table of live sources."""
    chosen, phrases = supplier.chosen, Phrasebook(supplier, _ROWS)
    yield SourceKind(
        name="pronto",
        label=_LABEL,
        credential="your API key at Pronto",
        url=chosen.pronto_url,
        pace=chosen.pronto_pace,
        cap=units(chosen.pronto_cap),
        unit=UNIT,
        connect=lambda connection: Pronto(Api(connection, _LABEL, ("X-API-KEY: {key}",)), phrases),
    )


@dataclass(frozen=True)
class Pronto(VendorAccount):
    """One account at Pronto. Its bookmarks: the id of a search there without its dashes, "p", and the page of leads."""

    @property
    def reach(self) -> int:
        """What a search is made for: it finds the first ones, and there is no asking for the next."""
        most: int = self.phrases.supplier.chosen.pronto_most
        return most

    def check(self) -> None:
        """Ask for our searches, free. Raises Refused where the key is not let in."""
        self.api.check("/api/v2/searches?limit=1")

    def estimate(self, query: Query) -> Count:
        """What its preview counts, free."""
        total = self.api.post("/api/v2/leads/advanced_search/preview", self._body(query)).content.get("total_count")
        if not isinstance(total, int):
            raise self.api.strange("no total_count")
        return Count(total)

    def batch(self, query: Query, bookmark: str) -> LeadPage:
        """A hundred leads of a search that is done; with the first bookmark, only the search is made."""
        if not bookmark:
            return self._made(query)
        id_, page = self.page_of_search(bookmark)
        content = self.api.get(f"/api/v2/searches/{UUID(id_)}").content
        search = content.get("search")
        status, reason = (search.get(name) for name in ("status", "reason")) if isinstance(search, dict) else ("", "")
        leads = content.get("leads")
        if status in _RUNNING:
            raise self.api.wait(self.phrases.supplier.chosen.pronto_wait)
        if not isinstance(leads, list):
            raise self.api.strange("no leads")
        rows = [_flat(entry) for entry in leads[page * PAGE : (page + 1) * PAGE] if isinstance(entry, dict)]
        whole = status not in _ERRORS and not FUNDS.search(str(reason or ""))
        if not rows and not whole:
            raise refusal(self.name, _ERRORS.get(str(status), "source_unpaid"), str(reason or status))
        at_end = whole and (page + 1) * PAGE >= len(leads)
        return LeadPage(self.phrases.supplier.leads(rows, {}), f"{id_}p{page + 1}", Count(len(leads)), at_end)

    def _made(self, query: Query) -> LeadPage:
        """A new search, before it has found anybody."""
        chosen = self.phrases.supplier.chosen
        price: Decimal = chosen.pronto_costs_lead
        body = {**self._body(query), "name": "leadscout", "limit": self.reach}
        if chosen.pronto_receiver:
            body["webhook_url"] = chosen.pronto_receiver
        most = units(price * self.reach)

        def cost(reply: Reply) -> int:
            expected = _record(reply).get("expected_profiles_count")
            return units(price * min(expected, self.reach)) if isinstance(expected, int) else most

        record = _record(self.api.post("/api/v2/leads/advanced_search", body, most, cost))
        try:
            id_ = UUID(str(record.get("id"))).hex
        except ValueError:
            raise self.api.strange("no id") from None
        return LeadPage([], f"{id_}p0", Count(0, exact=False), at_end=False)

    def _body(self, query: Query) -> dict[str, Any]:
        """A query as its fields. Raises Refused where they can say nothing of whom it includes."""
        body = self.phrases.body(self.name, query.clauses)
        if not any(not name.startswith("excluded_") for name in body):
            raise self.api.not_asked(self.claims)
        return {**body, "live": False}


def _record(reply: Reply) -> Mapping[str, Any]:
    """A new search, wrapped in `message` or not."""
    message = reply.content.get("message")
    return message if isinstance(message, dict) else reply.content


def _flat(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A lead and its company as one row."""
    lead, company = (value if isinstance(value, dict) else {} for value in (entry.get("lead"), entry.get("company")))
    return {**lead, **{f"company_{name}": value for name, value in company.items()}}
