"""How the cluster is: six questions, none of which changes anything; a managed cluster may refuse some."""

import time
from collections.abc import Mapping
from typing import Any

import httpx

from leadscout.engines.opensearch.cluster import Cluster, ClusterError, Request
from leadscout.errors import Refused
from leadscout.model.cluster import ClusterCondition, ClusterNode
from leadscout.settings import Settings

Json = dict[str, Any]
_NOT_TOLD = (401, 403)
"""Statuses of a node that answers, but not to this user."""

CLAUSES = "indices.query.bool.max_clause_count"


def condition(chosen: Settings) -> ClusterCondition:
    """Look at the cluster that the settings name. Raises Refused where none of its nodes answers."""
    return _Look(chosen).condition()


class _Look:
    def __init__(self, chosen: Settings) -> None:
        self._chosen = chosen
        self._cluster = Cluster(chosen.opensearch, chosen.opensearch_header)
        self._untold: list[str] = []

    def condition(self) -> ClusterCondition:
        about = self._ask("/")
        silent, strange = self._addresses(about.get("cluster_uuid"))
        shards = self._ask(f"/_cluster/health/{self._chosen.opensearch_index}-*", level="shards")
        counts = [shard for index in shards.get("indices", {}).values() for shard in index["shards"].values()]
        version = about.get("version", {})
        return ClusterCondition(
            product=str(version.get("distribution", "")),
            version=str(version.get("number", "")),
            nodes=self._nodes(),
            silent=silent,
            strange=strange,
            clauses=self._clauses(),
            missing=sum(shard["unassigned_shards"] for shard in counts),
            lost=sum(not shard["primary_active"] for shard in counts),
            untold=tuple(self._untold),
        )

    def _ask(self, path: str, **params: str | int) -> Json:
        """What is at a path; nothing where the cluster refuses to tell, which is remembered."""
        try:
            return self._cluster.send(Request(method="GET", path=path, params=params, patience=0))
        except ClusterError as error:
            self._untold.append(f"{path}: {error}")
            return {}

    def _addresses(self, uuid: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Addresses at which nobody answers, and those at which somebody of another cluster does."""
        silent, strange = [], []
        for address in self._chosen.opensearch.split():
            url = httpx.URL(address)
            shown = f"{url.scheme}://{url.netloc.decode()}"  # without user and password
            node = Cluster(address, self._chosen.opensearch_header)
            try:
                about = node.send(Request(method="GET", path="/", patience=0))
            except Refused:
                silent.append(shown)
            except ClusterError as error:
                if error.status not in _NOT_TOLD:
                    silent.append(f"{shown} ({error})")
            else:
                strange += [shown] * (uuid is not None and about.get("cluster_uuid") != uuid)
        return tuple(silent), tuple(strange)

    def _nodes(self) -> tuple[ClusterNode, ...]:
        before = time.time()
        stats = self._ask("/_nodes/stats/jvm")
        after = time.time()
        return tuple(_node(row, before, after) for row in stats.get("nodes", {}).values())

    def _clauses(self) -> int:
        settings = self._ask("/_cluster/settings", include_defaults="true", flat_settings="true")
        values = [settings.get(level, {}).get(CLAUSES) for level in ("transient", "persistent", "defaults")]
        return next((int(value) for value in values if value is not None), 0)


def _node(row: Mapping[str, Any], before: float, after: float) -> ClusterNode:
    memory, clock = row["jvm"]["mem"], row["timestamp"] / 1000
    ahead = clock - after if clock > after else min(0.0, clock - before)
    return ClusterNode(row["name"], memory["heap_max_in_bytes"], memory["heap_used_percent"] / 100, ahead)
