"""Sending requests, and sending them again where that does no harm: every call may be sent twice.

It changes nothing, or removes something, or carries an Idempotency-Key, the same one each time.
"""

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import count
from os import PathLike, fspath
from pathlib import Path
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
    """One request, with a body, or a file of a `media` type.

    The server may hold its answer back for `patience` seconds on top of the time limit.
    """

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    params: Mapping[str, Any] | None = None
    key: str = ""
    patience: float = 0
    file: Path | None = None
    media: str = ""


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

    def text(self, where: str) -> str:
        """The text of a file at a path."""
        return str(self._sent(Call("GET", where)).text)

    def send(self, call: Call) -> Any:  # noqa: ANN401 - JSON
        """The answer as JSON, None where it is empty. Raises LeadscoutError for every other one."""
        answer = self._sent(call)
        return _read(answer) if answer.is_success and answer.content else None

    def _sent(self, call: Call) -> httpx.Response:
        for tries in count():
            wait = None
            try:
                answer = self._try(call)
            except httpx.RequestError as error:
                failed = LeadscoutError(0, "no_answer", f"no answer from the server: {error!r}")
            else:
                gone = call.method == "DELETE" and answer.status_code == httpx.codes.NOT_FOUND and tries > 0
                if answer.is_success or gone:
                    return answer
                failed, wait = refused(answer.status_code, _problem(answer)), _retry_after(answer)
            pause = _pause(failed, wait, tries)
            if pause is None or tries >= self.retries:
                raise failed
            time.sleep(pause)
        raise AssertionError("not reached")

    @contextmanager
    def stream(self, call: Call) -> Iterator[Iterator[bytes]]:
        """The answer as it comes, piece by piece; it is sent once. Raises LeadscoutError for every other one."""
        params = {name: value for name, value in (call.params or {}).items() if value}
        try:
            with self.http.stream(
                call.method, call.path, json=call.body, params=params, timeout=self.timeout
            ) as answer:
                if not answer.is_success:
                    answer.read()
                    raise refused(answer.status_code, _problem(answer))
                yield answer.iter_bytes()
        except httpx.RequestError as error:
            raise LeadscoutError(0, "no_answer", f"no answer from the server: {error!r}") from error

    def save(self, call: Call, file: str | PathLike[str]) -> None:
        """Write the answer to a file, which gets its name when it is whole. Raises LeadscoutError as `stream`."""
        part = Path(f"{fspath(file)}.part")
        try:
            with self.stream(call) as pieces, part.open("wb") as stream:
                stream.writelines(pieces)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)

    def _try(self, call: Call) -> httpx.Response:
        headers = {"Idempotency-Key": call.key} if call.key else {}
        params = {name: value for name, value in (call.params or {}).items() if value is not None}
        timeout = httpx.Timeout(self.timeout, read=self.timeout + call.patience)
        if call.file is not None:
            with call.file.open("rb") as content:
                headers |= {"Content-Type": call.media} if call.media else {}
                headers["Content-Length"] = str(call.file.stat().st_size)
                return self.http.request(
                    call.method, call.path, content=content, params=params, headers=headers, timeout=timeout
                )
        return self.http.request(
            call.method, call.path, json=call.body, params=params, headers=headers, timeout=timeout
        )


def format_of(file: str | PathLike[str]) -> str:
    """The format that a file's name tells: "leads.csv.gz" is csv.gz."""
    return "".join(Path(file).suffixes[-2:] if Path(file).suffix == ".gz" else Path(file).suffix).lstrip(".").lower()


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
    if header.isdecimal():
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
