"""A stored index and its generations: DATA/index/CURRENT names the folder that readers use.

A rebuild fills a new folder while the old one answers; then CURRENT is replaced in one step (decision 12).

A version is "<shape>-<reading>": how people are written into the index, and how they are read. After a better lexicon
the old generation, which has the same shape, goes on answering until all people are read anew.
"""

import fcntl
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from leadscout.errors import Fault, Refused
from leadscout.plan.engine import Backend, Engine, Writer
from leadscout.plan.facts import Facts


@dataclass(frozen=True, slots=True)
class State:
    """What a generation holds: made by which version, changes up to which number, who at most."""

    version: str
    applied: int = 0
    highest: int = 0


class Applying:
    """A generation that is being changed: changes up to `applied` are in, nobody numbered above `highest` is."""

    def __init__(self, folder: Path, state: State, writer: Writer) -> None:
        """Change the generation in `folder` by its `writer`."""
        self._folder = folder
        self._version = state.version
        self._writer = writer
        self.applied = self._committed = state.applied
        self.highest = state.highest

    def put(self, order: int, facts: Facts, *, new: bool = False) -> None:
        """Add somebody, or replace who has that order; `new` promises that nobody has."""
        self._writer.put(order, facts, new=new)

    def drop(self, order: int) -> None:
        """Forget somebody."""
        self._writer.drop(order)

    def commit(self) -> None:
        """Show everything so far to readers."""
        # A kill between these steps applies some changes again: who is in by then must count as known, or they would
        # be added twice instead of replaced. So `highest` is written before the commit, `applied` after it.
        self._write_state(self._committed)
        self._writer.commit()
        self._write_state(self.applied)
        self._committed = self.applied

    def close(self) -> None:
        """Finish merging and let go."""
        self._writer.close()

    def _write_state(self, applied: int) -> None:
        _replace(self._folder / "state", msgspec.json.encode(State(self._version, applied, self.highest)))


class Generations:
    """The index in one folder, for one version of the meaning; `backend` reads and writes each generation."""

    def __init__(self, folder: Path, version: str, backend: Backend) -> None:
        """Use `folder`; a generation of another shape than `version` has does not answer."""
        self._folder = folder
        self._version = version
        self._backend = backend
        self._opened: tuple[str, State, Engine] | None = None
        self._opening = threading.Lock()

    @property
    def state(self) -> State | None:
        """What the current generation holds; None when there is none of this version, so that it must be rebuilt."""
        state = self._state(self._current())
        return state if state and state.version == self._version else None

    @property
    def outdated(self) -> bool:
        """Whether the generation that answers was read with another lexicon: the worker reads everybody anew."""
        found = self._state(self._current())
        return found is not None and self._answers(found) and found.version != self._version

    def engine(self) -> Engine:
        """The engine over the newest commit. Raises Refused while the index is first being built."""
        with self._opening:
            while True:
                name = self._current()
                try:
                    return self._open(name)
                except (OSError, ValueError, Refused):
                    if self._current() == name:
                        raise
                    # the generation was replaced and cleared away between two looks: look again

    def _open(self, name: str) -> Engine:
        state = self._state(name)
        if state is None or not self._answers(state):
            raise Refused(Fault("not_ready"))
        if self._opened is None or self._opened[:2] != (name, state):
            self._opened = name, state, self._backend.open(self._folder / name)
        return self._opened[2]

    @contextmanager
    def apply(self, *, rebuild: bool = False) -> Iterator[Applying]:
        """Change the current generation, or with `rebuild` a new one that takes its place when the block ends.

        Waits for whoever else is changing the index. A missing or outdated generation is always rebuilt.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "LOCK").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            old = self._current()
            state = None if rebuild else self.state
            name = old if state else f"{int(old or 0) + 1:06d}"
            if state is None:
                shutil.rmtree(self._folder / name, ignore_errors=True)
            writer = self._backend.write(self._folder / name)
            applying = Applying(self._folder / name, state or State(self._version), writer)
            try:
                yield applying
                applying.commit()
            finally:
                applying.close()
            if name != old:
                _replace(self._folder / "CURRENT", name.encode())
                shutil.rmtree(self._folder / old, ignore_errors=True) if old else None

    def _current(self) -> str:
        try:
            return (self._folder / "CURRENT").read_text()
        except FileNotFoundError:
            return ""

    def _answers(self, state: State) -> bool:
        """Whether a generation has the shape of this version."""
        return state.version.partition("-")[0] == self._version.partition("-")[0]

    def _state(self, name: str) -> State | None:
        if not name:
            return None
        try:
            return msgspec.json.decode((self._folder / name / "state").read_bytes(), type=State)
        except FileNotFoundError:
            return None


def _replace(path: Path, data: bytes) -> None:
    new = path.with_name(path.name + ".new")
    new.write_bytes(data)
    new.replace(path)
