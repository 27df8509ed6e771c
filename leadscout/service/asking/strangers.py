"""Numbers that nobody knows: no vocabulary of ours has a name for them, and nobody in the database has one."""

from collections.abc import Callable
from dataclasses import dataclass

from leadscout.errors import Fault
from leadscout.lexicon import Lexicon
from leadscout.lexicon.kinds import Supply
from leadscout.lexicon.text import is_digits
from leadscout.model.query import Clause, Query
from leadscout.model.search import STORED, Count
from leadscout.service.asking.question import Question

_ALONE = 20
"""Numbers of a filter that are looked for one by one, a millisecond each; more are looked for together."""

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Strangers:
    """The numbers of a filter that nobody has; `every` value of the filter is one of them."""

    filter: str
    values: tuple[str, ...]
    every: bool

    def fault(self, question: Question) -> Fault:
        """What is wrong with them."""
        shown = ", ".join(value.removeprefix("id:") for value in self.values[:_SHOWN])
        return Fault("unknown_numbers", question.names.get((self.filter, False), self.filter), shown)


def strangers(question: Question, count: Callable[[Question], Count], lexicon: Lexicon) -> list[Strangers]:
    """The numbers that a question asks for and nobody has, filter by filter; of a live source nobody can say."""
    if question.route != STORED:
        return []
    nobody = []
    for name in dict.fromkeys(clause.filter for clause in question.query.including()):
        values = [value for clause in question.query.including() if clause.filter == name for value in clause.values]
        numbers = [value for value in values if _unlisted(lexicon, Clause(name, (value,)))]
        groups = [(value,) for value in numbers] if len(numbers) <= _ALONE else [tuple(numbers)]
        unknown = tuple(
            value
            for group in groups
            if not count(question.about(Query((Clause(name, group),)))).value
            for value in group
        )
        if unknown:
            nobody.append(Strangers(name, unknown, every=len(unknown) == len(values)))
    return nobody


def _unlisted(lexicon: Lexicon, clause: Clause) -> bool:
    kind, (value,) = lexicon.kinds[clause.row.taxonomy], clause.values
    open_ = not (kind.choices or kind.only_text or kind.supply is Supply.LISTS or clause.row.needs_graph)
    return open_ and is_digits(value.removeprefix("id:")) and (kind.vocabulary is None or kind.unlisted(value))
