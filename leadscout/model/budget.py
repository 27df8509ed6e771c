"""What answering one request may take, known to whatever works on it: time, values, and whether anybody still waits.

Where there is none, at the command line and in the worker, everything may take as long as it takes.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import inf
from typing import TypeVar

from leadscout.errors import Fault, Refused

Item = TypeVar("Item")
MOST_UNKNOWN = 100
"""Values that are looked up in vain before no others are: each takes half a millisecond."""


def _nothing() -> None:
    """Nobody holds anything."""


@dataclass
class Budget:
    """What is left for one answer: `seconds` in all, so many `values` of filters.

    `pause` and `go_on` give back, and take again, the place on which the work is done; `give_way` lets others go first
    who have waited for it. `left`: the caller went away.
    """

    seconds: float
    values: int
    pause: Callable[[], None] = _nothing
    go_on: Callable[[], None] = _nothing
    give_way: Callable[[], None] = _nothing
    left: bool = False
    spent: int = 0
    unknown: int = 0
    until: float = field(init=False)

    def __post_init__(self) -> None:
        """It begins now, until it begins again."""
        self.begin()

    def begin(self) -> None:
        """The work begins."""
        self.until = time.monotonic() + self.seconds


BUDGET: ContextVar[Budget | None] = ContextVar("budget", default=None)
"""That of the request that is answered here."""

_END: ContextVar[float] = ContextVar("end", default=inf)
"""When nobody else is waited for any more, by the clock of `time.monotonic`."""


def check() -> None:
    """Between two steps: let others go first. Raises Refused when the time is over, or nobody waits any more."""
    check_caller()
    budget = BUDGET.get()
    if budget is None:
        return
    now = time.monotonic()
    if now > budget.until:
        raise Refused(Fault("takes_too_long", limit=round(budget.seconds)))
    budget.give_way()
    budget.until += time.monotonic() - now


def check_caller() -> None:
    """Raises Refused when nobody waits for the answer any more."""
    budget = BUDGET.get()
    if budget and budget.left:
        raise Refused(Fault("takes_too_long", limit=round(budget.seconds)))


def spend(values: int) -> None:
    """Count values that are to be worked on. Raises Refused where a request has more of them than it may."""
    budget = BUDGET.get()
    if budget is None:
        return
    budget.spent += values
    if budget.spent > budget.values:
        raise Refused(Fault("too_many_values", limit=budget.values))


@contextmanager
def waiting() -> Iterator[None]:
    """While the block waits for somebody else, others may work."""
    budget = BUDGET.get()
    if budget is None:
        yield
        return
    budget.pause()
    began = time.monotonic()
    try:
        yield
    finally:
        budget.until += time.monotonic() - began
        budget.go_on()


@contextmanager
def ending(at: float) -> Iterator[None]:
    """In the block nobody else is waited for beyond a time of `time.monotonic`: see `remaining`."""
    token = _END.set(at)
    try:
        yield
    finally:
        _END.reset(token)


def remaining(seconds: float) -> float:
    """How much of these seconds somebody else may be waited for. Raises Refused when there is nothing left of them."""
    left = min(seconds, _END.get() - time.monotonic())
    if left <= 0 < seconds:
        raise Refused(Fault("out_of_time"))
    return left


def paced(items: Iterator[Item]) -> Iterator[Item]:
    """Items that are made after the answer has begun, each on a place of its own."""
    # The budget is that of the request that is answered now: when the first item is made, there is none any more.
    return _paced(items, BUDGET.get() or Budget(0, 0))


def _paced(items: Iterator[Item], budget: Budget) -> Iterator[Item]:
    end = object()
    while True:
        budget.go_on()
        try:
            item = next(items, end)
        finally:
            budget.pause()
        if item is end:
            return
        yield item  # type: ignore[misc]
