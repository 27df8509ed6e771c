"""Files that callers import: sent, looked at, begun, and imported by the worker as the command line does it.

The row of leadscout.db is the job, and a lease says whose it is. How far it is done stands in people.db, written with
the people: so a kill anywhere loses and repeats nothing.
"""

import csv
import hashlib
import math
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any

import msgspec
import sqlalchemy as sa
import structlog

from leadscout.errors import Family, Fault, Refused
from leadscout.model.audit import AuditEntry
from leadscout.model.files import (
    FileCheck,
    FilePreview,
    FileReader,
    MakeReader,
    ReadingChoices,
)
from leadscout.model.formulas import guard
from leadscout.model.imports import ImportJob, ImportStatus
from leadscout.service.accounts.audit import OPERATOR, Audit
from leadscout.service.accounts.quotas import Quotas
from leadscout.service.people import previews
from leadscout.service.people.expectations import Expectation
from leadscout.service.people.importing import ImportListing, ImportRun, ImportTarget
from leadscout.service.people.intake import Intake
from leadscout.service.people.problems import HEAD, Problems
from leadscout.service.people.undoing import undo
from leadscout.store import import_jobs as store
from leadscout.store import imports, private, undoings
from leadscout.store.database import Database
from leadscout.store.imports import FileImport, ImportState
from leadscout.store.leases import Lease, until
from leadscout.store.people import People

FIRST_LEASE = 60
"""Seconds until the first rows are in: a large file is looked through before."""

LEASE = 8
"""Seconds after which an import whose worker does not move is another's; each batch renews it."""

RETRIES = (1, 10, 60)
"""Seconds to wait after each failure of ours."""

KEPT = 7
"""Days for which a file is kept that nobody begins, or that could not be imported."""

LEFT = 3600
"""Seconds after which what an upload, or one that was killed, left behind is deleted: one that goes on writes to it."""

_OUR_SIDE = "something went wrong on our side"

_AWAY = 3600
"""Seconds for which an import waits for a worker that has its file; then any may say that the file is gone."""

_LOOK = 0.5
"""Seconds between two looks while an import waits for another machine; what is begun is announced."""

_LONGEST = 200
_UNSAFE = re.compile(r"[\x00-\x1f/\\]")
_log = structlog.get_logger()


class _LostError(Exception):
    """The import is not this worker's any more."""


@dataclass
class Upload:
    """A file that is being sent, written to the disk as it comes."""

    path: Path
    file: IO[bytes]
    digest: Any = field(default_factory=hashlib.sha256)
    size: int = 0

    def write(self, piece: bytes) -> None:
        """Take the next piece."""
        self.file.write(piece)
        self.digest.update(piece)
        self.size += len(piece)


@dataclass(frozen=True)
class Imports:
    """The imports of one store's callers; their files are in `folder`. `now` is the clock.

    `intake` makes what takes people in.
    """

    database: Database
    people: People
    intake: Callable[[], Intake]
    reader: MakeReader
    folder: Path
    now: Callable[[], datetime]
    quotas: Quotas = field(default_factory=Quotas)

    def receive(self, name: str) -> Upload:
        """Somewhere to write a file of this name to, which is then `create`d, or dropped."""
        folder = self.folder / f"new-{secrets.token_hex(8)}"
        private.make_folder(self.folder)
        private.make_folder(folder)
        path = folder / _safe(name)
        private.make_file(path)
        return Upload(path, path.open("wb"))

    def drop(self, upload: Upload) -> None:
        """Delete a file that was not created."""
        upload.file.close()
        shutil.rmtree(upload.path.parent, ignore_errors=True)

    def create(self, account: str, upload: Upload, id_: str) -> ImportJob:
        """Make an import, not begun, of a file that has come; the same file again under its id is that import.

        Raises Refused when no people can be read of it, the id is another file's, or the account keeps too much.
        """
        upload.file.close()
        at = self.now().isoformat(timespec="microseconds")
        job = ImportJob(id_, account, upload.path.name, upload.size, upload.digest.hexdigest(), at)
        with self.database.read() as connection:
            before = store.get(connection, account, id_)
        if before is not None:
            self.drop(upload)
            if before.digest != job.digest:
                raise Refused(Fault("idempotency_key_reused", "Idempotency-Key", id_))
            return before
        preview = previews.preview(self.reader(ReadingChoices()), upload.path)
        (upload.path.parent / _PREVIEW).write_bytes(msgspec.json.encode(preview))
        shutil.rmtree(self.folder / id_, ignore_errors=True)  # of one that was killed between this and the next line
        upload.path.parent.replace(self.folder / id_)
        try:
            with self.database.write() as connection:
                store.add(connection, job)
                self.quotas.check(connection, account, "bytes", more=0)
        except Refused:
            shutil.rmtree(self.folder / id_, ignore_errors=True)
            raise
        return job

    def get(self, account: str, id_: str) -> ImportJob:
        """The account's import of an id. Raises Refused when there is none."""
        with self.database.read() as connection:
            job = store.get(connection, account, id_)
        if job is None:
            raise Refused(Fault("no_import", value=id_))
        return job

    def all(self, account: str, limit: int, offset: int) -> list[ImportJob]:
        """The account's imports, newest first."""
        with self.database.read() as connection:
            return store.of_account(connection, account, limit, offset)

    def files(self, jobs: Sequence[ImportJob]) -> dict[str, list[ImportListing]]:
        """The files, or sheets, of each, with how far they are."""
        rows = self._files(*jobs)
        return {job.id: [ImportListing.of(row) for row in rows if row.job == job.id] for job in jobs}

    def _files(self, *jobs: ImportJob) -> list[FileImport]:
        with self.people.database.read() as connection:
            return imports.of_jobs(connection, [job.id for job in jobs])

    def preview(self, job: ImportJob, choices: ReadingChoices | None = None) -> FilePreview | None:
        """What its file looks like as it came, or read as is chosen; None when it is gone. Raises Refused."""
        folder = self.folder / job.id
        if not (folder / job.name).exists():
            return None
        if choices is None:
            return msgspec.json.decode((folder / _PREVIEW).read_bytes(), type=FilePreview)
        return previews.preview(self._chosen(choices), folder / job.name)

    def check(self, job: ImportJob, choices: ReadingChoices) -> FileCheck | None:
        """What importing a file, read as is chosen, would take in and reject; None when it is gone. Raises Refused."""
        path = self.folder / job.id / job.name
        if not path.exists():
            return None
        day = ((choices.as_of or self.now().date()) - date(1970, 1, 1)).days
        return previews.check(self._chosen(choices), path, Expectation(self.intake()), day)

    def start(self, account: str, id_: str, choices: ReadingChoices, actor: str = OPERATOR) -> ImportJob:
        """Let the worker import a file, read as is chosen. Raises Refused when it was begun, or cannot be read so."""
        job = self.get(account, id_)
        if job.status not in _WAITING or self.preview(job, choices) is None:
            raise Refused(Fault("import_begun", value=id_))
        chosen = msgspec.json.encode(choices)
        values = {"choices": chosen, "due": self.now().timestamp()}
        with self.database.write() as connection:
            if not store.change(connection, job, _WAITING, ImportStatus.QUEUED, **values):
                raise Refused(Fault("import_begun", value=id_))
            self._log(connection, job, actor, "import started")
        return self.get(account, id_)

    def undo(self, account: str, id_: str, actor: str = OPERATOR) -> ImportJob:
        """Let the worker take back what an import told. Raises Refused when it is not over, or was taken back."""
        job = self.get(account, id_)
        over = [ImportStatus.DONE, ImportStatus.FAILED]
        with self.database.write() as connection:
            if not store.change(connection, job, over, ImportStatus.UNDOING, due=self.now().timestamp()):
                undone = job.status in (ImportStatus.UNDOING, ImportStatus.UNDONE)
                raise Refused(Fault("undone_before" if undone else "import_not_over", value=id_))
            self._log(connection, job, actor, "import undone")
        return self.get(account, id_)

    def ids(self, job: ImportJob, most: int) -> list[str]:
        """Our ids of the people of whom an import told, at most so many and one more."""
        with self.people.database.read() as connection:
            files = [file.id for file in imports.of_jobs(connection, [job.id])]
            seqs = {seq for id_ in files for seq in undoings.people_of(connection, id_)}
            seqs |= {seq for id_ in files for seq in undoings.repeated(connection, id_)}
        return [lead.id for lead in self.people.leads(sorted(seqs)[: most + 1]).values()]

    def delete(self, account: str, id_: str, actor: str = OPERATOR) -> None:
        """Forget a file that was not begun, or of which nobody could be taken in. Raises Refused when somebody was."""
        job = self.get(account, id_)
        tells = self._tells(job)
        with self.database.write() as connection:
            if tells or not store.delete(connection, job, _WAITING):
                raise Refused(Fault("import_begun", value=id_))
            self._log(connection, job, actor, "import deleted")
        shutil.rmtree(self.folder / job.id, ignore_errors=True)

    def _tells(self, job: ImportJob) -> bool:
        """Whether somebody in people.db is told of by an import."""
        files = [one for one in self._files(job) if one.state is not ImportState.UNDONE]
        return any(one.progress.rows > one.progress.refused for one in files)

    def _log(self, connection: sa.Connection, job: ImportJob, actor: str, act: str) -> None:
        Audit(self.now).write(connection, AuditEntry(job.account, actor, act, job.id))

    def problems(self, job: ImportJob) -> Iterator[tuple[str, ...]]:
        """The rows that were rejected or are doubtful, under a row of column names: of which file, where, and why."""
        yield ("file", *HEAD)
        for one in self._files(job):
            listing = self._listing(job.id, one.key)
            if listing.exists():
                with listing.open(encoding="utf-8", newline="") as file:
                    for row in islice(csv.reader(file), 1, None):
                        yield (guard(one.source.partition(":")[2]), *row)

    def prune(self) -> None:
        """Drop files that nobody has begun, or that could not be imported, and what killed uploads left."""
        before = (self.now() - timedelta(days=KEPT)).isoformat(timespec="seconds")
        with self.database.read() as connection:
            jobs = store.waiting(connection, before, _WAITING)
        for job in jobs:
            if not self._tells(job):
                with suppress(Refused):  # begun, or deleted, a moment ago
                    self.delete(job.account, job.id)
                continue
            with self.database.write() as connection:
                closed = store.close(connection, job)
            if closed:
                self._drop_file(job)
        self._drop_left()

    def _drop_left(self) -> None:
        """Delete the folders of no import: their uploads were killed."""
        before = self.now().timestamp() - LEFT
        old = [folder for folder in self.folder.glob("*") if folder.is_dir() and _written(folder) < before]
        with self.database.read() as connection:
            jobs = store.existing(connection, [folder.name for folder in old])
        for folder in old:
            if folder.name not in jobs:
                shutil.rmtree(folder, ignore_errors=True)

    def turn(self) -> bool:
        """Carry out the import, or the undoing, that waits longest; False when nothing is due."""
        now = self.now().timestamp()
        with self.database.read() as connection:
            waiting = store.due(connection, now, now - _AWAY)
        # Files are in the folder of the machine that took them; other machines may work over the same database.
        here = [id_ for id_, anybody in waiting.items() if anybody or (self.folder / id_).exists()]
        if not here:
            return False
        lease = Lease("", self.database.holder.token(), now + FIRST_LEASE)
        with self.database.write() as connection:
            job = store.claim(connection, now, lease, here)
        if job is None:
            return False
        lease = replace(lease, row=job.id)
        if job.attempts > len(RETRIES) + 1:
            _log.error("import given up: it killed its workers", job=job.id)
            self._end(job, lease, ImportStatus.FAILED, _OUR_SIDE)
            return True
        try:
            status, reason = self._undone(job, lease) if job.status is ImportStatus.UNDOING else self._run(job, lease)
            self._end(job, lease, status, reason)
        except _LostError as left:
            _log.info("import left", job=job.id, why=str(left))
        except Refused as refused:
            _log.warning("import refused", job=job.id, why=str(refused))
            self._wait_or_end(job, lease, refused)
        except Exception:  # noqa: BLE001 - whatever it is, it is tried again or fails; the log has the traceback
            _log.exception("import failed", job=job.id, attempt=job.attempts)
            self._failed(job, lease)
        return True

    def rest(self) -> float:
        """Seconds until an import may be due, if nobody writes meanwhile."""
        with self.database.read() as connection:
            return max(until(store.next_due(connection), self.now().timestamp()), _LOOK)

    def _run(self, job: ImportJob, lease: Lease) -> tuple[ImportStatus, str]:
        folder = self.folder / job.id
        intake = self.intake()
        target = ImportTarget(
            lambda: intake,
            lambda part, file: Problems(part.path.name, listing=self._listing(job.id, file.key)),
            job.id,
            stored=lambda: self._keep(lease),
        )
        run = ImportRun(target, self.reader(msgspec.convert(job.choices, ReadingChoices)))
        run.all([folder / job.name])
        reason = "; ".join(previews.without_folder(fault, folder / job.name) for fault in run.faults)
        return (ImportStatus.FAILED if run.faults and not run.kept else ImportStatus.DONE), reason

    def _undone(self, job: ImportJob, lease: Lease) -> tuple[ImportStatus, str]:
        kept = 0
        for one in reversed(self._files(job)):
            if one.state is not ImportState.UNDONE:
                kept += undo(self.people, one.id, lambda *_: self._keep(lease)).kept
        more = f"{kept:,} people are as they were: more rows tell of each than are kept word by word" if kept else ""
        return ImportStatus.UNDONE, more

    def _keep(self, lease: Lease) -> None:
        with self.database.write() as connection:
            if not store.keep(connection, replace(lease, until=self.now().timestamp() + LEASE)):
                raise _LostError

    def _wait_or_end(self, job: ImportJob, lease: Lease, refused: Refused) -> None:
        """Wait for what is over by itself, however long that takes; what is refused otherwise stays refused."""
        if refused.family is not Family.WAITS:
            self._end(job, lease, ImportStatus.FAILED, str(refused))
            return
        with self.database.write() as connection:
            due = self.now().timestamp() + (refused.faults[0].limit or 1)
            store.release(connection, lease, due, job.attempts - 1)

    def _failed(self, job: ImportJob, lease: Lease) -> None:
        if job.attempts > len(RETRIES):
            self._end(job, lease, ImportStatus.FAILED, _OUR_SIDE)
            return
        with self.database.write() as connection:
            store.release(connection, lease, self.now().timestamp() + RETRIES[job.attempts - 1], job.attempts)

    def _end(self, job: ImportJob, lease: Lease, status: ImportStatus, reason: str) -> None:
        with self.database.write() as connection:
            ended = store.end(connection, lease, status, reason)
        if ended and status is not ImportStatus.FAILED:  # a failed one can be begun again, and read in another way
            self._drop_file(job)

    def _drop_file(self, job: ImportJob) -> None:
        for name in (job.name, _PREVIEW):
            (self.folder / job.id / name).unlink(missing_ok=True)

    def _listing(self, id_: str, key: bytes) -> Path:
        return self.folder / id_ / f"problems-{key.hex()}.csv"

    def _chosen(self, choices: ReadingChoices) -> FileReader:
        """What reads files so. Raises Refused for a field or an encoding that there is not."""
        return self.reader(previews.checked(choices, self.reader(choices).fields))


_PREVIEW = ".preview.json"
_WAITING = (ImportStatus.UPLOADED, ImportStatus.FAILED)


def _written(folder: Path) -> float:
    """When something in a folder was last written to, in seconds since 1970."""
    try:
        return max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
    except FileNotFoundError:  # it is renamed, or deleted, at this moment
        return math.inf


def _safe(name: str) -> str:
    """A name that a file can have here: the last part of a path, without what no file can have in its name."""
    last = _UNSAFE.sub("_", re.split(r"[/\\]", name.strip())[-1])[-_LONGEST:].lstrip(".")
    while len(last.encode()) > _LONGEST:
        last = last[1:]
    return last or "file"
