"""Folders and files that only their owner reads, whatever the umask: people are in them, and what callers do.

One of them is the key that all secrets are derived from.
"""

import contextlib
import logging
import os
import stat
from pathlib import Path
from secrets import token_bytes

from leadscout.errors import Fault, Refused

_log = logging.getLogger(__name__)
_FOLDER, _FILE = 0o700, 0o600
KEY_BYTES = 32
"""Of the key that secrets are derived from: with fewer, whoever knows an account's id could guess them."""


def make_folder(path: Path) -> None:
    """Make a folder, or close one to others that is there."""
    path.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    _close(path, _FOLDER)


def make_file(path: Path) -> None:
    """Make an empty file, or close one to others that is there, with SQLite's files beside it.

    SQLite gives those the rights of the file.
    """
    # One that is there is not opened: whoever closes a file lets go of all locks that SQLite has on it in this process,
    # and two would write at once (sqlite.org/howtocorrupt.html, 2.2).
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT | os.O_EXCL, _FILE))
    for one in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        with contextlib.suppress(FileNotFoundError):  # SQLite takes those away when nobody has the file open any more
            _close(one, _FILE)


def master_key(path: Path) -> bytes:
    """The key that secrets are derived from; made, for its owner's eyes only, when there is none.

    Raises Refused when it is shorter than it can be.
    """
    if not path.exists():
        # Whole before it has its name: another process may look for it at the same time.
        new = path.with_name(f"{path.name}.{os.getpid()}")
        make_folder(path.parent)
        make_file(new)
        new.write_bytes(token_bytes(KEY_BYTES))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(new)
        new.unlink()
    key = path.read_bytes()
    if len(key) < KEY_BYTES:
        raise Refused(Fault("bad_secret_key", value=str(path), limit=KEY_BYTES))
    make_file(path)
    return key


def _close(path: Path, mode: int) -> None:
    """Take from others the right to read; not of what another user owns, or of what is meant for all, as /tmp is."""
    status = path.stat()
    if not status.st_mode & ~mode & 0o077:
        return
    if status.st_uid == os.geteuid() and not status.st_mode & stat.S_ISVTX:
        path.chmod(mode)
    else:
        _log.warning("other users of this machine can read people in %s; its owner should close it", path)
