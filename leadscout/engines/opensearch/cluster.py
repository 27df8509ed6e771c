"""A cluster as one address: its nodes are asked in turn, and one that is down is passed over."""

import threading
import time
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from leadscout.errors import Fault, Refused
from leadscout.settings import PREFIX, SettingError

SETTING = f"{PREFIX}OPENSEARCH"
EXAMPLE = "http://a:9200 http://b:9200"
PATIENCE = 5.0
"""Seconds in which some node has to take a question; who writes waits longer (`Request.patience`)."""

_DEAD = 3.0  # seconds for which a node that did not answer is passed over
_PAUSES = (0.05, 0.2, 0.5, 1.0)  # between two rounds over all nodes
_BUSY = frozenset((429, 502, 503, 504))
_TIMES = httpx.Timeout(60.0, connect=2.0)

Json = dict[str, Any]


class ClusterError(RuntimeError):
    """The cluster answered that it cannot do what was asked: `status` is HTTP's, `kind` the cluster's word for it."""

    def __init__(self, status: int, kind: str, reason: str) -> None:
        """Tell all three."""
        super().__init__(f"{status} {kind}: {reason}")
        self.status = status
        self.kind = kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request. `once`: it must not be sent again where it may have arrived."""

    method: str
    path: str
    body: bytes = b""
    params: Mapping[str, str | int] | None = None
    lines: bool = False
    once: bool = False
    patience: float = PATIENCE


class Cluster:
    """Asks the nodes of one cluster; threads share it."""

    def __init__(self, addresses: str, header: str = "") -> None:
        """`addresses` are those of nodes, with blanks between them; `header` is sent with each request.

        Raises SettingError for what is none; opens no connection yet.
        """
        nodes = [_node(address) for address in addresses.split()]
        if not nodes:
            raise SettingError(f"{SETTING} names no node of a cluster; expected {EXAMPLE}")
        name, colon, value = header.partition(":")
        if header and not (colon and name.strip() and value.strip()):
            raise SettingError(f"{SETTING}_HEADER is no header; expected 'Authorization: ApiKey ...'")
        headers = {name.strip(): value.strip()} if header else {}
        # Reading the certificates of the machine takes 20 ms: only where some node is asked over TLS.
        safe = any(node.scheme == "https" for node in nodes)
        self._clients = [httpx.Client(base_url=node, headers=headers, timeout=_TIMES, verify=safe) for node in nodes]
        # Nobody has to let go of a cluster by hand: connections end with it, or with the process.
        weakref.finalize(self, _close, self._clients)
        self._dead: dict[int, float] = {}
        self._turn = 0
        self._lock = threading.Lock()

    def get(self, path: str, **params: str | int) -> Json:
        """What is at a path. Raises as `send` does."""
        return self.send(Request(method="GET", path=path, params=params))

    def put(self, path: str, body: Json | None = None, **params: str | int) -> Json:
        """Set what is at a path; sent again when it may be lost. Raises as `send` does."""
        return self.send(Request(method="PUT", path=path, body=orjson.dumps(body or {}), params=params))

    def post(self, path: str, body: Json | None = None, **params: str | int) -> Json:
        """Ask at a path; sent again when it may be lost. Raises as `send` does."""
        return self.send(Request(method="POST", path=path, body=orjson.dumps(body or {}), params=params))

    def delete(self, path: str, **params: str | int) -> Json:
        """Remove what is at a path. Raises as `send` does."""
        return self.send(Request(method="DELETE", path=path, params=params))

    def send(self, request: Request) -> Json:
        """What some node answers; nodes that are down or busy are passed over.

        Raises ClusterError where the cluster refuses, Refused where no node answers within the patience.
        """
        end, last, pauses = time.monotonic() + request.patience, "", iter(_PAUSES)
        while True:
            for at in self._alive():
                try:
                    answer = self._clients[at].request(
                        request.method,
                        request.path,
                        content=request.body or None,
                        params=request.params,
                        headers={"content-type": f"application/{'x-ndjson' if request.lines else 'json'}"},
                    )
                except httpx.TransportError as error:
                    self._dead[at] = time.monotonic() + _DEAD
                    last = f"{self._clients[at].base_url.host}: {type(error).__name__}"
                    if request.once and not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
                        raise Refused(Fault("index_unreachable", value=last)) from None
                    continue
                if answer.status_code not in _BUSY:
                    return _read(answer)
                last = str(_error(answer))
            if time.monotonic() > end:
                raise Refused(Fault("index_unreachable", value=last))
            time.sleep(next(pauses, _PAUSES[-1]))

    def _alive(self) -> Sequence[int]:
        """The nodes to ask, each time another one first; all of them where none is known to be up."""
        with self._lock:
            self._turn += 1
            turn = self._turn
        now, number = time.monotonic(), len(self._clients)
        order = [(turn + at) % number for at in range(number)]
        return [at for at in order if self._dead.get(at, 0) <= now] or order


def _close(clients: Sequence[httpx.Client]) -> None:
    for client in clients:
        client.close()


def _node(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        url = httpx.URL()
    # The address itself stays out of the sentence: a password may be in it.
    if url.scheme not in ("http", "https") or not url.host:
        raise SettingError(f"{SETTING} has an address that is none; expected {EXAMPLE}")
    return url


def _read(answer: httpx.Response) -> Json:
    if answer.is_error:
        raise _error(answer)
    return dict(orjson.loads(answer.content)) if answer.content else {}


def _error(answer: httpx.Response) -> ClusterError:
    """What the cluster says is wrong; of several causes the first, which says most."""
    try:
        body = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        body = None
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        cause = next(iter(error.get("root_cause") or ()), error)
        return ClusterError(answer.status_code, str(cause.get("type")), str(cause.get("reason")))
    return ClusterError(answer.status_code, str(error or "error"), answer.reason_phrase)
