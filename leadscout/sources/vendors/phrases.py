"""Our clauses -> a vendor's fields: the reverse of what its dialect reads, found by reading.

Which fields a vendor has for a filter, and what a value of one means, its dialect knows. A source offers a value it
could write to what the dialect reads with; what is read as the very codes that are meant can be said.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from leadscout.errors import Fault, Refused
from leadscout.lexicon import Lexicon
from leadscout.model.filters import FILTERS, Shape
from leadscout.model.lead import Lead
from leadscout.model.query import Clause
from leadscout.sources.base import Claim, FilterClaims

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a vendor's requests: the filter that it means, and what its values mean in our codes.

    `read` raises ValueError for what is no value. `many` says whether it takes a list, of at most `most` values.
    """

    name: str
    filter: str
    exclude: bool
    many: bool
    most: int
    read: Callable[[str], Codes]


@dataclass(frozen=True, slots=True)
class Supplier:
    """What is known of a vendor outside of this room: its fields, its settings (a row an attribute), its leads.

    `leads` makes leads of rows as the vendor writes them; the mapping says what columns mean that mean something else
    elsewhere, "" for nothing. A row that is about nobody is left out.
    """

    fields: Sequence[Field]
    chosen: Any
    leads: Callable[[Sequence[Mapping[str, Any]], Mapping[str, str]], list[Lead]]
    lexicon: Lexicon


class Writing(Enum):
    """How a vendor writes the values of a filter."""

    NAME = "name"
    ID = "id"
    NUMBER = "number"
    """The id, as a number of JSON."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A filter that a vendor can be asked for: how it answers for it, and for leaving out (None: not at all).

    `values` are the vendor's words of a closed list, where they are neither our names nor our ids.
    """

    filter: str
    claim: Claim
    exclude: Claim | None = None
    writing: Writing = Writing.NAME
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Saying:
    """A clause in a vendor's words, values by field; `whole` says that they mean just what it means."""

    fields: Mapping[str, list[Any]]
    whole: bool


@dataclass(frozen=True)
class Phrasebook:
    """The filters of one vendor. `flag` is how it writes that a flag is set."""

    supplier: Supplier
    rows: Sequence[Phrase]
    flag: object = True

    @cached_property
    def claims(self) -> FilterClaims:
        """How the vendor answers for our filters."""
        included = {(row.filter, False): row.claim for row in self.rows}
        return {**included, **{(row.filter, True): row.exclude for row in self.rows if row.exclude}}

    def says(self, clause: Clause) -> bool:
        """Whether a clause can be said in its words, no wider than it is."""
        saying = self.say(clause)
        return saying is not None and saying.whole

    def say(self, clause: Clause) -> Saying | None:
        """A clause in its words; None for one that would find fewer people than are meant, or cannot be said at all.

        Who is included may be more than are meant, who is excluded may be fewer: both is looked at in the people.
        """
        row = next(row for row in self.rows if row.filter == clause.filter)
        fields = [one for one in self.supplier.fields if (one.filter, one.exclude) == (clause.filter, clause.exclude)]
        # A question names a company by every key that people.db knows (architecture, decision 7): one of them will do.
        several = FILTERS[clause.filter].taxonomy == "company"
        values: dict[str, list[Any]] = {}
        covered: set[str] = set()
        whole = True
        for code in clause.values:
            if code in covered:
                continue
            match = self._value(row, fields, code, set(clause.values), narrow=clause.exclude)
            if match is None and not clause.exclude and not several:
                return None
            if match is None:
                whole = whole and several
                continue
            name, value, codes = match
            values.setdefault(name, []).append(value)
            covered.update(codes)
        saying = Saying(values, whole and covered <= set(clause.values))
        return _bounded(saying, fields, exclude=clause.exclude) if values else None

    def _value(
        self, row: Phrase, fields: Sequence[Field], code: str, meant: set[str], *, narrow: bool
    ) -> tuple[str, Any, Codes] | None:
        """The field and the value for a code, and all codes that they mean; the one that means fewest others."""
        readable = [
            (one.name, value, codes)
            for one in fields
            for value in self._candidates(row, code)
            if code in (codes := _read(one, value))
        ]
        fitting = [match for match in readable if not narrow or meant.issuperset(match[2])]
        best = min(fitting, key=lambda match: len(set(match[2]) - meant), default=None)
        return None if best is None else (best[0], self._written(row, best[1]), best[2])

    def _candidates(self, row: Phrase, code: str) -> Iterator[str]:
        """What might be said for a code."""
        if row.values:
            yield from row.values
            return
        taxonomy = FILTERS[row.filter].taxonomy
        if taxonomy != "company":
            yield self.supplier.lexicon.kinds[taxonomy].label(code) if row.writing is Writing.NAME else code
            return
        key, _, name = code.partition(":")
        match key:
            case "id":
                yield name
            case "slug":
                yield f"https://www.linkedin.com/company/{name}"
            case "name":
                yield name.replace("_", " ")

    def _written(self, row: Phrase, value: str) -> object:
        if FILTERS[row.filter].shape is Shape.FLAG and not row.values:
            return self.flag
        return int(value) if row.writing is Writing.NUMBER and value.isdigit() else value

    def body(self, source: str, clauses: Sequence[Clause]) -> dict[str, Any]:
        """The filters of a request, of clauses that it claims.

        Raises Refused for whom to include where that cannot be said: the vendor would charge for other people in their
        place. Who cannot be left out is left out here.
        """
        single = {one.name for one in self.supplier.fields if not one.many}
        body: dict[str, Any] = {}
        for clause in clauses:
            saying = self.say(clause)
            if saying is None and not clause.exclude:
                raise Refused(Fault("not_sayable", clause.filter, source))
            for name, values in saying.fields.items() if saying else ():
                if name in single:
                    body[name] = values[0]
                else:
                    body.setdefault(name, []).extend(values)
        return body


def _bounded(saying: Saying, fields: Sequence[Field], *, exclude: bool) -> Saying | None:
    """What the fields can hold of it; None where they would hold too few to include."""
    most = {one.name: one.most if one.many else 1 for one in fields}
    if all(len(values) <= most[name] for name, values in saying.fields.items()):
        return saying
    held = {name: values[: most[name]] for name, values in saying.fields.items()}
    return Saying(held, whole=False) if exclude else None


def _read(one: Field, value: str) -> Codes:
    try:
        return one.read(value)
    except ValueError:  # as a dialect says that this is none of its values
        return ()
