"""Searches that ask their source in parts: what a source shows of each is within its reach (plan/partition.py)."""

from dataclasses import dataclass, replace

from leadscout.model.search import Batch, PartState, Search, SearchPart
from leadscout.plan.partition import Partition, narrowed
from leadscout.service.asking.answers import Asking
from leadscout.service.asking.question import Question

_ROUNDED = 0.9
"""Of the reach: a source rounds, so that a part that it says just fits may not."""

PAGE = 25
"""People of one page of most sources."""

_PENDING = (PartState.NEW, PartState.OPEN)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How the parts of a search stand to the whole.

    `parts` are asked, `done` of them to their end; `shown` people of the `total` that the source counts for the whole,
    `counted` for its parts. `cut` are people of parts that can be neither reached to their end nor split further.
    `pages` are about still to be fetched, a request each.
    """

    parts: int
    done: int
    total: int
    counted: int
    shown: int
    cut: int
    pages: int


def step(asking: Asking, search: Search, limit: int) -> tuple[Batch, tuple[SearchPart, ...]]:
    """The next page of a search, at most one request: a part is counted, or shown further. Gives the parts after it."""
    question = asking.again(search)
    parts = search.parts or (SearchPart(),)
    at = next((at for at, part in enumerate(parts) if part.state in _PENDING), None)
    if at is None:
        return Batch([], search.bookmark, at_end=True), parts
    part = parts[at]
    narrower = question.about(narrowed(search.query, part.narrowing))
    if part.state is PartState.NEW:
        after = _counted(asking, narrower, part, whole=search.total.value if search.total and at == 0 else None)
        children: list[SearchPart] = []
        if after.state is PartState.SPLIT:
            partition = Partition(asking.door.lexicon, question.source.settles)
            children = [SearchPart(narrowing) for narrowing in partition.split(search.query, part.narrowing)]
            after = after if children else replace(after, state=PartState.OPEN)
        batch = Batch([], search.bookmark, at_end=False)
        parts = (*parts[:at], after, *parts[at + 1 :], *children)
    else:
        batch = asking.batch(narrower, part.bookmark, limit)
        after = _further(part, batch, narrower.source.reach)
        parts = (*parts[:at], after, *parts[at + 1 :])
        batch = replace(batch, bookmark=search.bookmark)
    over = not any(part.state in _PENDING for part in parts)
    return replace(batch, at_end=over), parts


def _counted(asking: Asking, question: Question, part: SearchPart, whole: int | None) -> SearchPart:
    count = asking.count(question) if whole is None else None
    total = count.value if count else whole or 0
    reach = question.source.reach
    if not total:
        return replace(part, total=0, state=PartState.DONE)
    fits = not reach or total <= (reach if count and count.exact else reach * _ROUNDED)
    return replace(part, total=total, state=PartState.OPEN if fits else PartState.SPLIT)


def _further(part: SearchPart, batch: Batch, reach: int) -> SearchPart:
    shown = part.shown + batch.shown
    state = PartState.OPEN
    if batch.at_end:
        state = PartState.CUT if reach and shown >= reach and (part.total or 0) > reach else PartState.DONE
    return replace(part, shown=shown, bookmark=batch.bookmark, state=state)


def reckon(search: Search) -> Reckoning | None:
    """How the parts of a search stand; None for one that asks in one piece."""
    if not search.route.exhaustive:
        return None
    parts = search.parts or (SearchPart(total=search.expected),)
    leaves = [part for part in parts if part.state is not PartState.SPLIT]
    cut = sum(max(0, (part.total or 0) - part.shown) for part in leaves if part.state is PartState.CUT)
    return Reckoning(
        parts=len(leaves),
        done=sum(part.state in (PartState.DONE, PartState.CUT) for part in leaves),
        total=parts[0].total or 0,
        counted=sum(part.total or 0 for part in leaves),
        shown=sum(part.shown for part in leaves),
        cut=cut,
        pages=sum(_pages(part) for part in leaves if part.state in _PENDING),
    )


def _pages(part: SearchPart) -> int:
    """Pages that a part is about still to be asked for, at least one."""
    return max(1, -(-((part.total or 0) - part.shown) // PAGE))
