"""Who is worked for: as many requests at once as there are threads, account by account, large ones in half of them.

A request waits for its place beside the event loop. When its caller leaves, it is not begun, or ends at its next step.
Between two steps it gives its place to accounts that were worked for less of late (shares.py): a thread that computes
beside another one makes both slower, however quick the other one is.
"""

from asyncio import TimerHandle, get_running_loop
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from anyio import Event, create_task_group, from_thread
from fastapi import Request, Response

from leadscout.model.budget import BUDGET, Budget
from leadscout.web.shares import ARRIVING, Shares

LARGE = 8192
"""Bytes of a body from which on a request is large: a thousand values, which take up to a second."""

_NOBODY = ""
"""The account of who has no key."""

_MOMENT = 0.02
"""Seconds after which those who let others go first are looked at again."""

_LEFT = 499
"""The status of an answer that nobody waits for (as nginx has it)."""


class Lane:
    """At most so many at once. Whoever waits is let in by turns: one of each account, then the next one of each."""

    def __init__(self, places: int) -> None:
        """All places are free."""
        self.free = places
        self._waiting: dict[str, deque[Event]] = {}

    async def enter(self, account: str, *, again: bool = False) -> None:
        """Wait for a place, and take it; `again`, before all others of the account."""
        if not self._waiting and self._may_enter(account):
            self._take(account)
            return
        turn = Event()
        turns = self._waiting.setdefault(account, deque())
        turns.appendleft(turn) if again else turns.append(turn)
        self._let_in()
        try:
            await turn.wait()
        except BaseException:
            if turn.is_set():
                self.leave(account)
            else:
                self._forget(account, turn)
            raise

    def leave(self, _: str) -> None:
        """Give a place to whoever is next."""
        self.free += 1
        self._let_in()

    def _may_enter(self, _: str) -> bool:
        return self.free > 0

    def _take(self, _: str) -> None:
        self.free -= 1

    def _let_in(self) -> None:
        """Let in who may enter, by turns of accounts; callers without a key are one, whose name is empty."""
        while (account := next(filter(self._may_enter, self._waiting), None)) is not None:
            turns = self._waiting.pop(account)
            turns.popleft().set()
            if turns:
                self._waiting[account] = turns  # behind the others
            self._take(account)

    def _forget(self, account: str, turn: Event) -> None:
        self._waiting[account].remove(turn)
        if not self._waiting[account]:
            del self._waiting[account]


class SharedLane(Lane):
    """One in which whoever has taken much of late lets others go first, and leaves a place to them."""

    def __init__(self, places: int, shares: Shares) -> None:
        """All places are free."""
        super().__init__(places)
        self._shares = shares
        self._one = places == 1
        self._look: TimerHandle | None = None

    async def enter(self, account: str, *, again: bool = False) -> None:
        """Wait for a place, and take it."""
        self._shares.wait(account)
        try:
            await super().enter(account, again=again)
        finally:
            self._shares.wait(account, -1)
            self._let_in()

    def leave(self, account: str) -> None:
        """Give a place to whoever is next."""
        self._shares.work(account, -1)
        super().leave(account)

    def _may_enter(self, account: str) -> bool:
        if not super()._may_enter(account) or self._shares.lets_go_first(account):
            return False
        last = self.free == 1 and not self._one
        return not (last and self._shares.running(account)) or self._shares.is_alone(account)

    def _take(self, account: str) -> None:
        super()._take(account)
        self._shares.work(account)

    def _let_in(self) -> None:
        super()._let_in()
        # Who lets others go first may have taken less than they did in a moment, without anybody coming or going.
        if self.free and self._waiting and self._look is None:
            self._look = get_running_loop().call_later(_MOMENT, self._look_again)

    def look(self) -> None:
        """Let in whoever waited for somebody who is not about any more."""
        if self._waiting:
            self._let_in()

    def _look_again(self) -> None:
        self._look = None
        self._let_in()


@dataclass
class WorkPlace:
    """A place of one request in some lanes, which it can give back and take again."""

    account: str
    lanes: Sequence[Lane]
    shares: Shares
    _taken: int = 0

    async def take(self, *, again: bool = False) -> None:
        """Wait for a place in each lane."""
        for lane in self.lanes[self._taken :]:
            await lane.enter(self.account, again=again)
            self._taken += 1

    def leave(self) -> None:
        """Give back what was taken."""
        while self._taken:
            self._taken -= 1
            self.lanes[self._taken].leave(self.account)

    def give_way(self) -> None:
        """On a thread, between two steps: let others go first who have taken less; a large request stays the one."""
        if self._taken and self.shares.lets_go_first(self.account):
            from_thread.run(self._go_on_after_others)

    async def _go_on_after_others(self) -> None:
        self._taken -= 1
        self.lanes[self._taken].leave(self.account)
        await self.take(again=True)


@dataclass(frozen=True)
class Lanes:
    """The lanes of a server with so many `places`, and what one answer may take."""

    places: int
    seconds: float
    values: int
    shares: Shares = field(default_factory=Shares)
    every: SharedLane = field(init=False)
    large: Lane = field(init=False)

    def __post_init__(self) -> None:
        """Make the lanes."""
        object.__setattr__(self, "every", SharedLane(self.places, self.shares))
        object.__setattr__(self, "large", Lane(max(1, self.places // 2)))

    @contextmanager
    def arriving(self) -> Iterator[None]:
        """While the block reads the key of a request, those who have taken much let it go first.

        All that arrive take their part together, so callers without a key cannot hold up others for long.
        """
        self.shares.work(ARRIVING)
        try:
            yield
        finally:
            self.shares.work(ARRIVING, -1)
            self.every.look()

    async def answer(
        self, request: Request, handle: Callable[[], Awaitable[Response]], *, size: int, computes: bool = True
    ) -> Response:
        """What `handle` answers to a request with a body of `size` bytes that was read; raises what it raises.

        What only looks now and then does not `compute`, and needs no place.
        """
        lanes = [*([self.large] if size > LARGE else []), self.every] if computes else []
        place = WorkPlace(_account(request), lanes, self.shares)
        budget = Budget(self.seconds, self.values)
        budget.pause, budget.go_on = partial(from_thread.run_sync, place.leave), partial(from_thread.run, place.take)
        budget.give_way = place.give_way
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
    return who.account if who else _NOBODY


async def _watch(request: Request, budget: Budget, cancel: Callable[[], object]) -> None:
    """See the caller leave: the body was read, so nothing else comes."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    budget.left = True
    cancel()
