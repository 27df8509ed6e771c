"""Taking people in, forgetting and merging them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from leadscout.errors import Fault, Refused
from leadscout.lexicon import companies, profiles
from leadscout.model.lead import Company, Lead
from leadscout.service.identities import Key, digest, hash_of, keys, strong
from leadscout.service.merging import merge
from leadscout.store import imports
from leadscout.store.imports import Mark
from leadscout.store.people import Batch, People

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
        plain = self.people.records.plain(arrived.lead)
        found = list(keys(arrived.lead))
        return _Row(arrived.line, arrived.lead, plain, digest(plain), found, [hash_of(key) for key in found])


class _Taking:
    """One batch."""

    def __init__(self, intake: Intake, batch: Batch, rows: Sequence[_Row], source: Source) -> None:
        self.intake = intake
        self.batch = batch
        self.rows = rows
        self.source = batch.source(source.name)
        self.as_of = source.as_of
        hashes = [hash_ for row in rows for hash_ in row.hashes]
        self.seen = batch.sighted(row.row_hash for row in rows)
        self.owners = batch.owners(hashes)
        self.suppressed = batch.suppressed([*hashes, *(row.row_hash for row in rows)])
        self.known = batch.leads(set(self.owners.values()))
        self.newest = batch.newest(self.known)
        self.done = Outcome()

    def outcome(self) -> Outcome:
        for row in self.rows:
            if row.row_hash in self.seen:
                self.done.unchanged += 1
            elif not self.suppressed.isdisjoint((row.row_hash, *row.hashes)):
                self.done.refused.append((row.line, "suppressed: this person must stay out"))
            else:
                self._take(row)
        return self.done

    def _take(self, row: _Row) -> None:
        owner = self._owner(row)
        if owner is None:
            owner = self._add(row)
        else:
            self._update(owner, row)
        mine = [hash_ for hash_ in row.hashes if self.owners.get(hash_, owner) == owner]
        self.done.conflicts += [
            (row.line, key) for key, hash_ in zip(row.keys, row.hashes, strict=True) if hash_ not in mine
        ]
        self.batch.identify(owner, [hash_ for hash_ in mine if hash_ not in self.owners])
        self.owners.update(dict.fromkeys(mine, owner))
        self.batch.sight(owner, row.row_hash, self.source, self.as_of)
        self.seen[row.row_hash] = owner
        self.newest[owner] = max(self.as_of, self.newest.get(owner, 0))

    def _owner(self, row: _Row) -> int | None:
        """Who the strongest known key belongs to, unless a stronger key of the row says that it is someone else."""
        for at, hash_ in enumerate(row.hashes):
            seq = self.owners.get(hash_)
            if seq is not None and not _contradict(row.keys[:at], self.known[seq]):
                return seq
        return None

    def _add(self, row: _Row) -> int:
        self.done.new += 1
        # The same person gets the same id on every machine: it comes from the strongest key, else from the row.
        id_ = f"lead_{(row.hashes or [row.row_hash])[0].hex()}"
        seq = self.batch.add(id_, row.lead, row.plain)
        self.known[seq] = row.lead
        self.intake.meet(self.batch, row.lead)
        return seq

    def _update(self, seq: int, row: _Row) -> None:
        old = self.known[seq]
        merged = merge(old, row.lead, newer=self.as_of >= self.newest.get(seq, 0))
        if merged == old:
            self.done.unchanged += 1
            return
        self.done.updated += 1
        self.known[seq] = merged
        self.batch.change(seq, merged, self.intake.people.records.plain(replace(merged, id="")))
        self.intake.meet(self.batch, merged)


def whose(people: People, written: str) -> int:
    """The number of the person meant by an id, an address or an e-mail. Raises Refused when there is none."""
    seq = _owner(people, written)
    if seq is None or seq not in people.leads([seq]):
        raise Refused(Fault("nobody", value=written))
    return seq


@dataclass(frozen=True, slots=True)
class Profiles:
    """The people of one store, one at a time."""

    people: People

    def get(self, written: str) -> Lead:
        """The person meant by an id, an address or an e-mail. Raises Refused when there is none."""
        return self.people.leads([seq := whose(self.people, written)])[seq]


def _owner(people: People, written: str) -> int | None:
    text = written.strip()
    wanted = [("email", text.lower()), ("member", text), ("sales", text)]
    wanted += [("sales", profiles.sales_id(text)), ("profile", profiles.slug(text))]
    owners = people.owners([hash_of(key) for key in wanted if key[1]])
    return people.seq_of(text) or next(iter(owners.values()), None)


def forget(people: People, seq: int) -> None:
    """Delete somebody for good: what comes again with an identity they ever had, or as a row seen before, stays out."""
    with people.batch() as batch:
        batch.forget(seq)


def unite(people: People, keep: int, gone: int) -> None:
    """Make one person of two: `keep` takes over all that is known of `gone`. Raises Refused if they are one."""
    if keep == gone:
        raise Refused(Fault("same_person"))
    leads = people.leads([keep, gone])
    merged = merge(leads[keep], leads[gone], newer=False)
    with people.batch() as batch:
        batch.change(keep, merged, people.records.plain(replace(merged, id="")))
        batch.merge(gone, keep)


def _contradict(stronger: Iterable[Key], lead: Lead) -> bool:
    """Whether the lead has another key of one of these kinds."""
    owned = dict(keys(lead))
    return any(strong(kind) and owned.get(kind, value) != value for kind, value in stronger)
