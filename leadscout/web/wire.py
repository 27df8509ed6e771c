"""What a connection may take before anybody knows its key: a place, bytes of headers, time. Decision 54.

uvicorn bounds none of it: a thousand open connections stopped the server for as long as they were held.
"""

import resource
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import structlog
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

_log = structlog.get_logger()

HEADER_BYTES, HEADERS = 65_536, 100
"""The most of one request, its address included."""

_FILES = 200
"""Open files that are left for databases and the index."""

_RATE = 1000
"""Bytes a second that a body comes with at least, on average, once its first seconds are over."""

_THROWN_AWAY = 1 << 26
"""Bytes of a body that are still read when it was answered: who sends them reads the answer only then."""

_UNREAD = 60
"""Seconds for which an answer may wait for its reader."""

_REFUSALS: Mapping[int, str] = {
    408: "the request did not come in time",
    431: f"the headers are more than {HEADERS}, or larger than {HEADER_BYTES} bytes",
    503: "the server has as many connections as it may; try again in a moment",
}


@dataclass(frozen=True)
class WireBounds:
    """What a server bears: connections in all and of one address, seconds until a request has come."""

    connections: int
    of_address: int
    seconds: float

    @property
    def most(self) -> int:
        """Connections, as far as the system lets us open files."""
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return self.connections if files == resource.RLIM_INFINITY else max(1, min(self.connections, files - _FILES))


@dataclass
class _Open:
    """The connections that are open: how many of each address, and which of them still wait for a request."""

    of_address: Counter[str] = field(default_factory=Counter)
    idle: dict["Wire", None] = field(default_factory=dict)
    warned: bool = False


def wire(bounds: WireBounds) -> type[HttpToolsProtocol]:
    """The protocol of a server with these bounds."""
    return type("BoundedWire", (Wire,), {"bounds": bounds, "most": bounds.most, "open": _Open()})


class Wire(HttpToolsProtocol):
    """uvicorn's protocol, with bounds; `most` connections are open at once."""

    bounds: ClassVar[WireBounds]
    most: ClassVar[int]
    open: ClassVar[_Open]

    _address = ""
    _timer: "asyncio.TimerHandle | None" = None
    _unread: "asyncio.TimerHandle | None" = None
    _head = 0
    _in_head = True
    _body = 0
    _began = 0.0
    _refusal = 0

    def connection_made(self, transport: "asyncio.Transport") -> None:  # type: ignore[override]
        """Let it in, or not; where all places are taken, whoever waits longest without a request makes room."""
        super().connection_made(transport)
        self._address = self._counted()
        self.open.of_address[self._address] += 1
        full = len(self.connections) > self.most
        if full and self.open.idle:
            next(iter(self.open.idle)).refuse(408)
            full = False
        if full or (self._address and self.open.of_address[self._address] > self.bounds.of_address):
            self._warn()
            self.refuse(503)
            return
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Its place is free."""
        self._stop()
        self._be_read()
        self.open.idle.pop(self, None)
        self.open.of_address[self._address] -= 1
        if not self.open.of_address[self._address]:
            del self.open.of_address[self._address]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read it, as long as it is no more than may be."""
        if self._refusal:
            return
        self._body += len(data)
        if self._in_head:
            self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > HEADER_BYTES and not self.transport.is_closing():
            self.refuse(431)
        if self._is_answered_early() and self._body > _THROWN_AWAY:
            self.transport.close()

    def on_message_begin(self) -> None:
        """A request begins: its headers have some seconds to come."""
        super().on_message_begin()
        self._in_head = True
        if self._timer is None:
            self._wait_for_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header more."""
        super().on_header(name, value)
        size = len(self.url) + sum(len(one) + len(other) for one, other in self.headers)
        if len(self.headers) > HEADERS or size > HEADER_BYTES:
            self._refusal = 431
            raise ValueError(_REFUSALS[431])  # ends the parsing; `send_400_response` says why

    def on_headers_complete(self) -> None:
        """The headers are there: its body has to come fast enough."""
        self._stop()
        self.open.idle.pop(self, None)
        self._in_head, self._head, self._body, self._began = False, 0, 0, self.loop.time()
        self._after(self.bounds.seconds, self._look_at_body)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is there; what comes now is the next one's head."""
        answered = self._is_answered_early()
        self._stop()
        self._in_head, self._head = True, 0
        super().on_message_complete()
        if answered:
            self._wait_for_head()  # uvicorn, which waits after an answer, does so no more since the rest came

    def on_response_complete(self) -> None:
        """It can be the next one's turn; until then the connection waits, as long as uvicorn lets it."""
        super().on_response_complete()
        if self._is_answered_early():
            self._body, self._began = 0, self.loop.time()
        if not self.transport.is_closing():
            self.open.idle[self] = None

    def pause_writing(self) -> None:
        """Nobody reads the answer: not for long."""
        super().pause_writing()
        self._unread = self.loop.call_later(_UNREAD, self.transport.abort)

    def resume_writing(self) -> None:
        """It is read again."""
        self._be_read()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Say what was wrong."""
        if self._refusal:
            self.refuse(self._refusal)
        else:
            super().send_400_response(msg)

    def refuse(self, status: int) -> None:
        """Say why, and close."""
        self._refusal = status
        self._stop()
        self.open.idle.pop(self, None)
        if not self.transport.is_closing():
            sentence = _REFUSALS[status].encode()
            head = b"content-type: text/plain; charset=utf-8\r\nconnection: close\r\nretry-after: 1\r\n"
            self.transport.write(STATUS_LINE[status] + head + b"content-length: %d\r\n\r\n" % len(sentence) + sentence)
            self.transport.close()

    def _is_answered_early(self) -> bool:
        """Whether the request was answered before all of its body came: the rest is read, the next one follows it."""
        return not self._in_head and self.cycle is not None and self.cycle.response_complete

    def _counted(self) -> str:
        """The address for which it counts; "" for a proxy, which calls for many."""
        address = self.client[0] if self.client else ""
        trusted = self.config.forwarded_allow_ips
        names = trusted.split(",") if isinstance(trusted, str) else trusted
        return "" if {"*", address} & {name.strip() for name in names or ()} else address

    def _wait_for_head(self) -> None:
        self.open.idle[self] = None
        self._after(self.bounds.seconds, lambda: self.refuse(408))

    def _look_at_body(self) -> None:
        """See whether the body comes fast enough; while we do not read, it cannot."""
        took = self.loop.time() - self._began
        if self._body < _RATE * (took - self.bounds.seconds / 2) and not self.flow.read_paused:
            self.refuse(408)
        else:
            self._after(self.bounds.seconds, self._look_at_body)

    def _after(self, seconds: float, do: Callable[[], None]) -> None:
        self._stop()
        self._timer = self.loop.call_later(seconds, do)

    def _stop(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _be_read(self) -> None:
        if self._unread:
            self._unread.cancel()
            self._unread = None

    def _warn(self) -> None:
        """Say it once, until there is room again: a log that a caller fills is the next thing to run out."""
        if not self.open.warned:
            _log.warning("connections are refused: as many are open as may be", open=len(self.connections))
            self.open.warned = True
