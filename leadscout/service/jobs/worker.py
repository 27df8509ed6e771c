"""What carries searches out: a page of people is one transaction, so a kill anywhere loses and repeats nothing."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate

import structlog
from sqlalchemy import Connection

from leadscout.errors import Family, Refused
from leadscout.model.lead import seq_of
from leadscout.model.search import INDEXED, Batch, Bookmark, Hit, LeadMatch, Result, Search, Status
from leadscout.service.accounts.credits import Credits
from leadscout.service.asking.answers import Asking
from leadscout.service.asking.question import Question
from leadscout.service.integrations.metering import STOPS, UNSTEADY
from leadscout.service.jobs import parts
from leadscout.service.jobs.deliveries import BATCH, Deliveries
from leadscout.service.jobs.searches import charge_of
from leadscout.store import outbox, saved
from leadscout.store import searches as store
from leadscout.store.database import Database
from leadscout.store.leases import Lease, until

_log = structlog.get_logger()
LEASE = 5
"""Seconds after which a search whose worker does not move is given to another; each page renews it."""

FIRST_LEASE = 20
"""The same until the first page of a turn is written: counting and looking ahead come before it."""

LIVE_LEASE = 45
"""The same of who works on live searches alone: a source may take its time for a page, and for profiles."""

TURN = 500
"""People that are looked for in one turn, or a page of them where other accounts wait; then another search gets one."""

PAGE = 100
"""People of one transaction."""

RETRIES = (1, 5, 30, 120)
"""Seconds to wait after each failure of ours; after the last one the search fails, and what it cost is given back."""

_CUT = {"ceiling_reached": "the ceiling of the API key was reached"}
"""Why a search ends with those who were paid, where it is not that the account has no more credits."""


class _Lost(Exception):  # noqa: N818 - not an error: the search is paused, cancelled, deleted or somebody else's
    """The search is not this worker's any more."""


@dataclass(frozen=True, slots=True)
class Step:
    """One page of work: who was looked at, who of them is there, the bookmark after them, whether that is the end.

    `cut` says why `found` is only what could be paid.
    """

    hits: Sequence[Hit]
    found: Sequence[LeadMatch]
    bookmark: Bookmark
    at_end: bool
    cut: str = ""

    def numbered(self, before: int) -> list[LeadMatch]:
        """Who was found, numbered on from `before`."""
        return [replace(one, number=before + at) for at, one in enumerate(self.found, start=1)]

    def results(self, before: int) -> list[Result]:
        """The same as references."""
        tier_of = {hit.order: hit.bookmark.tier for hit in self.hits}
        return [
            Result(one.number, seq_of(one.order), tier_of[one.order], one.slot, one.persona, degree=one.degree)
            for one in self.numbered(before)
        ]


@dataclass(frozen=True)
class Worker:
    """Works on the searches of one store. `now` is the clock, `pause` waits.

    `live`: on those that ask a live source, or on the others; None: on all.
    """

    database: Database
    asking: Asking
    credits: Credits
    deliveries: Deliveries
    now: Callable[[], datetime]
    pause: Callable[[float], None] = time.sleep
    live: bool | None = None

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
            return until(store.next_due(connection, live=self.live), self.now().timestamp())

    def _claim(self) -> tuple[Search, Lease] | None:
        now = self.now().timestamp()
        with self.database.read() as connection:
            if not store.due(connection, now, live=self.live):
                return None
        lease = Lease("", self.database.holder.token(), now + (LIVE_LEASE if self.live else FIRST_LEASE))
        with self.database.write() as connection:
            search = store.claim(connection, now, lease, live=self.live)
        return None if search is None else (search, replace(lease, row=search.id))

    def _work(self, search: Search, lease: Lease) -> None:
        question = self.asking.again(search)
        if search.total is None:
            search = self._counted(search, lease, question)
        search, ahead = self._ahead(search, question)
        size = BATCH if search.streaming else PAGE
        for first in range(0, max(len(ahead.hits), 1), size):
            began = time.perf_counter()
            hits = ahead.hits[first : first + size]
            people = list(self.asking.people(question, hits))
            last = first + size >= len(ahead.hits)
            bookmark = ahead.bookmark if last else hits[-1].bookmark
            search = self._write(search, lease, Step(hits, people, bookmark, at_end=last and ahead.at_end))
            if self.database.one_writer:  # two workers that never wait starve the API of the one lock (decision 19)
                self.pause(time.perf_counter() - began)
            if search.status.over:
                return
            if self._others_wait(search):
                break
        with self.database.write() as connection:
            store.release(connection, lease, self.now().timestamp(), 0)

    def _others_wait(self, search: Search) -> bool:
        """Whether another account has work: it waits for a page then, not for a whole turn."""
        with self.database.read() as connection:
            return store.others_wait(connection, search, self.now().timestamp(), live=self.live)

    def _counted(self, search: Search, lease: Lease, question: Question) -> Search:
        """The search with its total, which is written at once: a live source makes us wait before it is asked again."""
        counted = replace(search, total=self.asking.count(question))
        with self.database.write() as connection:
            if not store.advance(connection, lease, counted):
                raise _Lost
        return counted

    def _ahead(self, search: Search, question: Question) -> tuple[Search, Batch]:
        """Who comes next; of an exhaustive search no more than one transaction writes, together with its parts."""
        left = search.limit - search.found
        if not search.route.exhaustive:
            return self._new(search, self.asking.batch(question, search.bookmark, min(TURN, left)))
        batch, after = parts.step(self.asking, search, min(BATCH, left))
        return self._new(replace(search, parts=after), batch)

    def _new(self, search: Search, batch: Batch) -> tuple[Search, Batch]:
        """The page without whom the search has found already: a live source shows people twice.

        The search with its total, in which the source has counted people of whom its account may not be told.
        """
        if search.route in INDEXED:
            return search, batch
        with self.database.read() as connection:
            there = store.known_results(connection, search.id, [seq_of(hit.order) for hit in batch.hits])
        batch = replace(batch, hits=[hit for hit in batch.hits if seq_of(hit.order) not in there])
        least = search.found + len(batch.hits)
        return replace(search, total=search.total and search.total.without(batch.hidden, least)), batch

    def _write(self, search: Search, lease: Lease, step: Step) -> Search:
        """One page: results, the bookmark after it, what they cost, what a webhook is told; or nothing of it all.

        Raises _Lost when the search is not ours any more, Refused when it began with another people.db, or the disk is
        full. What cannot be paid is cut off, and the search is over.
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
            except Refused as refused:
                if refused.family is not Family.MONEY:
                    raise
                step = self._affordable(search, step, refused)
            else:
                self.deliveries.check(after, payloads)
                return after

    def _write_page(self, connection: Connection, after: Search, lease: Lease, results: Sequence[Result]) -> None:
        now = self.now().timestamp()
        if not store.advance(connection, replace(lease, until=now + LEASE), after):
            raise _Lost
        price = self.deliveries.jobs.price_of(after)
        if price and results:
            key = f"{charge_of(after)}:leads:{results[0].number}-{results[-1].number}"
            self.credits.take(connection, after, price, self._units(connection, after, results), key)
        store.add_results(connection, after.id, [replace(result, paid=price is not None) for result in results])

    def _units(self, connection: Connection, search: Search, results: Sequence[Result]) -> int:
        """How many of these are charged: of a run of a saved search, who was in none before."""
        seqs = [result.seq for result in results]
        return saved.pay(connection, search.saved, self.deliveries.jobs.same(seqs)) if search.saved else len(seqs)

    def _affordable(self, search: Search, step: Step, refused: Refused) -> Step:
        """As many people of a page as can be paid, and why not all."""
        jobs = self.deliveries.jobs
        price = jobs.price_of(search)
        affordable = self.credits.affordable(search, price) if price else 0
        with self.database.read() as connection:
            unpaid = jobs.unpaid(connection, search, [seq_of(one.order) for one in step.found])
        fits = [total <= affordable for total in accumulate(unpaid)]
        why = _CUT.get(refused.faults[0].code, "insufficient credits")
        return replace(step, found=step.found[: min(sum(fits), len(step.found) - 1)], cut=why)

    def _wait_or_fail(self, search: Search, lease: Lease, refused: Refused) -> None:
        """Wait for what is over by itself, however long that takes; what is refused otherwise stays refused.

        A live source that does not answer is tried again as we are; one that stops us ends the search for now.
        """
        first = refused.faults[0]
        if refused.family is Family.WAITS:
            due = self.now().timestamp() + (first.limit or 1)
            with self.database.write() as connection:
                store.release(connection, lease, due, search.attempts - 1)
        elif first.code in UNSTEADY and search.attempts <= len(RETRIES):
            self._failed(search, lease)
        elif first.code in UNSTEADY | STOPS:
            self._stop(search, lease, refused)
        else:
            self._fail(search, lease, str(refused))

    def _stop(self, search: Search, lease: Lease, refused: Refused) -> None:
        """End a search whose live source stops: what was delivered stays, and is paid; it can go on from there."""
        with self.database.read() as connection:
            now = store.get(connection, search.owner, search.id) or search
        status = Status.PARTIAL if now.found else Status.FAILED
        self._end(replace(now, status=status, reason=str(refused), stopped=refused.faults[0].code), lease)

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
        self._end(replace(now, status=Status.FAILED, reason=reason), lease)

    def _end(self, ended: Search, lease: Lease) -> None:
        """Write that a search is over before its end, and tell its webhook."""
        try:
            payloads = self.deliveries.payloads(ended, ended.found, [])
        except Exception:  # noqa: BLE001 - what cannot be rendered is perhaps why it fails; the log has the traceback
            _log.exception("a failed search cannot be told", search=ended.id)
            payloads = []
        with self.database.write() as connection:
            if store.advance(connection, lease, ended):
                if ended.status is Status.FAILED:
                    self.credits.refund(connection, charge_of(ended))
                outbox.put(connection, ended.id, payloads, self.now().timestamp())


def _after(search: Search, step: Step) -> Search:
    """The search as it is when a page is written."""
    reached = search.found + len(step.found)
    if step.cut:
        return replace(search, found=reached, status=Status.PARTIAL, reason=f"{step.cut} after {reached} leads")
    over = step.at_end or reached >= search.limit
    return replace(search, found=reached, bookmark=step.bookmark, status=Status.DONE if over else search.status)
