"""Taking people in, forgetting and merging them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from leadscout.errors import Fault, Refused
from leadscout.lexicon import companies, profiles
from leadscout.model.lead import Company, Lead
from leadscout.service.people.identities import OURS, Key, digest, hash_of, id_of, is_ours, keys, strong
from leadscout.service.people.merging import merge
from leadscout.service.people.provenance import changed, differences, field_of, origin, stands, text
from leadscout.store import imports
from leadscout.store.imports import Mark
from leadscout.store.people import Batch, People
from leadscout.store.provenance import Dispute, Sighting

BATCH = 2000
"""Rows of one transaction: large enough to be fast, small enough that others can write in between."""

_MET = 50_000
"""Companies of which is remembered that they are in the store; more are written once more, which changes nothing."""


class Arrived(NamedTuple):
    """One row that was read: where it stood, and who it is about."""

    line: int
    lead: Lead


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from: a name, and the day (days since 1970) on which they were true."""

    name: str
    as_of: int


@dataclass(slots=True)
class Outcome:
    """What became of one batch. `refused`: (line, reason); `conflicts`: identities that belong to someone else."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    conflicts: list[tuple[int, Key]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows there were."""
        return self.new + self.updated + self.unchanged + len(self.refused)


@dataclass(slots=True)
class Tally:
    """What became of many rows, in numbers."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def rows(self) -> int:
        """How many rows there were."""
        return self.new + self.updated + self.unchanged + self.rejected

    def add(self, batch: Outcome) -> None:
        """Count another batch."""
        self.new += batch.new
        self.updated += batch.updated
        self.unchanged += batch.unchanged
        self.rejected += len(batch.refused)


@dataclass(slots=True)
class _Row:
    line: int
    lead: Lead
    plain: bytes
    row_hash: bytes
    keys: list[Key]
    hashes: list[bytes]
    id: str = ""
    """The id of ours that the row carries: it is of an export."""


class Intake:
    """Takes rows in, one transaction a batch."""

    def __init__(self, people: People) -> None:
        """Write into `people`."""
        self.people = people
        self._met: set[Company] = set()

    def take(self, arrived: Iterable[Arrived], source: Source, mark: Mark | None = None) -> Outcome:
        """Add, update or recognise the people of one batch.

        `mark` says how far the file is done with them, not counting who is refused here. It is kept in the same
        transaction, so an import that is killed goes on exactly there.
        """
        rows = [self._row(one) for one in arrived]
        with self.people.batch() as batch:
            outcome = _Taking(self, batch, rows, source).outcome()
            if mark:
                batch.mark(replace(mark, refused=mark.refused + len(outcome.refused)))
            return outcome

    def mark(self, key: bytes) -> Mark:
        """Where the import of a file was interrupted; its beginning when it was not."""
        with self.people.database.read() as connection:
            return imports.find(connection, key)

    def finish(self, key: bytes) -> None:
        """A file is done: when it comes again, it is read from its beginning."""
        with self.people.database.write() as connection:
            imports.drop(connection, key)

    def meet(self, batch: Batch, lead: Lead) -> None:
        """Remember the companies of a lead and the keys they go by."""
        for position in lead.positions:
            company = position.company
            if company not in self._met:
                if len(self._met) >= _MET:
                    self._met.clear()
                batch.meet(company.id, companies.keys(company), company.name)
                self._met.add(company)

    def _row(self, arrived: Arrived) -> _Row:
        lead, id_ = replace(arrived.lead, id="") if arrived.lead.id else arrived.lead, arrived.lead.id
        plain = self.people.records.plain(lead)
        found = [(OURS, id_), *keys(lead)] if id_ else list(keys(lead))
        row_hash = digest(plain + id_.encode())
        return _Row(arrived.line, lead, plain, row_hash, found, [hash_of(key) for key in found], id_)


class _Taking:
    """One batch."""

    def __init__(self, intake: Intake, batch: Batch, rows: Sequence[_Row], source: Source) -> None:
        self.intake = intake
        self.batch = batch
        self.rows = rows
        self.source = batch.source(source.name)
        self.as_of = source.as_of
        # Who comes without any key is known by the row: seen here, or elsewhere, where it gave the id of an export.
        hashes = [hash_ for row in rows for hash_ in row.hashes or (row.row_hash,)]
        ours = [row.hashes[0] for row in rows if row.id]
        self.seen = batch.sighted([*(row.row_hash for row in rows), *ours])
        self.owners = {hash_: self.seen[hash_] for hash_ in ours if hash_ in self.seen} | batch.owners(hashes)
        self.ids = batch.with_ids(row.id for row in rows if row.id)
        self.suppressed = batch.suppressed([*hashes, *(row.row_hash for row in rows)])
        self.known = batch.leads({*self.owners.values(), *self.ids.values()})
        self.sightings = batch.sightings(self.known)
        self.done = Outcome()

    def outcome(self) -> Outcome:
        for row in self.rows:
            if row.row_hash in self.seen or row.row_hash in self.owners:
                self.done.unchanged += 1
            elif not self.suppressed.isdisjoint((row.row_hash, *row.hashes)):
                self.done.refused.append((row.line, "suppressed: this person must stay out"))
            elif row.id and not is_ours(row.id):
                self.done.refused.append((row.line, f"{row.id} is no id that leadscout gives"))
            else:
                self._take(row)
        return self.done

    def _take(self, row: _Row) -> None:
        owner = self._owner(row)
        fields = None
        if owner is None:
            owner = self._add(row)
        else:
            fields = self._update(owner, row)
            if row.id and not fields:
                return  # what we exported ourselves is no report about anybody
        mine = [hash_ for hash_ in row.hashes if self.owners.get(hash_, owner) == owner]
        keyed = zip(row.keys, row.hashes, strict=True)
        others = [(key, hash_) for key, hash_ in keyed if hash_ not in mine and key[0] != OURS]
        self.done.conflicts += [(row.line, key) for key, _ in others]
        disputes = (Dispute(field_of(key), key[1], self.source, self.as_of, hash_) for key, hash_ in others)
        self.batch.dispute(owner, disputes)
        self.batch.identify(owner, [hash_ for hash_ in mine if hash_ not in self.owners])
        self.owners.update(dict.fromkeys(mine, owner))
        before = self.sightings.setdefault(owner, [])
        before.append(Sighting(self.source, self.as_of, len(before), fields))
        self.batch.sight(owner, row.row_hash, before[-1])
        self.seen[row.row_hash] = owner

    def _owner(self, row: _Row) -> int | None:
        """Who the strongest known key belongs to, unless a stronger key of the row says that it is someone else."""
        if row.id in self.ids:
            return self.ids[row.id]
        for at, hash_ in enumerate(row.hashes):
            seq = self.owners.get(hash_)
            if seq is not None and not _contradict(row.keys[:at], self.known[seq]) and not self._apart(row, seq):
                return seq
        return None

    def _apart(self, row: _Row, seq: int) -> bool:
        """Whether one export tells of both under ids of their own, so that a key they share is a conflict."""
        return bool(row.id) and any(
            seen.source == self.source and seen.as_of == self.as_of for seen in self.sightings.get(seq, ())
        )

    def _add(self, row: _Row) -> int:
        self.done.new += 1
        # The same person gets the same id on every machine: it comes from the strongest key, else from the row.
        seq = self.batch.add(row.id or id_of((row.hashes or [row.row_hash])[0]), row.lead, row.plain)
        self.known[seq] = row.lead
        if row.id:
            self.ids[row.id] = seq
        self.intake.meet(self.batch, row.lead)
        return seq

    def _update(self, seq: int, row: _Row) -> int:
        """Merge a row into what is known; gives the fields (bits) of which it is the origin now."""
        old = self.known[seq]
        newer = self.as_of >= max((seen.as_of for seen in self.sightings.get(seq, ())), default=0)
        merged = merge(old, row.lead, newer=newer)
        if newer or not row.id:
            self.batch.dispute(seq, self._lost(seq, old, row.lead, newer=newer))
        fields = changed(old, merged)
        if merged == old:
            self.done.unchanged += 1
        else:
            self.done.updated += 1
            self.known[seq] = merged
            self.batch.change(seq, merged, self.intake.people.records.plain(replace(merged, id="")))
            self.intake.meet(self.batch, merged)
        return fields if row.id else fields | stands(row.lead, merged)

    def _lost(self, seq: int, old: Lead, told: Lead, *, newer: bool) -> Iterator[Dispute]:
        """The values that do not stand; a row of the same source as before is news, and no conflict."""
        for name in differences(old, told):
            before = origin(self.sightings.get(seq, ()), name)
            if before is not None and before.source != self.source:
                here = Sighting(self.source, self.as_of)
                lead, row = (old, before) if newer else (told, here)
                yield Dispute(name, text(lead, name), row.source, row.as_of)


def whose(people: People, written: str) -> int:
    """The number of the person meant by an id, an address or an e-mail. Raises Refused when there is none."""
    seq = _owner(people, written)
    if seq is None or seq not in people.leads([seq]):
        raise Refused(Fault("nobody", value=written))
    return seq


def _owner(people: People, written: str) -> int | None:
    text = written.strip()
    wanted = [("email", text.lower()), ("member", text), ("sales", text)]
    wanted += [("sales", profiles.sales_id(text)), ("profile", profiles.slug(text))]
    owners = people.owners([hash_of(key) for key in wanted if key[1]])
    return people.seq_of(text) or next(iter(owners.values()), None)


def forget(people: People, seq: int) -> None:
    """Delete somebody for good: what comes again with an identity they ever had, or as a row seen before, stays out."""
    ids = people.ids([seq])
    with people.batch() as batch:
        batch.forget(seq, [hash_of((OURS, id_)) for id_ in ids.values()])
    people.database.settle()


def unite(people: People, keep: int, gone: int) -> None:
    """Make one person of two: `keep` takes over all that is known of `gone`. Raises Refused if they are one."""
    if keep == gone:
        raise Refused(Fault("same_person"))
    leads = people.leads([keep, gone])
    merged = merge(leads[keep], leads[gone], newer=False)
    with people.batch() as batch:
        seen = batch.sightings([gone]).get(gone, [])
        told = ((name, origin(seen, name)) for name in differences(leads[keep], leads[gone]))
        batch.dispute(
            keep, [Dispute(name, text(leads[gone], name), row.source, row.as_of) for name, row in told if row]
        )
        batch.change(keep, merged, people.records.plain(replace(merged, id="")))
        batch.merge(gone, keep, changed(leads[keep], merged))


def _contradict(stronger: Iterable[Key], lead: Lead) -> bool:
    """Whether the lead has another key of one of these kinds."""
    owned = dict(keys(lead))
    return any(strong(kind) and owned.get(kind, value) != value for kind, value in stronger)
