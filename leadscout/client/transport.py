"""Sending requests, and sending them again where that does no harm: every call may be sent twice.

It changes nothing, or removes something, or carries an Idempotency-Key, the same one each time.
"""

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx

from leadscout.client.errors import LeadscoutError, refused

LONGEST = 60.0
"""Seconds that are waited between two tries; a server that wants more is not asked again."""

_PASSING = (429, 502, 503, 504)
_FIRST = 0.5
"""Seconds before the second try; each further wait is twice as long. Five of them outlast a restart of the server."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request. The server may hold its answer back for `patience` seconds on top of the time limit."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    params: Mapping[str, Any] | None = None
    key: str = ""
    patience: float = 0


@dataclass(frozen=True, slots=True)
class Transport:
    """Sends calls; again at most `retries` times, when the connection breaks or the server cannot answer now."""

    http: httpx.Client
    timeout: float
    retries: int

    def get(self, where: str, patience: float = 0, **params: object) -> Any:  # noqa: ANN401 - JSON
        """What stands at a path."""
        return self.send(Call("GET", where, params=params, patience=patience))

    def ask(self, where: str, body: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
        """The answer to a question that changes nothing."""
        return self.send(Call("POST", where, body))

    def make(self, where: str, body: Mapping[str, Any] | None = None, key: str = "") -> Any:  # noqa: ANN401 - JSON
        """The answer to what changes something; it happens once, however often it is sent."""
        return self.send(Call("POST", where, body, key=key or str(uuid4())))

    def send(self, call: Call) -> Any:  # noqa: ANN401 - JSON
        """The answer as JSON, None where it is empty. Raises LeadscoutError for every other one."""
        for tries in count():
            wait = None
            try:
                answer = self._try(call)
            except httpx.RequestError as error:
                failed = LeadscoutError(0, "no_answer", f"no answer from the server: {error!r}")
            else:
                gone = call.method == "DELETE" and answer.status_code == httpx.codes.NOT_FOUND and tries > 0
                if answer.is_success or gone:
                    return _read(answer) if answer.is_success and answer.content else None
                failed, wait = refused(answer.status_code, _problem(answer)), _retry_after(answer)
            pause = _pause(failed, wait, tries)
            if pause is None or tries >= self.retries:
                raise failed
            time.sleep(pause)
        raise AssertionError("not reached")

    def _try(self, call: Call) -> httpx.Response:
        headers = {"Idempotency-Key": call.key} if call.key else {}
        params = {name: value for name, value in (call.params or {}).items() if value is not None}
        timeout = httpx.Timeout(self.timeout, read=self.timeout + call.patience)
        return self.http.request(
            call.method, call.path, json=call.body, params=params, headers=headers, timeout=timeout
        )


def path(*parts: str) -> str:
    """A path of the API; whatever a part is, it stays one."""
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def _pause(failed: LeadscoutError, wait: float | None, tries: int) -> float | None:
    """Seconds to wait before the next try; None when it would fail as this one did."""
    passing = failed.status == 0 or failed.status in _PASSING or failed.code == "idempotency_key_in_use"
    if not passing or (wait or 0) > LONGEST:
        return None
    if wait is not None:
        return wait
    # Those who were turned away together come back one by one.
    return float(min(LONGEST, _FIRST * 2**tries) * random.uniform(0.5, 1))  # noqa: S311 - no secret


def _retry_after(answer: httpx.Response) -> float | None:
    """Seconds of the header Retry-After, which is a number or a date."""
    header = answer.headers.get("retry-after", "")
    if header.isdigit():
        return float(header)
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _read(answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    try:
        return answer.json()
    except ValueError:
        raise LeadscoutError(answer.status_code, "no_answer", "the answer is not JSON; is this leadscout?") from None


def _problem(answer: httpx.Response) -> Mapping[str, Any]:
    """The problem document; {} where something between us and the server answered in its own words."""
    try:
        problem = answer.json()
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}
