"""Taking people in, forgetting and merging them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from leadscout.errors import Fault, Refused
from leadscout.lexicon.identities import companies, profiles
from leadscout.lexicon.identities.names import contradict, form
from leadscout.model.lead import Company, Lead
from leadscout.service.people.identities import OURS, Key, digest, hash_of, id_of, is_ours, keys, label
from leadscout.service.people.merging import Age, merge
from leadscout.service.people.provenance import changed, differences, field_of, origin, stands, text
from leadscout.service.people.recognition import Recognition, Row, first_report
from leadscout.store import imports
from leadscout.store.imports import Mark
from leadscout.store.people import Batch, Encoded, People
from leadscout.store.provenance import Dispute, Sighting
from leadscout.store.reports import KEPT, Report

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
    """What became of one batch. `refused` and `conflicts` (doubtful matches): (line, reason)."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    conflicts: list[tuple[int, str]] = field(default_factory=list)

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

    def add_companies(self, batch: Batch, lead: Lead) -> None:
        """Remember the companies of a lead and the keys they go by."""
        for position in lead.positions:
            company = position.company
            if company not in self._met:
                if len(self._met) >= _MET:
                    self._met.clear()
                batch.add_company(company.id, companies.keys(company), company.name)
                self._met.add(company)

    def _row(self, arrived: Arrived) -> Row:
        lead, id_ = replace(arrived.lead, id="") if arrived.lead.id else arrived.lead, arrived.lead.id
        plain = self.people.records.plain(lead)
        kept = [(OURS, id_), *keys(lead)] if id_ else list(keys(lead))
        row_hash = digest(plain + id_.encode())
        return Row(arrived.line, lead, plain, row_hash, kept, [hash_of(key) for key in kept], id_)


class _Taking:
    """One batch."""

    def __init__(self, intake: Intake, batch: Batch, rows: Sequence[Row], source: Source) -> None:
        self.intake = intake
        self.batch = batch
        self.rows = rows
        self.source = batch.source(source.name)
        self.as_of = source.as_of
        self.recognition = Recognition(batch, rows)
        self.done = Outcome()

    def outcome(self) -> Outcome:
        for row in self.rows:
            if self.recognition.is_seen(row):
                self.done.unchanged += 1
            elif self.recognition.is_suppressed(row):
                self.done.refused.append((row.line, "suppressed: this person must stay out"))
            elif row.id and not is_ours(row.id):
                self.done.refused.append((row.line, f"{row.id} is no id that leadscout gives"))
            else:
                self._take(row)
        return self.done

    def _take(self, row: Row) -> None:
        seq = self.recognition.owner(row, self.source, self.as_of)
        fields = None
        if seq is None:
            seq = self._add(row)
        else:
            old, stored = self.recognition.leads[seq], self.batch.stored(seq)
            fields = self._update(seq, row)
            if row.id and not fields:
                return  # what we exported ourselves is no report about anybody
            self._report(seq, row, old, stored)
        self._identify(seq, row)
        before = self.recognition.sightings.setdefault(seq, [])
        before.append(Sighting(self.source, self.as_of, len(before), fields, row.row_hash))
        self.batch.sight(seq, before[-1])
        self.recognition.seen[row.row_hash] = seq

    def _identify(self, seq: int, row: Row) -> None:
        """Recognise a person by the keys of a row; those of somebody else are conflicts."""
        claim = self.recognition.claim(row, seq)
        self.batch.identify(seq, claim.hashes)
        self.batch.share(claim.shared)
        for at in claim.others:
            key, hash_ = row.keys[at], row.hashes[at]
            self.done.conflicts.append((row.line, f"{label(key)} {key[1]} belongs to somebody else"))
            self.batch.dispute(seq, [Dispute(field_of(key), key[1], self.source, self.as_of, hash_)])

    def _add(self, row: Row) -> int:
        self.done.new += 1
        # The same person gets the same id on every machine: it comes from the strongest key, else from the row.
        ids = [row.id] if row.id else map(id_of, [*self.recognition.free(row), row.row_hash])
        id_ = next(id_ for id_ in ids if id_ not in self.recognition.ids)
        seq = self.batch.add(id_, row.lead, row.plain)
        self.recognition.leads[seq] = replace(row.lead, id=id_)
        self.recognition.ids[id_] = seq
        self.intake.add_companies(self.batch, row.lead)
        return seq

    def _update(self, seq: int, row: Row) -> int:
        """Merge a row into what is known; gives the fields (bits) of which it is the origin now."""
        old = self.recognition.leads[seq]
        age = self._age(seq)
        merged = merge(old, row.lead, age)
        if age is not Age.OLDER or not row.id:
            self.batch.dispute(seq, self._lost(seq, old, row.lead, age))
        fields = changed(old, merged)
        if merged == old:
            self.done.unchanged += 1
        else:
            self.done.updated += 1
            self.recognition.leads[seq] = merged
            self.batch.change(seq, merged, self.intake.people.records.plain(replace(merged, id="")))
            self.intake.add_companies(self.batch, merged)
        return fields if row.id else fields | stands(row.lead, merged)

    def _age(self, seq: int) -> Age:
        seen = self.recognition.sightings.get(seq, ())
        return Age.of(self.as_of, max((row.as_of for row in seen), default=0))

    def _report(self, seq: int, row: Row, old: Lead, stored: Encoded) -> None:
        """Keep what the row says beside what was said before, so that a wrong match can be undone."""
        if contradict(row.name, form(old.full_name)):
            self.done.conflicts.append((row.line, self._two_names(seq, row, old)))
        reports = self.recognition.reports.setdefault(seq, [])
        if not reports:
            reports.append(first_report(old, self.recognition.sightings.get(seq, ())))
            self.batch.report(seq, reports[0], stored)
        reports.append(Report(row.row_hash, row.name, row.strong))
        self.batch.report(seq, reports[-1], Encoded(row.plain))
        if len(reports) > KEPT:
            del reports[0]
            self.batch.crowd(seq)

    def _two_names(self, seq: int, row: Row, old: Lead) -> str:
        """A match by a strong key that the names speak against."""
        owners = (self.recognition.owners.get(hash_) for hash_ in row.hashes)
        key = next((key for key, owner in zip(row.keys, owners, strict=True) if owner == seq), (OURS, row.id))
        return (
            f"{label(key)} {key[1]} is {row.lead.full_name} here and {old.full_name} elsewhere: taken as one person; "
            f"if they are two: leadscout people split {old.id}"
        )

    def _lost(self, seq: int, old: Lead, new: Lead, age: Age) -> Iterator[Dispute]:
        """The values that do not stand; of the source that told them before, only another name is a conflict."""
        for name in differences(old, new):
            before = origin(self.recognition.sightings.get(seq, ()), name)
            if before is None:
                continue
            doubtful = name == "full_name" and contradict(form(old.full_name), form(new.full_name))
            if before.source != self.source or doubtful:
                here = Sighting(self.source, self.as_of)
                lead, row = (new, here) if age is Age.OLDER else (old, before)
                yield Dispute(name, text(lead, name), row.source, row.as_of)


def find_person(people: People, written: str) -> int:
    """The number of the person meant by an id, an address or an e-mail. Raises Refused when there is none."""
    seq = _owner(people, written)
    if seq is None or seq not in people.leads([seq]):
        raise Refused(Fault("nobody", value=written))
    return seq


def _owner(people: People, written: str) -> int | None:
    owners = people.owners([hash_of(key) for key in meant_by(written) if key[1]])
    return people.seq_of(written.strip()) or next(iter(owners.values()), None)


def meant_by(written: str) -> list[Key]:
    """The keys that an address, an e-mail or a number may be."""
    text = written.strip()
    wanted = [("email", text.lower()), ("member", text), ("sales", text)]
    return [*wanted, ("sales", profiles.sales_id(text)), ("profile", profiles.slug(text))]


def forget(people: People, seq: int) -> None:
    """Delete somebody for good: what comes again with an identity they ever had, or as a row seen before, stays out."""
    ids = people.ids([seq])
    with people.batch() as batch:
        batch.forget(seq, [hash_of((OURS, id_)) for id_ in ids.values()])
    people.database.checkpoint()


def merge_people(people: People, keep: int, gone: int) -> None:
    """Make one person of two: `keep` takes over all that is known of `gone`. Raises Refused if they are one."""
    if keep == gone:
        raise Refused(Fault("same_person"))
    with people.batch() as batch:
        leads = batch.leads([keep, gone])
        merged = merge(leads[keep], leads[gone], Age.OLDER)
        sightings = batch.sightings([keep, gone])
        for seq in {keep, gone} - batch.reports([keep, gone]).keys():
            batch.report(seq, first_report(leads[seq], sightings.get(seq, [])), batch.stored(seq))
        seen = sightings.get(gone, [])
        lost = ((name, origin(seen, name)) for name in differences(leads[keep], leads[gone]))
        batch.dispute(
            keep, [Dispute(name, text(leads[gone], name), row.source, row.as_of) for name, row in lost if row]
        )
        batch.change(keep, merged, people.records.plain(replace(merged, id="")))
        batch.merge(gone, keep, changed(leads[keep], merged))
