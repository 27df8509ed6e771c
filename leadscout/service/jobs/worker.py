"""What carries searches out: a page of people is one transaction, so a kill anywhere loses and repeats nothing."""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy import Connection

from leadscout.errors import Refused
from leadscout.model.lead import seq_of
from leadscout.model.search import Found, Hit, Place, Result, Search, Status
from leadscout.service.accounts.credits import PRICES, Credits
from leadscout.service.asking.answers import Asking
from leadscout.service.jobs.deliveries import BATCH, Deliveries
from leadscout.service.jobs.searches import charge_of
from leadscout.store import outbox
from leadscout.store import searches as store
from leadscout.store.database import Database
from leadscout.store.leases import Lease, until

_log = structlog.get_logger()
LEASE = 5
"""Seconds after which a search whose worker does not move is given to another; each page renews it."""

FIRST_LEASE = 20
"""The same until the first page of a turn is written: counting and looking ahead come before it."""

TURN = 500
"""People that are looked for in one turn; then another search gets one."""

PAGE = 100
"""People of one transaction."""

RETRIES = (1, 5, 30, 120)
"""Seconds to wait after each failure of ours; after the last one the search fails, and what it cost is given back."""


class _Lost(Exception):  # noqa: N818 - not an error: the search is paused, cancelled, deleted or somebody else's
    """The search is not this worker's any more."""


@dataclass(frozen=True, slots=True)
class Step:
    """One page of work: who was looked at, who of them is there, the place after them, whether nobody comes after that.

    `cut` says that `found` is only what could be paid.
    """

    hits: Sequence[Hit]
    found: Sequence[Found]
    place: Place
    at_end: bool
    cut: bool = False

    def numbered(self, before: int) -> list[Found]:
        """Who was found, numbered on from `before`."""
        return [replace(one, number=before + at) for at, one in enumerate(self.found, start=1)]

    def results(self, before: int) -> list[Result]:
        """The same as references."""
        tier_of = {hit.order: hit.place.tier for hit in self.hits}
        return [
            Result(one.number, seq_of(one.order), tier_of[one.order], one.slot, one.persona)
            for one in self.numbered(before)
        ]


@dataclass(frozen=True)
class Worker:
    """Works on the searches of one store. `now` is the clock, `pause` waits."""

    database: Database
    asking: Asking
    credits: Credits
    deliveries: Deliveries
    now: Callable[[], datetime]
    pause: Callable[[float], None] = time.sleep

    def turn(self) -> bool:
        """Work on the search that waits longest, for one turn; False when nothing is due."""
        claimed = self._claim()
        if claimed is None:
            return False
        search, lease = claimed
        if search.attempts > len(RETRIES) + 1:
            self._fail(search, lease)  # it killed its workers
            return True
        try:
            self._work(search, lease)
        except _Lost:
            _log.info("search left", search=search.id)
        except Refused as refused:
            _log.info("search waits", search=search.id, why=str(refused))
            self._wait_or_fail(search, lease, refused)
        except Exception:  # noqa: BLE001 - whatever it is, the search is tried again or fails; the log has the traceback
            _log.exception("search failed", search=search.id, attempt=search.attempts)
            self._failed(search, lease)
        return True

    def rest(self) -> float:
        """Seconds until a search may be due, if nobody writes meanwhile."""
        with self.database.read() as connection:
            return until(store.next_due(connection), self.now().timestamp())

    def _claim(self) -> tuple[Search, Lease] | None:
        now = self.now().timestamp()
        with self.database.read() as connection:
            if not store.due(connection, now):
                return None
        lease = Lease("", secrets.token_hex(8), now + FIRST_LEASE)
        with self.database.write() as connection:
            search = store.claim(connection, now, lease)
        return None if search is None else (search, replace(lease, row=search.id))

    def _work(self, search: Search, lease: Lease) -> None:
        question = self.asking.again(search)
        if search.total is None:
            search = replace(search, total=self.asking.count(question))
        ahead = self.asking.batch(question, search.place, min(TURN, search.limit - search.found))
        size = BATCH if search.streaming else PAGE
        for first in range(0, max(len(ahead.hits), 1), size):
            began = time.perf_counter()
            hits = ahead.hits[first : first + size]
            people = list(self.asking.people(question, hits))
            last = first + size >= len(ahead.hits)
            place = ahead.place if last else hits[-1].place
            search = self._write(search, lease, Step(hits, people, place, at_end=last and ahead.at_end))
            if self.database.one_writer:  # two workers that never wait starve the API of the one lock (decision 19)
                self.pause(time.perf_counter() - began)
            if search.status.over:
                return
        with self.database.write() as connection:
            store.release(connection, lease, self.now().timestamp(), 0)

    def _write(self, search: Search, lease: Lease, step: Step) -> Search:
        """One page: results, the place after it, what they cost, what a webhook is told; or nothing of it all.

        Raises _Lost when the search is not ours any more, Refused when it began with another people.db. What cannot be
        paid is cut off, and the search is over.
        """
        while True:
            jobs = self.deliveries.jobs
            jobs.check(search)
            after = replace(_after(search, step), epoch=jobs.people.epoch())
            # Rendered before the transaction, so that nobody waits for it.
            payloads = self.deliveries.payloads(after, search.found, step.numbered(search.found))
            try:
                with self.database.write() as connection:
                    self._write_page(connection, after, lease, step.results(search.found))
                    outbox.put(connection, search.id, payloads, self.now().timestamp())
            except Refused:
                step = self._affordable(search, step)
            else:
                self.deliveries.check(after, payloads)
                return after

    def _write_page(self, connection: Connection, after: Search, lease: Lease, results: Sequence[Result]) -> None:
        now = self.now().timestamp()
        if not store.advance(connection, replace(lease, until=now + LEASE), after):
            raise _Lost
        price = PRICES.get((after.dialect, "lead"))
        if price and results:
            key = f"{charge_of(after)}:leads:{results[0].number}-{results[-1].number}"
            self.credits.take(connection, after.account, price, len(results), key)
        store.add_results(connection, after.id, [replace(result, paid=price is not None) for result in results])

    def _affordable(self, search: Search, step: Step) -> Step:
        """As many people of a page as can be paid."""
        price = PRICES[search.dialect, "lead"]
        most = min(self.credits.affordable(search.account, price), len(step.found) - 1)
        return replace(step, found=step.found[:most], cut=True)

    def _wait_or_fail(self, search: Search, lease: Lease, refused: Refused) -> None:
        """Wait while the index is being built, however long that takes; what is refused otherwise stays refused."""
        if any(fault.code != "not_ready" for fault in refused.faults):
            self._fail(search, lease, str(refused))
            return
        with self.database.write() as connection:
            store.release(connection, lease, self.now().timestamp() + 1, search.attempts - 1)

    def _failed(self, search: Search, lease: Lease) -> None:
        """Try again later, or give up."""
        if search.attempts > len(RETRIES):
            self._fail(search, lease)
            return
        due = self.now().timestamp() + RETRIES[search.attempts - 1]
        with self.database.write() as connection:
            store.release(connection, lease, due, search.attempts)

    def _fail(self, search: Search, lease: Lease, reason: str = "something went wrong on our side") -> None:
        """Give up: the search fails, what it cost is given back, its webhook is told."""
        with self.database.read() as connection:
            now = store.get(connection, search.owner, search.id) or search
        failed = replace(now, status=Status.FAILED, reason=reason)
        try:
            payloads = self.deliveries.payloads(failed, failed.found, [])
        except Exception:  # noqa: BLE001 - what cannot be rendered is perhaps why it fails; the log has the traceback
            _log.exception("a failed search cannot be told", search=search.id)
            payloads = []
        with self.database.write() as connection:
            if store.advance(connection, lease, failed):
                self.credits.refund(connection, charge_of(search))
                outbox.put(connection, search.id, payloads, self.now().timestamp())


def _after(search: Search, step: Step) -> Search:
    """The search as it is when a page is written."""
    reached = search.found + len(step.found)
    if step.cut:
        return replace(search, found=reached, status=Status.PARTIAL, reason="not enough credits")
    over = step.at_end or reached >= search.limit
    return replace(search, found=reached, place=step.place, status=Status.DONE if over else search.status)
