"""Whose work goes first: that of the account that was worked for least of late."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

HALF = 0.5
"""Seconds after which what an account has taken counts for half."""

LITTLE = 0.05
"""Seconds of work in the last moments by which one must have taken more than another to let the other go first: without
them two who take the same would change places at each step."""

ARRIVING = "\0"
"""Under which requests are worked on whose account is not known yet: no account is called so."""

_NOTHING = 0.001
"""Seconds so few that an account is not about any more: five seconds after a second of work."""

_MOST = 1000
"""Accounts that are remembered before those that are not about are dropped."""


@dataclass(slots=True)
class _Share:
    """Of one account: seconds of work as of a time, requests that are worked on since, and those that wait besides."""

    seconds: float
    as_of: float
    running: int = 0
    waiting: int = 0

    def taken(self, now: float) -> float:
        """Seconds of work, those of long ago for less."""
        past = now - self.as_of
        return float(self.seconds * 0.5 ** (past / HALF) + self.running * past)


@dataclass(frozen=True)
class Shares:
    """What each account has taken. Changed by the event loop alone; any thread may ask.

    Of any two accounts the one that took more lets the other go first, so there are no two that wait for each other.
    """

    clock: Callable[[], float] = time.monotonic
    _accounts: dict[str, _Share] = field(default_factory=dict)

    def wait(self, account: str, requests: int = 1) -> None:
        """So many requests more (or fewer) wait for a place."""
        self._settled(account).waiting += requests

    def work(self, account: str, requests: int = 1) -> None:
        """So many requests more (or fewer) are worked on."""
        self._settled(account).running += requests

    def running(self, account: str) -> int:
        """How many requests of an account are worked on."""
        share = self._accounts.get(account)
        return share.running if share else 0

    def lets_go_first(self, account: str) -> bool:
        """Whether there is work of another account that has taken less."""
        mine, now = self._accounts.get(account), self.clock()
        taken = mine.taken(now) if mine else 0
        return taken > LITTLE and any(
            other is not mine and (other.running or other.waiting) and other.taken(now) < taken - LITTLE
            for other in tuple(self._accounts.values())
        )

    def is_alone(self, account: str) -> bool:
        """Whether no other account was worked for a moment ago. Requests that arrive are mostly its own."""
        now = self.clock()
        others = (other for name, other in tuple(self._accounts.items()) if name not in (account, ARRIVING))
        return not any(other.running or other.waiting or other.taken(now) > _NOTHING for other in others)

    def _settled(self, account: str) -> _Share:
        now = self.clock()
        share = self._accounts.get(account)
        if share is None:
            self._forget(now)
            share = self._accounts[account] = _Share(0, now)
        share.seconds, share.as_of = share.taken(now), now
        return share

    def _forget(self, now: float) -> None:
        if len(self._accounts) >= _MOST:
            for account, share in tuple(self._accounts.items()):
                if not share.running and not share.waiting and share.taken(now) <= _NOTHING:
                    del self._accounts[account]
