"""Whose each row of a batch is: by identity keys, the strongest first, unless the names speak against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from leadscout.lexicon.identities import names
from leadscout.lexicon.identities.names import Name, contradict, form
from leadscout.model.lead import Lead
from leadscout.service.people.identities import (
    OURS,
    Key,
    alone,
    hash_of,
    id_of,
    is_mailbox,
    kept_under,
    keys,
    named,
    strong,
    under,
)
from leadscout.store.people import SHARERS, PeopleChanges
from leadscout.store.provenance import Sighting
from leadscout.store.reports import Report


@dataclass(slots=True)
class KeyedRow:
    """A row that was read: where it stood, its lead also as bytes, what it is known by when it comes again, its keys.

    `hashes` are those of `keys`; `id` is the id of ours that the row of an export carries; `mailboxes` are the places
    of addresses of many, `doubtful` the keys of several people of whom two or more can be meant.
    """

    line: int
    lead: Lead
    plain: bytes
    row_hash: bytes
    keys: list[Key]
    hashes: list[bytes]
    id: str = ""
    name: Name = field(init=False)
    mailboxes: list[int] = field(init=False)
    doubtful: list[Key] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take the name apart, and see which keys are addresses of many."""
        self.name = form(self.lead.full_name)
        self.mailboxes = [at for at, key in enumerate(self.keys) if is_mailbox(key)]

    @property
    def strong(self) -> frozenset[bytes]:
        """The hashes of the keys that only one person has."""
        return frozenset(hash_ for key, hash_ in zip(self.keys, self.hashes, strict=True) if strong(key[0]))

    def sought(self, at: int) -> list[bytes]:
        """Under which hashes people are kept who have a key, one of several people's, and a name like the row's."""
        return under(self.keys[at], names.sought(self.name))

    def named(self, at: int) -> bytes:
        """The hash of a key that several people have, together with the row's name."""
        return hash_of(named(alone(self.keys[at]), self.name))


class IdentityClaim(NamedTuple):
    """What a row adds to how its person is known.

    `hashes` are theirs from now on; `shared` are keys that several people have; `others` are the places of the row's
    keys that belong to somebody else; `kept` are, by person, the hashes under which they have a key of several.
    """

    hashes: list[bytes]
    shared: list[bytes]
    others: list[int]
    kept: dict[int, set[bytes]]


class Recognition:
    """What the rows of one batch have to do with the people in the store, kept up to date as they are taken.

    `owners` by hash of a key, `ids` by id of ours; `leads`, `sightings` and `reports` by person; `united` are people
    who were made of two by hand; `shared` are the keys that several people have: each binds only with the name.
    """

    def __init__(self, batch: PeopleChanges, rows: Sequence[KeyedRow]) -> None:
        """Read all that the rows may need, in a few statements."""
        # Who comes without any key is known by the row: seen here, or elsewhere, where it gave the id of an export.
        hashes = [hash_ for row in rows for hash_ in row.hashes or (row.row_hash,)]
        exported = [row.hashes[0] for row in rows if row.id]
        self.seen = batch.sighted([*(row.row_hash for row in rows), *exported])
        self.shared = batch.shared(hashes)
        hashes += [row.named(at) for row in rows for at in self._shared_keys(row)]
        sought = [hash_ for row in rows for at in self._shared_keys(row) for hash_ in row.sought(at)]
        self.sharers = batch.sharers(sought)
        self.owners = {hash_: self.seen[hash_] for hash_ in exported if hash_ in self.seen} | batch.owners(hashes)
        # Whose id a row would give: it may be of somebody who has lost the key. Mostly the first one counts.
        self._batch = batch
        self._looked_up = {row.id or id_of((*row.hashes, row.row_hash)[0]) for row in rows}
        self.ids = batch.with_ids(self._looked_up)
        self._suppressed = batch.suppressed([*hashes, *sought, *(row.row_hash for row in rows)])
        ours = {self.ids[row.id] for row in rows if row.id in self.ids}
        alike = (seq for seqs in self.sharers.values() if len(seqs) <= SHARERS for seq in seqs)
        self.leads = batch.leads({*self.owners.values(), *ours, *alike})
        self.sightings = batch.sightings(self.leads)
        self.reports = batch.reports(self.leads)
        self.united = batch.united(self.leads)

    def is_seen(self, row: KeyedRow) -> bool:
        """Whether the very row was taken before."""
        return row.row_hash in self.seen or row.row_hash in self.owners

    def seen_as(self, row: KeyedRow) -> int:
        """Who a row was about that was taken before."""
        return self.seen[row.row_hash] if row.row_hash in self.seen else self.owners[row.row_hash]

    def is_suppressed(self, row: KeyedRow) -> bool:
        """Whether a row is about somebody who must stay out.

        A key of several keeps out only who has a name like the forgotten one's, and none of those who are in.
        """
        if not self._suppressed:
            return False
        shared = {row.hashes[at]: at for at in self._shared_keys(row)}
        hashes = {row.row_hash, *(hash_ for hash_ in row.hashes if hash_ not in shared)}
        for at in shared.values():
            if row.named(at) not in self.owners:
                hashes.update((row.named(at), *row.sought(at)))
        return not self._suppressed.isdisjoint(hashes)

    def owner(self, row: KeyedRow, source: int, as_of: int) -> int | None:
        """Who the strongest key belongs to whose owner the row can be about; None for somebody new."""
        if row.id in self.ids:
            return self.ids[row.id]
        for at, hash_ in enumerate(row.hashes):
            candidates = (row.named(at), hash_) if hash_ in self.shared else (hash_,)
            for seq in filter(None, map(self.owners.get, candidates)):
                stronger = row.keys[:at]
                if not (
                    _has_another(stronger, self.leads[seq])
                    or self._is_apart(row, seq, source, as_of)
                    or self._is_contradicted(row, seq)
                ):
                    return seq
            if len(alike := self._alike(row, at, source, as_of)) == 1:
                return alike.pop()
            row.doubtful = [row.keys[at], *row.doubtful] if alike else row.doubtful
        return None

    def _alike(self, row: KeyedRow, at: int, source: int, as_of: int) -> set[int]:
        """Who has the same key of several people, and a name that can be the row's."""
        if at not in self._shared_keys(row):
            return set()
        lists = [seqs for hash_ in row.sought(at) if len(seqs := self.sharers.get(hash_, [])) <= SHARERS]
        return {
            seq
            for seq in {seq for seqs in lists for seq in seqs if seq in self.leads}
            if not (
                _has_another(row.keys[:at], self.leads[seq])
                or self._is_apart(row, seq, source, as_of)
                or self._is_contradicted(row, seq)
            )
        }

    def claim(self, row: KeyedRow, seq: int) -> "IdentityClaim":
        """Give a person those keys of a row that nobody has.

        A key of somebody with quite another name is from now on one that several people have.
        """
        claimed: list[bytes] = []
        shared: list[bytes] = []
        others: list[int] = []
        for at, hash_ in enumerate(row.hashes):
            owner = self.owners.get(hash_)
            if owner == seq or (owner is None and hash_ not in self.shared):
                claimed += [] if owner else [hash_]
                continue
            if owner is not None and row.keys[at][0] != OURS:
                others.append(at)
            apart = owner is None or contradict(row.name, form(self.leads[owner].full_name))
            if apart and row.name and row.named(at) not in self.owners:
                claimed.append(row.named(at))
                shared.append(hash_)
        self.owners.update(dict.fromkeys(claimed, seq))
        self.shared.update(shared)
        return IdentityClaim(claimed, shared, others, self._keep(row, seq, shared))

    def _keep(self, row: KeyedRow, seq: int, shared: Sequence[bytes]) -> dict[int, set[bytes]]:
        """Under which hashes somebody, and the owner so far of what is `shared` from now on, are kept."""
        kept: dict[int, set[bytes]] = {}
        for at in self._shared_keys(row):
            owner = self.owners.get(row.hashes[at], seq) if row.hashes[at] in shared else seq
            whose = {seq: row.name, **({} if owner == seq else {owner: form(self.leads[owner].full_name)})}
            for one, name in whose.items():
                hashes = kept_under(row.keys[at], [name])
                kept.setdefault(one, set()).update(hashes)
                for hash_ in hashes:
                    seqs = self.sharers.setdefault(hash_, [])
                    if one not in seqs and len(seqs) <= SHARERS:
                        seqs.append(one)
        return kept

    def is_given(self, id_: str) -> bool:
        """Whether somebody has an id of ours."""
        if id_ not in self._looked_up:
            self._looked_up.add(id_)
            self.ids.update(self._batch.with_ids([id_]))
        return id_ in self.ids

    def free(self, row: KeyedRow) -> list[bytes]:
        """The keys of a row that nobody has and nobody shares."""
        return [hash_ for hash_ in row.hashes if hash_ not in self.owners and hash_ not in self.shared]

    def _shared_keys(self, row: KeyedRow) -> list[int]:
        if not self.shared:  # nearly always
            return row.mailboxes
        return [at for at, hash_ in enumerate(row.hashes) if hash_ in self.shared or at in row.mailboxes]

    def _is_contradicted(self, row: KeyedRow, seq: int) -> bool:
        """Whether any row about a person has a name that this one's cannot be, and no strong key in common with it.

        So two rows with different names and no common strong key never become one, whoever stands between them.
        """
        lead = self.leads[seq]
        signed = [report for report in self.reports.get(seq, ()) if report.name] if seq in self.united else []
        if signed:  # made one by hand, whatever the names are: it is enough to go with one of them
            return all(contradict(row.name, report.name) and row.strong.isdisjoint(report.strong) for report in signed)
        if seq in self.reports:
            against = [report.strong for report in self.reports[seq] if contradict(row.name, report.name)]
        else:
            against = [strong_hashes(lead)] if contradict(row.name, form(lead.full_name)) else []
        return any(map(row.strong.isdisjoint, against))

    def _is_apart(self, row: KeyedRow, seq: int, source: int, as_of: int) -> bool:
        """Whether one export tells of both under ids of their own, so that a key they share is a conflict."""
        seen: Iterable[Sighting] = self.sightings.get(seq, ()) if row.id else ()
        return any(sighting.source == source and sighting.as_of == as_of for sighting in seen)


def first_report(lead: Lead, seen: Sequence[Sighting]) -> Report:
    """All that was said of somebody so far, as one report: that of the first row."""
    return Report(seen[0].row_hash if seen else b"", form(lead.full_name), strong_hashes(lead))


def strong_hashes(lead: Lead) -> frozenset[bytes]:
    """The hashes of the keys of a lead that only one person has."""
    return frozenset(hash_of(key) for key in keys(lead) if strong(key[0]))


def _has_another(stronger: Iterable[Key], lead: Lead) -> bool:
    """Whether a lead has another key of one of these kinds."""
    owned = dict(keys(lead))
    return any(strong(kind) and owned.get(kind, value) != value for kind, value in stronger)
