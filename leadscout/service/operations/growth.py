"""What grows, how large it is, and dropping what is older, or more, than an operator keeps."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from leadscout.settings import Settings
from leadscout.store import growth as store
from leadscout.store.database import Database

_log = structlog.get_logger()
_DAY = 24 * 3600
_MEBI = 1 << 20


@dataclass(frozen=True, slots=True)
class GrowthPart:
    """A kind of thing that is kept: how many, of how many bytes, how many are to be dropped, and what drops them."""

    name: str
    number: int
    size: int
    prunable: int
    prune: Callable[[], None]


@dataclass(frozen=True)
class Growth:
    """What grows in one data folder; `settings` say how long, and how much, of it is kept."""

    data: Path
    database: Database
    settings: Settings
    now: Callable[[], datetime]

    def parts(self) -> Iterator[GrowthPart]:
        """Every kind."""
        kinds = (
            ("payloads of webhooks", self._payloads, self._drop_payloads),
            ("answers to requests with a key", self._answers, self._drop_answers),
            ("searches that are over", self._over, self._drop_over),
        )
        for name, look, prune in kinds:
            kept = look()
            yield GrowthPart(name, kept.number, kept.size, kept.prunable, prune)
        files = list(self._rejected())
        sizes = [file.stat().st_size for file in files]
        old = sum(1 for _ in self._old_rejected())
        yield GrowthPart("lists of rejected rows", len(files), sum(sizes), old, self._drop_rejected)

    def prune(self) -> None:
        """Drop whatever is older, or more, than is kept; what cannot be dropped holds up nothing else."""
        for part in self.parts():
            if part.prunable:
                try:
                    part.prune()
                except Exception:  # noqa: BLE001 - whatever it is, the other kinds are dropped; it is tried again
                    _log.exception("something old could not be dropped", kind=part.name)

    def _told(self) -> tuple[str, float, int]:
        """Until when payloads were delivered, or given up, that are dropped, and how many bytes stay."""
        delivered = (self.now() - timedelta(days=self.settings.webhook_keep_days)).isoformat(timespec="seconds")
        dead = self.now().timestamp() - self.settings.webhook_keep_dead_days * _DAY
        return delivered, dead, self.settings.webhook_keep_mb * _MEBI

    def _payloads(self) -> store.StorageUse:
        with self.database.read() as connection:
            return store.payloads(connection, *self._told())

    def _drop_payloads(self) -> None:
        self.database.transact(lambda connection: store.drop_payloads(connection, *self._told()))

    def _remembered(self) -> tuple[float, int]:
        before = self.now().timestamp() - self.settings.idempotency_hours * 3600
        return before, self.settings.idempotency_keep_mb * _MEBI

    def _answers(self) -> store.StorageUse:
        with self.database.read() as connection:
            return store.answers(connection, *self._remembered())

    def _drop_answers(self) -> None:
        self.database.transact(lambda connection: store.drop_answers(connection, *self._remembered()))

    def _since(self) -> str:
        days = self.settings.search_keep_days
        return (self.now() - timedelta(days=days)).isoformat(timespec="seconds") if days else ""

    def _over(self) -> store.StorageUse:
        with self.database.read() as connection:
            return store.over(connection, self._since())

    def _drop_over(self) -> None:
        while self.database.transact(lambda connection: store.drop_some(connection, self._since())):
            pass

    def _rejected(self) -> Iterator[Path]:
        """Lists of rows that imports did not take: of the command line, and of callers."""
        yield from (self.data / "rejected").glob("*.csv")
        yield from (self.data / "imports").glob("*/problems-*.csv")

    def _old_rejected(self) -> Iterator[Path]:
        before = self.now().timestamp() - self.settings.rejected_keep_days * _DAY
        newest = sorted(self._rejected(), key=lambda file: file.stat().st_mtime, reverse=True)
        size = 0
        for file in newest:
            status = file.stat()
            size += status.st_size
            if status.st_mtime < before or size > self.settings.rejected_keep_mb * _MEBI:
                yield file

    def _drop_rejected(self) -> None:
        for file in self._old_rejected():
            overwrite(file)


def overwrite(file: Path) -> None:
    """Delete a file whose bytes name people: they are overwritten first."""
    with suppress(FileNotFoundError):
        with file.open("r+b") as stream:
            size, zeros = os.fstat(stream.fileno()).st_size, bytes(_MEBI)
            for at in range(0, size, _MEBI):
                stream.write(zeros[: min(_MEBI, size - at)])
            stream.flush()
            os.fsync(stream.fileno())
        file.unlink()
