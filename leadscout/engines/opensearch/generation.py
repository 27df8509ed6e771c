"""An index of the cluster from its making until it answers: filled without copies, merged, copied, waited for."""

import logging
import time
from dataclasses import dataclass

from leadscout.engines.opensearch.cluster import Cluster, ClusterError, Json, Request
from leadscout.engines.opensearch.documents import mapping
from leadscout.engines.opensearch.writer import PATIENCE

_log = logging.getLogger(__name__)
_CLAUSES = 32_768
_MERGING = 24 * 3600.0  # seconds that a merge of everything may take
_GREEN = 600.0  # seconds in which copies should be there
_LEASES = 90.0  # seconds in which leases should move: a cluster renews them every 30
_SMALL = 50_000  # documents, positions among them, of an index whose size does not matter
_PAUSE = 0.1
_KEPT = "1h"
"""For how long the cluster remembers who was forgotten: an indexer that stood still cannot bring them back."""


@dataclass(frozen=True, slots=True)
class Sharding:
    """Over how many shards an index is spread, and how many copies there are of each beside the first."""

    shards: int
    replicas: int


def make(cluster: Cluster, index: str, sharding: Sharding) -> None:
    """Make an index, unless it is there."""
    settings = {
        "number_of_shards": sharding.shards,
        "number_of_replicas": 0,  # `finish` copies what is merged: half the work
        "refresh_interval": "-1",  # a commit refreshes, nothing else
        "max_terms_count": 1_000_000,  # of a long list of companies
        "gc_deletes": _KEPT,
    }
    body = {"settings": {"index": settings}, "mappings": mapping()}
    try:
        cluster.put(f"/{index}", body)
    except ClusterError as error:
        if error.kind != "resource_already_exists_exception":
            raise


def allow_many_clauses(cluster: Cluster) -> None:
    """Let long questions in, where we may: a managed cluster may refuse that, and then refuses questions over 1,024."""
    try:
        cluster.put("/_cluster/settings", {"persistent": {"indices.query.bool.max_clause_count": _CLAUSES}})
    except ClusterError as error:
        _log.warning("the cluster does not take more than its own limit of clauses in a question: %s", error)


def finish(cluster: Cluster, index: str, sharding: Sharding) -> None:
    """Merge what was written, make the copies, and wait until they are there.

    Merging is what drops what the cluster keeps of each document for recovery, two thirds of its bytes (decision 050);
    but only of documents that its leases let go, which it looks at twice a minute.
    """
    _wait_for_leases(cluster, index)
    merge = Request(
        method="POST",
        path=f"/{index}/_forcemerge",
        params={"max_num_segments": 1, "wait_for_completion": "false"},
        patience=PATIENCE,
    )
    task = cluster.send(merge)["task"]
    _wait_for_task(cluster, task, index)
    cluster.post(f"/{index}/_refresh")  # who searches lets go of the segments that were merged
    cluster.put(f"/{index}/_settings", {"index": {"number_of_replicas": sharding.replicas}})
    end = time.monotonic() + _GREEN
    while (health := _health(cluster, index))["status"] != "green":
        if (nodes := health["number_of_data_nodes"]) <= sharding.replicas:
            _log.warning("%d copies of %s need more than %d nodes: some are not made", sharding.replicas, index, nodes)
            return
        if time.monotonic() > end:
            _log.warning("copies of %s are not there after %d s: it answers without them", index, _GREEN)
            return
        time.sleep(_PAUSE)


def _health(cluster: Cluster, index: str) -> Json:
    return cluster.get(f"/_cluster/health/{index}")


def _wait_for_leases(cluster: Cluster, index: str) -> None:
    """Wait until no copy of a shard could ask for what was written; a small index is not worth it."""
    cluster.post(f"/{index}/_flush")
    end = time.monotonic() + _LEASES
    while time.monotonic() < end:
        stats = cluster.get(f"/{index}/_stats/docs", level="shards")
        if stats["_all"]["primaries"]["docs"]["count"] < _SMALL or not any(
            lease["retaining_seq_no"] <= copy["seq_no"]["max_seq_no"]
            for shard in stats["indices"][index]["shards"].values()
            for copy in shard
            for lease in copy["retention_leases"]["leases"]
        ):
            return
        time.sleep(_PAUSE)
    _log.warning(
        "%s keeps copies of documents until it is merged again: its leases did not move in %d s", index, _LEASES
    )


def _wait_for_task(cluster: Cluster, task: str, index: str) -> None:
    end = time.monotonic() + _MERGING
    while time.monotonic() < end:
        try:
            if cluster.get(f"/_tasks/{task}")["completed"]:
                return
        except ClusterError as error:  # the node that merged is gone: what is merged stays
            _log.warning("the merge of %s cannot be watched: %s", index, error)
            return
        time.sleep(_PAUSE)
