"""How people write things, and the codes they mean. `load()` reads everything once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from leadscout.lexicon.kinds import ValueKind, Vocabulary, kinds
from leadscout.lexicon.places.places import Places
from leadscout.lexicon.taxonomies import headcounts, industries, languages, taxonomy
from leadscout.lexicon.taxonomies.taxonomy import Taxonomy
from leadscout.lexicon.titles.titles import Titles


@dataclass(frozen=True, eq=False)  # one of a process: what hangs on it is remembered by it
class Lexicon:
    """All vocabularies; `taxonomies`, and the `kinds` of all values, under the names that FILTERS rows use."""

    taxonomies: Mapping[str, Vocabulary]
    kinds: Mapping[str, ValueKind]
    places: Places
    headcounts: Taxonomy
    tenures: Taxonomy
    titles: Titles


@cache
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
    taxonomies: Mapping[str, Vocabulary] = {
        "place": places,
        "industry": industries.taxonomy(),
        "headcount": ranges,
        "tenure": tenures,
        "language": languages.taxonomy(),
        **{name: taxonomy.load(file, closed=True) for name, file in closed},
    }
    return Lexicon(
        taxonomies=taxonomies,
        kinds=kinds(taxonomies, places),
        places=places,
        headcounts=ranges,
        tenures=tenures,
        titles=Titles(),
    )
