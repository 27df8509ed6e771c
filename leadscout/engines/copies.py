"""Copies of an index that is kept in a folder, as it is at one commit, taken while others change it (decision 81)."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import msgspec

from leadscout.engines.generations import Folder
from leadscout.plan.engine import Backend, CommitFiles, State, UnfitError

_LOOKS, _PAUSE = 20, 0.05
"""How often one looks for a moment in which nobody commits, and seconds between two looks."""


@dataclass(frozen=True, slots=True)
class HeldGeneration:
    """A generation as it was at one commit: its files by their names in the index's folder, open to be read."""

    state: State
    files: Mapping[str, BinaryIO]


@contextmanager
def held(folder: Path, backends: Mapping[str, Backend]) -> Iterator[HeldGeneration]:
    """The generation in a folder that answers; its files stay readable whoever changes the index.

    Nobody waits for it, nor it for anybody. `backends` are what reads an index, by the shape of its version. Raises
    UnfitError, which says why, where none can be copied.
    """
    with ExitStack() as stack:
        yield _IndexFolder(folder, Folder(folder), backends).wait(stack)


@dataclass(frozen=True)
class _IndexFolder:
    folder: Path
    registry: Folder
    backends: Mapping[str, Backend]

    def wait(self, stack: ExitStack) -> HeldGeneration:
        """Open the files of the last commit, and let the stack close them."""
        why = ""
        for _ in range(_LOOKS):
            with ExitStack() as opened:
                try:
                    generation = self._opened(opened)
                except (OSError, ValueError, UnfitError) as error:  # merged or replaced between two looks, or damaged
                    why = str(error)
                else:
                    if generation:
                        stack.push(opened.pop_all())
                        return generation
                    why = "it changes all the time"
            time.sleep(_PAUSE)
        raise UnfitError(why)

    def _opened(self, stack: ExitStack) -> HeldGeneration | None:
        """The files of the last commit; None where there was another one meanwhile."""
        name = self.registry.current()
        state, commit = self._commit(name)
        files = {file: stack.enter_context((self.folder / name / file).open("rb")) for file in commit.kept}
        # A commit tells who may be in it before it is made, and which changes are after it. So what is read between two
        # looks at one state has all the changes that it tells, and nobody whom it does not.
        if (self.registry.current(), *self._commit(name)) != (name, state, commit):
            return None
        texts = {**commit.replaced, "state": msgspec.json.encode(state)}
        copies: dict[str, BinaryIO] = {**files, **{file: BytesIO(text) for file, text in texts.items()}}
        named = {f"{name}/{file}": stream for file, stream in copies.items()}
        return HeldGeneration(state, {"CURRENT": BytesIO(name.encode()), **named})

    def _commit(self, name: str) -> tuple[State, CommitFiles]:
        state = self.registry.state(name)
        backend = self.backends.get(state.version.partition("-")[0])
        if backend is None:
            raise UnfitError("it is of another version of leadscout, or another secret.key")
        if backend.files is None:
            raise UnfitError("its engine does not say which files it has")
        return state, backend.files(self.folder / name)
