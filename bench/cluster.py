"""The embedded engines and OpenSearch on the same people and questions: what a person costs, how long answers take.

    LEADSCOUT_OPENSEARCH=http://a:9200 PYTHONPATH=. python bench/cluster.py [PEOPLE [SHARDS]]      default: 20000 1

Beyond 20,000 people the same come again under other ids. Processor times are of this process and, as the cluster tells
them, of its nodes; answers include HTTP. Each question is asked of every engine in turn, and all must give the same
answer.
"""

import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from itertools import chain
from pathlib import Path

import httpx
from indexes import crowds, invented
from workload import questions

from leadscout.dialects.native.words import QueryBody, body
from leadscout.engines import CLUSTERS, ENGINES, backend
from leadscout.engines.opensearch.cluster import Cluster
from leadscout.engines.opensearch.generation import Sharding, finish
from leadscout.lexicon import load
from leadscout.model.lead import Lead
from leadscout.plan.engine import Engine
from leadscout.plan.facts import Facts
from leadscout.plan.leaves import Leaf
from leadscout.plan.lower import lower
from leadscout.settings import Settings

TODAY = date(2026, 11, 20)
EACH = 5
_LOOKS = 1.1
FACETS = ("seniority", "industry", "place")
ASKED: dict[str, Callable[[Engine, Leaf], object]] = {
    "count": lambda engine, leaf: engine.count(leaf).value,
    "page of 25": lambda engine, leaf: list(engine.page(leaf, 25)),
    "three facets": lambda engine, leaf: engine.facets(leaf, FACETS, 25),
}


def main(number: int, shards: int) -> None:
    """Write, merge, ask."""
    address = os.environ["LEADSCOUT_OPENSEARCH"]
    chosen = Settings(opensearch=address, opensearch_index=f"bench{os.getpid()}", opensearch_shards=shards)
    lexicon, cluster = load(), Cluster(address)
    people = invented(number, lexicon)
    print(f"{number:,} people, {shards} shards, OpenSearch {cluster.get('/')['version']['number']}")
    with tempfile.TemporaryDirectory(prefix="leadscout-bench-") as folder:
        engines = {}
        for name in (*ENGINES, *CLUSTERS):
            kind, place = backend(name, chosen), Path(folder) / "index" / name
            before, ours = at_nodes(cluster), time.process_time()
            writer = kind.write(place)
            write(writer.put, people, number)
            writer.commit()
            writer.close()
            theirs, ours = at_nodes(cluster) - before, time.process_time() - ours
            print(f"{name:10} {ours / number * 1e6:6,.0f} us a person here, {theirs / number * 1e6:6,.0f} at the nodes")
            engines[name] = kind.open(place)
        index = f"{chosen.opensearch_index}-index-opensearch"
        written = size(cluster, index)
        finish(cluster, index, Sharding(shards, 0))
        print(
            f"opensearch {written / number:,.0f} bytes a person as written, {size(cluster, index) / number:,.0f} merged"
        )
        for name in ENGINES:
            embedded = sum(path.stat().st_size for path in (Path(folder) / "index" / name).iterdir())
            print(f"{name:10} {embedded / number:,.0f} bytes a person")
        leaves = [
            lower(body(lexicon, QueryBody).model_validate(asked).query(), lexicon, TODAY).leaf
            for _, asked in questions(seed=5, each=EACH)
        ]
        ask(engines, cluster, leaves)
    with suppress(httpx.HTTPError):
        cluster.delete(f"/{index}")


def write(put: Callable[..., None], people: Sequence[tuple[Lead, Facts]], number: int) -> None:
    """Put so many people."""
    for seq, (order, facts) in enumerate(chain.from_iterable(crowds(people, number)), start=1):
        put(order, facts, new=True, version=seq)


def ask(engines: dict[str, Engine], cluster: Cluster, leaves: list[Leaf]) -> None:
    """Ask all questions once to warm up, and once for the clock."""
    for name, answer in ASKED.items():
        times: dict[str, list[float]] = defaultdict(list)
        for timed in (False, True):
            before = at_nodes(cluster)
            for leaf in leaves:
                answers = []
                for one, engine in engines.items():
                    start = time.perf_counter()
                    answers.append(answer(engine, leaf))
                    times[one] += [(time.perf_counter() - start) * 1000] * timed
                assert all(other == answers[0] for other in answers), leaf  # noqa: S101 - or the figures say nothing
            node = (at_nodes(cluster) - before) / len(leaves) * 1000
        line = "   ".join(
            f"{one} p50 {statistics.median(taken):6.1f} p95 {statistics.quantiles(taken, n=20)[-1]:6.1f} ms"
            for one, taken in times.items()
        )
        print(f"{name:14} {line}   node's processor {node:.1f} ms")


def at_nodes(cluster: Cluster) -> float:
    """Seconds of the processor that all nodes have taken; a node looks once a second."""
    time.sleep(_LOOKS)
    nodes = cluster.get("/_nodes/stats/process")["nodes"].values()
    return sum(node["process"]["cpu"]["total_in_millis"] for node in nodes) / 1000


def size(cluster: Cluster, index: str) -> int:
    """Bytes of an index, without copies."""
    shards = cluster.get(f"/{index}/_segments")["indices"][index]["shards"].values()
    segments = [one for copies in shards for copy in copies for one in copy["segments"].values()]
    return sum(one["size_in_bytes"] for one in segments if one["search"])


if __name__ == "__main__":
    main(*map(int, (sys.argv[1:] + ["20000", "1"][len(sys.argv) - 1 :])))
