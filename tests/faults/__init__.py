"""Every row of the table of errors, as the callers of each dialect run into it; tests/e2e/test_errors.py asks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One request that is refused with a row.

    `ask` is the verb and path, `body` JSON, or bytes sent as they are. `field` is what is blamed, `told` is in the
    sentence, `says` is Questor's word. `key` says who asks, `on` which server, and in what state.
    """

    ask: str
    body: object
    status: int
    field: str = ""
    told: str = ""
    says: str = "invalid_parameter"
    key: str = "good"
    on: str = "server"


BROKEN = b"{broken"
LARGE = b"{" + b"x" * 1_000_001
NOTHING = ["!!!"] * 60
"""Values without a word, more than are told one by one."""
