"""What was made once and may be asked for again, as much of it as fits."""

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class BoundedCache(Generic[Value]):
    """A cache whose values have at most some size together.

    There are two generations. What is asked for comes into the young one; when that is full it becomes the old one, and
    the old one goes. So it takes no lock to look something up, which is done some hundred times for a question.
    """

    def __init__(self, size: int, size_of: Callable[[Hashable, Value], int]) -> None:
        """Keep values of up to `size` together, of which each has the size that `size_of` says of it and its key."""
        self._most = size // 2
        self._size_of = size_of
        self._used = 0
        self._young: dict[Hashable, Value] = {}
        self._old: dict[Hashable, Value] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made where it is not kept."""
        kept = self._young.get(key)
        if kept is None:
            kept = self._old.get(key)
            if kept is None:
                kept = make()
            self._keep(key, kept)
        return kept

    def _keep(self, key: Hashable, value: Value) -> None:
        with self._lock:
            self._young[key] = value
            self._used += self._size_of(key, value)
            if self._used > self._most:
                self._old, self._young, self._used = self._young, {}, 0
