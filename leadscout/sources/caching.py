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
class ExpiringCache:
    """A cache of one process: the last pages and profiles, each for five minutes."""

    _items: OrderedDict[object, tuple[float, object]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: object, ask: Callable[[], Item]) -> Item:
        """What is cached under a key, if it is fresh; else what `ask` gives, which takes the place of the oldest."""
        item = self.peek(key, _ABSENT)
        if item is _ABSENT:
            item = ask()
            with self._lock:
                self._items[key] = (time.monotonic(), item)
                self._items.move_to_end(key)
                while len(self._items) > _MOST:
                    self._items.popitem(last=False)
        return cast(Item, item)

    def peek(self, key: object, otherwise: object = None) -> object:
        """What is cached under a key, if it is fresh: that a source has nobody, too; else `otherwise`."""
        with self._lock:
            at, item = self._items.get(key, (-_SECONDS, otherwise))
            return item if time.monotonic() - at < _SECONDS else otherwise


@dataclass(frozen=True)
class CachedConnector:
    """A connector whose pages are cached, under the id of its integration."""

    connector: Connector
    id: str
    cache: ExpiringCache

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
        page = self.cache.peek((self.id, query, ""))
        if isinstance(page, LeadPage) and (page.leads or page.at_end):
            return page.total
        return self.connector.estimate(query)

    def batch(self, query: Query, bookmark: str) -> LeadPage:
        """The people after a bookmark."""
        return self.cache.get((self.id, query, bookmark), lambda: self.connector.batch(query, bookmark))

    def profile(self, url: str) -> Lead | None:
        """All that the source tells of somebody."""
        return self.cache.get((self.id, url), lambda: self.connector.profile(url))

    def company(self, id_: str) -> Company | None:
        """All that the source tells of a company."""
        return self.cache.get((self.id, "company", id_), lambda: self.connector.company(id_))
