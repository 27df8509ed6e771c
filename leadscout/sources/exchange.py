"""One request to a live source and its answer; each failure is one row of `errors.py`."""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpx
import orjson

from leadscout.errors import Fault, Refused
from leadscout.model.budget import remaining

SECONDS = 15.0
"""For a whole answer; shorter than the lease of a search that waits for it."""

REFUSALS: Mapping[int, str] = {
    401: "source_unauthorized",
    402: "source_unpaid",
    403: "source_forbidden",
    429: "source_rate_limited",
}
"""What a status of HTTP says, whichever source it is."""

_LARGEST = 8_000_000  # bytes of an answer
_LONGEST_WAIT = 86_400  # seconds, whatever Retry-After says


class LostError(Refused):
    """Nobody knows whether the source has done what it was asked: the answer did not come, or not whole."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What is sent."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Received:
    """What came back; `source` is how the source is called."""

    source: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content(self) -> dict[str, Any]:
        """Its JSON object. Raises Refused where it is none."""
        try:
            content = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            kind = self.headers.get("content-type", "no type").partition(";")[0]
            raise refusal(self.source, "source_not_understood", f"{kind} instead of JSON") from None
        if not isinstance(content, dict):
            raise refusal(self.source, "source_not_understood", "JSON that is no object")
        return content

    def refused(self, code: str = "", why: str = "") -> Refused:
        """What it refuses, by its status unless the `code` is given; `why` in its words."""
        code = code or REFUSALS.get(self.status, "")
        if code == "source_rate_limited":
            wait = _seconds(self.headers)
            until = (datetime.now(UTC) + timedelta(seconds=wait)).isoformat(timespec="seconds")
            return Refused(Fault(code, value=self.source, valid=(until,), limit=wait))
        if not code:
            code = "source_unavailable" if self.status >= 500 else "source_not_understood"  # noqa: PLR2004
        return refusal(self.source, code, why or f"HTTP {self.status}")


def exchange(source: str, request: Sending) -> Received:
    """Send a request and read the answer, whatever its status.

    Raises Refused where nobody was there to take it, or whoever asks has no time left, LostError where the answer got
    lost.
    """
    seconds = remaining(SECONDS)
    end = time.monotonic() + seconds
    try:
        # No proxies and no redirects: what is asked is what was connected.
        with (
            httpx.Client(verify=_certificates(), timeout=seconds, trust_env=False, follow_redirects=False) as client,
            client.stream(
                request.method, request.url, headers=dict(request.headers), content=request.body or None
            ) as answer,
        ):
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if len(body) > _LARGEST:
                    raise LostError(_fault(source, "source_not_understood", f"more than {_LARGEST} bytes"))
                if time.monotonic() > end:
                    raise LostError(_fault(source, "source_unavailable", f"more than {seconds:.0f} s"))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise refusal(source, "source_unavailable", type(error).__name__) from None
    except httpx.HTTPError as error:
        raise LostError(_fault(source, "source_unavailable", type(error).__name__)) from None
    return Received(source, answer.status_code, answer.headers, bytes(body))


@cache
def _certificates() -> ssl.SSLContext:
    """The machine's, read once: a client that is made for one request reads them for 24 ms."""
    return httpx.create_ssl_context(trust_env=False)


def refusal(source: str, code: str, why: str = "") -> Refused:
    """What a source refuses."""
    return Refused(_fault(source, code, why))


def _fault(source: str, code: str, why: str) -> Fault:
    return Fault(code, value=source, valid=(why,) if why else ())


def _seconds(headers: Mapping[str, str]) -> int:
    """How long Retry-After asks to wait; an hour where it does not say."""
    text = headers.get("retry-after", "")
    if text.isdecimal():
        return min(max(1, int(text)), _LONGEST_WAIT)
    try:
        wait = (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return 3600
    return min(max(1, round(wait)), _LONGEST_WAIT)
