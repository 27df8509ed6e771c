"""Whether all is well with a data folder, and mending what is made from something else (docs/decisions/056)."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from leadscout.errors import Refused
from leadscout.model.search import Count
from leadscout.plan.leaves import All
from leadscout.service.operations.backups import KEY
from leadscout.service.operations.growth import Growth
from leadscout.store import health, quotas, snapshots
from leadscout.store.database import Database
from leadscout.store.people import People

_MEBI = 1 << 20
LEAST_ROOM = 256 * _MEBI
"""Bytes that are free at least: an index is merged into new files before the old ones go."""

_FEW = 0.1
"""Part of a disk below which an operator should know."""

_LATE = 60.0
"""Seconds after which what is due, and nobody has begun, has nobody who works."""

_HOUR = 3600.0
_LONG_LOG = 256 * _MEBI


class Health(StrEnum):
    """How a thing is."""

    WELL = "well"
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check says. `mend` sets it right, where that takes nothing from anybody."""

    check: str
    health: Health
    sentence: str
    mend: Callable[[], object] | None = None


class IndexedRecords(Protocol):
    """What an index is made from."""

    def count(self) -> int:
        """How many there are."""

    def last_change(self) -> int:
        """The number of the latest change."""


class _State(Protocol):
    @property
    def applied(self) -> int: ...


class _Engine(Protocol):
    def count(self, leaf: All) -> Count: ...


class DerivedIndex(Protocol):
    """An index, as it is looked at."""

    @property
    def state(self) -> _State | None:
        """What it holds; None when it has to be made anew."""

    @property
    def outdated(self) -> bool:
        """Whether it answers all the same until then."""

    def engine(self) -> _Engine:
        """What answers. Raises Refused."""


@dataclass(frozen=True)
class Indexed:
    """An index of records; `rebuild` makes it anew."""

    name: str
    records: IndexedRecords
    index: DerivedIndex
    rebuild: Callable[[], object]


def first_look(data: Path, stores: Sequence[Path]) -> Iterator[Finding]:
    """What can be said of the files before any is opened as a store: with a fault among it, none can be."""
    for store in stores:
        if not store.exists():
            yield Finding("stores", Health.FAULT, f"there is no {store.name} in {data}; put it back from a backup")
        elif damage := snapshots.fault_of(store):
            yield Finding("stores", Health.FAULT, f"{store.name} is damaged ({damage}); put it back from a backup")
        else:
            yield Finding("stores", Health.WELL, f"{store.name} is whole ({store.stat().st_size / _MEBI:,.1f} MB)")
    if not (data / KEY).exists():
        sentence = f"there is no {KEY}: put it back, or webhooks get new secrets and suppressions say nothing"
        yield Finding("stores", Health.FAULT, sentence)
    for path in (data, *stores, data / KEY):
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding(
                "stores", Health.NOTE, f"other users of this machine can read {path}; its owner should close it"
            )


@dataclass(frozen=True)
class Doctor:
    """Looks at one data folder; a store that is no file is PostgreSQL's to look after."""

    data: Path
    version: str
    database: Database
    people: People
    indexes: Sequence[Indexed]
    growth: Growth
    finish_forgetting: Callable[[], None]
    now: Callable[[], datetime]
    cluster: Callable[[], Iterator[Finding]] = lambda: iter(())
    """Looks at the cluster of the indexes, where they are in one."""
    postgresql: Callable[[], Iterator[Finding]] = lambda: iter(())
    """Looks at the database of people, where they are in one."""

    def findings(self) -> Iterator[Finding]:
        """Everything, one check after the other: a slow one holds up no sentence of those before it."""
        yield Finding("versions", Health.WELL, f"leadscout {self.version}, SQLite {sqlite3.sqlite_version}")
        yield from self._stores()
        yield from self.postgresql()
        yield from self._disk()
        yield from self.cluster()
        for check in (self._index, self._forgetting, self._ledger, self._work, self._clock):
            yield from check()
        yield from self._growth()

    def _stores(self) -> Iterator[Finding]:
        for name, store in (("people.db", self.people.database), ("leadscout.db", self.database)):
            if store.path is None:
                yield Finding("stores", Health.NOTE, f"{name} is in PostgreSQL, which looks after it by itself")
                continue
            with store.read() as connection:
                lost = health.unrelated(connection)
            if lost:
                yield Finding("stores", Health.FAULT, f"{name}: rows of {', '.join(lost)} point to what is not there")
            yield from self._log(name, store)

    def _log(self, name: str, store: Database) -> Iterator[Finding]:
        assert store.path is not None  # noqa: S101 - asked before
        log = store.path.with_name(f"{store.path.name}-wal")
        size = log.stat().st_size if log.exists() else 0
        if size > _LONG_LOG:
            sentence = f"the log of {name} has {size / _MEBI:,.0f} MB: a long read keeps it from shrinking"
            yield Finding("stores", Health.NOTE, sentence, store.checkpoint)

    def _disk(self) -> Iterator[Finding]:
        try:
            self.database.check()
            self.people.database.check()
        except Refused as refused:
            yield Finding("disk", Health.FAULT, str(refused))
        usage = shutil.disk_usage(self.data)
        sentence = f"{usage.free / _MEBI:,.0f} MB of the disk are free"
        if usage.free < LEAST_ROOM:
            yield Finding("disk", Health.FAULT, f"{sentence}; make room: an index is merged into new files first")
        else:
            yield Finding("disk", Health.NOTE if usage.free < _FEW * usage.total else Health.WELL, sentence)

    def _index(self) -> Iterator[Finding]:
        for one in self.indexes:
            try:
                yield _looked_at(one)
            except (
                Refused
            ) as refused:  # a cluster that does not answer may well have all of it: nothing to be made anew
                sentence = f"the index of {one.name} cannot be looked at: {refused}"
                yield Finding("index", Health.FAULT, sentence)

    def _forgetting(self) -> Iterator[Finding]:
        due = len(self.people.forgetting())
        if due:
            sentence = f"payloads and answers may still tell of {due:,} people who were forgotten"
            yield Finding("forgetting", Health.FAULT, sentence, self.finish_forgetting)
        else:
            yield Finding("forgetting", Health.WELL, "nothing tells of anybody who was forgotten")

    def _ledger(self) -> Iterator[Finding]:
        with self.database.read() as connection:
            wrong, unfounded = health.unbalanced(connection), health.unfounded_refunds(connection)
            keys, kept = health.miscounted_keys(connection), quotas.miscounted(connection)
        if keys:
            sentence = f"{len(keys):,} keys have charged something else than the ledger says"
            yield Finding("ledger", Health.FAULT, sentence, lambda: self._mend(health.recount_keys))
        if kept:
            sentence = f"the searches of {len(kept):,} accounts have another size than was counted"
            yield Finding("quotas", Health.FAULT, sentence, lambda: self._mend(quotas.recount))
        for one in wrong:
            sentence = f"account {one.name}: the balance is {one.balance:,} millionths, its entries say {one.entries:,}"
            yield Finding("ledger", Health.FAULT, sentence, lambda id_=one.id: self._rebalance(id_))  # type: ignore[misc]
        if unfounded:
            sentence = f"{unfounded:,} refunds give back what was not charged so"
            yield Finding("ledger", Health.FAULT, sentence)
        if not wrong and not unfounded:
            yield Finding("ledger", Health.WELL, "every balance is the sum of its entries")

    def _mend(self, how: Callable[[sa.Connection], None]) -> None:
        with self.database.write() as connection:
            how(connection)

    def _rebalance(self, account: str) -> None:
        with self.database.write() as connection:
            health.rebalance(connection, account)

    def _work(self) -> Iterator[Finding]:
        now = self.now().timestamp()
        with self.database.read() as connection:
            oldest, telling = health.oldest_due(connection), health.waiting(connection, now)
        late = max(now - since for since in (oldest, telling.oldest, now) if since is not None)
        if late > _LATE:
            sentence = f"work waits since {late:,.0f} s: does `leadscout serve`, or `leadscout work`, run?"
            yield Finding("work", Health.NOTE, sentence)
        else:
            yield Finding("work", Health.WELL, "nothing waits for a worker")
        if telling.dead:
            sentence = f"{telling.dead:,} searches gave up on their webhook: see them on the page, and send them again"
            yield Finding("outbox", Health.NOTE, sentence)
        else:
            yield Finding("outbox", Health.WELL, f"{telling.waiting:,} webhooks wait, none was given up")

    def _clock(self) -> Iterator[Finding]:
        latest = self.now().timestamp() + _HOUR
        with self.database.read() as connection:
            ahead = health.ahead(connection, latest)
        if ahead:
            sentence = f"{ahead:,} rows are held for hours to come: the clock was ahead, or is behind now"
            yield Finding("clock", Health.FAULT, sentence, lambda: self._bring_back(latest))
        else:
            yield Finding("clock", Health.WELL, f"it is {self.now():%Y-%m-%dT%H:%M:%SZ}, and nothing is of later")

    def _bring_back(self, latest: float) -> None:
        with self.database.write() as connection:
            health.bring_back(connection, latest)

    def _growth(self) -> Iterator[Finding]:
        for part in self.growth.parts():
            old = f", {part.prunable:,} of them old enough to be dropped" if part.prunable else ""
            sentence = f"{part.name}: {part.number:,} ({part.size / _MEBI:,.1f} MB){old}"
            mend = part.prune if part.prunable else None
            yield Finding("growth", Health.NOTE if part.prunable else Health.WELL, sentence, mend)


def _looked_at(one: Indexed) -> Finding:
    """How an index is; it is followed by a worker, so what is behind is a note."""
    name, last = f"the index of {one.name}", one.records.last_change()
    state = one.index.state
    if state is None:
        return _without_state(one, name) if last else Finding("index", Health.WELL, f"there are no {one.name} yet")
    try:
        number = one.index.engine().count(All(())).value
    except Refused as refused:
        return Finding("index", Health.FAULT, f"{name} does not answer: {refused}", one.rebuild)
    if state.applied < last:
        sentence = f"{name} is {last - state.applied:,} changes behind; a worker brings it up to date"
        return Finding("index", Health.NOTE, sentence, one.rebuild)
    if number != one.records.count():
        sentence = f"{name} has {number:,} of {one.records.count():,} {one.name}"
        return Finding("index", Health.FAULT, sentence, one.rebuild)
    return Finding("index", Health.WELL, f"{name} is that of all {number:,}")


def _without_state(one: Indexed, name: str) -> Finding:
    """How an index is that has to be made anew."""
    if one.index.outdated:
        sentence = f"{name} is of another lexicon or engine; it answers until a worker has made it anew"
        return Finding("index", Health.NOTE, sentence, one.rebuild)
    return Finding("index", Health.FAULT, f"{name} is missing, damaged or of another version", one.rebuild)
