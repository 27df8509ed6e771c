"""A copy of a data folder while the server runs, and putting it back (docs/decisions/056).

A backup is a folder: the stores that are files, all of one moment; the indexes, as they were just before (decision
81); the key that secrets are derived from; files of imports that wait; and `manifest.json`, which says what is in it.
It is there wholly, or not at all.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec

from leadscout.errors import Fault, Refused
from leadscout.plan.engine import UnfitError
from leadscout.store import private, snapshots
from leadscout.store.snapshots import Progress

MANIFEST = "manifest.json"
KEY = "secret.key"
_KEPT = ("imports", "rejected")
"""Folders of files that no database holds."""

_ARRIVING = "imports/new-*/*"
"""Files that are being sent: nobody knows yet whether they are whole."""

INDEXES = {"index": "the index of people", "companies": "the index of companies"}
"""Folders that are made from people.db, and what they are called.

They are put aside with the rest when a backup takes its place, whether it has one or not.
"""

_CHUNK = 1 << 20


class HeldIndex(Protocol):
    """An index as it was at one commit: its files by their names in its folder, open to be read."""

    @property
    def files(self) -> Mapping[str, BinaryIO]:
        """Each begins with its first byte."""


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup holds: when it was made and by which version, its files with their SHA-256, and numbers to compare.

    `epoch` is the newest token of people.db: an index of a later one is not of these people. `elsewhere` names what
    has to be backed up, and put back, by other means. `indexes` are the files of each index, `left_out` says of one
    that is not in it why.
    """

    made_at: str
    version: str
    epoch: str
    files: dict[str, str]
    counts: dict[str, int]
    elsewhere: tuple[str, ...] = ()
    indexes: dict[str, dict[str, str]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that was put back: where what was there before is now, and of each index that was not why."""

    manifest: BackupManifest
    aside: Path | None
    left_out: dict[str, str]


@dataclass(frozen=True)
class Backups:
    """Backups of the data folder `data`, whose stores are the files `stores`, and what is `elsewhere`.

    `hold_index` opens the files of an index; raises UnfitError where it cannot be copied.
    """

    data: Path
    stores: Sequence[Path]
    elsewhere: Sequence[str]
    version: str
    now: Callable[[], datetime]
    hold_index: Callable[[str], AbstractContextManager[HeldIndex]]

    def make(self, folder: Path, progress: Progress, *, index: bool = True) -> BackupManifest:
        """Copy everything into a new folder, which gets its name when it is whole. Raises Refused where it is there.

        Without `index` the indexes are left out.
        """
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Refused(Fault("in_the_way", value=str(folder)))
        part = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        private.make_folder(part)
        try:
            manifest = self._fill(part, progress, tuple(INDEXES) if index else ())
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
        return manifest

    def _fill(self, part: Path, progress: Progress, names: Sequence[str]) -> BackupManifest:
        made_at = self.now().isoformat(timespec="seconds")
        with ExitStack() as stack:
            # Before the databases: what is in an index has happened in the people.db that is copied.
            held, left_out = self._held(stack, names)
            snapshots.copy(self.stores, part, progress)
            indexes = {
                name: {file: _write(stream, part / name / file) for file, stream in files.items()}
                for name, files in held.items()
            }
        files = self._copy_files(part)
        manifest = BackupManifest(
            *(made_at, self.version, snapshots.epoch(part), files, snapshots.census(part)),
            *(tuple(self.elsewhere), indexes, left_out),
        )
        private.make_file(part / MANIFEST)
        (part / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        return manifest

    def _held(self, stack: ExitStack, names: Sequence[str]) -> tuple[dict[str, Mapping[str, BinaryIO]], dict[str, str]]:
        """The open files of the indexes of these names, and of each that is left out why."""
        held, left_out = {}, dict.fromkeys(INDEXES.keys() - names, "--no-index")
        for name in names:
            try:
                held[name] = stack.enter_context(self.hold_index(name)).files
            except UnfitError as unfit:
                left_out[name] = str(unfit)
        return held, left_out

    def _copy_files(self, part: Path) -> dict[str, str]:
        """Copy what is in no store; gives the SHA-256 of all files but those of indexes."""
        if (self.data / KEY).exists():
            _copy(self.data / KEY, part / KEY)
        # After the databases: an import of which they tell has its file, unless it has just ended.
        for name in _KEPT:
            for file in _files(self.data / name):
                if file.relative_to(self.data).match(_ARRIVING):
                    continue
                _copy(file, part / file.relative_to(self.data))
        paths = {file.relative_to(part): file for file in _files(part)}
        return {str(name): _digest(file) for name, file in paths.items() if name.parts[0] not in INDEXES}

    def restore(self, folder: Path, progress: Progress, *, replace: bool) -> Restored:
        """Put a backup into the data folder.

        Nothing is changed before every file of the backup is known to be as it was made; an index of which one is not
        is left out. Raises Refused for what is no whole backup, and where something is there that is not to be
        replaced.
        """
        manifest = self._whole(folder, progress)
        present = [path for name in self._ours(manifest) if (path := self.data / name).exists()]
        if present and not replace:
            raise Refused(Fault("data_there", value=str(self.data), valid=(present[0].name,)))
        private.make_folder(self.data)
        new = self.data / "restoring"
        shutil.rmtree(new, ignore_errors=True)
        private.make_folder(new)
        indexes, left_out = _sound(manifest, folder)
        for name in (*manifest.files, *indexes):
            _copy(folder / name, new / name)
        for path in (new, *(path for path in new.rglob("*") if path.is_dir())):
            _sync(path)
        aside = self._put_aside(present) if present else None
        for path in new.iterdir():
            path.rename(self.data / path.name)
        new.rmdir()
        _sync(self.data)
        return Restored(manifest, aside, left_out)

    def kept_out(self, folder: Path) -> list[bytes]:
        """By what the people of a folder that was put aside keep out whom they forgot."""
        file = folder / "people.db"
        return snapshots.kept_out(file) if file.exists() else []

    def _whole(self, folder: Path, progress: Progress) -> BackupManifest:
        try:
            manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=BackupManifest)
        except (OSError, msgspec.DecodeError) as error:
            raise Refused(Fault("no_backup", value=str(folder), valid=(_reason(error),))) from None
        for done, (name, digest) in enumerate(manifest.files.items(), start=1):
            if not _is_as_made(folder, name, digest):
                raise Refused(Fault("no_backup", value=str(folder), valid=(f"{name} is missing or was changed",)))
            progress(done, len(manifest.files))
        return manifest

    def _ours(self, manifest: BackupManifest) -> list[str]:
        """The names in a data folder that a backup takes the place of."""
        logs = [f"{store.name}{end}" for store in self.stores for end in ("-wal", "-shm")]
        first = {Path(name).parts[0] for name in manifest.files}
        return list(dict.fromkeys([*(store.name for store in self.stores), *logs, *sorted(first), *INDEXES]))

    def _put_aside(self, present: Sequence[Path]) -> Path:
        aside = self.data / f"replaced-{self.now():%Y%m%dT%H%M%SZ}"
        private.make_folder(aside)
        for path in present:
            path.rename(aside / path.name)
        return aside


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _sound(manifest: BackupManifest, folder: Path) -> tuple[list[str], dict[str, str]]:
    """The files of the indexes in a backup that can be put back, and of each index that cannot why."""
    sound: list[str] = []
    left_out = {}
    for name in INDEXES:
        files = {f"{name}/{file}": digest for file, digest in manifest.indexes.get(name, {}).items()}
        damaged = next((file for file, digest in files.items() if not _is_as_made(folder, file, digest)), "")
        if damaged:
            left_out[name] = f"{damaged} is missing or was changed"
        elif not files:
            left_out[name] = manifest.left_out.get(name, "this backup has none")
        else:
            sound += files
    return sound, left_out


def _is_as_made(folder: Path, name: str, digest: str) -> bool:
    file = folder / name
    return file.resolve().is_relative_to(folder.resolve()) and file.is_file() and _digest(file) == digest


def _copy(file: Path, to: Path) -> None:
    private.make_folder(to.parent)
    private.make_file(to)
    shutil.copyfile(file, to)
    _sync(to)


def _write(stream: BinaryIO, to: Path) -> str:
    """Copy an open file; gives its SHA-256."""
    private.make_folder(to.parent)
    private.make_file(to)
    digest = hashlib.sha256()
    with to.open("wb") as copied:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            copied.write(chunk)
        copied.flush()
        os.fsync(copied.fileno())
    return digest.hexdigest()


def _sync(path: Path) -> None:
    """See that a file, or a folder's names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"it has no {MANIFEST}"
    return f"its {MANIFEST} cannot be read"
