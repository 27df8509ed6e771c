"""Companies that somebody in the database works or worked at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from leadscout.lexicon.identities import companies
from leadscout.store import companies as store
from leadscout.store.companies import Known
from leadscout.store.people import People

_BEGINNINGS = (4, 2)  # letters of a name that a misspelling is taken to have right
_LOOKED_AT = 20_000
_NEAR, _VERY_NEAR = 82, 90  # of 100
_SHORTER = 0.7  # a name that is near is not shorter than so much of the other


@dataclass(frozen=True)
class Companies:
    """What the people store knows of companies."""

    people: People

    def known(self, keys: Sequence[str]) -> bool:
        """Whether somebody is at a company with one of these keys."""
        return bool(self.by_key(keys))

    def by_key(self, keys: Sequence[str]) -> Known:
        """The companies that go by each key, by their number; a key that nobody is at is missing."""
        with self.people.database.read() as connection:
            return store.known(connection, keys)

    def beginning(self, name: str, limit: int) -> Known:
        """Companies whose normal name begins as that of `name`, the first `limit` by name."""
        with self.people.database.read() as connection:
            return store.beginning(connection, companies.normal_name(name), limit)

    def nearest(self, name: str, limit: int = 3) -> tuple[str, ...]:
        """The names nearest to `name`, best first; () when none is near."""
        return tuple(_shortest(names) for names in self.near(name, limit).values())

    def near(self, name: str, limit: int) -> Known:
        """The companies whose names are nearest to `name`, best first."""
        wanted = companies.normal_name(name)
        matches: list[tuple[str, float, int]] = []
        with self.people.database.read() as connection:
            # Most slips are behind the fourth letter, and few names share four: only others are worth looking far.
            for size in _BEGINNINGS:
                sizes = (int(len(wanted) * _SHORTER), int(len(wanted) / _SHORTER) + 1)
                names = store.names(connection, wanted[:size], *sizes, _LOOKED_AT) if wanted else []
                matches = process.extract(f"name:{wanted}", names, scorer=fuzz.ratio, limit=limit, score_cutoff=_NEAR)
                if matches and matches[0][1] >= _VERY_NEAR:
                    break
            names_of = store.known(connection, [key for key, _, _ in matches])
        return {key: names_of[key] for key, _, _ in matches}


def values(names_of: Known) -> Iterator[tuple[str, str]]:
    """Each company as the filter takes it and as it is shown: its number where one is known, else its name."""
    for key, names in names_of.items():
        numbers = [id_ for id_ in names if id_]
        yield from ((id_, names[id_] or id_) for id_ in numbers)
        if not numbers:
            yield shown(key, names)


def shown(key: str, names: Mapping[str, str]) -> tuple[str, str]:
    """A key as the filter takes it and as it is shown, by the names that are known of it."""
    kind, _, rest = key.partition(":")
    label = _shortest(names) or rest
    if kind == "id":
        return rest, label
    return (label if companies.read(label)[:1] == (key,) else key), label


def _shortest(names: Mapping[str, str]) -> str:
    return min(filter(None, names.values()), key=len, default="")
