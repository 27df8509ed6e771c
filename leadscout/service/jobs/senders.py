"""Calls of webhooks at the same time: many, as each of them only waits for its receiver, and each in its own thread."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from leadscout.service.jobs.deliveries import Deliveries
from leadscout.store.leases import Lease
from leadscout.store.outbox import Parcel

_log = structlog.get_logger()


@dataclass(frozen=True)
class Senders:
    """Sends with at most `most` calls at once; what failed before holds no more than half of them.

    `first` is done before each call is chosen.
    """

    deliveries: Deliveries
    most: int
    first: Callable[[], object]
    _calls: dict[str, bool] = field(default_factory=dict)  # by lease: whether the payload failed before
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def turn(self) -> bool:
        """Begin a call, once there is a sender for it; False when nothing is due."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._calls) < self.most)
            again = sum(self._calls.values())
        self.first()
        claimed = self.deliveries.claim(fresh=again >= max(1, self.most // 2))
        if claimed is None:
            return False
        parcel, lease = claimed
        with self._changed:
            self._calls[lease.token] = parcel.attempts > 0
        threading.Thread(target=self._call, args=(parcel, lease), daemon=True).start()
        return True

    def rest(self) -> float:
        """Seconds until something may be due, if nobody writes meanwhile."""
        return self.deliveries.rest()

    def _call(self, parcel: Parcel, lease: Lease) -> None:
        try:
            self.deliveries.carry(parcel, lease)
        except Exception:  # noqa: BLE001 - the database was busy, or full: the lease runs out, and it is sent again
            _log.exception("a call could not be settled", search=parcel.search, seq=parcel.seq)
        finally:
            with self._changed:
                del self._calls[lease.token]
                self._changed.notify()
