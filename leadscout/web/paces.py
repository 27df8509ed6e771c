"""How fast requests come, counted in memory: of an account, and wrong keys of an address."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST = 10_000
"""Senders that are remembered: the one that came longest ago is forgotten first."""


@dataclass(frozen=True)
class Pace:
    """At most `burst` in `period` seconds of each sender; beyond, how long the next one has to wait.

    The generic cell rate algorithm, as in store/limits.py, without a write for each request, so for one process alone.
    """

    burst: int
    period: float
    clock: Callable[[], float] = time.monotonic
    _full_at: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def wait(self, sender: str, *, counted: bool = False) -> float:
        """Count one of a sender that fits, or any where it is `counted` anyway; gives the seconds until one fits."""
        now = self.clock()
        full_at = max(self._full_at.pop(sender, now), now) + self.period / self.burst
        wait = full_at - now - self.period
        fits = wait <= 0
        self._full_at[sender] = full_at if fits or counted else full_at - self.period / self.burst
        if len(self._full_at) > MOST:
            self._full_at.popitem(last=False)
        return max(0.0, wait)
