"""Skills: what people write for one -> a key that is equal when the skill is the same (ours, behaviour §1)."""

import re

from leadscout.lexicon.memory import remembered
from leadscout.lexicon.text import key

_SIGN = re.compile(r"(?<=[\w+])[+#]")
_NAMES = {"+": " plus", "#": " sharp"}


@remembered(10_000)
def read(value: str) -> tuple[str, ...]:
    """The key of a skill; () without a letter or digit.

    Case, accents, hyphens and blanks say nothing; signs behind a word do: C, C++ and C# are three languages.
    """
    return tuple(filter(None, [key(_SIGN.sub(lambda sign: _NAMES[sign.group()], value))]))
