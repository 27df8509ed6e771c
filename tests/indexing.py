"""Processes that write to an index of bitmaps, and that read it, for tests of kills and of many readers."""

from pathlib import Path

from leadscout.engines.bitmap import BACKEND
from leadscout.plan.facts import Facts, Values
from leadscout.plan.leaves import All, Terms, Words

BATCH = 30
"""People of a commit; a tenth of the batch before goes with it."""

GOING = BATCH // 10


def somebody(batch: int) -> Facts:
    """One of a batch."""
    text = ("batch", f"number{batch}", f"of{batch % 7}")
    return Facts(Values(terms={"skill": (f"batch{batch}",), "id": (f"{batch}",)}, words={"text": (text,)}), (), (), {})


def write_batch(writer, batch: int) -> None:
    for at in range(BATCH):
        writer.put(batch * BATCH + at + 1, somebody(batch), new=at % 2 == 0)
    for at in range(GOING if batch else 0):
        writer.drop((batch - 1) * BATCH + at + 1)
    writer.commit()


def sizes(engine, batches: int) -> list[int]:
    """How many of each batch are there."""
    return [engine.count(Terms("skill", frozenset((f"batch{batch}",)))).value for batch in range(batches)]


def expected(batches: int) -> list[int]:
    """The same after so many commits."""
    return [BATCH if batch == batches - 1 else BATCH - GOING for batch in range(batches)]


def write_on(folder: Path, log: Path, first: int) -> None:
    """Commit batch after batch, and say so in a file, until somebody kills this process."""
    writer = BACKEND.write(folder)
    with log.open("a") as file:
        for batch in range(first, 1000):
            write_batch(writer, batch)
            file.write(f"{batch}\n")
            file.flush()


def read_on(folder: Path, answers: Path, over: Path) -> None:
    """Ask until it is over: each look must show a whole commit, and the same once more at its end."""
    looks, latest = 0, 0
    while True:
        last = over.exists()
        engine = BACKEND.open(folder)
        there = engine.count(All(())).value
        batches = (there + GOING - BATCH) // (BATCH - GOING) + 1 if there else 0
        right = sizes(engine, batches) == expected(batches) and batches >= latest
        right = right and engine.count(Words("text", ("batch", f"number{batches - 1}"), phrase=True)).value == BATCH
        orders = engine.page(All(()), 10_000)
        right = right and len(set(orders)) == there == engine.count(All(())).value
        if not right:
            answers.write_text(f"wrong: {there} {batches} {latest} {sizes(engine, batches)}")
            return
        looks, latest = looks + 1, batches
        if last:
            answers.write_text(f"{looks} {latest}")
            return
