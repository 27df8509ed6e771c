"""How things are written: what is called so, what begins so, what is written nearly so."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, takewhile

from rapidfuzz import fuzz, process

from leadscout.lexicon.text import fold

_NEAR = 70  # of 100


class Spellings:
    """Codes by the ways of writing them; `form` makes two spellings comparable."""

    def __init__(self, written: Mapping[str, Sequence[str]], form: Callable[[str], str] = fold) -> None:
        """Take codes by spelling, which is in that form already."""
        self._written = written
        self._form = form

    def __len__(self) -> int:
        """How many codes there are."""
        return len(set(chain.from_iterable(self._written.values())))

    def equal(self, text: str) -> tuple[str, ...]:
        """The codes that are written so; () for none."""
        return tuple(self._written.get(self._form(text), ()))

    def beginning(self, text: str) -> Iterator[str]:
        """The codes with a spelling that begins so, by spelling; one comes once for each."""
        start = self._form(text)
        names = self._sorted
        at = bisect_left(names, start)
        for name in takewhile(lambda name: name.startswith(start), (names[i] for i in range(at, len(names)))):
            yield from self._written[name]

    def inside(self, text: str) -> Iterator[str]:
        """The codes with a spelling of which a later word begins so."""
        start = f" {self._form(text)}"
        return (code for name, codes in self._written.items() if start in name for code in codes)

    def near(self, text: str, limit: int) -> tuple[str, ...]:
        """The codes whose spelling is nearest, best first: one a spelling; () when none is near."""
        wanted = self._form(text)
        # A short name can be found inside any long text: "CTO" in "direCTOr".
        names = [name for name in self._written if 2 * len(name) >= len(wanted)]
        found = process.extract(wanted, names, scorer=fuzz.WRatio, limit=limit, score_cutoff=_NEAR)
        return tuple(dict.fromkeys(self._written[name][0] for name, _, _ in found))

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._written)
