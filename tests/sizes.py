"""How much the tests try that draw what they try: little each time, much now and then (decision 58).

`make test`, and CI with it, takes the first number: other cases each day, as the seed is another one. `make fuzz` takes
the second. LEADSCOUT_TEST_<NAME> asks for a number of its own.
"""

import os

FULL = "LEADSCOUT_TEST_FULL"
"""The environment variable that `make fuzz` sets."""

SIZES = {
    "QUESTIONS": (240, 2400),  # to each engine, in four parts
    "ENGINE_PEOPLE": (500, 1500),  # of whom they are asked
    "CHANGED_PEOPLE": (150, 20_000),  # who come, change and go between questions
    "CHANGES": (300, 5000),  # and how often they do
    "CHANGED_QUESTIONS": (60, 2400),  # to a cluster, with changes and a rebuild between
    "KILLS": (6, 200),  # of whoever writes an index of bitmaps
    "PARTITIONS": (4, 24),  # searches past the cap of a source: one of each query
    "ADDRESSES": (4000, 100_000),  # of people searches, written and read again
    "LIVE_PEOPLE": (150, 10_000),  # of a live search past the cap of its source; each takes 20 ms
    "TITLES": (500, 10_000),  # labelled ones, read with the rows of a table in another order
    "EXAMPLES": (40, 1000),  # of properties that ask for no number of their own
    "KILLED": (2, 200),  # servers and workers, on each store
    "FLAKY_PEOPLE": (6, 60),  # of whom a receiver is told that fails half of the time
    "SCHEMA_CASES": (5000, 50_000),  # requests that the documents allow, and do not: at least so many
    "SCHEMA_ALLOWED": (27, 100),  # percent of those at the edges of what a document allows
    "SCHEMA_REFUSED": (11, 100),  # and beyond them
    "SCHEMA_EXAMPLES": (2, 250),  # by chance, for each operation
}
"""Everyday and full."""


def size(name: str) -> int:
    """The number to try."""
    return int(os.environ.get(f"LEADSCOUT_TEST_{name}") or SIZES[name][bool(os.environ.get(FULL))])
