"""Whether all is well with the cluster of the index: a line for each check, with what to do."""

import re
from collections.abc import Callable, Iterator

from leadscout.errors import Refused
from leadscout.model.cluster import ClusterCondition, ClusterNode
from leadscout.service.operations.doctor import Finding, Health

OLDEST = (2, 15)
"""The oldest version of OpenSearch that the engine is made for."""

CLAUSES = 32_768
"""Clauses of one question: what leadscout sets when it first uses a cluster, where it may."""

_MEBI = 1 << 20
_LEAST_HEAP = 480 * _MEBI
"""Of 512 MB some collectors leave out a part that they copy into."""

_FULL = 0.85
_APART = 10.0
"""Seconds: no search depends on clocks of nodes, but certificates, snapshots and lines of logs do."""


def cluster_findings(condition: Callable[[], ClusterCondition]) -> Iterator[Finding]:
    """What there is to say of a cluster; `condition` looks at it, and raises Refused where no node answers."""
    try:
        cluster = condition()
    except Refused as refused:
        sentence = f"{refused}; start its nodes, or name others in LEADSCOUT_OPENSEARCH"
        yield Finding("cluster", Health.FAULT, sentence)
        return
    if cluster.product or cluster.version:  # a managed cluster may not tell
        yield _version(cluster)
    yield from _nodes(cluster)
    yield from map(_heap, cluster.nodes)
    yield from _clauses(cluster)
    yield from _clocks(cluster)
    yield _copies(cluster)
    for sentence in cluster.untold:
        yield Finding("cluster", Health.NOTE, f"the cluster does not tell this user {sentence}")


def _version(cluster: ClusterCondition) -> Finding:
    least = ".".join(map(str, OLDEST))
    if cluster.product != "opensearch":
        sentence = f"the cluster is no OpenSearch, but {cluster.product or 'something'} {cluster.version}".rstrip()
        return Finding("cluster", Health.FAULT, f"{sentence}; the index needs OpenSearch {least} or newer")
    if tuple(map(int, re.findall(r"\d+", cluster.version)[:2])) < OLDEST:
        sentence = f"the cluster is OpenSearch {cluster.version}; upgrade it to {least} or newer"
        return Finding("cluster", Health.FAULT, sentence)
    return Finding("cluster", Health.WELL, f"OpenSearch {cluster.version}")


def _nodes(cluster: ClusterCondition) -> Iterator[Finding]:
    for address in cluster.strange:
        sentence = f"{address} is a node of another cluster: take it out of LEADSCOUT_OPENSEARCH"
        yield Finding("nodes", Health.FAULT, sentence)
    for address in cluster.silent:
        sentence = f"{address} does not answer: start that node, or take it out of LEADSCOUT_OPENSEARCH"
        yield Finding("nodes", Health.NOTE, sentence)
    if cluster.nodes:
        names = ", ".join(sorted(node.name for node in cluster.nodes))
        yield Finding("nodes", Health.WELL, f"the cluster has {len(cluster.nodes):,}: {names}")


def _heap(node: ClusterNode) -> Finding:
    sentence = f"{node.name} uses {node.used:.0%} of {node.heap / _MEBI:,.0f} MB"
    if node.heap < _LEAST_HEAP:
        return Finding("heap", Health.NOTE, f"{sentence}; give it 512 MB or more (-Xms and -Xmx)")
    if node.used > _FULL:
        more = "where it stays so, give it more (-Xms and -Xmx), or add a node"
        return Finding("heap", Health.NOTE, f"{sentence}; {more}")
    return Finding("heap", Health.WELL, sentence)


def _clauses(cluster: ClusterCondition) -> Iterator[Finding]:
    if not cluster.clauses:
        return
    sentence = f"a question may have {cluster.clauses:,} clauses"
    if cluster.clauses < CLAUSES:
        more = f"longer ones are refused: set indices.query.bool.max_clause_count to {CLAUSES}"
        yield Finding("clauses", Health.NOTE, f"{sentence}; {more}")
    else:
        yield Finding("clauses", Health.WELL, sentence)


def _clocks(cluster: ClusterCondition) -> Iterator[Finding]:
    apart = [node for node in cluster.nodes if abs(node.ahead) > _APART]
    for node in apart:
        side = "ahead of" if node.ahead > 0 else "behind"
        sentence = f"the clock of {node.name} is {abs(node.ahead):,.0f} s {side} ours; let both follow a time service"
        yield Finding("clock", Health.NOTE, sentence)
    if cluster.nodes and not apart:
        furthest = max(abs(node.ahead) for node in cluster.nodes)
        yield Finding("clock", Health.WELL, f"clocks of the cluster's nodes are within {furthest:.1f} s of ours")


def _copies(cluster: ClusterCondition) -> Finding:
    if cluster.lost:
        sentence = f"{cluster.lost:,} shards of the index are gone, so no search is answered"
        more = "start the nodes that have them, or build the index anew with leadscout reindex"
        return Finding("copies", Health.FAULT, f"{sentence}; {more}")
    if cluster.missing:
        sentence = f"{cluster.missing:,} copies of shards are not there: if a node dies, searches may not be answered"
        more = "start the node that is gone, or, where there never were so many, set LEADSCOUT_OPENSEARCH_REPLICAS"
        return Finding("copies", Health.NOTE, f"{sentence}; {more} lower and reindex")
    return Finding("copies", Health.WELL, "every shard has all its copies")
