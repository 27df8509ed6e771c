"""Verbs of many flags: the flags as one dataclass."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

Flags = TypeVar("Flags")


def with_options(verb: Callable[[Flags], None], options: type[Flags]) -> Callable[..., None]:
    """A verb whose arguments and flags are the fields of a dataclass, which it receives."""

    def run(**given: Any) -> None:  # noqa: ANN401
        verb(options(**given))

    run.__signature__ = inspect.signature(options)  # type: ignore[attr-defined]
    run.__doc__ = verb.__doc__
    return run
