"""POST to a webhook: to a public address that is looked up once and then held on to, without redirects."""

import ipaddress
import re
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import anyio
import httpx

_PORTS = range(1, 65536)
_NUMERIC = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?")
"""Hosts that end in a number are addresses, in one of the many ways in which C's inet_aton reads them (WHATWG URL)."""

_PLAIN = re.compile("[!-~]{1,2048}")  # printable ASCII without blanks
SECONDS = 20
"""For a whole call, looking the name up and reading the answer included: a receiver that drips holds up nobody."""

GONE = 410
"""A receiver that answers this wants nothing any more (Standard Webhooks)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended: whether it arrived, whether there is any use in trying again, and what to tell."""

    arrived: bool
    final: bool
    told: str


@dataclass(frozen=True)
class Sender:
    """Sends. `allowed` hosts ("host" or "host:port") may be private and without TLS; a call takes at most `seconds`."""

    allowed: Collection[str] = ()
    seconds: float = SECONDS

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
        if target.port is not None and target.port not in _PORTS:
            return False
        if self._allowed(host, _port(target)):
            return True
        return target.scheme == "https" and ("." in host.strip(".") or ":" in host) and _may_be_public(host)

    def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """POST `body` as JSON; never raises: whatever goes wrong is an attempt that failed."""
        try:
            # A loop of its own, because only there a whole call can be given a time limit.
            status = anyio.run(self._post, url, body, headers)
        except TimeoutError:
            return Outcome(arrived=False, final=False, told=f"no answer within {self.seconds:g} s")
        except Exception as error:  # noqa: BLE001 - no address may hold up the others of its account
            return Outcome(arrived=False, final=False, told=f"{type(error).__name__}: {error}"[:300])
        return Outcome(httpx.codes.is_success(status), status == GONE, f"HTTP {status}")

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
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
                return answer.status_code

    async def _address(self, host: str, port: int) -> str:
        addresses = [str(entry[4][0]) for entry in await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not self._allowed(host, port) and not all(map(_is_public, addresses)):
            raise ValueError("not a public address")  # which one is nobody's business
        return addresses[0]

    def _allowed(self, host: str, port: int) -> bool:
        allowed = {name.lower() for name in self.allowed}
        return host in allowed or f"{host}:{port}" in allowed


def _host(target: httpx.URL) -> str:
    """The host as it is looked up: names beyond ASCII in punycode."""
    return target.raw_host.decode().lower()


def _port(target: httpx.URL) -> int:
    return target.port or (443 if target.scheme == "https" else 80)


def _may_be_public(host: str) -> bool:
    """False for an address that is private or oddly written; a name is looked up when something is sent."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return not _NUMERIC.fullmatch(host)
    return _is_public(host)


def _is_public(written: str) -> bool:
    """Whether an address is somebody's on the internet, also the one that is carried inside another."""
    address = ipaddress.ip_address(written.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        inside += [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)] if address in _NAT64 else []
        if address.is_site_local or not all(one is None or _is_public(str(one)) for one in inside):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
