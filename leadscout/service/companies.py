"""Companies that somebody in the database works or worked at."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from leadscout.lexicon import companies
from leadscout.store.people import People

_BEGINNING = 2  # letters of a name that a misspelling is taken to have right
_LOOKED_AT = 20_000


@dataclass(frozen=True)
class Companies:
    """What the people store knows of companies."""

    people: People

    def known(self, keys: Sequence[str]) -> bool:
        """Whether somebody is at a company with one of these keys."""
        return self.people.knows_company(keys)

    def nearest(self, name: str, limit: int = 3) -> tuple[str, ...]:
        """The names nearest to `name`, best first; () when none is near."""
        wanted = companies.normal_name(name)
        known = self.people.company_names(wanted[:_BEGINNING], _LOOKED_AT) if wanted else {}
        found = process.extract(f"name:{wanted}", known.keys(), scorer=fuzz.ratio, limit=limit, score_cutoff=75)
        return tuple(known[key] for key, _, _ in found)
