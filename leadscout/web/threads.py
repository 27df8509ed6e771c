"""Little work beside the event loop, on threads of its own: it does not wait behind searches."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, current_time, sleep, to_thread
from anyio.lowlevel import RunVar

Result = TypeVar("Result")
_FIRST, _LAST, _SLOWER = 0.1, 1.0, 1.2
"""Seconds between two looks, at first and at last: who waits for a minute looks sixty times, not six hundred."""

_checks: RunVar[CapacityLimiter] = RunVar("checks")


async def at_once(work: Callable[[], Result]) -> Result:
    """Do a little work beside the event loop, on threads of its own: not behind searches that wait for theirs."""
    limiter = _checks.get(None)
    if limiter is None:
        limiter = CapacityLimiter(4)
        _checks.set(limiter)
    return await to_thread.run_sync(work, limiter=limiter)


async def poll(look: Callable[[], Result], enough: Callable[[Result], bool], seconds: float) -> Result:
    """Look again and again, for some seconds at most, until it is enough; other requests go on meanwhile."""
    until, pause = current_time() + seconds, _FIRST
    while True:
        result = await at_once(look)
        if enough(result) or current_time() >= until:
            return result
        await sleep(pause)
        pause = min(pause * _SLOWER, _LAST)
