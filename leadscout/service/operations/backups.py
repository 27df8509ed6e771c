"""A copy of a data folder while the server runs, and putting it back (docs/decisions/056).

A backup is a folder: the stores that are files, all of one moment; the key that secrets are derived from; files of
imports that wait; and `manifest.json`, which says what is in it. It is there wholly, or not at all.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from leadscout.errors import Fault, Refused
from leadscout.store import private, snapshots
from leadscout.store.snapshots import Progress

MANIFEST = "manifest.json"
KEY = "secret.key"
_KEPT = ("imports", "rejected")
"""Folders of files that no database holds."""

_ARRIVING = "imports/new-*/*"
"""Files that are being sent: nobody knows yet whether they are whole."""

_DERIVED = ("index", "companies")
"""Made from people.db: they are put aside with the rest when a backup takes its place."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup holds: when it was made and by which version, its files with their SHA-256, and numbers to compare.

    `epoch` is the newest token of people.db: an index of a later one is not of these people. `elsewhere` names what
    has to be backed up, and put back, by other means.
    """

    made_at: str
    version: str
    epoch: str
    files: dict[str, str]
    counts: dict[str, int]
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class Backups:
    """Backups of the data folder `data`, whose stores are the files `stores`, and what is `elsewhere`."""

    data: Path
    stores: Sequence[Path]
    elsewhere: Sequence[str]
    version: str
    now: Callable[[], datetime]

    def make(self, folder: Path, progress: Progress) -> BackupManifest:
        """Copy everything into a new folder, which gets its name when it is whole. Raises Refused where it is there."""
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Refused(Fault("in_the_way", value=str(folder)))
        part = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        private.make_folder(part)
        try:
            manifest = self._fill(part, progress)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
        return manifest

    def _fill(self, part: Path, progress: Progress) -> BackupManifest:
        made_at = self.now().isoformat(timespec="seconds")
        snapshots.copy(self.stores, part, progress)
        if (self.data / KEY).exists():
            _copy(self.data / KEY, part / KEY)
        # After the databases: an import of which they tell has its file, unless it has just ended.
        for name in _KEPT:
            for file in _files(self.data / name):
                if file.relative_to(self.data).match(_ARRIVING):
                    continue
                _copy(file, part / file.relative_to(self.data))
        files = {str(file.relative_to(part)): _digest(file) for file in _files(part)}
        elsewhere = tuple(self.elsewhere)
        manifest = BackupManifest(
            made_at, self.version, snapshots.epoch(part), files, snapshots.census(part), elsewhere
        )
        private.make_file(part / MANIFEST)
        (part / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        return manifest

    def restore(self, folder: Path, progress: Progress, *, replace: bool) -> tuple[BackupManifest, Path | None]:
        """Put a backup into the data folder; gives what it holds, and where what was there before is now.

        Nothing is changed before every file of the backup is known to be as it was made. Raises Refused for what is
        no whole backup, and where something is there that is not to be replaced.
        """
        manifest = self._whole(folder, progress)
        present = [path for name in self._ours(manifest) if (path := self.data / name).exists()]
        if present and not replace:
            raise Refused(Fault("data_there", value=str(self.data), valid=(present[0].name,)))
        private.make_folder(self.data)
        new = self.data / "restoring"
        shutil.rmtree(new, ignore_errors=True)
        private.make_folder(new)
        for name in manifest.files:
            _copy(folder / name, new / name)
        aside = self._put_aside(present) if present else None
        for path in new.iterdir():
            path.rename(self.data / path.name)
        new.rmdir()
        return manifest, aside

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
            file = folder / name
            inside = file.resolve().is_relative_to(folder.resolve())
            if not inside or not file.is_file() or _digest(file) != digest:
                raise Refused(Fault("no_backup", value=str(folder), valid=(f"{name} is missing or was changed",)))
            progress(done, len(manifest.files))
        return manifest

    def _ours(self, manifest: BackupManifest) -> list[str]:
        """The names in a data folder that a backup takes the place of."""
        logs = [f"{store.name}{end}" for store in self.stores for end in ("-wal", "-shm")]
        first = {Path(name).parts[0] for name in manifest.files}
        return list(dict.fromkeys([*(store.name for store in self.stores), *logs, *sorted(first), *_DERIVED]))

    def _put_aside(self, present: Sequence[Path]) -> Path:
        aside = self.data / f"replaced-{self.now():%Y%m%dT%H%M%SZ}"
        private.make_folder(aside)
        for path in present:
            path.rename(aside / path.name)
        return aside


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _copy(file: Path, to: Path) -> None:
    private.make_folder(to.parent)
    private.make_file(to)
    shutil.copyfile(file, to)
    with to.open("rb") as copied:
        os.fsync(copied.fileno())


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
