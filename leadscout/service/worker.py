"""What carries searches out: a page of people is one transaction, so a kill anywhere loses and repeats nothing."""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from leadscout.model.lead import seq_of
from leadscout.model.search import Place, Result, Search, Status
from leadscout.service.credits import Credits
from leadscout.service.jobs import charge_of
from leadscout.service.searches import Cursor, Searches, walk
from leadscout.store import searches as store
from leadscout.store.database import Database
from leadscout.store.searches import Lease

_log = structlog.get_logger()
LEASE = 5
"""Seconds after which a search whose worker does not move is given to another; each page renews it."""

TURN = 500
"""People that are looked for in one turn; then another search gets one."""

PAGE = 100
"""People of one transaction."""

RETRIES = (1, 5, 30, 120)
"""Seconds to wait after each failure of ours; after the last one the search fails, and what it cost is given back."""


class _Lost(Exception):  # noqa: N818 - not an error: the search is paused, cancelled, deleted or somebody else's
    """The search is not this worker's any more."""


@dataclass(frozen=True)
class Worker:
    """Works on the searches of one store. `now` is the clock, `pause` waits."""

    database: Database
    searches: Searches
    credits: Credits
    now: Callable[[], datetime]
    pause: Callable[[float], None] = time.sleep

    def turn(self) -> bool:
        """Work on the search that waits longest, for one turn; False when nothing is due."""
        claimed = self._claim()
        if claimed is None:
            return False
        search, lease = claimed
        try:
            self._work(search, lease)
        except _Lost:
            _log.info("search left", search=search.id)
        except Exception:  # noqa: BLE001 - whatever it is, the search is tried again or fails; the log has the traceback
            _log.exception("search failed", search=search.id, attempt=search.attempts + 1)
            self._failed(search, lease)
        return True

    def _claim(self) -> tuple[Search, Lease] | None:
        now = self.now().timestamp()
        with self.database.read() as connection:
            if not store.due(connection, now):
                return None
        lease = Lease("", secrets.token_hex(8), now + LEASE)
        with self.database.write() as connection:
            search = store.claim(connection, now, lease)
        return None if search is None else (search, replace(lease, search=search.id))

    def _work(self, search: Search, lease: Lease) -> None:
        plan = self.searches.plan(search.query, search.today)
        engine = self.searches.engine()
        if search.total is None:
            search = replace(search, total=engine.count(plan.leaf).value)
        start = Cursor(search.today, search.place.tier, search.place.order)
        wanted = min(TURN, search.limit - search.found)
        ahead = list(walk(engine, plan, start, wanted))
        for first in range(0, max(len(ahead), 1), PAGE):
            page = ahead[first : first + PAGE]
            began = time.perf_counter()
            orders = [order for _, order in page]
            tier_of = {order: tier for tier, order in page}
            found = [
                Result(0, seq_of(one.order), tier_of[one.order], one.slot, one.persona)
                for one in self.searches.found(plan, orders)
            ]
            at_end = len(ahead) < wanted and first + PAGE >= len(ahead)
            search = self._write(search, lease, found, Place(*page[-1]) if page else search.place, at_end=at_end)
            # Two workers that never wait starve the API of the one lock there is (decision 19).
            self.pause(time.perf_counter() - began)
        if not search.status.over:
            with self.database.write() as connection:
                store.release(connection, lease, self.now().timestamp(), 0)

    def _write(self, search: Search, lease: Lease, found: Sequence[Result], place: Place, *, at_end: bool) -> Search:
        """One page: its results and the place after it, or nothing of both. Raises _Lost."""
        numbered = [replace(result, number=search.found + at) for at, result in enumerate(found, start=1)]
        reached = search.found + len(numbered)
        over = at_end or reached >= search.limit
        search = replace(search, found=reached, place=place, status=Status.DONE if over else search.status)
        lease = replace(lease, until=self.now().timestamp() + LEASE)
        with self.database.write() as connection:
            if not store.advance(connection, lease, search):
                raise _Lost
            store.add_results(connection, search.id, numbered)
        return search

    def _failed(self, search: Search, lease: Lease) -> None:
        """Try again later, or give up: the search fails, what it cost is given back."""
        with self.database.write() as connection:
            if search.attempts < len(RETRIES):
                due = self.now().timestamp() + RETRIES[search.attempts]
                store.release(connection, lease, due, search.attempts + 1)
            elif store.end(connection, lease, Status.FAILED, "something went wrong on our side"):
                self.credits.refund(connection, charge_of(search))
