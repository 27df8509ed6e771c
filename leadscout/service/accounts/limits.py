"""How often, and how much at once, an account may ask."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from leadscout.errors import Fault, Refused
from leadscout.store import allowances
from leadscout.store import limits as store
from leadscout.store.allowances import AllowanceUse
from leadscout.store.database import Database
from leadscout.store.leases import Lease
from leadscout.store.limits import RateState

LONGEST = 300
"""Seconds after which something that runs is taken to be dead (the time limit of a search that a vendor documents)."""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `burst` requests in `period` seconds. `name` tells the buckets of an account apart."""

    name: str
    burst: int
    period: float = 1.0


@dataclass(frozen=True)
class Limits:
    """The limits of one store. `now` is the clock."""

    database: Database
    now: Callable[[], datetime]

    def take(self, rate: Rate, account: str) -> tuple[RateState, dict[str, str]]:
        """Count a request; gives what is left, also as headers. `fits` says whether it is to be answered."""
        with self.database.write() as connection:
            state = store.take(connection, f"{rate.name}:{account}", rate.burst, rate.period, self._now())
        return state, _headers(rate.burst, state)

    def forget(self, rate: Rate, account: str) -> None:
        """Count nothing any more of what was counted."""
        with self.database.write() as connection:
            store.forget(connection, f"{rate.name}:{account}")

    def use(self, name: str, account: str, units: int, most: int) -> int:
        """Use so many units of what an account may each day (UTC); gives what it has used today.

        Raises Refused where they are more than it has left.
        """
        day = self.now().date().isoformat()
        with self.database.write() as connection:
            used = allowances.use(connection, account, name, AllowanceUse(day, units, most))
        if used is None:
            raise Refused(Fault("allowance_used", limit=most))
        return used

    def enter(self, name: str, key: str, most: int, longest: float = LONGEST) -> Callable[[], None]:
        """Take one of `most` places, for `longest` seconds; gives what leaves it again.

        Raises Refused when all are taken.
        """
        key, token = f"{name}:{key}", self.database.holder.token()
        with self.database.write() as connection:
            now = self._now()
            state = store.enter(connection, key, Lease(key, token, now + longest), most, now)
        if not state.fits:
            raise Refused(Fault("too_many_at_once", limit=most))

        def leave() -> None:
            with self.database.write() as connection:
                store.leave(connection, key, token)

        return leave

    def prune(self) -> None:
        """Drop what says nothing any more."""
        self.database.transact(lambda connection: store.prune(connection, self._now()))

    def _now(self) -> float:
        return self.now().timestamp()


def _headers(limit: int, state: RateState) -> dict[str, str]:
    """The fields of the RateLimit header draft, and when to come back."""
    headers = {
        "RateLimit-Limit": str(limit),
        "RateLimit-Remaining": str(state.left),
        "RateLimit-Reset": str(math.ceil(state.reset)),
    }
    return headers if state.fits else {**headers, "Retry-After": str(max(1, math.ceil(state.wait)))}
