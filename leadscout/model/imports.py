"""A file that somebody imports over the API."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ImportStatus(StrEnum):
    """Where it stands. An uploaded file waits for its start."""

    UPLOADED = "uploaded"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"

    @property
    def over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self in (ImportStatus.DONE, ImportStatus.FAILED, ImportStatus.UNDONE)


@dataclass(frozen=True)
class ImportJob:
    """An import of an account. `digest` is that of the file's bytes, `choices` are ReadingChoices."""

    id: str
    account: str
    name: str
    size: int
    digest: str
    created_at: str
    choices: dict[str, Any] = field(default_factory=dict)
    status: ImportStatus = ImportStatus.UPLOADED
    reason: str = ""
    attempts: int = 0
