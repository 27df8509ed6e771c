"""Imports, each with how far it has come: written with its people, so that a kill at any moment is harmless."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

import sqlalchemy as sa

from leadscout.store.tables.people import IMPORT


class ImportState(StrEnum):
    """Where the import of a file stands; an interrupted one is still running."""

    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """What became of so many rows of a file, from its beginning on; `listed` bytes of its problems are listed."""

    rows: int = 0
    refused: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    conflicts: int = 0
    listed: int = 0


@dataclass(frozen=True, slots=True)
class FileImport:
    """One file that is, or was, imported.

    `key` stands for the file and for how it is read, `job` for the request that it belongs to ("" for the command
    line); `source` and `as_of` are those of its rows; `after` is the last change of people before it.
    """

    key: bytes
    source: str
    as_of: int
    job: str = ""
    id: int = 0
    state: ImportState = ImportState.RUNNING
    begun_at: str = ""
    after: int = 0
    progress: ImportProgress = ImportProgress()


def begin(connection: sa.Connection, file: FileImport) -> FileImport:
    """Write down an import; gives it with its id."""
    values = {**asdict(file), **asdict(file.progress)}
    del values["id"], values["progress"]
    id_ = connection.execute(sa.insert(IMPORT).values(values).returning(IMPORT.c.id)).scalar_one()
    return replace(file, id=id_)


def advance(connection: sa.Connection, before: FileImport, progress: ImportProgress) -> bool:
    """Write how far an import has come; False when it is not where it was `before`.

    This is the fence: it is another's by now, or was undone.
    """
    mine = IMPORT.c.id == before.id, IMPORT.c.state == ImportState.RUNNING, IMPORT.c.rows == before.progress.rows
    return connection.execute(sa.update(IMPORT).where(*mine).values(**asdict(progress))).rowcount > 0


def change(connection: sa.Connection, id_: int, before: Sequence[ImportState], after: ImportState) -> bool:
    """Move an import from one of these states to another; False when it is in none of them."""
    row = sa.update(IMPORT).where(IMPORT.c.id == id_, IMPORT.c.state.in_(before))
    return connection.execute(row.values(state=after)).rowcount > 0


def get(connection: sa.Connection, id_: int) -> FileImport | None:
    """An import."""
    row = connection.execute(sa.select(IMPORT).where(IMPORT.c.id == id_)).first()
    return None if row is None else _import(row)


def again(connection: sa.Connection, key: bytes, job: str) -> FileImport | None:
    """The import of a file that goes on: the one that was interrupted, of a job also the one that is done."""
    open_ = [ImportState.RUNNING, ImportState.DONE] if job else [ImportState.RUNNING]
    query = sa.select(IMPORT).where(IMPORT.c.key == key, IMPORT.c.job == job, IMPORT.c.state.in_(open_))
    row = connection.execute(query.order_by(IMPORT.c.id.desc())).first()
    return None if row is None else _import(row)


def newest(connection: sa.Connection, limit: int) -> list[FileImport]:
    """The last imports, the newest first."""
    return [_import(row) for row in connection.execute(sa.select(IMPORT).order_by(IMPORT.c.id.desc()).limit(limit))]


def of_jobs(connection: sa.Connection, jobs: Sequence[str]) -> list[FileImport]:
    """The files of some jobs, in the order in which they were begun."""
    query = sa.select(IMPORT).where(IMPORT.c.job.in_(jobs)).order_by(IMPORT.c.id)
    return [_import(row) for row in connection.execute(query)]


def undone(connection: sa.Connection) -> int:
    """How many imports were undone: what is remembered of before another one no longer holds."""
    gone = [ImportState.UNDOING, ImportState.UNDONE]
    return connection.execute(sa.select(sa.func.count()).where(IMPORT.c.state.in_(gone))).scalar() or 0


def _import(row: sa.Row) -> FileImport:  # type: ignore[type-arg]
    counts = (row.rows, row.refused, row.new, row.updated, row.unchanged, row.conflicts, row.listed)
    state, progress = ImportState(row.state), ImportProgress(*counts)
    return FileImport(row.key, row.source, row.as_of, row.job, row.id, state, row.begun_at, row.after, progress)
