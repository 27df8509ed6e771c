"""How people write things, and the codes they mean. `load()` reads everything once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from leadscout.lexicon.places.places import Places
from leadscout.lexicon.spellings import Spellings
from leadscout.lexicon.taxonomies import headcounts, industries, languages, taxonomy
from leadscout.lexicon.taxonomies.taxonomy import Entry, Taxonomy
from leadscout.lexicon.titles.titles import Titles


class Vocabulary(Protocol):
    """What every taxonomy answers, small or large."""

    name: str
    closed: bool

    @property
    def spellings(self) -> Spellings:
        """How its codes are written."""

    def __iter__(self) -> Iterator[Entry]: ...

    def find(self, text: str) -> tuple[str, ...]:
        """The codes that `text` means; () for none."""

    def label(self, code: str) -> str:
        """How a code is shown; the code itself when it is not known."""

    def above(self, code: str) -> tuple[str, ...]:
        """The code and everything it surely lies in, nearest first."""

    def suggest(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """The labels nearest to what was written."""

    def near(self, text: str, limit: int) -> tuple[str, ...]:
        """The codes nearest to what was written."""


@dataclass(frozen=True)
class Lexicon:
    """All vocabularies; `taxonomies` under the names that FILTERS rows use."""

    taxonomies: Mapping[str, Vocabulary]
    places: Places
    headcounts: Taxonomy
    tenures: Taxonomy
    titles: Titles


def load() -> Lexicon:
    """Read the data files: 0.2 s of processor time, once per process; as much again when titles are first asked."""
    places = Places()
    ranges = headcounts.taxonomy()
    closed = (
        *(("function", "functions"), ("seniority", "seniorities")),
        *(("company_type", "company_types"), ("relationship", "relationships")),
        *(("interaction", "interactions"), ("saved", "saved")),
    )
    tenures = taxonomy.load("tenures", closed=True)
    return Lexicon(
        taxonomies={
            "place": places,
            "industry": industries.taxonomy(),
            "headcount": ranges,
            "tenure": tenures,
            "language": languages.taxonomy(),
            **{name: taxonomy.load(file, closed=True) for name, file in closed},
        },
        places=places,
        headcounts=ranges,
        tenures=tenures,
        titles=Titles(),
    )
