"""Looking one person up: whoever is meant by an id, an address or an e-mail, as answers show people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from leadscout.errors import Refused
from leadscout.model.lead import Lead
from leadscout.model.search import LeadMatch
from leadscout.service.asking.hits import Read, shown
from leadscout.service.people.intake import find_person
from leadscout.service.people.suppressions import NOBODY, Hidden
from leadscout.store.people import People


@dataclass(frozen=True, slots=True)
class Lookups:
    """The people of one store without the `hidden`; `read` gives what can be searched of somebody."""

    people: People
    read: Read
    hidden: Hidden = NOBODY

    def number(self, written: str) -> int | None:
        """The number of whoever is meant; None when nobody is. Raises Refused when several are."""
        try:
            return find_person(self.people, written, self.hidden)
        except Refused as refused:
            if refused.faults[0].code != "nobody":
                raise
            return None

    def numbers(self, written: Sequence[str]) -> list[int | None]:
        """For each of several who is meant; nobody where several could be."""
        return [self._only(one) for one in written]

    def _only(self, written: str) -> int | None:
        try:
            return self.number(written)
        except Refused:
            return None

    def person(self, written: str) -> LeadMatch | None:
        """Whoever is meant, with their main job; None when nobody is. Raises Refused when several are."""
        seq = self.number(written)
        lead = None if seq is None else self.people.leads([seq]).get(seq)
        return None if lead is None else self.shown(lead, 1)

    def shown(self, lead: Lead, number: int) -> LeadMatch:
        """Somebody with their main job, as one of several."""
        return replace(shown(0, lead, self.read(lead), 0), number=number)
