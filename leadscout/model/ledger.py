"""A movement of an account."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One movement: what for, how much (negative: charged), when, and by which key, "" where none did.

    Amounts are millionths of a credit. The same idempotency key counts once.
    """

    account: str
    idempotency_key: str
    operation: str
    amount: int
    at: str
    key: str = ""
