"""POST to a webhook: to a public address that is looked up once and then held on to, without redirects."""

import ipaddress
import re
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

_PLAIN = re.compile("[!-~]{1,2048}")  # printable ASCII without blanks
TIMEOUT = httpx.Timeout(15, connect=5)
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
    """Sends. `allowed` hosts ("host" or "host:port") may be private and speak plain HTTP."""

    allowed: Collection[str] = ()

    def accepts(self, url: object) -> bool:
        """Whether this is an address that could be sent to: HTTPS to a public host, or an allowed one."""
        if not isinstance(url, str) or not _PLAIN.fullmatch(url):
            return False
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            return False
        if not host or parts.username is not None:
            return False
        if self._allowed(host, port):
            return parts.scheme in ("http", "https")
        return parts.scheme == "https" and "." in host.strip(".") and _may_be_public(host)

    def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """POST `body` as JSON; never raises."""
        try:
            status = self._post(url, body, headers)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            return Outcome(arrived=False, final=False, told=f"{type(error).__name__}: {error}"[:300])
        return Outcome(httpx.codes.is_success(status), status == GONE, f"HTTP {status}")

    def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        target = httpx.URL(url)
        if not self.accepts(url):
            raise ValueError("not an address that we send to")
        port = target.port or (443 if target.scheme == "https" else 80)
        address = self._address(target.host, port)
        # The address that was looked at is the one that is connected to: a name cannot change its mind in between.
        netloc = f"{target.host}:{target.port}" if target.port else target.host
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST",
                target.copy_with(host=address),
                content=body,
                headers={
                    **headers,
                    "host": netloc,
                    "content-type": "application/json",
                    "user-agent": "leadscout-webhooks",
                },
                extensions={"sni_hostname": target.host},
            ) as answer,
        ):
            return answer.status_code

    def _address(self, host: str, port: int) -> str:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not self._allowed(host, port):
            for address in found:
                if not ipaddress.ip_address(address.partition("%")[0]).is_global:
                    raise ValueError(f"{host} is at {address}, which is not a public address")
        return found[0]

    def _allowed(self, host: str, port: int | None) -> bool:
        return host in self.allowed or f"{host}:{port}" in self.allowed


def _may_be_public(host: str) -> bool:
    """False for an address that is surely private; a name is looked up when something is sent."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return True
