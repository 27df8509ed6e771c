"""What is told to webhooks: rendered once into the outbox, sent in order, tried again later and later."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

import structlog

from leadscout.errors import Fault, Refused
from leadscout.model.search import LeadMatch, Owner, Search, Status
from leadscout.service.jobs.searches import Jobs
from leadscout.service.jobs.webhooks import Webhooks
from leadscout.store import outbox, searches
from leadscout.store.database import Database
from leadscout.store.leases import Lease, until
from leadscout.store.outbox import BOUNDS, Attempt, Bounds, Delivery, Parcel, Payload, Queue
from leadscout.webhooks.send import Outcome, Sender
from leadscout.webhooks.sign import Secrets, headers

_log = structlog.get_logger()
LEASE = 60
"""Seconds after which a payload whose sender does not come back is sent by another; longer than any call."""

_OPEN = (Status.QUEUED, Status.RUNNING, Status.PAUSED)
_CANCELLED = "cancelled"
BATCH = 25
"""Leads of one streamed call (behaviour §8)."""


class CallRenderer(Protocol):
    """How a dialect tells a webhook of a search."""

    def __call__(self, search: Search, matches: Sequence[LeadMatch]) -> bytes:
        """The body of a call; nobody is found in the last one of several."""


Signer = Callable[[Parcel], Mapping[str, str]]
"""The headers that a dialect adds to a call."""


@dataclass(frozen=True)
class Deliveries:
    """The outbox of one store.

    `faces` render by dialect, `alone` tells each lead in a call of its own, `delays` are seconds between attempts.
    `signers` give headers of a dialect's own, beside ours. No more is called at the same time than within `bounds`.
    """

    database: Database
    jobs: Jobs
    faces: Mapping[str, CallRenderer]
    sender: Sender
    webhooks: Webhooks
    alone: bool
    delays: Sequence[float]
    now: Callable[[], datetime]
    signers: Mapping[str, Signer] = field(default_factory=dict)
    bounds: Bounds = BOUNDS

    @property
    def secrets(self) -> Secrets:
        """The secrets that sign."""
        return self.webhooks.secrets

    def payloads(self, search: Search, before: int, matches: Sequence[LeadMatch]) -> list[Payload]:
        """What a page adds to the outbox: `search` as it is after a page of `matches` that follow `before` others.

        Streamed, each page is told, and at the end that it is over. Otherwise all is told at the end.
        """
        if not search.webhook_url:
            return []
        over = search.status.over
        if not over and not search.streaming:
            return []
        if not search.streaming:
            matches = [*(self._there(search, 0, before) if before else []), *matches]
        running = replace(search, status=Status.RUNNING)
        if self.alone:
            payloads = [self._payload(running, [one], one.number - 1, one.number) for one in matches]
        elif search.streaming:
            payloads = [self._payload(running, matches, before, search.found)] if matches else []
        else:
            return [self._payload(search, matches, 0, search.found)]
        return [*payloads, self._payload(search, [], search.found, search.found)] if over else payloads

    def _payload(self, search: Search, matches: Sequence[LeadMatch], after: int, upto: int) -> Payload:
        return Payload(self.faces[search.dialect](search, matches), after, upto, search.status)

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
        """Send what is next; False when nothing is due."""
        claimed = self.claim()
        if claimed is None:
            return False
        self.carry(*claimed)
        return True

    def claim(self, *, fresh: bool = False) -> tuple[Parcel, Lease] | None:
        """Take what is to be sent next; None when nothing is due. All that is `fresh` has not failed yet."""
        now = self.now().timestamp()
        with self.database.read() as connection:
            if not outbox.due(connection, now, self.bounds, fresh=fresh):
                return None
        lease = Lease("", self.database.holder.token(), now + LEASE)
        with self.database.write() as connection:
            parcel = outbox.claim(connection, now, lease, self.bounds, fresh=fresh)
        return None if parcel is None else (parcel, replace(lease, row=parcel.search))

    def carry(self, parcel: Parcel, lease: Lease) -> None:
        """Send what was taken, and write what came of it."""
        outcome = self._send(parcel)
        _log.info("webhook", search=parcel.search, seq=parcel.seq, outcome=outcome.sentence)
        self._settle(lease, parcel, outcome)

    def _as_shown(self, parcel: Parcel) -> Parcel:
        """The parcel without people who were suppressed since it was rendered: also when it is sent again."""
        if not parcel.body or not self.jobs.hidden(parcel.account).tokens:
            return parcel
        gone = self.jobs.gone(self.jobs.find(parcel.account, parcel.search), parcel.after, parcel.upto)
        if not gone:
            return parcel
        self.forget(gone)
        with self.database.read() as connection:
            anew = outbox.parcel_of(connection, parcel.search, parcel.seq)
        return replace(parcel, body=anew.body if anew else b"")

    def rest(self) -> float:
        """Seconds until something may be due, if nobody writes meanwhile."""
        with self.database.read() as connection:
            return until(outbox.next_due(connection), self.now().timestamp())

    def _signed(self, parcel: Parcel) -> Mapping[str, str]:
        """The headers of a call, signed now. Raises Refused where a secret is lost."""
        secrets = self.webhooks.signing(parcel.account, parcel.url)
        signed = headers(secrets, f"msg_{parcel.search}_{parcel.seq}", self.now(), parcel.body)
        signer = self.signers.get(parcel.dialect)
        return signed if signer is None else {**signed, **signer(parcel)}

    def _send(self, parcel: Parcel) -> Outcome:
        try:
            parcel = self._as_shown(parcel)
            if not parcel.body:
                return Outcome(arrived=True, final=True, sentence="left out")
            return self.sender.send(parcel.url, parcel.body, self._signed(parcel))
        except Refused as refused:
            return Outcome(arrived=False, final=False, sentence=str(refused))
        except Exception as error:  # noqa: BLE001 - an attempt that failed, or its queue would stay the first in line
            _log.exception("a webhook could not be called", search=parcel.search, seq=parcel.seq)
            return Outcome(arrived=False, final=False, sentence=type(error).__name__)

    def _settle(self, lease: Lease, parcel: Parcel, outcome: Outcome) -> None:
        now = self.now()
        at = now.isoformat(timespec="seconds")
        with self.database.write() as connection:
            if outcome.arrived:
                ours = outbox.delivered(connection, lease, parcel.seq, now)
            elif outcome.final or parcel.attempts >= len(self.delays):
                ours = outbox.postpone(connection, lease, parcel.attempts + 1, None)
            else:
                due = now.timestamp() + max(self.delays[parcel.attempts], outcome.wait)
                ours = outbox.postpone(connection, lease, parcel.attempts + 1, due)
            if ours:
                outbox.tried(connection, parcel.search, Attempt(parcel.seq, at, outcome.sentence))

    def listed(self, account: str, limit: int, offset: int = 0, *, state: str = "", search: str = "") -> list[Delivery]:
        """What is told of an account's searches, newest first; of one state, or one search, where that is given."""
        with self.database.read() as connection:
            return outbox.deliveries(connection, account, limit, offset, state=state, search=search)

    def by_state(self, account: str) -> dict[str, int]:
        """How many payloads of an account are in which state."""
        with self.database.read() as connection:
            return outbox.by_state(connection, account)

    def call(self, search: Search, seq: int) -> tuple[bytes, Mapping[str, str]]:
        """The body of a payload, and its headers as they would be signed now.

        Raises Refused where there is no such payload, or it is kept no longer.
        """
        with self.database.read() as connection:
            parcel = outbox.parcel_of(connection, search.id, seq)
        parcel = parcel and self._as_shown(parcel)
        if not (parcel and parcel.body):
            raise Refused(Fault("no_payload", "seq", seq))
        return parcel.body, self._signed(parcel)

    def attempts(self, search: Search) -> list[Attempt]:
        """Every attempt to tell of a search."""
        with self.database.read() as connection:
            return outbox.attempts(connection, search.id)

    def queue(self, search: Search) -> Queue | None:
        """How far the telling of a search is; None when there is nothing to tell."""
        with self.database.read() as connection:
            return outbox.queue(connection, search.id)

    def forget(self, seqs: Sequence[int]) -> None:
        """Render anew whatever tells of these people, of whom nobody may be told any more."""
        with self.database.read() as connection:
            mentions = outbox.mentioning(connection, seqs)
        for one in mentions:
            search = replace(self.jobs.find(one.account, one.search), status=one.status)
            matches = self._there(search, one.after, one.upto)
            # Without anybody in it a call in the middle would say that the search is over: it is left out.
            skip = not matches and not one.status.over
            body = b"" if skip else self._payload(search, matches, one.after, one.upto).body
            with self.database.write() as connection:
                outbox.replace(connection, one.search, one.seq, body)

    def _there(self, search: Search, after: int, upto: int) -> Sequence[LeadMatch]:
        """Those of some results who can still be told: nobody where they are of another people.db."""
        return self.jobs.page(search, after, upto - after) if self.jobs.stands(search) else []

    def check(self, search: Search, payloads: Sequence[Payload]) -> None:
        """Look whether somebody was forgotten between the rendering of payloads and their writing."""
        for payload in payloads:
            gone = self.jobs.gone(search, payload.after, payload.upto)
            if gone:
                self.forget(gone)
