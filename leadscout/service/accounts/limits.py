"""How often, and how much at once, an account may ask."""

import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from leadscout.errors import Fault, Refused
from leadscout.store import limits as store
from leadscout.store.database import Database
from leadscout.store.leases import Lease
from leadscout.store.limits import Room

LONGEST = 300
"""Seconds after which something that runs is taken to be dead (Generect's own time limit of a search)."""


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

    def take(self, rate: Rate, account: str) -> tuple[Room, dict[str, str]]:
        """Count a request; gives what is left, also as headers. `fits` says whether it is to be answered."""
        with self.database.write() as connection:
            room = store.take(connection, f"{rate.name}:{account}", rate.burst, rate.period, self._now())
        return room, _headers(rate.burst, room)

    def enter(self, name: str, key: str, most: int) -> Callable[[], None]:
        """Take one of `most` places; gives what leaves it again. Raises Refused when all are taken."""
        key, token = f"{name}:{key}", secrets.token_hex(8)
        with self.database.write() as connection:
            now = self._now()
            room = store.enter(connection, key, Lease(key, token, now + LONGEST), most, now)
        if not room.fits:
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


def _headers(limit: int, room: Room) -> dict[str, str]:
    """The fields of the RateLimit header draft, and when to come back."""
    told = {
        "RateLimit-Limit": str(limit),
        "RateLimit-Remaining": str(room.left),
        "RateLimit-Reset": str(math.ceil(room.reset)),
    }
    return told if room.fits else {**told, "Retry-After": str(max(1, math.ceil(room.wait)))}
