"""Questor as a source: a search is made there and paid, then its pages of results, each result paid."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from leadscout.model.query import Query
from leadscout.model.search import Count
from leadscout.sources.base import Claim, Connection, LeadPage, SourceKind
from leadscout.sources.caching import ExpiringCache
from leadscout.sources.vendors.account import VendorAccount
from leadscout.sources.vendors.api import UNIT, Api, Reply, units
from leadscout.sources.vendors.phrases import Phrase, Phrasebook, Supplier, Writing

_EXACT, _LOOSE = Claim.EXACT, Claim.LOOSE
_LEVELS = (
    *("Owner/Partner", "CXO", "Vice President", "Director", "Experienced Manager"),
    *("Entry Level Manager", "Strategic", "Senior", "Entry Level", "In Training"),
)
_ROWS = (
    Phrase("title", _LOOSE, _LOOSE),
    Phrase("past_title", _EXACT, _EXACT),
    Phrase("company", _EXACT, _EXACT),
    Phrase("past_company", _EXACT, _EXACT),
    Phrase("location", _EXACT, _EXACT, Writing.NUMBER),
    Phrase("headquarters", _EXACT, _EXACT, Writing.NUMBER),
    Phrase("industry", _EXACT, _EXACT, Writing.NUMBER),
    Phrase("school", _EXACT, _EXACT, Writing.NUMBER),
    Phrase("function", _EXACT, _EXACT),
    Phrase("seniority", _EXACT, _EXACT, values=_LEVELS),
    Phrase("keyword", _EXACT),
    Phrase("headcount", _EXACT),
    Phrase("company_type", _EXACT),
    Phrase("years_at_company", _EXACT),
    Phrase("years_in_position", _EXACT),
    Phrase("years_of_experience", _EXACT),
    Phrase("profile_language", _EXACT),
    Phrase("first_name", _LOOSE),
    Phrase("last_name", _LOOSE),
    Phrase("changed_jobs", _EXACT),
    Phrase("posted", _EXACT),
    Phrase("in_news", _EXACT),
)
_COLUMNS = {"profile_id": "linkedin_number"}
_LABEL = "Questor"
_LARGEST_PAGE = 100
"""Results of a page: its pages say 25, its sample shows up to 100."""

_NOT_FOUND = (400, 404)
"""What it says of a search that it does not know: it has let the key in."""

_UNKNOWN = Count(0, exact=False)
_ID = re.compile(r"[0-9a-f]{32}")
_FAILED = ("failed", "error")
_DONE = ("done", "completed")


def kinds(supplier: Supplier) -> Iterator[SourceKind]:
    """The row of the table of live sources."""
    chosen, phrases, searches = supplier.chosen, Phrasebook(supplier, _ROWS, flag="true"), ExpiringCache()

    def connect(connection: Connection) -> Questor:
        host = urlsplit(connection.url).hostname or ""
        api = Api(connection, _LABEL, ("x-rapidapi-key: {key}", f"x-rapidapi-host: {host}"))
        return Questor(api, phrases, searches)

    yield SourceKind(
        name="questor",
        label=_LABEL,
        credential="your RapidAPI key",
        url=chosen.questor_url,
        pace=chosen.questor_pace,
        cap=units(chosen.questor_cap),
        unit=UNIT,
        connect=connect,
    )


@dataclass(frozen=True)
class Questor(VendorAccount):
    """One account at Questor. A bookmark is the id of a search there, "p", and the number of its next page.

    `searches` are those of this process that were made a moment ago: counting and looking are one search.
    """

    searches: ExpiringCache

    @property
    def reach(self) -> int:
        """What a search is made for."""
        most: int = self.phrases.supplier.chosen.questor_most
        return most

    def check(self) -> None:
        """Ask for a search that there is not, free. Raises Refused where the key is not let in."""
        self.api.check(f"/check-search-status?request_id={'0' * 32}", _NOT_FOUND)

    def estimate(self, query: Query) -> Count:
        """What a search finds: it has to be made, and paid, for that. Raises Refused while it does not know yet."""
        status = self.api.get(f"/check-search-status?request_id={self._search(query)}").content
        self._failed(status)
        total = status.get("total_count")
        if not isinstance(total, int):
            raise self._wait()
        return Count(total, exact=False)

    def batch(self, query: Query, bookmark: str) -> LeadPage:
        """The people of one page of results; with the first bookmark, only the search is made."""
        if not bookmark:
            return LeadPage([], f"{self._search(query)}p1", _UNKNOWN, at_end=False)
        id_, page = self.page_of_search(bookmark)
        price: Decimal = self.phrases.supplier.chosen.questor_costs_result
        path = f"/get-search-results?request_id={id_}&page={page}"
        reply = self.api.get(path, units(_LARGEST_PAGE * price), lambda reply: units(len(_rows(reply)) * price))
        self._failed(reply.content)
        if reply.content.get("status", _DONE[0]) not in _DONE:
            raise self._wait()
        rows = _rows(reply)
        total = reply.content.get("total_count")
        # A page of fewer than fit is the last one: page * rows is less than the total on every page before it.
        at_end = not rows or (isinstance(total, int) and page * len(rows) >= total)
        count = Count(total, exact=False) if isinstance(total, int) else _UNKNOWN
        return LeadPage(self.phrases.supplier.leads(rows, _COLUMNS), f"{id_}p{page + 1}", count, at_end)

    def _search(self, query: Query) -> str:
        """The id of the search for a query, made a moment ago or now."""
        body = self.phrases.body(self.name, query.clauses)
        if not any(not name.endswith("_exclude") for name in body):
            raise self.api.not_asked(self.claims)
        body["limit"] = self.reach
        connection = self.api.connection
        return self.searches.get((connection.url, connection.credential, repr(body)), lambda: self._made(body))

    def _made(self, body: Mapping[str, Any]) -> str:
        most = units(self.phrases.supplier.chosen.questor_costs_search)
        id_ = self.api.post("/search-leads", body, most, lambda _: most).content.get("request_id")
        if not isinstance(id_, str) or not _ID.fullmatch(id_):
            raise self.api.strange("no request_id")
        return id_

    def _failed(self, content: Mapping[str, Any]) -> None:
        if content.get("status") in _FAILED:
            raise self.api.failed(str(content.get("message") or "the search failed there"))

    def _wait(self) -> Exception:
        return self.api.wait(self.phrases.supplier.chosen.questor_wait)


def _rows(reply: Reply) -> list[Mapping[str, Any]]:
    data = reply.content.get("data")
    return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []
