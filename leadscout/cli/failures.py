"""What an operator can mend, as a sentence: files that are damaged, belong to somebody else, or have no room."""

import errno
import sqlite3

_SENTENCES = {
    "SQLITE_NOTADB": "{file} is no database; put it back from a backup",
    "SQLITE_CORRUPT": "{file} is damaged; put it back from a backup",
    "SQLITE_CANTOPEN": "{file} cannot be opened; this user must be able to write it and its folder",
    "SQLITE_READONLY": "{file} cannot be written; this user must be able to write it and its folder",
    "SQLITE_FULL": "the disk is full: {file} could not be written; nothing was lost, make room and try again",
    "SQLITE_IOERR": "{file} could not be read or written: the disk is full or fails",
    "SQLITE_BUSY": "{file} is being written by another process for too long; try again",
}
"""By the beginning of SQLite's name for it."""

_STATES = {
    "55P03": "other processes write to the database for too long; try again",
    "08": "the connection to the database broke; call this again when it can be reached",
    "57P": "the database server ended the connection; call this again when it runs",
    "42501": "the database user may not do this; it must own the database",
}
"""By the beginning of PostgreSQL's SQLSTATE."""


def sentence(error: Exception) -> str:
    """What to tell the operator; "" for a fault of ours, whose traceback is wanted."""
    from leadscout.engines.opensearch.cluster import ClusterError  # noqa: PLC0415 - only where something failed

    cause = getattr(error, "orig", error)
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "")
        file = next(iter(getattr(cause, "__notes__", ())), "the database")
        return next((text.format(file=file) for code, text in _SENTENCES.items() if name.startswith(code)), "")
    if state := getattr(cause, "sqlstate", ""):
        return next((text for code, text in _STATES.items() if state.startswith(code)), "")
    if isinstance(cause, ClusterError):
        return f"the cluster of the index refuses: {cause}"
    if isinstance(cause, OSError) and cause.filename and cause.errno != errno.EPIPE:
        return f"{cause.filename}: {cause.strerror}"
    return ""
