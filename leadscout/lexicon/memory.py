"""What was made of a text is remembered, unless the text is so long that it comes once.

The bound in bytes of a cache: fifty thousand values of a thousand characters, which a caller can send, took a gigabyte.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

LONGEST = 100
"""Characters of a text that is remembered: of a million titles, names and addresses one in a thousand has more."""

More = ParamSpec("More")
Made = TypeVar("Made")
Key = TypeVar("Key")
Reading = Callable[Concatenate[str, More], Made]


def remembered(most: int, longest: int = LONGEST) -> Callable[[Reading[More, Made]], Reading[More, Made]]:
    """Remember what a function makes of its last `most` texts of up to `longest` characters."""

    def decorate(read: Reading[More, Made]) -> Reading[More, Made]:
        kept: Any = lru_cache(most)(read)

        @wraps(read)
        def recalled(text: str, *more: More.args, **named: More.kwargs) -> Made:
            return cast(Made, (kept if len(text) <= longest else read)(text, *more, **named))

        return cast(Reading[More, Made], recalled)

    return decorate


def remembered_by(
    letters: Callable[..., int], most: int, longest: int
) -> Callable[[Callable[More, Made]], Callable[More, Made]]:
    """The same for a function of other values than one text: `letters` says how many they hold."""

    def decorate(read: Callable[More, Made]) -> Callable[More, Made]:
        kept: Any = lru_cache(most)(read)

        @wraps(read)
        def recalled(*values: More.args, **named: More.kwargs) -> Made:
            return cast(Made, (kept if letters(*values, **named) <= longest else read)(*values, **named))

        return recalled

    return decorate


def letters_of(*texts: str | tuple[str, ...]) -> int:
    """The letters of texts, and of tuples of texts."""
    return sum([len(text) if type(text) is str else sum(map(len, text)) for text in texts])


class TextMemory(dict[Key, Made]):
    """What a function makes of texts, or of tuples of them, looked up as `memory[text]`.

    For what is asked so often that a call would cost more than the look-up. It forgets all at once when it is full.
    """

    def __init__(
        self, read: Callable[[Key], Made], most: int, longest: int = LONGEST, letters: Callable[[Any], int] = len
    ) -> None:
        """Remember what `read` makes of its last `most` texts of up to `longest` characters; `letters` counts them."""
        super().__init__()
        self._read, self._most, self._longest, self._letters = read, most, longest, letters

    def __missing__(self, text: Key) -> Made:
        made = self._read(text)
        if self._letters(text) <= self._longest:
            if len(self) >= self._most:
                self.clear()
            self[text] = made
        return made
