"""What is known of one thing, a position or the person, by path: read at once, or each when it is first asked for."""

from collections.abc import Callable, ItemsView, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

CodesByPath = Mapping[str, tuple[str, ...]]
_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_NO_WORDS: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType({})
_NO_MONTHS: Mapping[str, int] = MappingProxyType({})

_Known = TypeVar("_Known")


class Values(NamedTuple):
    """What is known of one thing, a position or the person: codes, texts as words in order, months, each by path.

    The reader of facts writes one text at a path, all ways to write it in one: several could not be told apart by every
    engine. `inferred` are the paths whose value was read out of a text instead of being given.
    """

    terms: CodesByPath = _NOTHING
    words: Mapping[str, tuple[tuple[str, ...], ...]] = _NO_WORDS
    months: Mapping[str, int] = _NO_MONTHS
    inferred: frozenset[str] = frozenset()


class SharedCodes(CodesByPath):
    """Codes by path of several things together: those of a title, a company or a place, and the `own` ones.

    What stands in `shared` is one object for all people who have that title, company or place, so whoever works with
    codes does so once for each of these objects. Where two have a path, the later one has no codes there.
    """

    __slots__ = ("own", "shared")

    def __init__(self, shared: tuple[CodesByPath, ...], own: CodesByPath = _NOTHING) -> None:
        """Put together what stands apart; nothing is copied."""
        self.shared = shared
        self.own = own

    def __getitem__(self, path: str) -> tuple[str, ...]:
        """Raises KeyError where there is no such path."""
        for part in self.shared:
            if path in part:
                return part[path]
        return self.own[path]

    def get(self, path: str, default: Any = None) -> Any:  # noqa: ANN401 - as a mapping's
        """As a mapping's, without raising and catching an error."""
        for part in self.shared:
            if path in part:
                return part[path]
        return self.own.get(path, default)

    def __contains__(self, path: object) -> bool:
        """Whether there is a path."""
        return path in self.own or any(path in part for part in self.shared)

    def __iter__(self) -> Iterator[str]:
        """All paths, each once."""
        return iter(dict.fromkeys(path for part in (*self.shared, self.own) for path in part))

    def __len__(self) -> int:
        """How many there are."""
        return len(set(self))


class OnDemand(Mapping[str, _Known]):
    """Values by path, each read when it is first asked for.

    An answer looks at two or three of somebody's twenty: reading all of them was half the time of a preview.
    """

    __slots__ = ("_of", "_values", "_ways")

    def __init__(self, ways: Mapping[str, Callable[..., _Known]], *of: object) -> None:
        """Read each path in its way, which is told what it is read `of`."""
        self._ways, self._of = ways, of
        self._values: dict[str, _Known] = {}

    def __getitem__(self, path: str) -> _Known:
        """Raises KeyError where nothing is read by that path."""
        if path not in self._values:
            self._values[path] = self._ways[path](*self._of)
        return self._values[path]

    def __contains__(self, path: object) -> bool:
        """Whether there is a path; nothing is read."""
        return path in self._ways

    def __iter__(self) -> Iterator[str]:
        """All paths."""
        return iter(self._ways)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._ways)


class Months(Mapping[str, int]):
    """Months by path; all but those that are `stated` are worked out when one is asked for: they take other jobs."""

    __slots__ = ("_rest", "_values")

    def __init__(self, stated: dict[str, int], rest: Callable[[], dict[str, int]]) -> None:
        """Work out nothing yet of the `rest`."""
        self._values = stated
        self._rest: Callable[[], dict[str, int]] | None = rest

    def __getitem__(self, path: str) -> int:
        """Raises KeyError where no month is known."""
        return self._values[path] if path in self._values else self._all()[path]

    def __iter__(self) -> Iterator[str]:
        """The paths of which a month is known."""
        return iter(self._all())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._all())

    def items(self) -> ItemsView[str, int]:
        """All, each with its month."""
        return self._all().items()

    def _all(self) -> dict[str, int]:
        if self._rest is not None:
            self._values, self._rest = self._values | self._rest(), None
        return self._values
