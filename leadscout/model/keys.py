"""A key that opens the API, and what one may."""

from dataclasses import dataclass

USUAL = {
    "search": "count, search, save searches, keep lists and connect sources",
    "people:read": "look people up one by one, and export everybody who matches",
    "keys": "see, make and revoke keys of the account, and the secrets of its webhooks",
}
"""What a key may unless it is made narrower, each with what it is."""

SCOPES = {
    "people:write": "import people, and take imports back",
    "suppressions:write": "take suppressions away again",
    "admin": "read the figures of the server, and what was done in the account and by whom",
}
"""What a key can be allowed beside that, each with what it is."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key opens and may: the doors of `only` (none: all), scopes of USUAL and, in `may`, of SCOPES.

    From `expires_at` on (ISO 8601, UTC) it opens nothing; what it charges is at most `ceiling` millionths of credits.
    """

    only: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    scopes: tuple[str, ...] = tuple(USUAL)
    expires_at: str | None = None
    ceiling: int | None = None

    def covers(self, other: "Grant") -> bool:
        """Whether another grant is no wider than this one in anything."""
        doors = not self.only or (other.only and set(other.only) <= set(self.only))
        scopes = {*other.scopes, *other.may} <= {*self.scopes, *self.may}
        in_time = self.expires_at is None or (other.expires_at is not None and other.expires_at <= self.expires_at)
        cheap = self.ceiling is None or (other.ceiling is not None and other.ceiling <= self.ceiling)
        return bool(doors and scopes and in_time and cheap)


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it can be shown. What it has charged so far is `spent`, in millionths of credits."""

    id: str
    account: str
    name: str
    grant: Grant
    created_at: str
    revoked_at: str | None = None
    spent: int = 0

    def is_over(self, at: str) -> bool:
        """Whether it opens nothing any more at a time (ISO 8601, UTC): it was revoked, or has expired."""
        return bool(self.revoked_at) or (self.grant.expires_at is not None and self.grant.expires_at <= at)

    @property
    def only(self) -> tuple[str, ...]:
        """The doors it opens; none: all."""
        return self.grant.only

    @property
    def may(self) -> tuple[str, ...]:
        """Scopes of SCOPES."""
        return self.grant.may
