"""Numbers of a running leadscout, read from its stores when somebody looks: nothing counts them meanwhile."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from leadscout.errors import Refused
from leadscout.plan.leaves import All
from leadscout.service.operations.doctor import DerivedIndex, IndexedRecords
from leadscout.store import health
from leadscout.store.database import Database
from leadscout.store.replicas import ReplicaUse


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of now."""

    name: str
    sentence: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """Figures of one data folder; `indexes` are by what is in them."""

    data: Path
    database: Database
    indexes: Mapping[str, tuple[IndexedRecords, DerivedIndex]]
    now: Callable[[], datetime]
    replicas: Callable[[], Iterable[ReplicaUse]] = tuple

    def __call__(self) -> Iterator[Figure]:
        """Every figure. What cannot be read now is left out."""
        for part in (self._indexed, self._work, self._files, self._replicas):
            with suppress(Refused):
                yield from part()

    def _indexed(self) -> Iterator[Figure]:
        for name, (records, index) in self.indexes.items():
            labels, state = {"index": name}, index.state
            ready = "Whether the index answers."
            yield Figure("leadscout_index_ready", ready, float(state is not None), labels)
            if state is None:
                continue
            behind = "Changes that the index does not have yet."
            yield Figure("leadscout_index_behind", behind, max(0, records.last_change() - state.applied), labels)
            number = index.engine().count(All(())).value
            yield Figure("leadscout_indexed", "People, or companies, in the index.", number, labels)

    def _work(self) -> Iterator[Figure]:
        now = self.now().timestamp()
        with self.database.read() as connection:
            by_status = health.by_status(connection)
            oldest, unsent = health.oldest_due(connection), health.waiting(connection, now)
        for status, number in by_status.items():
            yield Figure("leadscout_searches", "Searches that are kept.", number, {"status": status})
        age = 0.0 if oldest is None else max(0.0, now - oldest)
        yield Figure("leadscout_search_waits_seconds", "Since when the search that waits longest could begin.", age)
        age = 0.0 if unsent.oldest is None else max(0.0, now - unsent.oldest)
        yield Figure("leadscout_webhook_waits_seconds", "Since when the webhook that waits longest is due.", age)
        yield Figure("leadscout_webhooks_waiting", "Searches whose webhook is due.", unsent.waiting)
        yield Figure("leadscout_webhooks_dead", "Searches that gave up on their webhook.", unsent.dead)

    def _files(self) -> Iterator[Figure]:
        usage = shutil.disk_usage(self.data)
        yield Figure("leadscout_disk_free_bytes", "Bytes that are free where the data is.", usage.free)
        for file in self.data.glob("*.db*"):
            with suppress(FileNotFoundError):
                size = file.stat().st_size
                yield Figure("leadscout_file_bytes", "Bytes of a file of a store.", size, {"file": file.name})

    def _replicas(self) -> Iterator[Figure]:
        for one in self.replicas():
            labels = {"replica": one.name}
            well = "Whether this process reads people from the replica, as far as it knows."
            yield Figure("leadscout_replica_well", well, float(not one.trouble), labels)
            reads = "Reads of people and companies that the replica answered to this process."
            yield Figure("leadscout_replica_reads", reads, one.reads, labels)
