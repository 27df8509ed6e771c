"""Verbs that read and print JSON lines: one object in, one out, with the same id."""

import sys
from collections.abc import Callable
from typing import Any

import orjson

JsonObject = dict[str, Any]


def answer(read: Callable[[JsonObject], JsonObject]) -> None:
    """Print what `read` makes of each object on standard input, at once; an `error` where it raises ValueError.

    So does a line that is no JSON object, or lacks something.
    """
    for line in sys.stdin:
        if line.strip():
            print(orjson.dumps(_one(read, line)).decode(), flush=True)  # noqa: T201 - one line each


def _one(read: Callable[[JsonObject], JsonObject], line: str) -> JsonObject:
    try:
        case = orjson.loads(line)
        return {"id": case["id"], **read(case)}
    except (ValueError, TypeError, KeyError) as error:
        return {"error": f"{type(error).__name__}: {error}", "line": line[:200]}
