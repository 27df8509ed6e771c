"""A key that opens the API."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it can be shown. `only` are the doors it opens; empty: all."""

    id: str
    account: str
    name: str
    only: tuple[str, ...]
    created_at: str
    revoked_at: str | None
