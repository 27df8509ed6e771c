"""The writer: bulk requests, in which each person has the number of their change as version.

Of each person the latest change stays, whoever sends it and however often: two indexers, or a request that is sent
again because its answer was lost, do no harm.
"""

import time
from concurrent.futures import Future, ThreadPoolExecutor

import orjson

from leadscout.engines.opensearch.cluster import Cluster, ClusterError, Json, Request
from leadscout.engines.opensearch.documents import document
from leadscout.plan.facts import Facts

PATIENCE = 120.0
"""Seconds in which the cluster has to take what is written: it may have to choose another manager, or be busy."""

_BULK = 4 << 20  # bytes of one request
_SENDERS = 2
_FINE = {200, 201, 404, 409}  # 409: a later change is there already; 404: who is to be forgotten is not
_BUSY = {429, 503}
_PAUSE = 0.5


class OpenSearchWriter:
    """Changes one index."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        """Write to `index`, which is there."""
        self._cluster = cluster
        self._index = index
        self._lines: list[bytes] = []
        self._size = 0
        self._senders = ThreadPoolExecutor(_SENDERS)
        self._sent: list[Future[None]] = []

    def put(self, order: int, facts: Facts, *, new: bool = False, version: int = 0) -> None:  # noqa: ARG002 - the version decides
        """Add somebody, or replace who has that order, unless a later version is there."""
        self._add(b'{"index":%b}\n' % _meta(order, version), orjson.dumps(document(order, facts)) + b"\n")

    def drop(self, order: int, *, version: int = 0) -> None:
        """Forget somebody, unless a later version is there."""
        self._add(b'{"delete":%b}\n' % _meta(order, version))

    def commit(self) -> None:
        """Make everything so far durable, and visible."""
        self._send()
        self._wait_for(0)
        refreshed = self._cluster.send(Request(method="POST", path=f"/{self._index}/_refresh", patience=PATIENCE))
        if refreshed["_shards"]["failed"]:
            raise ClusterError(503, "refresh", f"{refreshed['_shards']['failed']} shards of {self._index} failed")

    def close(self) -> None:
        """Let go; what was not committed may be there or not, and is sent again by whoever goes on."""
        self._senders.shutdown(cancel_futures=True)

    def _add(self, *lines: bytes) -> None:
        self._lines += lines
        self._size += sum(map(len, lines))
        if self._size >= _BULK:
            self._send()

    def _send(self) -> None:
        if self._lines:
            body, self._lines, self._size = b"".join(self._lines), [], 0
            self._wait_for(_SENDERS)
            self._sent.append(self._senders.submit(self._bulk, body))

    def _wait_for(self, most: int) -> None:
        while len(self._sent) > most:
            self._sent.pop(0).result()

    def _bulk(self, body: bytes) -> None:
        end = time.monotonic() + PATIENCE
        request = Request(
            method="POST",
            path=f"/{self._index}/_bulk",
            body=body,
            params={"filter_path": "errors,items.*.status,items.*.error"},
            lines=True,
            patience=PATIENCE,
        )
        while True:
            answer = self._cluster.send(request)
            rows = [row for item in answer["items"] for row in item.values()] if answer["errors"] else []
            wrong = [row for row in rows if row["status"] not in _FINE]
            if not wrong:
                return
            first: Json = wrong[0]
            if not all(row["status"] in _BUSY for row in wrong) or time.monotonic() > end:
                raise ClusterError(first["status"], first["error"]["type"], first["error"]["reason"])
            time.sleep(_PAUSE)  # all of it once more: what is in already stays as it is


def _meta(order: int, version: int) -> bytes:
    return b'{"_id":"%d","version":%d,"version_type":"external_gte"}' % (order, version)
