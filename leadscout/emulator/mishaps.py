"""What can go wrong with the source, as rows: asked for by a header, planned beforehand, or by chance."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from pydantic import BaseModel, NonNegativeInt

HEADER = "x-emulator-fault"
"""The header of a request that asks for a mishap by its name."""

LOGIN_PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Emulation: sign in</title></head>
<body><form action="/checkpoint/lg/login-submit" method="post"><h1>Sign in</h1>
<input name="session_key"><input name="session_password" type="password"><button>Sign in</button></form></body></html>
"""
DENIED_PAGE = """<!DOCTYPE html>
<html><head><title>Emulation: request denied</title></head><body><h1>Request denied</h1></body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """One row: its name and what a client sees.

    With a `status` it is the whole answer: `page` as HTML, else JSON. Without one, the answer is made first and then
    spoiled as `server` knows from the name. `search` says that it can only befall a page of a lead search.
    """

    name: str
    sentence: str
    status: int = 0
    page: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    search: bool = False


_ROWS = (
    Mishap(name="400", status=400, sentence="the request is refused as not understood"),
    Mishap(name="401", status=401, sentence="the session is not valid any more"),
    Mishap(name="403", status=403, sentence="the account may not do this"),
    Mishap(name="429", status=429, sentence="too many requests, without a word on how long to wait"),
    Mishap(name="429-wait", status=429, headers={"Retry-After": "60"}, sentence="too many requests, wait a minute"),
    Mishap(name="999", status=999, page=DENIED_PAGE, sentence="request denied: taken for a robot"),
    Mishap(name="500", status=500, sentence="a fault of the source"),
    Mishap(name="503", status=503, page=DENIED_PAGE, sentence="the source is down"),
    Mishap(name="login", status=200, page=LOGIN_PAGE, sentence="status 200, and a login page in place of JSON"),
    Mishap(
        name="redirect", status=302, headers={"Location": "/checkpoint/lg/login"}, sentence="sent on to a login page"
    ),
    Mishap(name="cut", sentence="half of the JSON"),
    Mishap(name="slow", sentence="the answer comes after `emulator_slow` seconds"),
    Mishap(name="empty", sentence="a page without anybody, though there are more", search=True),
    Mishap(name="short", sentence="a page that lacks its second and its last person", search=True),
    Mishap(name="repeated", sentence="a page that begins with the last three of the one before", search=True),
    Mishap(name="skipped", sentence="a page that begins three people too late", search=True),
)
MISHAPS = {row.name: row for row in _ROWS}

SHIFT = {"repeated": -3, "skipped": 3}
"""By how many people such a page begins too late."""


Operation = Literal["", "search", "profile", "company", "typeahead", "identity"]
"""What is asked for; "" is any of it."""


class Planned(BaseModel, extra="forbid"):
    """A mishap to come: to an operation, on a page of a search (0: on any), `times` times (0: always).

    So many requests that it could befall pass before it as `after` says.
    """

    fault: Literal[tuple(MISHAPS)]  # type: ignore[valid-type] # the rows are the type
    operation: Operation = "search"
    page: NonNegativeInt = 0
    after: NonNegativeInt = 0
    times: NonNegativeInt = 1

    def befalls(self, operation: str, page: int) -> bool:
        """Whether it is the turn of a request; each such request is counted."""
        if self.operation not in ("", operation) or self.page not in (0, page):
            return False
        if self.after:
            self.after -= 1
            return False
        return True


class MishapSchedule:
    """What befalls each request. Safe for many threads."""

    def __init__(self, rates: Mapping[str, float]) -> None:
        """`rates` are the shares of requests that a mishap befalls by chance: the same ones in every run."""
        self.rates = rates
        self._planned: list[Planned] = []
        self._dice = Random(1)  # noqa: S311 - mishaps are no secrets
        self._lock = threading.Lock()

    @property
    def planned(self) -> list[Planned]:
        """What is to come."""
        with self._lock:
            return list(self._planned)

    def plan(self, planned: Planned) -> None:
        """Plan a mishap."""
        with self._lock:
            self._planned.append(planned)

    def clear(self) -> None:
        """Forget what was planned."""
        with self._lock:
            self._planned.clear()

    def of(self, operation: str, page: int, wanted: str) -> Mishap | None:
        """What befalls a request: what it wants itself, else what was planned, else chance.

        Raises KeyError where it wants what is no mishap.
        """
        if wanted:
            return MISHAPS[wanted]
        with self._lock:
            for planned in self._planned:
                if planned.befalls(operation, page):
                    if planned.times == 1:
                        self._planned.remove(planned)
                    planned.times = max(0, planned.times - 1)
                    return MISHAPS[planned.fault]
            for name, rate in self.rates.items():
                if self._dice.random() < rate and (operation == "search" or not MISHAPS[name].search):
                    return MISHAPS[name]
        return None


def rates(text: str) -> dict[str, float]:
    """Read "429=0.01 slow=0.1". Raises ValueError that says what is wrong."""
    shares: dict[str, float] = {}
    for part in text.split():
        name, _, share = part.partition("=")
        if name not in MISHAPS:
            raise ValueError(f"{name} is not a fault of the emulation; valid: {', '.join(MISHAPS)}")
        try:
            shares[name] = float(share)
        except ValueError:
            raise ValueError(f"{part}: write a share of requests, as in {name}=0.01") from None
    return shares
