"""The engine: answers leaves from an index of the cluster, or from whichever one an alias leads to.

Each answer is of the newest refresh of all shards together: where one fails there is no answer, never a part of one.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any as Anything

from leadscout.engines.opensearch.cluster import Cluster, ClusterError
from leadscout.engines.opensearch.compile import both, query
from leadscout.errors import Fault, Refused
from leadscout.model.search import Count
from leadscout.plan.engine import Claims
from leadscout.plan.leaves import Leaf, Words
from leadscout.plan.spelling import edits, plain, reach

Json = dict[str, Anything]

WINDOW = 10_000
"""People of one answer at most, and how deep an offset may lie (the cluster's own default)."""

_CLAUSES = ("too_many_nested_clauses", "too_many_clauses")
_FACET = 64_000  # values in one answer: a cluster refuses more than 65,535
_WORDS = 100  # words that are counted at once
_SUGGESTED = 1000
_GROWTH = 8


class OpenSearchEngine:
    """Answers leaves from one index, or alias, of a cluster."""

    claims = Claims(spelling=True, exact_facets=True)

    def __init__(self, cluster: Cluster, index: str) -> None:
        """Ask nothing yet."""
        self._cluster = cluster
        self._index = index

    def count(self, leaf: Leaf) -> Count:
        """How many people satisfy the leaf."""
        answer = self._search({"size": 0, "track_total_hits": True, "query": query(leaf)})
        return Count(answer["hits"]["total"]["value"])

    def page(self, leaf: Leaf, limit: int, *, below: int | None = None, offset: int = 0) -> list[int]:
        """Orders of people who satisfy the leaf, largest first."""
        matching = query(leaf)
        # An order is unique and never changes, so a deep offset is reached by hops: nobody moves between two.
        while offset and offset + limit > WINDOW:
            step = min(offset, WINDOW)
            hop = self._orders(matching, step, below, 0)
            if len(hop) < step:
                return []
            below, offset = hop[-1], offset - step
        orders: list[int] = []
        while len(orders) < limit:
            wanted = min(limit - len(orders), WINDOW)
            part = self._orders(matching, wanted, below, offset)
            orders += part
            if len(part) < wanted:
                break
            below, offset = part[-1], 0
        return orders

    def facets(self, leaf: Leaf, paths: Iterable[str], most: int) -> Mapping[str, Mapping[str, int]]:
        """How many people have which own value, most first, ties by code.

        Each shard tells its commonest values. Where what a shard kept back could change a number or a rank it is asked
        for more.
        """
        matching, wanted, counts = query(leaf), list(paths), dict[str, dict[str, int]]()
        open_, size = wanted, most * 2 + 50
        while open_:
            size = min(size, max(_FACET // len(open_), most + 1))
            terms = {"size": size, "shard_size": size, "show_term_doc_count_error": True}
            spread = {path: {"terms": {"field": f"own_{path}", **terms}} for path in open_}
            answer = self._search({"size": 0, "track_total_hits": False, "query": matching, "aggs": spread})
            for path in open_:
                if (exact := _exact(answer["aggregations"][path], most)) is not None:
                    counts[path] = exact
            left = [path for path in open_ if path not in counts]
            if left and size >= max(_FACET // len(left), most + 1):
                counts.update({path: self._all_values(matching, path, most) for path in left})
                left = []
            open_, size = left, size * _GROWTH
        return {path: counts[path] for path in wanted}

    def nearest(self, word: str) -> str:
        """The folded word itself where somebody has it, else its correction, "" for none."""
        if self.count(Words("text", (word,))).value:
            return word
        for most in range(1, reach(word) + 1):
            near = [(number, other) for other, number in self._near(word, most) if edits(word, other) == most]
            if commonest := self._commonest(sorted(near, reverse=True)):
                return commonest
        return ""

    def _near(self, word: str, most: int) -> Iterator[tuple[str, int]]:
        """Words of the dictionary within so many edits, and how many documents have them, or had them."""
        options: Json = {
            "field": "words",
            "analyzer": "whitespace",
            "suggest_mode": "always",
            "max_edits": most,
            "prefix_length": most - 1,  # of two edits none is in the first letter (decision 15)
            "sort": "frequency",
            "size": _SUGGESTED,
            "shard_size": _SUGGESTED,
            "accuracy": 0.1,
            "max_term_freq": 1e9,
        }
        answer = self._search({"size": 0, "suggest": {"text": word, "near": {"term": options}}})
        for part in answer["suggest"]["near"]:
            yield from ((option["text"], option["freq"]) for option in part["options"] if plain(option["text"]))

    def _commonest(self, near: list[tuple[int, str]]) -> str:
        """The word of most people, ties by alphabet; `near` has an upper bound beside each, the largest first."""
        best = (0, "")
        for at in range(0, len(near), _WORDS):
            some = near[at : at + _WORDS]
            if some[0][0] < -best[0]:
                break
            filters = {word: {"term": {"words": word}} for _, word in some}
            spread = {"words": {"filters": {"filters": filters}}}
            answer = self._search({"size": 0, "track_total_hits": False, "aggs": spread})
            counted = answer["aggregations"]["words"]["buckets"]
            best = min([best, *((-row["doc_count"], word) for word, row in counted.items() if row["doc_count"])])
        return best[1]

    def _all_values(self, matching: Json, path: str, most: int) -> dict[str, int]:
        """Every value of a path, in the order of codes and so exact, of which the commonest are kept."""
        counts: dict[str, int] = {}
        source = [{"value": {"terms": {"field": f"own_{path}"}}}]
        after: Json = {}
        while True:
            composite = {"size": WINDOW, "sources": source, **after}
            body = {"size": 0, "track_total_hits": False, "query": matching, "aggs": {"all": {"composite": composite}}}
            counted = self._search(body)["aggregations"]["all"]
            counts.update({row["key"]["value"]: row["doc_count"] for row in counted["buckets"]})
            if "after_key" not in counted:
                commonest = sorted(counts, key=lambda code: (-counts[code], code))[:most]
                return {code: counts[code] for code in commonest}
            after = {"after": counted["after_key"]}

    def _orders(self, matching: Json, limit: int, below: int | None, offset: int) -> list[int]:
        body: Json = {
            "size": limit,
            "track_total_hits": False,
            "query": matching,
            "sort": [{"order": "desc"}],
            "_source": False,
            "stored_fields": "_none_",
        }
        if offset:
            body["from"] = offset
        if below is not None and offset:  # the cluster takes one of the two
            body["query"] = both(matching, {"range": {"order": {"lt": below}}})
        elif below is not None:
            body["search_after"] = [below]
        return [hit["sort"][0] for hit in self._search(body)["hits"]["hits"]]

    def _search(self, body: Json) -> Json:
        try:
            answer = self._cluster.post(f"/{self._index}/_search", body, allow_partial_search_results="false")
        except ClusterError as error:
            if error.kind in _CLAUSES:
                raise Refused(Fault("too_many_clauses")) from None
            if error.kind == "index_not_found_exception":
                raise Refused(Fault("not_ready")) from None
            raise
        shards = answer["_shards"]
        if shards["failed"] or answer["timed_out"]:
            whole = f"{shards['successful']} of {shards['total']} shards answered"
            raise Refused(Fault("index_unreachable", value=whole))
        return answer


def _exact(counted: Json, most: int) -> dict[str, int] | None:
    """The commonest values where nothing that a shard kept back can be among them, or change a number; else None.

    A value that no shard told has at most as many people as `doc_count_error_upper_bound` says; one that was told by
    some may have so many more; one that was cut off here has no more than the last one, and so many more.
    """
    rows, unseen = counted["buckets"], counted["doc_count_error_upper_bound"]
    top = {row["key"]: row["doc_count"] for row in rows[:most]}
    if unseen == 0:
        return top
    if len(rows) <= most:
        return None
    least = rows[most - 1]["doc_count"]
    cut = rows[-1]["doc_count"] if counted["sum_other_doc_count"] else 0
    sure = all(not row["doc_count_error_upper_bound"] for row in rows[:most])
    behind = all(
        row["doc_count"] + row["doc_count_error_upper_bound"] < least
        for row in rows[most:]
        if row["doc_count_error_upper_bound"]
    )
    return top if sure and behind and unseen + cut < least else None
