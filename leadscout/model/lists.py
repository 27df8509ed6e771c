"""A list of companies or of people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class List:
    """A list: `kind` is account (companies) or lead (people), `size` the number of its members."""

    id: int
    account: str
    kind: str
    name: str
    created_at: str
    size: int = 0
