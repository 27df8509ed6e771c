"""A client that previews people and companies all the time, and gets the same answers, whatever happens meanwhile."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle

from conftest import Server

ASKED = (
    ("/v1/preview", {}),
    ("/v1/preview", {"seniority": ["director"], "limit": 5}),
    ("/v1/preview", {"keyword": ["manager"], "exclude": {"seniority": ["cxo"]}}),
    ("/v1/companies/preview", {"limit": 10}),
)

PAUSE = 0.1
"""Seconds between two: one that asks on and on takes the processor from what is tested."""


@contextmanager
def previewing(server: Server) -> Iterator[list[object]]:
    """Preview until the block ends; gives the answers of before it.

    Raises AssertionError in the end where an answer was a refusal, or another one than before.
    """
    answers = [ask(server, *question) for question in ASKED]
    over = threading.Event()

    def go_on() -> int:
        for number, (question, answer) in enumerate(cycle(zip(ASKED, answers, strict=True)), start=1):
            assert ask(server, *question) == answer, question
            if over.is_set() and number >= len(ASKED):
                return number
            over.wait(PAUSE)
        return 0

    with ThreadPoolExecutor(1) as threads:
        client = threads.submit(go_on)
        try:
            yield answers
        finally:
            over.set()
        print(f"{client.result()} previews meanwhile")


def ask(server: Server, path: str, body: dict[str, object]) -> object:
    """The answer to a question. Raises AssertionError where it is refused."""
    answer = server("POST", path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()
