"""Suppressions: people who must not be contacted, as far as anybody may be told of them."""

from collections.abc import Mapping
from dataclasses import dataclass

EVERYBODY = ""
"""Whose suppressions hold for all accounts, and for imports: the operator's."""

KINDS = ("email", "domain", "profile", "name")
"""What somebody can be suppressed by; a name stands beside an employer."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """Values that were suppressed at once: how many of each of KINDS, from where (a file's name), and when.

    `account` is EVERYBODY where it holds for all. The values themselves are kept as keyed hashes alone.
    """

    id: int
    account: str
    name: str
    created_at: str
    counts: Mapping[str, int]
