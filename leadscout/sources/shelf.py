"""What live sources showed a moment ago: whoever asks for it again does not ask the source."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from leadscout.model.lead import Company, Lead
from leadscout.model.query import Clause, Query
from leadscout.model.search import Count
from leadscout.sources.base import Connector, FilterClaims, LeadPage

_SECONDS = 300.0
_MOST = 200  # pages of 25 people, or profiles
_ABSENT = object()
Item = TypeVar("Item")


@dataclass
class Shelf:
    """The pages and profiles of one process."""

    _kept: OrderedDict[object, tuple[float, object]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: object, ask: Callable[[], Item]) -> Item:
        """What is kept under a key, if it is fresh; else what `ask` gives, which is kept instead of the oldest."""
        kept = self.peek(key, _ABSENT)
        if kept is _ABSENT:
            kept = ask()
            with self._lock:
                self._kept[key] = (time.monotonic(), kept)
                self._kept.move_to_end(key)
                while len(self._kept) > _MOST:
                    self._kept.popitem(last=False)
        return cast(Item, kept)

    def peek(self, key: object, otherwise: object = None) -> object:
        """What is kept under a key, if it is fresh: that a source has nobody, too; else `otherwise`."""
        with self._lock:
            at, kept = self._kept.get(key, (-_SECONDS, otherwise))
            return kept if time.monotonic() - at < _SECONDS else otherwise


@dataclass(frozen=True)
class Remembering:
    """A connector whose pages are kept on a shelf, under the id of its integration."""

    connector: Connector
    id: str
    shelf: Shelf

    @property
    def name(self) -> str:
        """The connector's."""
        return self.connector.name

    @property
    def claims(self) -> FilterClaims:
        """The connector's."""
        return self.connector.claims

    @property
    def reach(self) -> int:
        """The connector's."""
        return self.connector.reach

    def check(self) -> None:
        """Ask the source whether it lets us in."""
        self.connector.check()

    def says(self, clause: Clause) -> bool:
        """As the connector says."""
        return self.connector.says(clause)

    def estimate(self, query: Query) -> Count:
        """The total of the first page where that is there, else the source's word."""
        page = self.shelf.peek((self.id, query, ""))
        if isinstance(page, LeadPage) and (page.leads or page.at_end):
            return page.total
        return self.connector.estimate(query)

    def batch(self, query: Query, place: str) -> LeadPage:
        """The people after a place."""
        return self.shelf.get((self.id, query, place), lambda: self.connector.batch(query, place))

    def profile(self, url: str) -> Lead | None:
        """All that the source tells of somebody."""
        return self.shelf.get((self.id, url), lambda: self.connector.profile(url))

    def company(self, id_: str) -> Company | None:
        """All that the source tells of a company."""
        return self.shelf.get((self.id, "company", id_), lambda: self.connector.company(id_))
