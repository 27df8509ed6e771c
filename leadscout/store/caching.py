"""What was read from a file of SQLite, for as long as nobody writes to it: to look takes a tenth of a read."""

import sqlite3
import threading
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar, cast

Value = TypeVar("Value")
_MOST = 2_000
"""Values that are kept before all are forgotten."""


class FileVersion:
    """A number that every transaction changes, over a connection of its own, which never writes; opened when asked."""

    def __init__(self, path: Path) -> None:
        """Open nothing yet."""
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def read(self) -> int:
        """The number now. Raises sqlite3.Error where the file cannot be opened."""
        with self._lock:
            if self._connection is None:
                address = f"{self._path.absolute().as_uri()}?mode=rw"
                self._connection = sqlite3.connect(address, uri=True, check_same_thread=False, timeout=30)
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection:
                self._connection.close()
                self._connection = None


class ReadCache:
    """Values by key, each read anew after any transaction, of this process or another, on any table of the file."""

    def __init__(self, path: Path | None) -> None:
        """Keep what is read from a file; of PostgreSQL (None), where nobody says who writes, nothing is kept."""
        self._version = FileVersion(path) if path else None
        self._values: dict[Hashable, tuple[int, object]] = {}

    def get(self, key: Hashable, read: Callable[[], Value]) -> Value:
        """The value of a key; None, for what there is not, is never kept."""
        if self._version is None:
            return read()
        try:
            version = self._version.read()  # before it is read: who writes meanwhile makes it old
        except sqlite3.Error:
            return read()  # and let it say what is wrong with the file
        kept = self._values.get(key)
        if kept is not None and kept[0] == version:
            return cast(Value, kept[1])
        value = read()
        if value is not None:
            if len(self._values) >= _MOST:
                self._values.clear()
            self._values[key] = version, value
        return value

    def close(self) -> None:
        """Let go of the file."""
        if self._version:
            self._version.close()
