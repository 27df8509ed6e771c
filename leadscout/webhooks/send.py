"""POST to a webhook: to a public address that is looked up once and then held on to, without redirects."""

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

import anyio
import httpx
from anyio import to_thread

from leadscout.webhooks.networks import is_public

PORTS = (443, 8443)
"""Ports of hosts that are not allowed by name: behind others are mail servers and databases."""

_NUMERIC = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?")
"""Hosts that end in a number are addresses, in one of the many ways in which C's inet_aton reads them (WHATWG URL)."""

_PLAIN = re.compile("[!-~]{1,2048}")  # printable ASCII without blanks
SECONDS = 15
"""For a whole call, looking the name up and reading the answer included: a receiver that drips holds up nobody."""

_NOWHERE = "no public address of this name"
"""What is told of a name that leads inside and of one that leads nowhere: which of both is nobody's business."""

_LONGEST_WAIT = 86_400
"""Seconds that a receiver can ask for before it is called again."""

GONE = 410
"""A receiver that answers this wants nothing any more (Standard Webhooks)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended: whether it arrived, whether there is any use in trying again, and what to tell.

    `wait` is how many seconds the receiver asks for before the next one.
    """

    arrived: bool
    final: bool
    sentence: str
    wait: float = 0.0


class NowhereError(OSError):
    """A name has no address, or not only public ones."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answers: the beginning of its body, and the header Retry-After."""

    status: int
    body: bytes
    retry_after: str


@dataclass(frozen=True)
class Sender:
    """Sends. `allowed` hosts ("host" or "host:port") may be private and without TLS; a call takes at most `seconds`.

    Other hosts are called at `ports` alone. `look_up` says where a name is, as `socket.getaddrinfo` does.
    """

    allowed: Collection[str] = ()
    seconds: float = SECONDS
    ports: Collection[int] = PORTS
    look_up: Callable[..., Sequence[tuple[Any, ...]]] = socket.getaddrinfo

    def accepts(self, url: object) -> bool:
        """Whether this is an address that could be sent to: HTTPS to a public host, or an allowed one."""
        if not isinstance(url, str) or not _PLAIN.fullmatch(url):
            return False
        try:
            target = httpx.URL(url)
        except httpx.InvalidURL:
            return False
        host = _host(target)
        if not host or target.userinfo or target.scheme not in ("http", "https"):
            return False
        if target.port is not None and not 0 < target.port <= 65535:  # noqa: PLR2004 - the ports that there are
            return False
        if self._allowed(host, _port(target)):
            return True
        named = "." in host.strip(".") or ":" in host
        return target.scheme == "https" and _port(target) in self.ports and named and _may_be_public(host)

    def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """POST `body` as JSON; never raises: whatever goes wrong is an attempt that failed."""
        try:
            # A loop of its own, because only there a whole call can be given a time limit.
            answer = anyio.run(self.exchange, url, body, headers, 0)
        except TimeoutError:
            return Outcome(arrived=False, final=False, sentence=f"no answer within {self.seconds:g} s")
        except NowhereError:
            return Outcome(arrived=False, final=False, sentence=_NOWHERE)
        except Exception as error:  # noqa: BLE001 - no address may hold up the others of its account
            return Outcome(arrived=False, final=False, sentence=f"{type(error).__name__}: {error}"[:300])
        status = answer.status
        return Outcome(httpx.codes.is_success(status), status == GONE, f"HTTP {status}", _wait(answer.retry_after))

    async def exchange(self, url: str, body: bytes, headers: Mapping[str, str], most: int) -> Answer:
        """POST `body` as JSON; gives the first `most` bytes of what is answered.

        Raises TimeoutError, ValueError for an address that is not sent to, OSError and httpx.HTTPError.
        """
        if not self.accepts(url):
            raise ValueError("not an address that we send to")
        target = httpx.URL(url)
        with anyio.fail_after(self.seconds):
            # The address that was looked at is the one that is connected to: a name cannot change its mind in between.
            address = await self._address(_host(target), _port(target))
            own = {"host": target.netloc.decode(), "content-type": "application/json", "user-agent": "leadscout"}
            async with (
                httpx.AsyncClient(timeout=self.seconds, follow_redirects=False, trust_env=False) as client,
                client.stream(
                    "POST",
                    target.copy_with(host=address),
                    content=body,
                    headers={**headers, **own},
                    extensions={"sni_hostname": _host(target)},
                ) as answer,
            ):
                content = bytearray()
                if most:
                    async for piece in answer.aiter_bytes():
                        content += piece
                        if len(content) >= most:
                            break
                return Answer(answer.status_code, bytes(content[:most]), answer.headers.get("retry-after", ""))

    async def _address(self, host: str, port: int) -> str:
        """Where a host is. Raises NowhereError."""
        # On a thread that is left alone when time is over: that of asyncio is waited for, up to 45 s.
        look_up = partial(self.look_up, host, port, type=socket.SOCK_STREAM)
        try:
            entries = await to_thread.run_sync(look_up, abandon_on_cancel=True)
        except OSError:
            raise NowhereError(_NOWHERE) from None
        addresses = [str(entry[4][0]) for entry in entries]
        if not self._allowed(host, port) and not all(map(is_public, addresses)):
            raise NowhereError(_NOWHERE)
        return addresses[0]

    def _allowed(self, host: str, port: int) -> bool:
        allowed = {name.lower() for name in self.allowed}
        return host in allowed or f"{host}:{port}" in allowed


def _host(target: httpx.URL) -> str:
    """The host as it is looked up: names beyond ASCII in punycode."""
    return target.raw_host.decode().lower()


def _port(target: httpx.URL) -> int:
    return target.port or (443 if target.scheme == "https" else 80)


def _wait(retry_after: str) -> float:
    """Seconds that a receiver asks for, as a number or as a date; 0 for none."""
    written = retry_after.strip()
    try:
        seconds = float(written) if written.isdecimal() else (parsedate_to_datetime(written) - _now()).total_seconds()
    except (ValueError, TypeError, OverflowError):  # TypeError: a date without a zone
        return 0.0
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def _now() -> datetime:
    return datetime.now(UTC)


def _may_be_public(host: str) -> bool:
    """False for an address that is private or oddly written; a name is looked up when something is sent."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return not _NUMERIC.fullmatch(host)
    return is_public(host)
