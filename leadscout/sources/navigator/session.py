"""Requests to Sales Navigator: one at a time, with the user's own cookies; each failure is one row of `errors.py`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leadscout.errors import Fault, Refused
from leadscout.sources.base import Connection
from leadscout.sources.exchange import Sending, exchange, refusal

_REFUSALS = {
    **dict.fromkeys((301, 302, 303, 307, 308), "source_unauthorized"),  # to the login page
    999: "source_rate_limited",
}
"""What its own statuses say, beside those that say the same everywhere."""

_TOKEN = re.compile(r"[\w:+/=.*-]{1,2000}")
_COOKIE = re.compile(r"\s*([\w-]{1,64})=\"?([\w:+/=.*-]{1,2000})\"?\s*")
_CSRF = "ajax:0000000000000000000"
"""The double-submit token of a session whose own one was not given."""

LABEL = "Sales Navigator"
CREDENTIAL = "the cookie li_at of your own session, alone or as li_at=...; JSESSIONID=...; li_a=..."


@dataclass(frozen=True, slots=True)
class Session:
    """One user's session. Raises Refused when made of what is no credential."""

    connection: Connection

    def __post_init__(self) -> None:
        """Look at the credential, before anything is sent."""
        if "li_at" not in self._cookies():
            raise Refused(Fault("bad_credential", "credential", LABEL, (CREDENTIAL,)))

    def get(self, path: str, most: int = 0) -> dict[str, Any]:
        """The JSON object at a path, which may use so many profiles of the day. Raises Refused."""
        content = self.find(path, most)
        if content is None:
            raise refusal(self.connection.name, "source_not_understood", "HTTP 404")
        return content

    def find(self, path: str, most: int = 0) -> dict[str, Any] | None:
        """As `get`; None where there is nothing at the path."""
        with self.connection.requests.request(most):
            return self._get(path)

    def _get(self, path: str) -> dict[str, Any] | None:
        cookies = self._cookies()
        csrf = cookies.get("JSESSIONID", _CSRF)
        headers = {
            "accept": "application/json",
            "cookie": "; ".join(f"{name}={value}" for name, value in {**cookies, "JSESSIONID": csrf}.items()),
            "csrf-token": csrf,
            "x-restli-protocol-version": "2.0.0",
            "user-agent": "leadscout",
        }
        answer = exchange(self.connection.name, Sending("GET", self.connection.url + path, headers))
        if answer.status == 404:  # noqa: PLR2004 - nobody, or nothing, has this address
            return None
        if answer.status != 200:  # noqa: PLR2004
            raise answer.refused(_REFUSALS.get(answer.status, ""))
        return answer.content

    def _cookies(self) -> Mapping[str, str]:
        text = self.connection.credential.strip()
        if "=" not in text.rstrip("=") and _TOKEN.fullmatch(text):
            return {"li_at": text}
        pairs = [_COOKIE.fullmatch(part) for part in text.split(";") if part.strip()]
        return {pair[1]: pair[2] for pair in pairs if pair} if all(pairs) else {}
