"""How many people match, as the source tells it: a large number is about right."""

DIGITS = 2
"""So many digits of a large number are told, the others are noughts."""


def about(number: int, exact: int) -> int:
    """The number itself up to `exact`, else rounded."""
    return number if number <= exact else _rounded(number)


def shown(number: int) -> str:
    """The number as it is shown: 843, 2.5K+, 12K+, 1M+."""
    for size, letter in ((1_000_000, "M"), (1_000, "K")):
        if number >= size:
            whole, tenth = divmod(number * 10 // size, 10)
            return f"{whole}.{tenth}{letter}+" if tenth and whole < 10 else f"{whole}{letter}+"  # noqa: PLR2004
    return str(number)


def _rounded(number: int) -> int:
    power = int("1" + "0" * max(0, len(str(number)) - DIGITS))
    return (number + power // 2) // power * power
