"""OpenSearch, for when one machine is outgrown: an index in a cluster instead of a folder.

A folder's name still says which index is meant: that of DATA/index is `<LEADSCOUT_OPENSEARCH_INDEX>-index`, wherever
DATA is, so that servers on several machines share it.
"""

from functools import partial
from pathlib import Path

from leadscout.engines.opensearch.cluster import Cluster, ClusterError
from leadscout.engines.opensearch.condition import condition
from leadscout.engines.opensearch.documents import VERSION
from leadscout.engines.opensearch.engine import OpenSearchEngine
from leadscout.engines.opensearch.generation import Sharding, make
from leadscout.engines.opensearch.registry import ClusterRegistry, Names
from leadscout.engines.opensearch.writer import OpenSearchWriter
from leadscout.plan.engine import Backend
from leadscout.settings import Settings


def backend(settings: Settings) -> Backend:
    """How the indexes of a cluster are read and written. Raises SettingError where the settings name no cluster."""
    cluster = Cluster(settings.opensearch, settings.opensearch_header)
    sharding = Sharding(settings.opensearch_shards, settings.opensearch_replicas)
    return Backend(
        open=partial(_open, cluster, settings.opensearch_index),
        write=partial(_write, cluster, settings.opensearch_index, sharding),
        version=f"opensearch {VERSION}",
        registry=lambda folder: ClusterRegistry(cluster, Names(settings.opensearch_index, folder.name), sharding),
        condition=partial(condition, settings),
    )


def _open(cluster: Cluster, prefix: str, generation: Path) -> OpenSearchEngine:
    """The engine over a generation; over the alias where it is the one that answers, which goes on to the next."""
    names = Names(prefix, generation.parent.name)
    try:
        aliases = cluster.get(f"/{names.index(generation.name)}/_alias")
    except ClusterError as error:
        raise FileNotFoundError(f"its index is missing ({error})") from None
    answers = any(names.alias in row["aliases"] for row in aliases.values())
    return OpenSearchEngine(cluster, names.alias if answers else names.index(generation.name))


def _write(cluster: Cluster, prefix: str, sharding: Sharding, generation: Path) -> OpenSearchWriter:
    index = Names(prefix, generation.parent.name).index(generation.name)
    make(cluster, index, sharding)
    return OpenSearchWriter(cluster, index)
