"""The people of one store, one at a time, with where what is known comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from leadscout.model.profile import Conflict, Origin, Profile
from leadscout.service.people.intake import find_person
from leadscout.service.people.provenance import DISPUTED, differ, filled, newest, origin, text
from leadscout.service.people.suppressions import NOBODY, Hidden
from leadscout.store.people import People
from leadscout.store.provenance import Dispute

_FIRST = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Profiles:
    """The people of one store without the `hidden`."""

    people: People
    hidden: Hidden = NOBODY

    def get(self, written: str) -> Profile:
        """The person meant by an id, an address or an e-mail. Raises Refused when there is none."""
        seq = find_person(self.people, written, self.hidden)
        lead = self.people.leads([seq])[seq]
        seen, disputes, names = self.people.history(seq)
        provenance = ((name, origin(seen, name)) for name in filled(lead))
        # What was in conflict may be agreed on by now.
        open_ = [
            one for one in disputes if one.field not in DISPUTED or differ(one.field, one.value, text(lead, one.field))
        ]
        return Profile(
            lead,
            {name: _origin(names, row.source, row.as_of) for name, row in provenance if row},
            tuple(
                dict.fromkeys(_origin(names, row.source, row.as_of) for row in sorted(seen, key=newest, reverse=True))
            ),
            tuple(self._conflicts(seq, open_, names)),
        )

    def _conflicts(self, seq: int, disputes: list[Dispute], names: Mapping[int, str]) -> Iterator[Conflict]:
        owners = self.people.owners([one.key for one in disputes if one.key])
        ids = self.people.ids(list(owners.values()))
        shown = self.hidden.without(self.people.leads(list(owners.values())))
        for one in disputes:
            owner = owners.get(one.key)
            if owner != seq and (owner is None or owner in shown):
                origin = _origin(names, one.source, one.as_of)
                yield Conflict(one.field, one.value, origin, ids.get(owner, "") if owner else "")


def _origin(names: Mapping[int, str], source: int, as_of: int) -> Origin:
    return Origin(names[source], (_FIRST + timedelta(days=as_of)).isoformat())
