"""Keeping companies: follows the changes of people, and lets the companies that their positions tell of follow them."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from leadscout.lexicon.identities import companies
from leadscout.model.organization import completeness
from leadscout.service.people.indexer import Indexer, Progress, silent
from leadscout.service.people.provenance import origin
from leadscout.store.organizations import NewTelling, OrganizationChanges, Organizations
from leadscout.store.provenance import Sighting
from leadscout.store.records import LeadCodec

AT_ONCE = 2000
"""People of one transaction: others can write in between."""

_MET, _LONGEST = 10_000, 2000
"""Companies whose number and keys are remembered, and the bytes of one that is: so all of them are 20 MB."""

_KINDS = ("id", "slug", "domain", "name")
"""Kinds of keys, the surest first (architecture, decision 7)."""

_NOBODYS = Sighting(0, 0)


class CompanyValue(NamedTuple):
    """A value of a company: its id here, its keys (none: it is no company), and how many of its fields are filled.

    `number` is LinkedIn's, or "".
    """

    id: int
    keys: tuple[str, ...]
    filled: int
    plain: bytes
    number: str
    name: str

    @property
    def goes_by(self) -> tuple[str, ...]:
        """The keys that say more than the number itself."""
        return tuple(key for key in self.keys if not key.startswith("id:"))


@dataclass(frozen=True)
class CompanyKeeper:
    """Brings companies up to date with the people, and the index of companies with the companies.

    `outdated` says whether the index must be written anew.
    """

    organizations: Organizations
    indexer: Indexer
    applied: Callable[[], int | None]
    _seen: dict[bytes, CompanyValue] = field(default_factory=dict)

    def catch_up(self, progress: Progress = silent, *, rebuild: bool = False) -> None:
        """Follow all changes of people, and index what became of companies."""
        done = 0
        while number := self._follow():
            done += number
            progress(done, done)
        self._index(progress, rebuild=rebuild)

    def turn(self) -> bool:
        """Follow some changes, and index companies once all are followed; False when there is nothing more to do."""
        if self.organizations.behind():
            self._follow()
            return True
        self._index(silent)
        return False

    def _index(self, progress: Progress, *, rebuild: bool = False) -> None:
        applied = self.applied()
        if rebuild or applied is None or applied < self.organizations.last_change():
            self.indexer.catch_up(progress, rebuild=rebuild)

    def _follow(self) -> int:
        """Look at the next people who changed; how many there were."""
        if not self.organizations.behind():
            return 0
        with self.organizations.batch(AT_ONCE) as batch:
            self._take(batch)
            return len(batch.people)

    def _take(self, batch: OrganizationChanges) -> None:
        before = batch.tellings_before()
        now: dict[int, tuple[int, ...]] = {}
        values: dict[int, CompanyValue] = {}
        tellers: dict[int, int] = {}
        for one in batch.people:
            by_id = {value.id: value for value in map(self._value_of, one.companies) if value.keys}
            now[one.seq] = tuple(by_id)
            for id_, value in by_id.items():
                if id_ not in values:
                    values[id_], tellers[id_] = value, one.seq
        difference: Counter[int] = Counter()
        changed = {seq: ids for seq, ids in now.items() if set(ids) != set(before.get(seq, ()))}
        for seq, ids in changed.items():
            difference.update(ids)
            difference.subtract(before.get(seq, ()))
        batch.tell(changed)
        touched = self._add(batch, values, tellers, batch.unheard(id_ for id_ in difference if id_ in values))
        gone = self._drop(batch, {id_: number for id_, number in difference.items() if number}, touched)
        filled: dict[str, int] = {}
        for value in values.values():
            filled[value.keys[0]] = max(filled.get(value.keys[0], 0), value.filled)
        _settle(batch, touched, gone, filled)

    def _add(
        self,
        batch: OrganizationChanges,
        values: Mapping[int, CompanyValue],
        tellers: Mapping[int, int],
        new: Collection[int],
    ) -> dict[str, set[str]]:
        """Add what nobody told before; gives the surest keys, each with those it mentions."""
        sightings = batch.sightings(sorted({tellers[id_] for id_ in new}))
        tellings: list[NewTelling] = []
        touched: dict[str, set[str]] = {}
        for id_ in new:
            surest, *others = values[id_].keys
            source = origin(sightings.get(tellers[id_], ()), "positions") or _NOBODYS
            tellings.append(NewTelling(id_, surest, source, values[id_].plain))
            touched.setdefault(surest, set()).update(others)
        batch.call((key, one.number, one.name) for one in (values[id_] for id_ in new) for key in one.goes_by)
        batch.add(tellings, [(key, surest) for surest, keys in touched.items() for key in keys])
        return touched

    def _drop(self, batch: OrganizationChanges, difference: dict[int, int], touched: dict[str, set[str]]) -> set[str]:
        """Count people in and out; adds the surest keys of what nobody tells any more to `touched`.

        Gives those under which nothing is told any more.
        """
        left = batch.count(difference)
        for surest, still in left.items():
            mentions = list(dict.fromkeys(key for company in still for key in companies.keys(company)[1:]))
            touched.setdefault(surest, set()).update(batch.mentions([surest]), mentions)
            batch.mention(surest, mentions)
        return {surest for surest, still in left.items() if not still}

    def _value_of(self, plain: bytes) -> CompanyValue:
        value = self._seen.get(plain)
        if value is None:
            company = LeadCodec.read(plain)
            digest = blake2b(plain, digest_size=8).digest()
            id_, keys = int.from_bytes(digest, signed=True), companies.keys(company)
            value = CompanyValue(id_, keys, completeness(company), plain, company.id, company.name)
            if len(self._seen) >= _MET:
                self._seen.clear()
            if len(plain) <= _LONGEST:
                self._seen[plain] = value
        return value


def _settle(
    batch: OrganizationChanges, touched: Mapping[str, Collection[str]], gone: set[str], filled: Mapping[str, int]
) -> None:
    """Give the surest keys that were `touched`, and those they mention, to the companies that they are now.

    A key belongs to the only company that is surer and mentions it, else to its own. Kind by kind, the surest first, so
    that what a key belongs to is settled before the keys that it mentions.
    """
    before = batch.owners(touched)
    changed = set(before.values())
    batch.belong(dict.fromkeys(gone))
    pending: dict[str, set[str]] = {kind: set() for kind in _KINDS}

    def again(keys: Iterable[str]) -> None:
        for key in keys:
            pending[key.partition(":")[0]].add(key)

    standing = touched.keys() - gone
    again(standing)
    for mentions in touched.values():
        again(mentions)
    for kind in (*_KINDS, _KINDS[-1]):  # a name may mention another way of writing it
        looked_at, pending[kind] = pending[kind], set()
        owners = batch.owners(looked_at)
        keys = [key for key in looked_at if key in owners or key in standing]
        into = batch.only(keys) if kind != _KINDS[0] else {}
        into |= batch.own({key: filled.get(key, 0) for key in keys if key not in into})
        moved = {key: seq for key, seq in into.items() if owners.get(key) != seq}
        batch.belong(moved)
        changed.update(moved.values(), (owners[key] for key in moved if key in owners))
        changed.update(into[key] for key in keys if key in standing)
        again(batch.mentions(moved))
    batch.change(changed)
