"""The same people in an index of every embedded engine, written once and kept in a folder for other runs.

Beyond 20,000 people the same come again under other ids: to invent and to read them takes longer than all that is
measured. An index is one that lives: after all people were written, one in fifty, 5,000 at most, changed or went, in
twenty commits. Times are of the processor, so that other programs on the machine do not change them.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from statistics import median

import msgspec

from leadscout.engines import ENGINES, backend
from leadscout.intake.population import Population
from leadscout.lexicon import Lexicon
from leadscout.model.lead import Lead, order_of
from leadscout.plan.engine import Engine, Writer
from leadscout.plan.facts import Facts, Reader

DIFFERENT = 20_000
AT_ONCE = 2_000
COMMIT_EVERY = 200_000
COMMITS = 20
_FIGURES = "figures.json"


class Written(msgspec.Struct):
    """What an engine took to write an index: seconds of the processor, bytes, and ms of a later commit."""

    people: int
    seconds: float
    bytes: int
    commit: float

    @property
    def rate(self) -> float:
        """People a second of the processor."""
        return self.people / self.seconds

    @property
    def weight(self) -> float:
        """Bytes a person."""
        return self.bytes / self.people


@dataclass
class Index:
    """The index of one engine, while it is made."""

    name: str
    folder: Path
    seconds: float = 0
    changing: list[float] = field(default_factory=list)

    def open(self) -> Engine:
        """A new look at it."""
        return backend(self.name).open(self.folder)


def made(folder: Path, number: int, lexicon: Lexicon, names: Sequence[str] = ENGINES) -> dict[str, Written]:
    """What each engine took to write so many people below `folder`, each in a folder of its name; now, or once."""
    figures = folder / _FIGURES
    if figures.exists():
        return msgspec.json.decode(figures.read_bytes(), type=dict[str, Written])
    indexes = [Index(name, folder / name) for name in names]
    write(indexes, number, lexicon)
    written = {one.name: Written(number, one.seconds, size(one.folder), median(one.changing) * 1000) for one in indexes}
    figures.write_bytes(msgspec.json.encode(written))
    return written


def size(folder: Path) -> int:
    """Bytes of all files."""
    return sum(path.stat().st_size for path in folder.iterdir())


def id_of(seq: int) -> str:
    """The id under which somebody is written."""
    return f"p{seq}"


def write(indexes: list[Index], number: int, lexicon: Lexicon) -> None:
    """Write everybody into all indexes, then change some."""
    writers = {one.name: backend(one.name).write(one.folder) for one in indexes}
    some, done = list[tuple[int, Facts]](), 0
    for people in crowds(invented(number, lexicon), number):
        some += people[:: max(1, number // min(number, 5_000))]
        done += len(people)
        for one in indexes:
            one.seconds += took(lambda: put(writers[one.name], people, commit=done % COMMIT_EVERY == 0))  # noqa: B023
        if done % COMMIT_EVERY == 0:
            print(f"  {done:,} people written", flush=True)
    for one in indexes:
        one.seconds += took(lambda: (writers[one.name].commit(), writers[one.name].close(), merge(one)))  # noqa: B023
    change(indexes, some[: number // 50], Random(1))


def invented(number: int, lexicon: Lexicon) -> list[tuple[Lead, Facts]]:
    """So many people at most who differ, each with the facts of them."""
    reader = Reader(lexicon)
    return [(lead, reader(lead)) for lead in Population(7, lexicon).people(min(number, DIFFERENT))]


def crowds(people: Sequence[tuple[Lead, Facts]], number: int) -> Iterator[list[tuple[int, Facts]]]:
    """So many people, 2,000 at once, the same again and again under other ids: the order and the facts of each."""
    for start in range(1, number + 1, AT_ONCE):
        crowd = []
        for seq in range(start, min(start + AT_ONCE, number + 1)):
            lead, facts = people[seq % len(people)]
            person = facts.person._replace(terms={**facts.person.terms, "id": (id_of(seq),)})
            crowd.append((order_of(lead, seq), replace(facts, person=person)))
        yield crowd


def put(writer: Writer, people: list[tuple[int, Facts]], *, commit: bool) -> None:
    """Write new people."""
    for order, facts in people:
        writer.put(order, facts, new=True)
    if commit:
        writer.commit()


def merge(index: Index) -> None:
    """Merge what the worker merges beside its writer."""
    kind = backend(index.name)
    while kind.merge and (adopt := kind.merge(index.folder)):
        adopt()


def change(indexes: list[Index], some: list[tuple[int, Facts]], dice: Random) -> None:
    """Let people change and go, in twenty commits."""
    facts = [one for _, one in some]
    for part in range(COMMITS):
        orders = [order for order, _ in some[part::COMMITS]]
        new = dict(zip(orders, dice.sample(facts, len(orders)), strict=True))
        for one in indexes:
            one.changing.append(took(lambda: changed(one, new)))  # noqa: B023


def changed(index: Index, new: dict[int, Facts]) -> None:
    """Open a writer as the indexer does, change people, of whom each tenth goes."""
    writer = backend(index.name).write(index.folder)
    for order, facts in new.items():
        if order % 10 == 0:
            writer.drop(order)
        else:
            writer.put(order, facts)
    writer.commit()
    writer.close()


def took(work: Callable[[], object]) -> float:
    """Processor seconds of some work, in all threads."""
    start = time.process_time()
    work()
    return time.process_time() - start
