"""A Query -> an address of Sales Navigator, and what of the query an address cannot say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leadscout.lexicon import Lexicon
from leadscout.lexicon.kinds import Codes
from leadscout.model.query import Clause, Query
from leadscout.salesnav import restli, url
from leadscout.salesnav.addresses import Selected
from leadscout.salesnav.facets import KEYWORD, WRITTEN, FacetRow
from leadscout.salesnav.parameters import LONGEST
from leadscout.salesnav.values import UnreadError


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of a query that an address cannot say, or only wider: a filter, `personas` or `at_(past_)company`."""

    filter: str
    exclude: bool = False
    values: Codes = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A query as an address; `query_text` is the query in it, percent-decoded once.

    Whoever matches the query matches the address, too; others as well, where something is `left_out`.
    """

    url: str
    query_text: str
    left_out: tuple[LeftOut, ...]


def write(query: Query, lexicon: Lexicon) -> Written:
    """Write an address of the newest form.

    Values of one filter stand together, those that are excluded behind the others. The spelling of keywords is
    corrected there, exactly where there are some.
    """
    writer = _Writer(lexicon)
    for clause in query.clauses:
        writer.clause(clause)
    left_out = [
        *writer.left_out,
        *([LeftOut("personas", values=tuple(persona.name for persona in query.personas))] if query.personas else []),
        *([LeftOut("at_company")] if query.anchored else []),
        *([LeftOut("at_past_company")] if query.past_anchored else []),
    ]
    text, address = writer.written()
    while len(address) > LONGEST:
        left_out.append(writer.without_longest())
        text, address = writer.written()
    return Written(address, text, tuple(left_out))


class _Writer:
    """What is written so far: values by filter."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.filters: dict[str, list[Selected]] = {}
        self.keywords = ""
        self.keywords_first = False
        self.left_out: list[LeftOut] = []

    def clause(self, clause: Clause) -> None:
        if clause.filter == KEYWORD:
            self.keyword(clause)
        elif clause.filter in WRITTEN:
            self.facet(WRITTEN[clause.filter], clause)
        else:
            self.leave(clause, clause.values)

    def keyword(self, clause: Clause) -> None:
        """One expression: Sales Navigator has one field for it."""
        if clause.exclude or self.keywords or len(clause.values) > 1 or clause.values[0] != clause.values[0].strip():
            self.leave(clause, clause.values)
            return
        self.keywords = clause.values[0]
        self.keywords_first = not self.filters
        if clause.strict:
            self.leave(clause, clause.values)

    def facet(self, row: FacetRow, clause: Clause) -> None:
        """The values that mean the codes of a clause, and no others; wider ones only where they are asked for."""
        exact, wider = self.meant(row, clause.values)
        missing = [code for code in clause.values if code not in exact and code not in wider]
        if missing and not clause.exclude:  # half of what is asked for would find fewer people
            self.leave(clause, clause.values)
            return
        chosen = exact if clause.exclude else {**wider, **exact}
        values = dict.fromkeys(chosen[code] for code in clause.values if code in chosen)
        if values:
            selected = (Selected(value.id, value.text, clause.exclude) for value in values)
            self.filters.setdefault(clause.filter, []).extend(selected)
        lost = clause.values if clause.strict else tuple(code for code in clause.values if code not in exact)
        if lost:
            self.leave(clause, lost)

    def meant(self, row: FacetRow, codes: Codes) -> tuple[dict[str, Selected], dict[str, Selected]]:
        """By code the value that means it and others of the codes alone, and the one that means more."""
        asked_for = frozenset(codes)
        exact: dict[str, tuple[Selected, Codes]] = {}
        wider: dict[str, Selected] = {}
        for code in codes:
            value = row.kind.write(self.lexicon, row.row, code)
            read = self.read(row, value) if value else ()
            if value is None or code not in read:
                continue
            if not asked_for.issuperset(read):
                wider[code] = value
                continue
            for one in read:
                if one not in exact or len(read) > len(exact[one][1]):
                    exact[one] = (value, read)
        return {code: value for code, (value, _) in exact.items()}, wider

    def read(self, row: FacetRow, value: Selected) -> Codes:
        try:
            return row.kind.read(self.lexicon, row.row, value)
        except UnreadError:
            return ()

    def leave(self, clause: Clause, values: Sequence[str]) -> None:
        self.left_out.append(LeftOut(clause.filter, clause.exclude, tuple(values)))

    def without_longest(self) -> LeftOut:
        """Take out the filter with the most values; at last the keywords."""
        if not self.filters:
            values, self.keywords = (self.keywords,), ""
            return LeftOut(KEYWORD, values=values)
        name = max(self.filters, key=lambda name: len(self.filters[name]))
        return LeftOut(name, values=tuple(value.shown for value in self.filters.pop(name)))

    def written(self) -> tuple[str, str]:
        """The query as text, and the address."""
        filters = [self.entry(name, values) for name, values in self.filters.items()]
        keywords = {"keywords": self.keywords} if self.keywords else {}
        corrected = {"spellCorrectionEnabled": True} if self.keywords else {}
        members = ({"filters": filters} if filters else {}, keywords)
        first, second = reversed(members) if self.keywords_first else members
        text = restli.write({**corrected, **first, **second})
        return text, url.write(text)

    def entry(self, name: str, values: Sequence[Selected]) -> dict[str, object]:
        row = WRITTEN[name]
        scope = {"selectedSubFilter": row.scope} if row.scope else {}
        return {"type": row.type, "values": [dict(_members(value)) for value in values], **scope}


def _members(value: Selected) -> Iterator[tuple[str, str]]:
    if value.id:
        yield "id", value.id
    if value.text:
        yield "text", value.text
    yield "selectionType", "EXCLUDED" if value.exclude else "INCLUDED"
