"""How a live source is asked: one request at a time, no faster than a person, no more than the cap of a day."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from leadscout.errors import Fault, Refused
from leadscout.model.budget import remaining, waiting
from leadscout.model.integrations import ACTIVE, Integration
from leadscout.service.accounts.limits import Limits, Rate
from leadscout.store import integrations as store
from leadscout.store.database import Database

PATIENCE = 6.0
"""Seconds that a caller waits for its turn; who would wait longer is told when to come again. A worker never waits."""

LONGEST = 20.0
"""Seconds that a request takes at most; after these another one is sent, though nobody heard of its end."""

STOPS = {"source_unauthorized", "source_forbidden", "source_rate_limited", "source_unpaid", "no_integration"}
"""What ends all asking of an integration, until it is checked again or a time has passed."""

UNSTEADY = {"source_unavailable", "source_not_understood"}
"""What a source may not repeat when it is asked again."""

_BREAK = 3600.0
"""Seconds of no asking after a source has said "too much" without a time."""


@dataclass(frozen=True)
class Meter:
    """Counts the requests of one integration, in leadscout.db: whatever asks, in whatever process, shares them.

    `now` is the clock, `sleep` waits, for `patience` seconds at most. `checking` asks whether the source lets us in:
    what had stopped it before does not matter then, its pace does.
    """

    database: Database
    limits: Limits
    integration: Integration
    now: Callable[[], datetime]
    patience: float = PATIENCE
    sleep: Callable[[float], None] = time.sleep
    checking: bool = False

    @contextmanager
    def request(self, most: int = 0) -> Iterator[None]:
        """Send one request in the block, which may use so many units.

        Raises Refused while the source is stopped, and when it is asked too soon or too much. What the source refuses
        the block with stops the integration, where it must.
        """
        with waiting():
            yield from self._request(most)

    def _request(self, most: int) -> Iterator[None]:
        stopped_before = not self.checking and self._check()
        leave = self._turn()
        try:
            self._count(most)
        except BaseException:
            leave()
            raise
        try:
            yield
            if stopped_before:
                self._write_active()
        except BaseException as error:
            self._give_back(most)
            if isinstance(error, Refused):
                self._stop(error)
            raise
        finally:
            leave()

    def used(self, most: int, units: int) -> None:
        """Tell how many of the units of a request were used."""
        self._give_back(most - units)

    def _check(self) -> bool:
        """Whether the source had stopped us, until now. Raises Refused where it still does."""
        with self.database.read() as connection:
            integration = store.get(connection, self.integration.account, self.integration.id)
        if integration is None:
            raise Refused(Fault("no_integration", valid=("source: database",)))
        if integration.state == ACTIVE:
            return False
        if not 0 < integration.until <= self._seconds():
            raise Refused(self._stopped(integration))
        return True

    def _write_active(self) -> None:
        with self.database.write() as connection:
            store.activate(connection, self.integration.id, self.now().isoformat(timespec="seconds"))

    @property
    def _whose(self) -> str:
        """Whose requests follow each other: an account's of one name, also when it is connected anew."""
        return f"{self.integration.account}:{self.integration.name}"

    def _turn(self) -> Callable[[], None]:
        """Wait for one's turn; gives what ends it."""
        left = remaining(self.patience)
        rate = Rate("integration", 1, self.integration.pace) if self.integration.pace else None
        while True:
            wait = 0.05
            try:
                leave = self.limits.enter("integration", self._whose, 1, LONGEST)
            except Refused as refused:
                if refused.faults[0].code != "too_many_at_once":
                    raise
            else:
                room = self.limits.take(rate, self._whose)[0] if rate else None
                if room is None or room.fits:
                    return leave
                leave()
                wait = room.wait
            if wait > left:
                raise Refused(Fault("source_paced", value=self.integration.name, limit=max(1, ceil(wait))))
            self.sleep(wait)
            left -= wait

    def _count(self, units: int) -> None:
        with self.database.write() as connection:
            if not units or store.use(connection, self.integration.id, self._day(), units):
                return
        now = self.now()
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        raise Refused(Fault("source_capped", value=self.integration.name, limit=ceil((midnight - now).total_seconds())))

    def _give_back(self, units: int) -> None:
        if units > 0:
            with self.database.write() as connection:
                store.give_back(connection, self.integration.id, self._day(), units)

    def _stop(self, refused: Refused) -> None:
        fault = refused.faults[0]
        if fault.code in STOPS:
            wait = fault.limit or _BREAK if fault.code == "source_rate_limited" else 0
            until = self._seconds() + wait if wait else 0
            with self.database.write() as connection:
                store.stop(connection, self.integration.id, fault.code, until)

    def _stopped(self, integration: Integration) -> Fault:
        """What to say of an integration that its source has stopped, and for how long, where it said that."""
        if not integration.until:
            return Fault(integration.state, value=integration.name)
        until = datetime.fromtimestamp(integration.until, UTC).isoformat(timespec="seconds")
        left = max(1, ceil(integration.until - self._seconds()))
        return Fault(integration.state, value=integration.name, valid=(until,), limit=left)

    def _seconds(self) -> float:
        return self.now().timestamp()

    def _day(self) -> str:
        return self.now().date().isoformat()
