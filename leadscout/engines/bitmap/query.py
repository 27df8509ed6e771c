"""Nodes -> the people of a segment who satisfy them: set algebra over bitmaps, as `plan.holds` says."""

from collections.abc import Callable, Sequence

from pyroaring import BitMap

from leadscout.engines.bitmap.nodes import Every, Node, OneJob, OneOf, Some, WordsOfText
from leadscout.engines.bitmap.roaring import EMPTY, Numbers, numbers_of
from leadscout.engines.bitmap.segment import Segment
from leadscout.engines.bitmap.terms import HELD
from leadscout.model.filters import Scope

_Look = Callable[[Node], BitMap]
_WINDOW, _WIDER = 1 << 16, 8
"""People among whom the first of an answer are looked for, and how many times more where too few are found."""


def people(segment: Segment, node: Node) -> BitMap:
    """Who satisfies the node. What it gives is kept, and must not be changed."""
    return segment.cache.get(node, lambda: _people(segment, node))


def number(segment: Segment, node: Node, gone: BitMap) -> int:
    """How many satisfy the node, without those who are gone."""
    if isinstance(node, Every):
        return _number(segment, node, gone)
    matching = people(segment, node)
    return len(matching) - (matching.intersection_cardinality(gone) if gone else 0)


def first(segment: Segment, node: Node, start: int, most: int, gone: BitMap) -> Numbers:
    """The first of them from the number `start` on, so many at most, without those who are gone."""
    if not isinstance(node, Every):
        matching = people(segment, node) - gone if gone else people(segment, node)
        before = matching.rank(start - 1) if start else 0
        return numbers_of(matching[before : before + most])
    included = _included(node, lambda part: people(segment, part), lambda: segment.everybody)
    excluded = [people(segment, part) for part in node.excluded] if included[0] else []
    size, last = _WINDOW, len(segment.orders)
    while True:
        matching = _all_of([BitMap(range(start, min(start + size, last))), *included])
        for bitmap in (*excluded, gone):
            matching = matching - bitmap
        if len(matching) >= most or start + size >= last:
            return numbers_of(matching[:most])
        size *= _WIDER


def _number(segment: Segment, node: Every, gone: BitMap) -> int:
    """The same; the last of the bitmaps need not be put together, which takes as long as all before."""
    included = _included(node, lambda part: people(segment, part), lambda: segment.everybody)
    excluded = [bitmap for part in node.excluded if (bitmap := people(segment, part))] if included[0] else []
    if gone:
        excluded.append(gone)
    if excluded:
        return _all_of(included).difference_cardinality(_any_of(excluded))
    return _all_of(included[:-1]).intersection_cardinality(included[-1]) if len(included) > 1 else len(included[0])


def _people(segment: Segment, node: Node) -> BitMap:
    match node:
        case OneJob(scope, of):
            return segment.jobs[scope].space.owned_by(_jobs(segment, scope, of))
        case WordsOfText("text"):
            return segment.text.satisfying(node, segment.vocabulary)
        case WordsOfText():
            return EMPTY
        case OneOf(hashes):
            return segment.codes.any_of(hashes)
        case _:
            return _combined(node, lambda part: people(segment, part), lambda: segment.everybody)


def _jobs(segment: Segment, scope: Scope, node: Node) -> BitMap:
    """The jobs that satisfy the node."""
    jobs = segment.jobs[scope]

    def look(node: Node) -> BitMap:
        return segment.cache.get((scope, node), lambda: find(node))

    def find(node: Node) -> BitMap:
        match node:
            case WordsOfText("title"):
                return jobs.titles.satisfying(node, segment.vocabulary)
            case WordsOfText():
                return EMPTY
            case OneOf(hashes):
                return jobs.codes.any_of(hashes)
            case OneJob():
                raise ValueError("In inside In has no meaning")
            case _:
                return _combined(node, look, held)

    def held() -> BitMap:
        return segment.cache.get((scope, HELD), lambda: jobs.codes.get(HELD))

    # What one job must be is kept for its people, what it consists of for its jobs.
    return find(node)


def _combined(node: Every | Some, look: _Look, everything: Callable[[], BitMap]) -> BitMap:
    if isinstance(node, Some):
        return _any_of([bitmap for part in node.of if (bitmap := look(part))])
    matching = _all_of(_included(node, look, everything))
    for part in node.excluded:
        if not matching:
            break
        matching = matching - look(part)
    return matching


def _included(node: Every, look: _Look, everything: Callable[[], BitMap]) -> list[BitMap]:
    """What must hold, the smallest first; a single empty bitmap where some of it holds for nobody."""
    included = []
    for part in node.included:
        bitmap = look(part)
        if not bitmap:
            return [EMPTY]
        included.append(bitmap)
    return sorted(included, key=len) if included else [everything()]


def _any_of(bitmaps: Sequence[BitMap]) -> BitMap:
    if len(bitmaps) == 1:
        return bitmaps[0]
    return BitMap.union(*bitmaps) if bitmaps else EMPTY


def _all_of(bitmaps: Sequence[BitMap]) -> BitMap:
    matching = bitmaps[0]
    for bitmap in bitmaps[1:]:
        if not matching:
            break
        matching = matching & bitmap
    return matching
