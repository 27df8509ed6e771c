"""How a cluster is that keeps an index: what a doctor is told of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClusterNode:
    """A node: bytes of its heap, which part of them is used, and by how many seconds its clock is ahead of ours.

    `ahead` is 0 where the difference is less than what the question itself took.
    """

    name: str
    heap: int
    used: float
    ahead: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterCondition:
    """A cluster at one moment.

    `silent` are addresses of the settings at which no node answers, without their passwords, and `strange` those whose
    node belongs to another cluster. `clauses` may be in one question, 0 where that is not known. `missing` are copies
    of shards that are not there, `lost` shards of which there is none. `untold` says what the cluster did not answer.
    """

    product: str
    version: str
    nodes: tuple[ClusterNode, ...]
    silent: tuple[str, ...]
    strange: tuple[str, ...]
    clauses: int
    missing: int
    lost: int
    untold: tuple[str, ...]
