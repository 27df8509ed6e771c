"""A description of people, in our words: what every dialect is turned into and every engine is asked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from leadscout.model.filters import FILTERS, Filter


@dataclass(frozen=True, slots=True)
class Clause:
    """Values of one filter, any of which will do; `exclude` removes who has one of them.

    Values are canonical: codes of the filter's taxonomy, company keys, or text as written. `strict` asks for
    exactly that (behaviour §1).
    """

    filter: str
    values: tuple[str, ...]
    exclude: bool = False
    strict: bool = False

    @property
    def row(self) -> Filter:
        """The filter's row; KeyError for a name that FILTERS does not have."""
        return FILTERS[self.filter]


@dataclass(frozen=True, slots=True)
class Persona:
    """A kind of person by words of their title (behaviour §2): lower `priority` comes first."""

    name: str
    functions: tuple[str, ...] = ()
    seniorities: tuple[str, ...] = ()
    prohibits: tuple[str, ...] = ()
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of a filter that nobody has, and the one that is looked for instead; both folded."""

    filter: str
    word: str
    corrected: str


@dataclass(frozen=True, slots=True)
class Query:
    """Who is looked for: all clauses and one of the personas.

    `anchored`: title, seniority and personas must hold for the job at the company that is named. `past_anchored`: past
    title and past company must hold for one and the same past job. `correct` asks for
    the spelling of keywords to be corrected (behaviour §1); where that is done, `corrections` tell what was. `warnings`
    say which values were read in a way that is not certain.
    """

    clauses: tuple[Clause, ...] = ()
    personas: tuple[Persona, ...] = ()
    anchored: bool = False
    correct: bool = False
    corrections: tuple[Correction, ...] = ()
    warnings: tuple[str, ...] = ()
    past_anchored: bool = False

    def including(self) -> Iterator[Clause]:
        """The clauses that ask for something."""
        return (clause for clause in self.clauses if not clause.exclude)

    def leaving(self, name: str, *, exclude: bool = False) -> "Query":
        """The query without a filter's included or excluded values; without its company it is anchored to none."""
        kept = tuple(clause for clause in self.clauses if (clause.filter, clause.exclude) != (name, exclude))
        anchors = ((self.anchored, "company"), (self.past_anchored, "past_company"))
        anchored, past = (is_so and (name, exclude) != (company, False) for is_so, company in anchors)
        return replace(self, clauses=kept, anchored=anchored, past_anchored=past)

    def asking(self, name: str, values: tuple[str, ...]) -> "Query":
        """The query that asks a filter for these values, in place of those that it includes; as strictly as before."""
        strict = any(clause.strict for clause in self.including() if clause.filter == name)
        kept = self.leaving(name).clauses
        return replace(self, clauses=(*kept, Clause(name, values, strict=strict)))

    @property
    def empty(self) -> bool:
        """Whether nothing at all is asked."""
        return not self.clauses and not self.personas
