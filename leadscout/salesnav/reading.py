"""An address -> a Query, and what of the address means no filter of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from leadscout.lexicon import Lexicon, expressions
from leadscout.lexicon.kinds import Codes
from leadscout.model.query import Clause, Query
from leadscout.salesnav import values
from leadscout.salesnav.addresses import Address, AddressForm, Facet, Selected, Unread
from leadscout.salesnav.facets import FLAGS, KEYWORD, READ, SIGNALS, FacetRow
from leadscout.salesnav.older import NO_FILTER
from leadscout.salesnav.values import UnreadError


@dataclass(frozen=True, slots=True)
class Reading:
    """An address in our words.

    `unread` are the parts that mean no filter of ours: whoever searches by `query` alone finds more people than the
    address asks for. `warnings` say what was read in a way that is not certain. `page` counts from 1.
    """

    query: Query
    unread: tuple[Unread, ...]
    warnings: tuple[str, ...]
    page: int
    kind: AddressForm


Table = Mapping[tuple[str, str], FacetRow]


def read(address: Address, lexicon: Lexicon, table: Table = READ) -> Reading:
    """What an address asks for; `table` has the types of its facets."""
    reader = _Interpreter(lexicon, table)
    if address.keywords and address.keywords_first:
        reader.keywords(address.keywords)
    for facet in address.facets:
        reader.facet(facet)
    if address.keywords and not address.keywords_first:
        reader.keywords(address.keywords)
    clauses = tuple(Clause(name, tuple(codes), exclude) for (name, exclude), codes in reader.clauses.items())
    query = Query(clauses, correct=address.corrected and (KEYWORD, False) in reader.clauses)
    return Reading(
        query,
        (*address.unread, *reader.unread),
        (*address.warnings, *reader.warnings),
        address.page,
        address.form,
    )


@dataclass(slots=True)
class _Interpreter:
    """What was read of an address so far."""

    lexicon: Lexicon
    table: Table
    clauses: dict[tuple[str, bool], dict[str, None]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def facet(self, facet: Facet) -> None:
        for exclude in (False, True):
            selected = [value for value in facet.selected if value.exclude is exclude]
            if selected and facet.type in SIGNALS:
                self.signals(facet, selected, exclude=exclude)
            elif selected and facet.type == "TITLE" and facet.scope == "PAST_NOT_CURRENT" and not exclude:
                self.row(READ["PAST_TITLE", ""], selected, exclude=False)
                self.row(READ["CURRENT_TITLE", ""], selected, exclude=True)
            elif selected:
                self.plain(facet, selected, exclude=exclude)

    def plain(self, facet: Facet, selected: list[Selected], *, exclude: bool) -> None:
        row = self.table.get((facet.type, facet.scope))
        if row is None:
            name = f"{facet.type} {facet.scope}".strip()
            self.unread.extend(Unread(name, value.shown, NO_FILTER) for value in selected)
            return
        lists = [value for value in selected if values.list_of(value)]
        others = [value for value in selected if not values.list_of(value)]
        if lists and row.filter == "company" and (exclude or not others):
            self.row(READ["ACCOUNT_LIST", ""], lists, exclude=exclude)
        elif lists and row.kind is values.COMPANY:
            why = "lists stand alone" if row.filter == "company" else "only current employers are looked for in lists"
            self.unread.extend(Unread(facet.type, value.shown, why) for value in lists)
        else:
            others = selected
        if others:
            self.row(row, others, exclude=exclude)

    def signals(self, facet: Facet, selected: list[Selected], *, exclude: bool) -> None:
        if len(selected) > 1 and not exclude:
            shown = ", ".join(value.shown for value in selected)
            self.unread.append(Unread(facet.type, shown, "one signal or another cannot be asked for"))
            return
        for value in selected:
            row = next((row for row in FLAGS if self.codes(row, value)), None)
            if row is None:
                self.unread.append(Unread(facet.type, value.shown, NO_FILTER))
            else:
                self.row(row, [value], exclude=exclude)

    def codes(self, row: FacetRow, value: Selected) -> Codes:
        try:
            return row.kind.read(self.lexicon, row.row, value)
        except UnreadError:
            return ()

    def row(self, row: FacetRow, selected: list[Selected], *, exclude: bool) -> None:
        codes: dict[str, None] = {}
        for value in selected:
            try:
                read_codes = row.kind.read(self.lexicon, row.row, value)
            except UnreadError as error:
                self.unread.append(Unread(row.type, value.shown, str(error)))
                continue
            codes |= dict.fromkeys(read_codes)
            doubt = row.kind.doubt(self.lexicon, row.row, value, read_codes)
            if doubt:
                self.warnings.append(f"{row.type}: {doubt}")
        if codes:
            before = self.clauses.get((row.filter, exclude))
            if before is not None and not exclude and before.keys() != codes.keys():
                self.warnings.append(f"{row.type} is there twice; who has a value of either is searched")
            self.clauses[row.filter, exclude] = {**(before or {}), **codes}

    def keywords(self, text: str) -> None:
        """Keywords as they are: their language is ours."""
        codes = self.lexicon.kinds[""].read(text)
        if codes and (mistake := expressions.mistake(text)):
            self.unread.append(Unread("keywords", text, mistake.problem))
        elif codes:
            self.clauses[KEYWORD, False] = dict.fromkeys(codes)
        else:
            self.unread.append(Unread("keywords", text, "there is no word in it"))
