"""How evenly people, imports and questions spread over shards, by our routing and by others; and what a hot one costs.

    PYTHONPATH=. python bench/skew.py [SHARDS ...]      default: 6 48

A simulation: no cluster is asked. People are numbers, employers and countries; employers are skewed as 1/rank. With
LEADSCOUT_OPENSEARCH 500 numbers are compared with the shards that a real cluster would take. Figures of
docs/reference/scale.md.
"""

import os
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import accumulate
from random import Random

from leadscout.engines.opensearch.cluster import Cluster
from leadscout.model.lead import ordered, seq_of

PEOPLE, EMPLOYERS, IMPORTED = 100_000, 20_000, 10_000
COUNTRIES = {"us": 35, "in": 15, "gb": 8, "de": 6, "fr": 5, "br": 5, "ca": 4, "other": 22}
QUESTIONS, BUSY, WORK = 20_000, 0.5, 0.005
"""Questions of a run; for which part of the time an even node is busy; seconds that a shard works for a question."""

Person = tuple[int, int, str]  # order, employer, country
Routing = Callable[[Person], int]


def main(numbers: Sequence[int]) -> None:
    """Both parts for each number of shards."""
    dice = Random(7)
    people = invent(dice)
    for shards in numbers:
        if os.environ.get("LEADSCOUT_OPENSEARCH"):
            compare(Cluster(os.environ["LEADSCOUT_OPENSEARCH"]), shards, [person[0] for person in people[:500]])
        print(f"\n{PEOPLE:,} people, {shards} shards: the fullest shard, as a multiple of the mean")
        print(f"{'routed by':22} {'people':>8} {'an import':>10} {'largest employer':>17} {'a country':>10}")
        for name, routing in routings(people, shards).items():
            print(f"{name:22} " + " ".join(f"{one:>{width}.2f}" for one, width in spread(people, routing, shards)))
        print(f"\n{shards} shards on as many nodes, each busy {BUSY:.0%}: ms until all shards have answered")
        for name, (median, late, busiest) in waits(shards, dice).items():
            times = f"p50 {median:5.1f}  p95 {late:5.1f}  busiest node {busiest:.0%}"
            print(f"{name:62} {times if busiest < 1 else 'falls behind: the busiest node never rests'}")


def invent(dice: Random) -> list[Person]:
    """People of whom a few employers have many; the latest import is the last of them."""
    sizes = list(accumulate(1 / rank for rank in range(1, EMPLOYERS + 1)))
    employers = dice.choices(range(EMPLOYERS), cum_weights=sizes, k=PEOPLE)
    countries = dice.choices(list(COUNTRIES), list(COUNTRIES.values()), k=PEOPLE)
    orders = [ordered(dice.choice((9, 12, 12, 13)), seq) for seq in range(1, PEOPLE + 1)]
    return list(zip(orders, employers, countries, strict=True))


def routings(people: Sequence[Person], shards: int) -> dict[str, Routing]:
    """Ours, which is the cluster's own, and what others do."""
    rank = {person[0]: at for at, person in enumerate(sorted(people, key=lambda person: seq_of(person[0])))}
    return {
        "hash of the order": lambda person: shard_of(str(person[0]), shards),
        "employer": lambda person: shard_of(f"employer {person[1]}", shards),
        "country": lambda person: shard_of(person[2], shards),
        "range of numbers": lambda person: rank[person[0]] * shards // len(people),
    }


def spread(people: Sequence[Person], routing: Routing, shards: int) -> list[tuple[float, int]]:
    """The fullest shard of all people, of the latest import, of those of one employer and of one country."""
    at = [routing(person) for person in people]
    parts = (
        (at, 8),
        (at[-IMPORTED:], 10),
        ([shard for shard, person in zip(at, people, strict=True) if person[1] == 0], 17),
        ([shard for shard, person in zip(at, people, strict=True) if person[2] == "us"], 10),
    )
    return [(max(Counter(part).values()) * shards / len(part), width) for part, width in parts]


def waits(shards: int, dice: Random) -> dict[str, tuple[float, float, float]]:
    """Times of questions to all shards, where all is even and where something is not."""
    even, slow, hot = [1.0] * shards, [3.0] + [1.0] * (shards - 1), [1.8] + [1.0] * (shards - 1)
    return {
        "even, no copy": answer(dice, even, even, copies=0),
        "even, a copy of each, the less busy one is asked": answer(dice, even, even, copies=1),
        "a node three times as slow, no copy": answer(dice, slow, even, copies=0),
        "a node three times as slow, a copy, in turn": answer(dice, slow, even, copies=1, adaptive=False),
        "a node three times as slow, a copy, the less busy one": answer(dice, slow, even, copies=1),
        "a shard with 1.8 times the work, no copy": answer(dice, even, hot, copies=0),
        "a shard with 1.8 times the work, a copy, the less busy one": answer(dice, even, hot, copies=1),
        "routed by account, as skewed as employers: one shard is asked": answer(dice, even, even, copies=0, alone=True),
    }


def answer(
    dice: Random, nodes: list[float], work: list[float], *, copies: int, adaptive: bool = True, alone: bool = False
) -> tuple[float, float, float]:
    """Median and 95th percentile in ms, and for which part of the time the busiest node works.

    Each node does one thing after the other; questions come at random, so many that an even node is busy for BUSY.
    `adaptive` knows which copy is free first, where a cluster has to guess. `alone`: a question is for one shard, that
    of its account, and as many more come.
    """
    shards = len(nodes)
    free, busy, times, now = [0.0] * shards, [0.0] * shards, [], 0.0
    each = WORK / BUSY / (shards if alone else 1)
    sizes = list(accumulate(1 / rank for rank in range(1, 1001)))
    for number in range(QUESTIONS):
        now += dice.expovariate(1 / each)
        targets = (dice.choices(range(1000), cum_weights=sizes)[0] % shards,) if alone else range(shards)
        last = now
        for shard in targets:
            places = [(shard + copy) % shards for copy in range(copies + 1)]
            node = min(places, key=free.__getitem__) if adaptive else places[number % len(places)]
            taken = WORK * work[shard] * nodes[node] * dice.uniform(0.5, 1.5)
            free[node] = max(now, free[node]) + taken
            busy[node] += taken
            last = max(last, free[node])
        times.append((last - now) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1], max(busy) / now


def shard_of(routing: str, shards: int) -> int:
    """The shard that OpenSearch takes for a document of that id, where the index was not told another rule."""
    splits = max(1, 10 - (shards - 1).bit_length())
    return murmur3(routing.encode("utf-16-le")) % (shards << splits) // (1 << splits)


def murmur3(data: bytes) -> int:
    """MurmurHash3 x86 32, seed 0, as a signed number."""
    bits, value = 0xFFFFFFFF, 0
    whole = len(data) & ~3
    for at in range(0, whole, 4):
        value ^= _mixed(int.from_bytes(data[at : at + 4], "little"))
        value = ((value << 13 | value >> 19) * 5 + 0xE6546B64) & bits
    if len(data) > whole:
        value ^= _mixed(int.from_bytes(data[whole:], "little"))
    value ^= len(data)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        value = (value ^ value >> shift) * factor & bits
    return value - (1 << 32) if value >> 31 else value


def _mixed(part: int) -> int:
    part = part * 0xCC9E2D51 & 0xFFFFFFFF
    return (part << 15 | part >> 17) * 0x1B873593 & 0xFFFFFFFF


def compare(cluster: Cluster, shards: int, orders: Sequence[int]) -> None:
    """Ask a real cluster which shard it would take. Raises AssertionError where it is another one."""
    index = f"skew{os.getpid()}"
    cluster.put(f"/{index}", {"settings": {"number_of_shards": shards, "number_of_replicas": 0}})
    try:
        for order in orders:
            copies = cluster.get(f"/{index}/_search_shards", routing=str(order))["shards"]
            assert copies[0][0]["shard"] == shard_of(str(order), shards), order  # noqa: S101 - or it simulates nothing
    finally:
        with suppress(Exception):
            cluster.delete(f"/{index}")
    print(f"{len(orders)} numbers are on the shards that the cluster takes")


if __name__ == "__main__":
    main([*map(int, sys.argv[1:])] or [6, 48])
