"""Addresses of people searches in requests: read into a Query, refused by name, and narrowed by what stands beside."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from leadscout import salesnav
from leadscout.dialects.base import fault
from leadscout.errors import Refused
from leadscout.lexicon import Lexicon
from leadscout.model.filters import Shape
from leadscout.model.query import Clause, Query
from leadscout.salesnav import Reading
from leadscout.salesnav.facets import KEYWORD, ROWS
from leadscout.service.asking.question import NO_NAMES, Names

_TYPES = {KEYWORD: "keywords", **{row.filter: row.type for row in reversed(ROWS)}}


@dataclass(frozen=True, slots=True)
class Pasted:
    """A search that somebody made at LinkedIn, as its address says it."""

    reading: Reading
    lexicon: Lexicon

    @property
    def query(self) -> Query:
        """What it asks for, with the warnings of how it was read."""
        return self.narrowed(Query())

    def names(self, field: str) -> Names:
        """How its filters are called in a refusal: the field, and Sales Navigator's type in brackets."""
        return {
            (clause.filter, clause.exclude): f"{field}[{_TYPES[clause.filter]}]"
            for clause in self.reading.query.clauses
        }

    def narrowed(self, beside: Query, names: Names = NO_NAMES) -> Query:
        """The people of the address who match what is asked for beside it, too; `names` are the fields of that.

        Raises a fault for a filter of both whose values cannot be cut down to those that both mean.
        """
        clauses = {(clause.filter, clause.exclude): clause for clause in self.reading.query.clauses}
        for clause in beside.clauses:
            key = (clause.filter, clause.exclude)
            both = _of_both(clauses[key], clause, self.lexicon) if key in clauses else clause
            if both is None:
                raise fault("in_address_too", field=names.get(key, clause.filter))
            clauses[key] = both
        return replace(
            beside,
            clauses=tuple(clauses.values()),
            correct=beside.correct or self.reading.query.correct,
            warnings=(*self.reading.warnings, *beside.warnings),
        )


def pasted(
    lexicon: Lexicon,
    unset: Callable[[object], bool] = lambda sent: sent is None,
    read: Callable[[str, Lexicon, str], Reading] = salesnav.read,
) -> Any:  # noqa: ANN401 - a pydantic annotation
    """The type of a field that takes an address: Pasted, or None where nothing is sent.

    `read` is for addresses of searches for people, or for companies. All that cannot be read or searched is a fault of
    the field: nothing in an address is left out silently.
    """

    def check(sent: object) -> Pasted | None:
        if unset(sent):
            return None
        if not isinstance(sent, str):
            raise fault("wrong_type", value=sent, valid=("the address of a search at Sales Navigator",))
        try:
            reading = read(sent, lexicon, "")
        except Refused as refused:
            one = refused.faults[0]
            raise fault(one.code, value=one.value, valid=one.valid, limit=one.limit) from refused
        if reading.unread:
            raise fault("unread_part", value="; ".join(map(str, reading.unread)))
        return Pasted(reading, lexicon)

    return Annotated[Any, PlainValidator(check), WithJsonSchema({"type": "string", "format": "uri"})]


def _of_both(first: Clause, second: Clause, lexicon: Lexicon) -> Clause | None:
    """Who matches both, as one clause; None where no clause says so."""
    strict = first.strict or second.strict
    if first.exclude:
        return replace(first, values=tuple(dict.fromkeys((*first.values, *second.values))), strict=strict)
    if set(first.values) == set(second.values):
        return replace(first, strict=strict)
    if first.filter == KEYWORD and len(first.values) == len(second.values) == 1:
        return replace(first, values=(f"({first.values[0]}) ({second.values[0]})",), strict=strict)
    kind = lexicon.kinds[first.row.taxonomy]
    if first.row.shape is Shape.TREE:
        values = [code for code in first.values if not set(second.values).isdisjoint(kind.above(code))]
        values += [code for code in second.values if not set(first.values).isdisjoint(kind.above(code))]
    else:
        values = [code for code in first.values if code in second.values] if kind.choices else []
    return replace(first, values=tuple(dict.fromkeys(values)), strict=strict) if values else None
