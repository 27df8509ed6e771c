"""Integrations: live sources that an account has connected, with a credential of its own."""

from dataclasses import dataclass

ACTIVE = "active"
"""The state of an integration that answers; any other is the code of the error that stopped it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """One live source of an account.

    `kind` says which connector asks at `url`; `name` is the caller's, unique in the account. Between two requests are
    at least `pace` seconds; at most `cap` units are used on a day (UTC): profiles of Sales Navigator, millionths of a
    credit of a vendor; `used` were, on `day`. `state` is ACTIVE or the code of the error with which the source stopped
    it, which holds until `until`, in seconds since 1970 (0: until somebody checks it again).
    """

    id: str
    account: str
    kind: str
    name: str
    url: str
    pace: float
    cap: int
    day: str = ""
    used: int = 0
    state: str = ACTIVE
    until: float = 0
    created_at: str = ""
    checked_at: str = ""

    def used_on(self, day: str) -> int:
        """The units that were used on a day (ISO 8601, UTC)."""
        return self.used if self.day == day else 0
