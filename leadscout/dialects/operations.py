"""What the API pages say of an operation beyond its path: what it answers, and requests that work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Examples = Mapping[str, object]
"""Bodies to send, each under what it asks for; the first is small."""


@dataclass(frozen=True)
class Operation:
    """One row of a vendor's table, whose key is method and path: "POST /v1/count".

    `answer` is the type of its 2xx (None: not written down, or no JSON), `examples` are bodies of requests,
    `parameters` values of the path and the query.
    """

    answer: Any = None
    examples: Examples = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Operations:
    """A vendor's table, and the type of what it answers when it refuses."""

    rows: Mapping[str, Operation]
    fault: Any
    media: str = "application/json"
