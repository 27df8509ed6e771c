"""Reading people and companies of answers from standbys of PostgreSQL, never an older state than the primary has.

Each transaction that changes people writes a token of its own (`epochs.py`), and a standby shows transactions in the
order in which the primary did. So whoever sees there the newest token that the primary shows sees everything that was
written before the primary was asked. Both are asked at the same time: a read waits no longer than one from the primary
does, which asks first whether its connection still stands.
"""

import logging
import select
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from leadscout.store import postgresql

Result = TypeVar("Result")

PATIENCE = 1.0
"""Seconds in which a standby has to say what it has: else the primary is read."""

_PRIMARY_PATIENCE = 30.0
_BOUND = "SET statement_timeout = '5s'"
"""A read of a standby that takes longer is done on the primary."""

_IN_THE_WAY = "40001"
"""What a read meets that is in the way of what the standby replays: no fault of it."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 10.0
"""Seconds for which a standby is left alone after it was no good; twice as long each time."""

_TOLD = 1.0
"""The pause from which on it is told that a standby is behind: for a moment it is after each import's batch."""

_SEEN = 16
"""Transactions by which a standby may be ahead of what the primary has just said."""

_KEPT = postgresql.POOL // 2
_CONNECT = {
    "connect_timeout": 5,
    "application_name": "leadscout replica",
    # A machine that is gone without a word is noticed in seconds.
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 4000,
}
_FIRST = "SELECT token FROM {} ORDER BY after DESC LIMIT 1"
_PRIMARY_STATE = (
    "PREPARE leadscout_state AS SELECT pg_is_in_recovery(), "  # noqa: S608 - tables of ours
    f"({_FIRST.format('epoch')}), ({_FIRST.format('organization_epoch')}), (SELECT change FROM followed)"
)
_STANDBY_STATE = (
    "PREPARE leadscout_state AS SELECT pg_is_in_recovery(), "  # noqa: S608 - a number of ours
    f"array_to_string(ARRAY(SELECT token FROM epoch ORDER BY after DESC LIMIT {_SEEN}), ' '), "
    f"array_to_string(ARRAY(SELECT token FROM organization_epoch ORDER BY after DESC LIMIT {_SEEN}), ' '), "
    "(SELECT change FROM followed)"
)
_log = logging.getLogger(__name__)


class _Shown(NamedTuple):
    """What a server shows: the newest tokens of people's and companies' transactions, and how far people were followed.

    Companies can be told differently without a change of their own, so the last counts, too.
    """

    is_standby: bool
    people: Sequence[str]
    companies: Sequence[str]
    followed: int

    def has(self, primary: "_Shown") -> bool:
        """Whether all is there that the primary showed."""
        are_there = primary.people[0] in self.people and primary.companies[0] in self.companies
        return self.is_standby and not primary.is_standby and are_there and self.followed >= primary.followed


class _StandbyPair(NamedTuple):
    """A connection to a standby, and one to the primary on which is asked what the standby has to have."""

    standby: sa.Connection
    primary: sa.Connection

    def ask(self) -> None:
        """Send both the question."""
        for connection in self:
            wire = _wire(connection)
            wire.send_query(b"EXECUTE leadscout_state")
            wire.flush()

    def drop(self) -> None:
        """Let go of both, whatever they are at."""
        for connection in self:
            connection.invalidate()
            connection.close()


@dataclass(frozen=True, slots=True)
class ReplicaUse:
    """How a process uses a standby: how many reads it answered, and why it is left alone now, "" where it is not."""

    name: str
    reads: int
    trouble: str


class Replica:
    """One standby, and the connections to it. Nobody waits for a connection: what is not open is opened beside."""

    def __init__(self, url: sa.URL, schema: str, primary: sa.Engine) -> None:
        """Open nothing yet. Raises SettingError when the driver is missing."""
        self.name = postgresql.name_of(url)
        self.reads = 0
        self.trouble = ""
        self._primary = primary
        self._engine = postgresql.engine(url, schema, poolclass=sa.NullPool, connect_args=_CONNECT)
        self._idle: deque[_StandbyPair] = deque(maxlen=_KEPT)
        self._pause = self._again_at = self._bad_at = 0.0
        self._opening, self._telling = threading.Lock(), threading.Lock()
        self._closed = False

    def take(self) -> _StandbyPair | None:
        """A pair of connections of which the standby showed all that the primary did a moment ago; None for none."""
        if time.monotonic() < self._again_at:
            return None
        try:
            pair = self._idle.pop()
        except IndexError:
            if self._opening.acquire(blocking=False):
                try:
                    threading.Thread(target=self._open, daemon=True).start()
                except RuntimeError:  # there are too many threads: the next read tries again
                    self._opening.release()
            return None
        return pair if self._is_current(pair, time.monotonic()) else None

    def give_back(self, pair: _StandbyPair) -> None:
        """The standby has answered a read."""
        self.reads += 1
        self._keep(pair)

    def give_up(self, pair: _StandbyPair, error: DBAPIError) -> None:
        """The standby has not answered a read."""
        pair.drop()
        if error.connection_invalidated:
            self._is_gone(error, time.monotonic())
        elif getattr(error.orig, "sqlstate", "") != _IN_THE_WAY:
            self._is_bad("does not answer a read", time.monotonic(), reason=_reason(error))

    def close(self) -> None:
        """Let go of all connections."""
        self._closed = True
        while self._idle:
            self._idle.pop().drop()

    def _keep(self, pair: _StandbyPair) -> None:
        pair.standby.rollback()  # ends what SQLAlchemy takes for a transaction; nothing is sent
        if self._closed or len(self._idle) == _KEPT:
            pair.drop()
        else:
            self._idle.append(pair)

    def _is_current(self, pair: _StandbyPair, now: float) -> bool:
        try:
            pair.ask()
            standby = _answer(pair.standby, PATIENCE)
        except self._errors as error:
            pair.drop()
            self._is_gone(error, now)
            return False
        try:
            primary = _answer(pair.primary, _PRIMARY_PATIENCE)
        except self._errors:
            pair.drop()  # whoever reads from the primary next is told what is wrong with it
            self._is_bad(self.trouble, now)
            return False
        if standby.has(primary):
            self._is_well(now)
            return True
        self._keep(pair)
        self._is_bad("is behind the primary" if standby.is_standby else "is no standby", now, _TOLD)
        return False

    @property
    def _errors(self) -> tuple[type[Exception], ...]:
        return TimeoutError, DBAPIError, self._engine.dialect.loaded_dbapi.Error

    def _open(self) -> None:
        """Open a pair, for whoever reads next."""
        now = time.monotonic()
        try:
            opened: list[sa.Connection] = []
            try:
                for engine, state in ((self._engine, _STANDBY_STATE), (self._primary, _PRIMARY_STATE)):
                    opened.append(engine.connect())
                    opened[-1].exec_driver_sql(state)
                    if engine is self._engine:
                        opened[-1].exec_driver_sql(_BOUND)
                    opened[-1].rollback()
            except DBAPIError as error:
                for connection in opened:
                    connection.close()
                if engine is self._engine:
                    self._is_gone(error, now)
                else:  # whoever reads from the primary next is told
                    self._is_bad(self.trouble, now)
            else:
                self._keep(_StandbyPair(*opened))
        finally:
            self._opening.release()

    def _is_well(self, asked_at: float) -> None:
        with self._telling:
            if asked_at < self._bad_at:  # it was, before
                return
            if self.trouble:
                _log.warning("people are read from the replica %s again", self.name)
            self.trouble, self._pause = "", 0.0

    def _is_gone(self, error: Exception, asked_at: float) -> None:
        """What was open is closed: a server that was started anew knows nothing of it."""
        while self._idle:
            self._idle.pop().drop()
        self._is_bad("does not answer", asked_at, reason=_reason(error))

    def _is_bad(self, trouble: str, asked_at: float, told_from: float = 0.0, reason: str = "") -> None:
        with self._telling:
            if asked_at < self._bad_at:  # somebody else has seen it since
                return
            self._pause = min(max(2 * self._pause, _FIRST_PAUSE), _LONGEST_PAUSE)
            self._bad_at = time.monotonic()
            self._again_at = self._bad_at + self._pause
            if self.trouble != trouble and self._pause > told_from:
                sentence = f"{trouble} ({reason})" if reason else trouble
                _log.warning("the replica %s %s; people are read from the primary meanwhile", self.name, sentence)
                self.trouble = trouble


class Replicas:
    """The standbys of a database, which take turns."""

    def __init__(self, urls: Sequence[sa.URL], primary: sa.URL, schema: str) -> None:
        """Open nothing yet. Raises SettingError when the driver is missing."""
        engine = postgresql.engine(primary, schema, poolclass=sa.NullPool) if urls else None
        self._replicas = [Replica(url, schema, engine) for url in urls] if engine else []
        self._turn = 0

    def read(self, work: Callable[[sa.Connection], Result], otherwise: Callable[[], Result]) -> Result:
        """Do `work` on a standby that shows all that was written before; where there is none, `otherwise`."""
        if not self._replicas:
            return otherwise()
        self._turn += 1
        replica = self._replicas[self._turn % len(self._replicas)]
        pair = replica.take()
        if pair is None:
            return otherwise()
        try:
            result = work(pair.standby)
        except DBAPIError as error:  # it died, or the read was in the way of what it replays
            replica.give_up(pair, error)
            return otherwise()
        except BaseException:
            pair.drop()
            raise
        replica.give_back(pair)
        return result

    def uses(self) -> Iterator[ReplicaUse]:
        """How each is used by this process."""
        return (ReplicaUse(one.name, one.reads, one.trouble) for one in self._replicas)

    def close(self) -> None:
        """Let go of all connections."""
        for replica in self._replicas:
            replica.close()


def _reason(error: Exception) -> str:
    """The first line of what a server or the driver says."""
    return (str(getattr(error, "orig", error)).strip().splitlines() or [""])[0]


def _wire(connection: sa.Connection) -> Any:  # noqa: ANN401 - psycopg.pq.PGconn
    return connection.connection.driver_connection.pgconn  # type: ignore[union-attr]


def _answer(connection: sa.Connection, patience: float) -> _Shown:
    """The state that a server tells when it was asked. Raises TimeoutError, or the driver's error."""
    wire, until = _wire(connection), time.monotonic() + patience
    ready = select.poll()
    ready.register(wire.socket, select.POLLIN)
    results = []
    while True:
        while wire.is_busy():
            if not ready.poll(max(0.0, until - time.monotonic()) * 1000):
                raise TimeoutError("it does not answer in time")
            wire.consume_input()
        result = wire.get_result()
        if result is None:
            break
        results.append(result)
    (rows,) = results
    if not rows.ntuples:
        raise TimeoutError(rows.error_message.decode(errors="replace") or "it does not say what it has")
    standby, people, companies, followed = (rows.get_value(0, column) or b"" for column in range(4))
    return _Shown(standby == b"t", people.decode().split(), companies.decode().split(), int(followed))
