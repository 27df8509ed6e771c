"""The relationships of the demo account: each follows from a person's Sales Navigator id alone.

So what is true is known beforehand, to whoever tests against the emulation: `holds(clause, key(lead.sales_id))`. Every
relationship is drawn by itself; who is connected to a first-degree connection need not be of the second degree.
"""

from collections.abc import Callable, Mapping
from hashlib import blake2b

from leadscout.model.query import Clause

_SPACE = 1 << 64

FIRST, SECOND = 0.01, 0.15
"""Shares of people who are connections of the demo account, and of those who are that or connections of one."""

SHARES = {
    "relationship A": 0.03,
    "follows_your_company": 0.02,
    "viewed_your_profile": 0.01,
    "shared_experiences": 0.05,
    "past_colleague": 0.01,
    "interaction LIVP": 0.02,
    "interaction LIMP": 0.01,
    "saved SL": 0.01,
    "saved SA": 0.03,
}
"""Shares of people of whom something is true."""

CONNECTED = 0.01
"""Share of all pairs of people who are connected to each other."""


def key(sales_id: str) -> int:
    """What relationships, and the order of answers, follow from: a number that is the same everywhere and always."""
    return int.from_bytes(blake2b(sales_id.encode(), digest_size=8).digest(), "big")


def degree(person: int) -> int:
    """How near somebody is to the demo account: 1, 2 or 3."""
    throw = _throw("degree", person)
    return 1 if throw < FIRST else 2 if throw < SECOND else 3


def connected(one: int, other: int, network: str = "connections") -> bool:
    """Whether two people are connected; nobody is to themselves."""
    return one != other and _throw(network, min(one, other), max(one, other)) < CONNECTED


def holds(clause: Clause, person: int) -> bool:
    """Whether a clause about relationships holds for somebody; KeyError for one about anything else."""
    tie = TIES[clause.filter]
    return any(tie(person, value) for value in clause.values) != clause.exclude


def _flag(name: str) -> Callable[[int, str], bool]:
    return lambda person, _: _throw(name, person) < SHARES[name]


def _choice(name: str) -> Callable[[int, str], bool]:
    return lambda person, value: _throw(f"{name} {value}", person) < SHARES[f"{name} {value}"]


def _relationship(person: int, value: str) -> bool:
    if value == "A":
        return _choice("relationship")(person, value)
    return {"F": 1, "S": 2, "O": 3}[value] == degree(person)


TIES: Mapping[str, Callable[[int, str], bool]] = {
    "relationship": _relationship,
    "connections_of": lambda person, value: connected(person, key(value)),
    "teamlink_connections_of": lambda person, value: connected(person, key(value), "teamlink"),
    "follows_your_company": _flag("follows_your_company"),
    "viewed_your_profile": _flag("viewed_your_profile"),
    "shared_experiences": _flag("shared_experiences"),
    "past_colleague": _flag("past_colleague"),
    "interaction": _choice("interaction"),
    "saved": _choice("saved"),
}
"""The filters that need a graph, each with whether it holds for a person and a value."""


def _throw(what: str, *people: int) -> float:
    """A number in [0, 1) that is always the same for these people."""
    data = b"".join(person.to_bytes(8, "big") for person in people)
    return int.from_bytes(blake2b(data, digest_size=8, key=what.encode()).digest(), "big") / _SPACE
