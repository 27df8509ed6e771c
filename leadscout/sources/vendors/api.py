"""Requests to a vendor's API, each with the most that it can cost: reserved before, counted after."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import orjson

from leadscout.errors import Fault, Refused
from leadscout.sources.base import Connection, FilterClaims
from leadscout.sources.exchange import LostError, Received, Sending, exchange

MILLIONTHS = 1_000_000
UNIT = "millionths of a credit"
"""What an integration counts in, whole: vendors charge parts of a credit."""

_KEY = re.compile(r"[\x21-\x7e]{4,500}")
FUNDS = re.compile(
    r"insufficient (?:funds|credits)|not enough credits|enrichment credits|import limits|plan limit", re.IGNORECASE
)
"""How vendors say in words that there is no money."""

_MESSAGES = ("detail", "details", "message", "error")  # where vendors say what is wrong
_LONGEST = 300  # characters of what a vendor says
_ANSWERS = (200, 201, 202)
_CONFLICT = 409
_UNCERTAIN = (500, 502, 504)
"""What may have been carried out, and charged, before it failed."""


def units(credits_: Decimal) -> int:
    """An amount of credits in units."""
    return int(credits_ * MILLIONTHS)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a vendor answered; `replayed` says that it had answered the very same before, and charges nothing again."""

    content: Mapping[str, Any]
    replayed: bool


@dataclass(frozen=True, slots=True)
class Api:
    """One account at a vendor: where, and in which headers its key is sent. Raises Refused when made without a key."""

    connection: Connection
    label: str
    headers: tuple[str, ...]

    def __post_init__(self) -> None:
        """Look at the key, before anything is sent."""
        if not _KEY.fullmatch(self.connection.credential.strip()):
            raise Refused(Fault("bad_credential", "credential", self.label, ("your API key there",)))

    def check(self, path: str, also: Collection[int] = ()) -> None:
        """Ask for something free. Raises Refused where the key is not let in; `also` are statuses that let it in."""
        with self.connection.requests.request():
            answer = exchange(self.connection.name, Sending("GET", self._url(path), self._headers()))
            if answer.status not in also:
                self._check(answer)
        if answer.status not in also:
            _ = answer.content

    def get(self, path: str, most: int = 0, cost: Callable[[Reply], int] = lambda _: 0) -> Reply:
        """What is at a path, for `most` units; `cost` says how many it were."""
        return self._send(Sending("GET", self._url(path), self._headers()), most, cost)

    def post(self, path: str, body: object, most: int = 0, cost: Callable[[Reply], int] = lambda _: 0) -> Reply:
        """What is answered to a body. What costs something is bought once where the vendor keeps Idempotency-Keys."""
        content = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
        headers = {**self._headers(), "content-type": "application/json"}
        if most:
            key = blake2b(path.encode() + b"\n" + content, digest_size=20).hexdigest()
            headers["idempotency-key"] = f"leadscout-{key}"
        return self._send(Sending("POST", self._url(path), headers, content), most, cost)

    def _send(self, request: Sending, most: int, cost: Callable[[Reply], int]) -> Reply:
        """Send one request. Raises Refused; where it may have cost something, all that it could cost stays counted."""
        lost: Refused | None = None
        with self.connection.requests.request(most):
            try:
                answer = exchange(self.connection.name, request)
                self._check(answer)
            except LostError as error:
                lost = error
            except Refused as refused:
                if not (most and answer.status in _UNCERTAIN):
                    raise
                lost = refused
        if lost:
            raise lost
        reply = Reply(answer.content, answer.headers.get("idempotent-replayed") == "true")
        spent = 0 if reply.replayed else min(cost(reply), most)
        if most:
            self.connection.requests.used(most, spent)
        return reply

    def _check(self, answer: Received) -> None:
        """Raises Refused for what is no answer."""
        if answer.status in _ANSWERS:
            return
        if answer.status == _CONFLICT:  # the same request is being answered: whoever sent it was killed
            raise Refused(Fault("source_paced", value=self.connection.name, limit=1))
        why = _message(answer)
        unpaid = answer.status in (400, 422) and FUNDS.search(why)
        raise answer.refused("source_unpaid" if unpaid else "", f"HTTP {answer.status}: {why}" if why else "")

    def not_asked(self, claims: FilterClaims) -> Refused:
        """To be raised where none of a vendor's fields says whom to include."""
        valid = sorted(name for name, exclude in claims if not exclude)
        return Refused(Fault("not_asked", value=self.connection.name, valid=tuple(valid)))

    def strange(self, why: str) -> Refused:
        """To be raised where an answer is not as it should be."""
        return Refused(Fault("source_not_understood", value=self.connection.name, valid=(why,)))

    def failed(self, why: str) -> Refused:
        """To be raised where what a vendor was asked to do has failed there."""
        return Refused(Fault("source_unavailable", value=self.connection.name, valid=(why[:_LONGEST],)))

    def wait(self, seconds: int) -> Refused:
        """To be raised where a vendor is not ready yet: a search comes again after so many seconds."""
        return Refused(Fault("source_paced", value=self.connection.name, limit=seconds))

    def _url(self, path: str) -> str:
        return self.connection.url.rstrip("/") + path

    def _headers(self) -> dict[str, str]:
        key = self.connection.credential.strip()
        pairs = (header.partition(": ") for header in self.headers)
        sent = {name: value.replace("{key}", key) for name, _, value in pairs}
        return {**sent, "accept": "application/json", "user-agent": "leadscout"}


def _message(answer: Received) -> str:
    """What a vendor says of what is wrong, in its words; "" where that is no JSON."""
    try:
        content = answer.content
    except Refused:
        return ""
    texts = (content.get(name) for name in _MESSAGES)
    written = (text if isinstance(text, str) else orjson.dumps(text).decode() for text in texts if text)
    return "; ".join(text for text in written if not text.isdigit())[:_LONGEST]
