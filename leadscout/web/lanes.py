"""Who is worked for: as many requests at once as there are threads, account by account, large ones in half of them.

A request waits for its place beside the event loop. When its caller leaves, it is not begun, or ends at its next step.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from anyio import Event, create_task_group, from_thread
from fastapi import Request, Response

from leadscout.model.budget import BUDGET, Budget

LARGE = 8192
"""Bytes of a body from which on a request is large: a thousand values, which take up to a second."""

_LEFT = 499
"""The status of an answer that nobody waits for (as nginx has it)."""


class Lane:
    """At most so many at once. Whoever waits is let in by turns: one of each account, then the next one of each."""

    def __init__(self, places: int) -> None:
        """All places are free."""
        self._free = places
        self._waiting: dict[str, deque[Event]] = {}

    async def enter(self, account: str) -> None:
        """Wait for a place, and take it."""
        if self._free:
            self._free -= 1
            return
        turn = Event()
        self._waiting.setdefault(account, deque()).append(turn)
        try:
            await turn.wait()
        except BaseException:
            if turn.is_set():
                self.leave()
            else:
                self._forget(account, turn)
            raise

    def leave(self) -> None:
        """Give a place to whoever is next."""
        if not self._waiting:
            self._free += 1
            return
        account = next(iter(self._waiting))
        turns = self._waiting.pop(account)
        turns.popleft().set()
        if turns:
            self._waiting[account] = turns  # behind the others

    def _forget(self, account: str, turn: Event) -> None:
        self._waiting[account].remove(turn)
        if not self._waiting[account]:
            del self._waiting[account]


@dataclass
class WorkPlace:
    """A place of one request in some lanes, which it can give back and take again."""

    account: str
    lanes: Sequence[Lane]
    _taken: int = 0

    async def take(self) -> None:
        """Wait for a place in each lane."""
        for lane in self.lanes[self._taken :]:
            await lane.enter(self.account)
            self._taken += 1

    def leave(self) -> None:
        """Give back what was taken."""
        for lane in self.lanes[: self._taken]:
            lane.leave()
        self._taken = 0


@dataclass(frozen=True)
class Lanes:
    """The lanes of a server with so many `places`, and what one answer may take."""

    places: int
    seconds: float
    values: int
    every: Lane = field(init=False)
    large: Lane = field(init=False)

    def __post_init__(self) -> None:
        """Make the lanes."""
        object.__setattr__(self, "every", Lane(self.places))
        object.__setattr__(self, "large", Lane(max(1, self.places // 2)))

    async def answer(
        self, request: Request, handle: Callable[[], Awaitable[Response]], *, size: int, computes: bool = True
    ) -> Response:
        """What `handle` answers to a request with a body of `size` bytes that was read; raises what it raises.

        What only looks now and then does not `compute`, and needs no place.
        """
        lanes = [*([self.large] if size > LARGE else []), self.every] if computes else []
        place = WorkPlace(_account(request), lanes)
        budget = Budget(self.seconds, self.values)
        budget.pause, budget.go_on = partial(from_thread.run_sync, place.leave), partial(from_thread.run, place.take)
        outcome: list[Response | Exception] = []
        async with create_task_group() as group:
            group.start_soon(_watch, request, budget, group.cancel_scope.cancel)
            BUDGET.set(budget)
            try:
                await place.take()
                budget.begin()
                outcome.append(await handle())
            except Exception as error:  # noqa: BLE001 - raised below, outside of the group
                outcome.append(error)
            finally:
                place.leave()
            group.cancel_scope.cancel()
        BUDGET.set(None)
        result = outcome[0] if outcome else Response(status_code=_LEFT)
        if isinstance(result, Exception):
            raise result
        return result


def _account(request: Request) -> str:
    who = getattr(request.state, "caller", None)
    return who.account if who else ""


async def _watch(request: Request, budget: Budget, cancel: Callable[[], object]) -> None:
    """See the caller leave: the body was read, so nothing else comes."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    budget.left = True
    cancel()
