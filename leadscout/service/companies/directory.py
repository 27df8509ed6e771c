"""The directory: one company with where what is known of it comes from, and how many people are known at companies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from leadscout.errors import Fault, Refused
from leadscout.lexicon.identities import companies
from leadscout.lexicon.identities.companies import page_of
from leadscout.model.lead import Company
from leadscout.model.lists import Asker
from leadscout.model.organization import Organization, Telling, best, merged
from leadscout.model.profile import Origin
from leadscout.model.query import Clause, Query
from leadscout.service.asking.answers import Asking
from leadscout.store.organizations import Organizations

_FIRST = date(1970, 1, 1)
_LISTED = 5


@dataclass(frozen=True)
class Directory:
    """The companies of one store, one at a time."""

    organizations: Organizations
    asking: Asking

    def get(self, written: str) -> Organization:
        """The company meant by a number, an address, a domain, a name or a key.

        Raises Refused when there is none, or when several are called so.
        """
        keys = companies.read(written)
        organization = self.find(keys)
        if organization is None:
            raise Refused(self.fault(keys, written))
        return organization

    def fault(self, keys: Sequence[str], written: str) -> Fault:
        """Why there is no company by these keys: nobody tells of one, or several go by them, and which."""
        several = self.organizations.mentioning(keys, _LISTED)
        if not several:
            return Fault("no_company", value=written)
        leads = self.organizations.leads(several).values()
        called = sorted(_called(lead.id, lead.full_name) for lead in leads)
        return Fault("several_companies", value=written, valid=tuple(called))

    def find(self, keys: Sequence[str]) -> Organization | None:
        """The company that goes by the first of these keys that one goes by; None where there is none."""
        seq = self.number(keys)
        tellings = self.organizations.tellings([seq]).get(seq) if seq is not None else None
        return self._organization(seq, tellings) if seq is not None and tellings else None

    def number(self, keys: Sequence[str]) -> int | None:
        """The number of the company that goes by the first of these keys that one goes by; None where there is none."""
        numbers = self.organizations.by_key(keys)
        return next((numbers[key] for key in keys if key in numbers), None)

    def people_at(self, asker: Asker, keys: Iterable[str]) -> dict[str, int]:
        """How many people of the database work at each of these companies now: whom a search for it finds."""
        everybody = self.asking.question(asker, Query())
        wanted = {key: everybody.about(Query((Clause("company", (key,)),))) for key in dict.fromkeys(keys)}
        return {key: self.asking.count(question).value for key, question in wanted.items()}

    def _organization(self, seq: int, tellings: Sequence[Telling]) -> Organization:
        names = self.organizations.sources(tellings)
        standing = best(tellings)
        newest = sorted(tellings, key=lambda one: (-one.as_of, names.get(one.source, "")))
        return Organization(
            self.organizations.key_of(seq),
            merged(tellings),
            {name: _origin(names, one) for name, one in standing.items()},
            tuple(dict.fromkeys(_origin(names, one) for one in newest)),
        )


def _called(key: str, name: str) -> str:
    """A company as whoever asks can name it: its number, address or domain, with its name."""
    kind, _, rest = key.partition(":")
    written = page_of(Company(slug=rest)) if kind == "slug" else rest
    return f"{written} ({name})" if name else written


def _origin(names: dict[int, str], telling: Telling) -> Origin:
    return Origin(names.get(telling.source, ""), (_FIRST + timedelta(days=telling.as_of)).isoformat())
