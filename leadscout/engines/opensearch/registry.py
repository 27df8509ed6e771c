"""Generations in a cluster: an alias says which index answers, a document what each holds, another who may write.

Whoever writes holds a lease that it renews. Who waits takes it over when it was not renewed for a while by the waiter's
own clock: clocks of two machines are never compared. Each write of a state names the one before it, so an indexer that
stood still, and lost its lease, is stopped at its next commit; what it sent until then does no harm, as people have
versions.
"""

import logging
import re
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from leadscout.engines.opensearch import generation
from leadscout.engines.opensearch.cluster import Cluster, ClusterError, Json
from leadscout.engines.opensearch.generation import Sharding
from leadscout.errors import Refused
from leadscout.plan.engine import State, UnfitError

LEASE = 15.0
"""Seconds after which a lease that nobody renewed is anybody's."""

_RENEWALS = 5  # times that a lease is renewed while it would be respected
_LOOK = 0.25
_CONFLICT, _MISSING = 409, 404
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called: `prefix` is a setting, `kind` the name of the folder that it stands for."""

    prefix: str
    kind: str

    @property
    def alias(self) -> str:
        """What leads to the generation that answers."""
        return f"{self.prefix}-{self.kind}"

    @property
    def states(self) -> str:
        """The index of states and leases; one for all kinds."""
        return f"{self.prefix}-state"

    def index(self, name: str) -> str:
        """The index of a generation."""
        return f"{self.alias}-{name}"

    def state(self, name: str) -> str:
        """Where the state of a generation is."""
        return f"/{self.states}/_doc/{self.kind}-{name}"


@dataclass(slots=True)
class _Lease:
    """A document that is ours as long as nobody else writes it."""

    path: str
    written: Json
    lost: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)


class LostLeaseError(RuntimeError):
    """Another indexer took over, because this one stood still."""


class ClusterRegistry:
    """The generations of one index of a cluster."""

    believed = 1.0

    def __init__(self, cluster: Cluster, names: Names, sharding: Sharding, lease: float = LEASE) -> None:
        """Ask nothing yet. `lease` is for how many seconds one that is not renewed is respected."""
        self._cluster = cluster
        self._names = names
        self._sharding = sharding
        self._patience = lease
        self._lease: _Lease | None = None
        self._states: dict[str, Json] = {}  # as they were last read or written: what a write leans on

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lease; waits for whoever has it."""
        path = f"/{self._names.states}/_doc/{self._names.kind}-lease"
        holder = {"holder": f"{socket.gethostname()} {secrets.token_hex(8)}"}
        self._make_states()
        lease = _Lease(path, self._take(path, holder))
        renewing = threading.Thread(target=self._renew, args=(lease, holder), daemon=True)
        renewing.start()
        self._lease = lease
        try:
            yield
        finally:
            lease.over.set()
            renewing.join()
            self._lease = None
            self._states.clear()
            if not lease.lost.is_set():
                self._write("DELETE", path, lease.written)

    def current(self) -> str:
        """The generation that answers, "" for none."""
        try:
            indexes = self._cluster.get(f"/_alias/{self._names.alias}")
        except ClusterError as error:
            if error.status == _MISSING:
                return ""
            raise
        return max(map(self._number, indexes), default="")

    def names(self) -> list[str]:
        """All generations."""
        indexes = self._cluster.get(f"/{self._names.alias}-*/_settings/index.uuid", expand_wildcards="all")
        return [number for number in map(self._number, indexes) if number]

    def state(self, name: str) -> State:
        """What a generation holds. Raises UnfitError where nothing can be read of it."""
        if not name:
            raise UnfitError("")
        try:
            document = self._cluster.get(self._names.state(name))
            state = State(**document["_source"])
        except ClusterError as error:
            if error.status != _MISSING:
                raise
            raise UnfitError(f"the state of {self._names.index(name)} is missing") from None
        except TypeError as error:
            raise UnfitError(f"the state of {self._names.index(name)} is damaged ({error})") from None
        if self._lease:
            self._states[name] = document
        return state

    def keep(self, name: str, state: State) -> None:
        """Remember what a generation holds. Raises LostLeaseError where another indexer wrote it meanwhile."""
        if self._lease and self._lease.lost.is_set():
            raise LostLeaseError(f"another indexer took {self._names.alias} over")
        path = self._names.state(name)
        fields = asdict(state)
        del fields["merged"]  # a cluster merges by itself, and servers of before would not know the word
        written = self._write("PUT", path, self._states.get(name), fields)
        if written is None:
            raise LostLeaseError(f"another indexer wrote the state of {self._names.index(name)}")
        self._states[name] = written

    def point(self, name: str) -> None:
        """Let a generation answer from now on, once it is merged and has its copies."""
        generation.finish(self._cluster, self._names.index(name), self._sharding)
        if self._lease and self._lease.lost.is_set():
            raise LostLeaseError(f"another indexer took {self._names.alias} over")
        old = self.current()
        actions = [{"add": {"index": self._names.index(name), "alias": self._names.alias}}]
        if old and old != name:
            actions.append({"remove": {"index": self._names.index(old), "alias": self._names.alias}})
        self._cluster.post("/_aliases", {"actions": actions})

    def remove(self, name: str) -> None:
        """Clear a generation away, or what there is of it."""
        self._cluster.delete(f"/{self._names.index(name)}", ignore_unavailable="true")
        self._states.pop(name, None)
        try:
            self._cluster.delete(self._names.state(name))
        except ClusterError as error:
            if error.status != _MISSING:
                raise

    def _number(self, index: str) -> str:
        """The number in the name of a generation's index; "" for an index of something else."""
        matched = re.fullmatch(rf"{re.escape(self._names.alias)}-([0-9]{{6,}})", index)
        return matched[1] if matched else ""

    def _make_states(self) -> None:
        """Make the index of states, where this is the first to need it."""
        try:
            self._cluster.get(f"/{self._names.states}")
        except ClusterError as error:
            if error.status != _MISSING:
                raise
            generation.allow_many_clauses(self._cluster)
            copies = {"number_of_shards": 1, "number_of_replicas": self._sharding.replicas}
            body = {"settings": {"index": copies}, "mappings": {"dynamic": "true", "properties": {}}}
            try:
                self._cluster.put(f"/{self._names.states}", body)
            except ClusterError as race:
                if race.kind != "resource_already_exists_exception":
                    raise

    def _take(self, path: str, holder: Json) -> Json:
        """Write the lease, once it is free, or was not renewed for long enough; gives it as written."""
        watched: Json | None = None
        since = time.monotonic()
        while True:
            try:
                now = self._cluster.get(path)
            except ClusterError as error:
                if error.status != _MISSING:
                    raise
                now = None
            if now is None or (
                now["_seq_no"] == (watched or {}).get("_seq_no") and time.monotonic() - since > self._patience
            ):
                if now:
                    _log.warning("%s is taken over: its indexer does not renew its lease", self._names.alias)
                if written := self._write("PUT", path, now, holder):
                    return written
            elif now["_seq_no"] != (watched or {}).get("_seq_no"):
                watched, since = now, time.monotonic()
            time.sleep(_LOOK)

    def _renew(self, lease: _Lease, holder: Json) -> None:
        while not lease.over.wait(self._patience / _RENEWALS):
            try:
                written = self._write("PUT", lease.path, lease.written, holder)
            except (Refused, ClusterError) as error:  # it is tried again until somebody else has taken it
                _log.warning("the lease of %s was not renewed: %s", self._names.alias, error)
                continue
            if written is None:
                lease.lost.set()
                return
            lease.written = written

    def _write(self, method: str, path: str, before: Json | None, body: Json | None = None) -> Json | None:
        """Write a document over the one that was there before, or where there was none; None where that is not so."""
        if before:
            leans = {"if_seq_no": before["_seq_no"], "if_primary_term": before["_primary_term"]}
        else:
            leans = {"op_type": "create"}
        try:
            return self._cluster.put(path, body, **leans) if method == "PUT" else self._cluster.delete(path, **leans)
        except ClusterError as error:
            if error.status not in (_CONFLICT, _MISSING):
                raise
        try:
            now = self._cluster.get(path)
        except ClusterError as error:
            if error.status != _MISSING:
                raise
            return None
        # It may be ours all the same, where an answer was lost and we were sent to another node.
        return now if now["_source"] == body and (not before or now["_seq_no"] != before["_seq_no"]) else None
