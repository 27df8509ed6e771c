"""A webhook that an account registers once, for events of its jobs."""

from dataclasses import dataclass

LONGEST_ADDRESS = 2048
"""Letters of an address at most."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where `events` of an account are told; times are UTC, ISO 8601. Its secret is kept apart.

    `version` is that of the secret with which all calls to the address are signed (0: that of the account); until
    `previous_until`, in seconds since 1970, the one before signs, too.
    """

    id: str
    account: str
    url: str
    events: tuple[str, ...] = ()
    created_at: str = ""
    updated_at: str = ""
    version: int = 0
    previous_until: float = 0.0
