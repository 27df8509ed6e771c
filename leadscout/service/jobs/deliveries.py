"""What is told to webhooks: rendered once into the outbox, sent in order, tried again later and later."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from leadscout.errors import Fault, Refused
from leadscout.model.search import Found, Owner, Search, Status
from leadscout.service.jobs.searches import Jobs
from leadscout.store import outbox, searches
from leadscout.store.database import Database
from leadscout.store.leases import Lease, until
from leadscout.store.outbox import Attempt, Parcel, Payload, Queue
from leadscout.webhooks.send import Outcome, Sender
from leadscout.webhooks.sign import Secrets, headers

_log = structlog.get_logger()
LEASE = 60
"""Seconds after which a payload whose sender does not come back is sent by another; longer than any call."""

_OPEN = (Status.QUEUED, Status.RUNNING, Status.PAUSED)
_CANCELLED = "cancelled"
BATCH = 25
"""Leads of one streamed call (behaviour §8)."""


class Face(Protocol):
    """How a dialect tells a webhook of a search."""

    def __call__(self, search: Search, found: Sequence[Found]) -> bytes:
        """The body of a call; nobody is found in the last one of several."""


@dataclass(frozen=True)
class Deliveries:
    """The outbox of one store.

    `faces` render by dialect, `alone` tells each lead in a call of its own, `delays` are seconds between attempts.
    """

    database: Database
    jobs: Jobs
    faces: Mapping[str, Face]
    sender: Sender
    secrets: Secrets
    alone: bool
    delays: Sequence[float]
    now: Callable[[], datetime]

    def payloads(self, search: Search, before: int, found: Sequence[Found]) -> list[Payload]:
        """What a page adds to the outbox: `search` as it is after the page, which found `found` after `before` others.

        Streamed, each page is told, and at the end that it is over. Otherwise all is told at the end.
        """
        if not search.webhook_url:
            return []
        over = search.status.over
        if not over and not search.streaming:
            return []
        if not search.streaming:
            found = [*(self._there(search, 0, before) if before else []), *found]
        running = replace(search, status=Status.RUNNING)
        if self.alone:
            told = [self._payload(running, [one], one.number - 1, one.number) for one in found]
        elif search.streaming:
            told = [self._payload(running, found, before, search.found)] if found else []
        else:
            return [self._payload(search, found, 0, search.found)]
        return [*told, self._payload(search, [], search.found, search.found)] if over else told

    def _payload(self, search: Search, found: Sequence[Found], after: int, upto: int) -> Payload:
        return Payload(self.faces[search.dialect](search, found), after, upto, search.status)

    def cancel(self, owner: Owner, id_: str) -> Search:
        """End a search; its webhook is told, with what was found so far. Raises Refused when it is over already."""
        search = self.jobs.get(owner, id_)
        with self.database.write() as connection:
            if not searches.change(connection, search.id, _OPEN, Status.CANCELLED, _CANCELLED):
                raise Refused(Fault("search_over", "id", id_))
            # Read and rendered in here: from now on no page can be added, and none is missing.
            ended = searches.get(connection, owner, search.id) or search
            outbox.put(connection, ended.id, self.payloads(ended, ended.found, []), self.now().timestamp())
        return ended

    def resend(self, owner: Owner, id_: str, seq: int) -> None:
        """Send everything from a payload on again. Raises Refused when there is no such payload."""
        search = self.jobs.get(owner, id_)
        with self.database.write() as connection:
            if not outbox.replay(connection, search.id, seq, self.now().timestamp()):
                raise Refused(Fault("no_payload", "seq", seq))

    def turn(self) -> bool:
        """Send what waits longest; False when nothing is due."""
        now = self.now().timestamp()
        with self.database.read() as connection:
            if not outbox.due(connection, now):
                return False
        lease = Lease("", secrets.token_hex(8), now + LEASE)
        with self.database.write() as connection:
            parcel = outbox.claim(connection, now, lease)
        if parcel is None:
            return False
        lease = replace(lease, row=parcel.search)
        if not parcel.body:
            self._settle(lease, parcel, Outcome(arrived=True, final=True, told="left out"))
            return True
        outcome = self._send(parcel)
        _log.info("webhook", search=parcel.search, seq=parcel.seq, outcome=outcome.told)
        self._settle(lease, parcel, outcome)
        return True

    def rest(self) -> float:
        """Seconds until something may be due, if nobody writes meanwhile."""
        with self.database.read() as connection:
            return until(outbox.next_due(connection), self.now().timestamp())

    def _send(self, parcel: Parcel) -> Outcome:
        id_ = f"msg_{parcel.search}_{parcel.seq}"
        try:
            signed = headers(self.secrets.of(parcel.account), id_, self.now(), parcel.body)
            return self.sender.send(parcel.url, parcel.body, signed)
        except Exception as error:  # noqa: BLE001 - an attempt that failed, or its queue would stay the first in line
            _log.exception("a webhook could not be called", search=parcel.search, seq=parcel.seq)
            return Outcome(arrived=False, final=False, told=type(error).__name__)

    def _settle(self, lease: Lease, parcel: Parcel, outcome: Outcome) -> None:
        now = self.now()
        at = now.isoformat(timespec="seconds")
        with self.database.write() as connection:
            if outcome.arrived:
                ours = outbox.delivered(connection, lease, parcel.seq, now)
            elif outcome.final or parcel.attempts >= len(self.delays):
                ours = outbox.postpone(connection, lease, parcel.attempts + 1, None)
            else:
                due = now.timestamp() + self.delays[parcel.attempts]
                ours = outbox.postpone(connection, lease, parcel.attempts + 1, due)
            if ours:
                outbox.tried(connection, parcel.search, Attempt(parcel.seq, at, outcome.told))

    def attempts(self, search: Search) -> list[Attempt]:
        """Every attempt to tell of a search."""
        with self.database.read() as connection:
            return outbox.attempts(connection, search.id)

    def queue(self, search: Search) -> Queue | None:
        """How far the telling of a search is; None when there is nothing to tell."""
        with self.database.read() as connection:
            return outbox.queue(connection, search.id)

    def forget(self, seqs: Sequence[int]) -> None:
        """Render anew whatever tells of these people, who are gone from people.db by now."""
        with self.database.read() as connection:
            told = outbox.mentioning(connection, seqs)
        for owner, id_, seq, payload in told:
            search = replace(self.jobs.get(owner, id_), status=payload.status)
            found = self._there(search, payload.after, payload.upto)
            # Without anybody in it a call in the middle would say that the search is over: it is left out.
            skip = not found and not payload.status.over
            body = b"" if skip else self._payload(search, found, payload.after, payload.upto).body
            with self.database.write() as connection:
                outbox.replace(connection, id_, seq, body)

    def _there(self, search: Search, after: int, upto: int) -> Sequence[Found]:
        """Those of some results who can still be told: nobody where they are of another people.db."""
        return self.jobs.page(search, after, upto - after) if self.jobs.stands(search) else []

    def check(self, search: Search, payloads: Sequence[Payload]) -> None:
        """Look whether somebody was forgotten between the rendering of payloads and their writing."""
        for payload in payloads:
            gone = self.jobs.gone(search, payload.after, payload.upto)
            if gone:
                self.forget(gone)

    def prune(self, days: int) -> None:
        """Drop the bytes of what was delivered so many days ago."""
        before = (self.now() - timedelta(days=days)).isoformat(timespec="seconds")
        with self.database.write() as connection:
            outbox.prune(connection, before)
