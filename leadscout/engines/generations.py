"""A stored index and its generations: DATA/index/CURRENT names the folder that readers use.

A rebuild fills a new folder while the old one answers; then CURRENT is replaced in one step (architecture, decision
12).

A version is "<shape>-<reading>": how people are written into the index, and how they are read. After a better lexicon
the old generation, which has the same shape, goes on answering until all people are read anew; so does one that another
engine wrote, by that engine.

An index is derived data: one that is damaged, or was made from another people.db than the one that is there
(docs/decisions/017), answers nothing and is built anew by whoever next writes to it.
"""

import fcntl
import logging
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec

from leadscout.errors import Fault, Refused
from leadscout.plan.engine import Backend, Engine, Registry, State, UnfitError, Writer
from leadscout.plan.facts import Facts

_log = logging.getLogger(__name__)
_NUMBERED = re.compile("[0-9]{6,}")  # names of generations


class GenerationWriter:
    """A generation that is being changed: changes up to `applied` are in, nobody numbered above `highest` is."""

    def __init__(self, keep: Callable[[State], None], state: State, writer: Writer) -> None:
        """Change a generation by its `writer`; `keep` remembers what it holds."""
        self._keep = keep
        self._committed = state
        self._writer = writer
        self.applied = state.applied
        self.highest = state.highest
        self.epoch = state.epoch

    def put(self, order: int, facts: Facts, *, new: bool = False, version: int = 0) -> None:
        """Add somebody, or replace who has that order; `new` promises that nobody has."""
        self._writer.put(order, facts, new=new, version=version)

    def drop(self, order: int, *, version: int = 0) -> None:
        """Forget somebody."""
        self._writer.drop(order, version=version)

    def commit(self) -> None:
        """Show everything so far to readers."""
        # A kill between these steps applies some changes again: who is in by then must count as known, or they would
        # be added twice instead of replaced. So `highest` is written before the commit, `applied` after it.
        self._write_state(replace(self._committed, highest=self.highest))
        self._writer.commit()
        self._write_state(replace(self._committed, applied=self.applied, highest=self.highest, epoch=self.epoch))

    def close(self) -> None:
        """Finish merging and let go."""
        self._writer.close()

    def _write_state(self, state: State) -> None:
        self._keep(state)
        self._committed = state


def no_others() -> Mapping[str, Backend]:
    """For an index that one engine alone can have written."""
    return {}


def anybodys(_epoch: str, _applied: int) -> bool:
    """For an index beside which there is no people.db."""
    return True


class Generations:
    """The index in one folder, for one version of the meaning; `backend` reads and writes each generation."""

    def __init__(
        self,
        folder: Path,
        version: str,
        backend: Backend,
        continues: Callable[[str, int], bool] = anybodys,
        others: Callable[[], Mapping[str, Backend]] = no_others,
    ) -> None:
        """Use `folder`; a generation of another shape than `version` has answers by that of the `others` whose it is.

        Where it is nobody's it does not answer, nor does one of whose epoch and last change `continues` says that they
        are not of the people there are.
        """
        self._folder = folder
        self._version = version
        self._backend = backend
        self._registry: Registry = (backend.registry or Folder)(folder)
        self._continues = continues
        self._others = others
        self._opened: tuple[str, State, Engine] | None = None
        self._opening = threading.RLock()
        self._looked = 0.0
        self.inspect: Callable[[Engine], None] | None = None
        """Looks at a new generation before it answers; where it raises, the old one goes on."""

    @property
    def state(self) -> State | None:
        """What the current generation holds; None when there is none that can be changed: it must be rebuilt."""
        return self._look()[0]

    @property
    def outdated(self) -> bool:
        """Whether the generation that answers is of another lexicon or engine: the worker reads everybody anew."""
        try:
            return self._fit(self._registry.current()).version != self._version
        except UnfitError:
            return False

    def engine(self) -> Engine:
        """The engine over the newest commit. Raises Refused while the index is being built."""
        with self._opening:
            while True:
                if self._opened and time.monotonic() < self._looked + self._registry.believed:
                    return self._opened[2]
                name = self._registry.current()
                try:
                    self._fit(name, again=False)
                except UnfitError:
                    if self._registry.current() == name:
                        raise Refused(Fault("not_ready")) from None
                    # the generation was replaced and cleared away between two looks: look again
                else:
                    self._looked = time.monotonic()
                    assert self._opened  # noqa: S101 - it is fit
                    return self._opened[2]

    @contextmanager
    def apply(self, *, rebuild: bool = False) -> Iterator[GenerationWriter]:
        """Change the current generation, or with `rebuild` a new one that takes its place when the block ends.

        Waits for whoever else is changing the index. A generation that is missing, outdated, damaged or made from
        other people is always rebuilt.
        """
        with self._registry.changing():
            state, why = (None, "") if rebuild else self._look()
            if why:
                _log.warning("the index is built anew, searches wait for it: %s", why)
            old = self._registry.current()
            name = old if state else self._next()
            if state is None:
                self._registry.remove(name)
            writer = self._backend.write(self._folder / name)
            keep = partial(self._registry.keep, name)
            applying = GenerationWriter(keep, state or State(self._version), writer)
            try:
                yield applying
                applying.commit()
            finally:
                applying.close()
            if name != old:
                if self.inspect:
                    self.inspect(self._backend.open(self._folder / name))
                self._registry.point(name)
                self._clear(name)

    def merge(self) -> bool:
        """Merge what has become many, while others read and change the index; whether anything was.

        Nobody waits for it but for the moment in which the one takes the place of the many. Raises Refused where the
        disk is full: all is as it was.
        """
        merge = self._backend.merge
        if merge is None or self._look()[0] is None:
            return False
        name = self._registry.current()
        with _alone(self._folder / "MERGING") as alone:
            try:
                adopt = merge(self._folder / name) if alone else None
            except ValueError as error:
                self._give_up(name, error)
                return False
            if adopt is None:
                return False
            with self._registry.changing():
                if self._registry.current() != name or not adopt():
                    return False
                state = self._registry.state(name)
                self._registry.keep(name, replace(state, merged=state.merged + 1))
        return True

    def _give_up(self, name: str, error: ValueError) -> None:
        """Clear a damaged generation away: whoever next writes builds the index anew."""
        _log.warning("the index is built anew, searches wait for it: it is damaged (%s)", error)
        with self._registry.changing():
            if self._registry.current() == name:
                self._registry.remove(name)

    def _look(self) -> tuple[State | None, str]:
        """What the current generation holds, when it can be changed; else why it cannot, "" for nothing to tell."""
        try:
            state = self._fit(self._registry.current())
        except UnfitError as unfit:
            return None, str(unfit)
        return (state if state.version == self._version else None), ""

    def _fit(self, name: str, *, again: bool = True) -> State:
        """The state of a generation that can answer, which is open then. Raises UnfitError.

        Where nothing was written since, `again` asks once more whether it is of the people that there are.
        """
        with self._opening:
            state = self._registry.state(name)
            backend = self._backend_of(state)
            fresh = self._opened is None or self._opened[:2] != (name, state)
            if (fresh or again) and not self._continues(state.epoch, state.applied):
                raise UnfitError("it was made from another people.db than the one that is there now")
            if fresh:
                try:
                    self._opened = name, state, backend.open(self._folder / name)
                except (OSError, ValueError) as error:
                    raise UnfitError(f"it is damaged ({error})") from error
            return state

    def _backend_of(self, state: State) -> Backend:
        """What reads a generation. Raises UnfitError where it is of a shape that nobody reads."""
        shape, ours = (version.partition("-")[0] for version in (state.version, self._version))
        backend = self._backend if shape == ours else self._others().get(shape)
        if backend is None:
            raise UnfitError("")
        return backend

    def _next(self) -> str:
        """A name for a new generation; what an interrupted rebuild left is cleared away."""
        last = max(map(int, self._registry.names()), default=0)
        self._clear(self._registry.current())
        return f"{last + 1:06d}"

    def _clear(self, kept: str) -> None:
        for name in self._registry.names():
            if name != kept:
                self._registry.remove(name)


class Folder:
    """Generations that are folders in one folder; the file CURRENT names the one that answers."""

    believed = 0.0

    def __init__(self, folder: Path) -> None:
        """Read nothing, and make nothing, yet."""
        self._folder = folder
        self._contents: dict[str, tuple[tuple[int, ...], bytes]] = {}

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the folder's lock; its files are nobody else's to read afterwards."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / "LOCK").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                yield
            finally:
                _make_private(self._folder, *map(self._folder.joinpath, self.names()))

    def current(self) -> str:
        """The generation that answers, "" for none."""
        try:
            name = self._read("CURRENT").decode(errors="replace").strip()
        except FileNotFoundError:
            return ""
        return name if _NUMBERED.fullmatch(name) else ""

    def names(self) -> list[str]:
        """All generations."""
        return [path.name for path in self._folder.iterdir() if _NUMBERED.fullmatch(path.name)]

    def state(self, name: str) -> State:
        """What a generation holds. Raises UnfitError where nothing can be read of it."""
        if not name:
            raise UnfitError("its file CURRENT names no generation" if (self._folder / "CURRENT").exists() else "")
        try:
            return msgspec.json.decode(self._read(f"{name}/state"), type=State)
        except FileNotFoundError:
            raise UnfitError(f"its file {name}/state is missing") from None
        except (OSError, ValueError) as error:
            raise UnfitError(f"its file {name}/state is damaged ({error})") from error

    def _read(self, name: str) -> bytes:
        """What a file holds, read again where it was written since: every question asks for two of them."""
        path = os.path.join(self._folder, name)  # noqa: PTH118 - to put a Path together takes as long as the rest
        status = os.stat(path)  # noqa: PTH116
        written = status.st_ino, status.st_mtime_ns, status.st_size
        kept = self._contents.get(name)
        if kept is None or kept[0] != written:
            kept = self._contents[name] = written, Path(path).read_bytes()
        return kept[1]

    def keep(self, name: str, state: State) -> None:
        """Remember what a generation holds."""
        replace_file(self._folder / name / "state", msgspec.json.encode(state))
        _make_private(self._folder, self._folder / name)

    def point(self, name: str) -> None:
        """Let a generation answer from now on."""
        replace_file(self._folder / "CURRENT", name.encode())

    def remove(self, name: str) -> None:
        """Clear a generation away."""
        shutil.rmtree(self._folder / name, ignore_errors=True)


def replace_file(path: Path, data: bytes) -> None:
    """Write a file that is there wholly or not at all, also after a power cut: the bytes first, then the name."""
    new = path.with_name(path.name + ".new")
    with open(new, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Hold the lock of a file; False where somebody else does."""
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _make_private(*folders: Path) -> None:
    """Let nobody else read what is in the index: people are."""
    for path in (*folders, *(file for folder in folders if folder.exists() for file in folder.iterdir())):
        # A file may be merged away meanwhile. Another user's is theirs to open or close.
        with suppress(FileNotFoundError, PermissionError):
            path.chmod(0o700 if path.is_dir() else 0o600)
