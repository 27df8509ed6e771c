"""Taking people in, forgetting and merging them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec.structs import replace

from leadscout.errors import Fault, Refused
from leadscout.lexicon.identities import companies, profiles
from leadscout.lexicon.identities.names import contradict, form, parts
from leadscout.model.lead import Lead
from leadscout.service.people.identities import (
    OURS,
    Key,
    alone,
    digest,
    hash_of,
    id_of,
    is_mailbox,
    is_ours,
    keys,
    label,
    under,
)
from leadscout.service.people.merging import Age, merge
from leadscout.service.people.provenance import changed, differences, essential, field_of, lost, origin, stands, text
from leadscout.service.people.recognition import KeyedRow, Recognition, first_report
from leadscout.service.people.suppressions import NOBODY, Hidden
from leadscout.store import imports
from leadscout.store.imports import FileImport, ImportProgress
from leadscout.store.people import EncodedLead, People, PeopleChanges
from leadscout.store.provenance import Dispute, Sighting
from leadscout.store.reports import COMPARED, Report

BATCH = 2000
"""Rows of one transaction: large enough to be fast, small enough that others can write in between."""

_MANY = 200
"""Rows about one person that are held in memory; of more, those that decide anything."""

_SUPPRESSED = "suppressed: this person must stay out"
_LISTED = 20
"""People who have one address in common that are listed."""

_MET = 10_000
"""Companies, by all that their keys are made of, of which is remembered that they are in the store.

More are written once more, which changes nothing.
"""


class Arrived(NamedTuple):
    """One row that was read: where it stood, and who it is about."""

    line: int
    lead: Lead


@dataclass(frozen=True, slots=True)
class RowSource:
    """Where rows come from: a name, and the day (days since 1970) on which they were true."""

    name: str
    as_of: int


@dataclass(slots=True)
class BatchOutcome:
    """What became of one batch. `refused` and `conflicts` (doubtful matches): (line, reason); `seqs`: who, by line."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    conflicts: list[tuple[int, str]] = field(default_factory=list)
    seqs: dict[int, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows there were."""
        return self.new + self.updated + self.unchanged + len(self.refused)


@dataclass(slots=True)
class ImportTally:
    """What became of many rows, in numbers."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def rows(self) -> int:
        """How many rows there were."""
        return self.new + self.updated + self.unchanged + self.rejected

    def add(self, batch: BatchOutcome) -> None:
        """Count another batch."""
        self.new += batch.new
        self.updated += batch.updated
        self.unchanged += batch.unchanged
        self.rejected += len(batch.refused)


class Intake:
    """Takes rows in, one transaction a batch."""

    def __init__(self, people: People, hidden: Callable[[], Hidden] = lambda: NOBODY) -> None:
        """Write into `people`, but nobody who is `hidden` from all."""
        self.people = people
        self.hidden = hidden
        self._met: set[tuple[str, ...]] = set()
        self._undone = 0

    def take(
        self,
        arrived: Iterable[Arrived],
        source: RowSource,
        file: FileImport | None = None,
        reached: Callable[[BatchOutcome], ImportProgress] | None = None,
    ) -> BatchOutcome:
        """Add, update or recognise the people of one batch, of an import of a `file` or of none.

        `reached` says how far the file is done with them. That is kept in the same transaction, so an import that is
        killed goes on exactly there. Raises Refused, and takes nobody, where somebody else has gone on with the file.
        """
        rows = [self.keyed(one) for one in arrived]
        try:
            return self._take(rows, source, file, reached)
        except BaseException:
            self._met.clear()  # what was met in a transaction that is undone was not written
            raise

    def _take(
        self,
        rows: Sequence[KeyedRow],
        source: RowSource,
        file: FileImport | None,
        reached: Callable[[BatchOutcome], ImportProgress] | None,
    ) -> BatchOutcome:
        with self.people.batch(file.id if file else None) as batch:
            undone = imports.undone(batch.connection)
            if undone != self._undone:  # what was met then may be gone
                self._met.clear()
                self._undone = undone
            outcome = _BatchIntake(self, batch, rows, source).outcome()
            if file and reached and not imports.advance(batch.connection, file, reached(outcome)):
                raise Refused(Fault("import_taken", value=source.name))
            return outcome

    def add_companies(self, batch: PeopleChanges, lead: Lead) -> None:
        """Remember the companies of a lead and the keys they go by."""
        for position in lead.positions:
            company = position.company
            written = (company.id, company.slug, company.domain, company.website, company.name)
            if written not in self._met:
                if len(self._met) >= _MET:
                    self._met.clear()
                batch.add_company(company.id, companies.keys(company), company.name)
                self._met.add(written)

    def keyed(self, arrived: Arrived) -> KeyedRow:
        """A row with the keys by which its person is recognised."""
        lead, id_ = replace(arrived.lead, id="") if arrived.lead.id else arrived.lead, arrived.lead.id
        lead, plain = self.people.records.clean(lead)
        kept = [(OURS, id_), *keys(lead)] if id_ else list(keys(lead))
        row_hash = digest(plain + id_.encode())
        return KeyedRow(arrived.line, lead, plain, row_hash, kept, [hash_of(key) for key in kept], id_)


class _BatchIntake:
    """One batch."""

    def __init__(self, intake: Intake, batch: PeopleChanges, rows: Sequence[KeyedRow], source: RowSource) -> None:
        self.intake = intake
        self.batch = batch
        self.rows = rows
        self.source = batch.source(source.name)
        self.as_of = source.as_of
        self.import_ = batch.import_
        self.recognition = Recognition(batch, rows)
        self.hidden = intake.hidden()
        self.done = BatchOutcome()

    def outcome(self) -> BatchOutcome:
        for row in self.rows:
            if self.hidden.hides(row.lead):
                self.done.refused.append((row.line, _SUPPRESSED))
            elif self.recognition.is_seen(row):
                self.done.unchanged += 1
                self.done.seqs[row.line] = self.recognition.seen_as(row)
                self.batch.repeat(row.row_hash)
            elif self.recognition.is_suppressed(row):
                self.done.refused.append((row.line, _SUPPRESSED))
            elif row.id and not is_ours(row.id):
                self.done.refused.append((row.line, f"{row.id} is no id that leadscout gives"))
            else:
                self._take(row)
        return self.done

    def _take(self, row: KeyedRow) -> None:
        seq = self.recognition.owner(row, self.source, self.as_of)
        fields = None
        if seq is None:
            seq = self._add(row)
        else:
            old, stored = self.recognition.leads[seq], self.batch.stored(seq)
            fields = self._update(seq, row)
            self.done.seqs[row.line] = seq
            if row.id and not fields:
                return  # what we exported ourselves is no report about anybody
            self._report(seq, row, old, stored)
        self.done.seqs[row.line] = seq
        self._identify(seq, row)
        before = self.recognition.sightings.setdefault(seq, [])
        number = before[-1].number + 1 if before else 0
        before.append(Sighting(self.source, self.as_of, number, fields, row.row_hash, self.import_))
        self.batch.sight(seq, before[-1])
        if len(before) > _MANY:
            self.recognition.sightings[seq] = essential(before)
        self.recognition.seen[row.row_hash] = seq

    def _identify(self, seq: int, row: KeyedRow) -> None:
        """Recognise a person by the keys of a row; those of somebody else are conflicts."""
        claim = self.recognition.claim(row, seq)
        self.batch.identify(seq, claim.hashes)
        self.batch.share(claim.shared)
        for one, hashes in claim.kept.items():
            self.batch.share_as(one, hashes)
        for at in claim.others:
            key, hash_ = row.keys[at], row.hashes[at]
            self.done.conflicts.append((row.line, f"{label(key)} {key[1]} belongs to somebody else"))
            self.batch.dispute(seq, [Dispute(field_of(key), key[1], self.source, self.as_of, hash_)])
        for key in row.doubtful:
            reason = (
                f"{label(alone(key))} {key[1]} is that of several people with a name like this: taken as another one"
            )
            self.done.conflicts.append((row.line, reason))

    def _add(self, row: KeyedRow) -> int:
        self.done.new += 1
        # The same person gets the same id on every machine: it comes from the strongest key, else from the row.
        ids = [row.id] if row.id else map(id_of, [*self.recognition.free(row), row.row_hash])
        id_ = next(id_ for id_ in ids if not self.recognition.is_given(id_))
        seq = self.batch.add(id_, row.lead, row.plain)
        self.recognition.leads[seq] = row.lead
        self.recognition.ids[id_] = seq
        self.intake.add_companies(self.batch, row.lead)
        return seq

    def _update(self, seq: int, row: KeyedRow) -> int:
        """Merge a row into what is known; gives the fields (bits) of which it is the origin now."""
        old = self.recognition.leads[seq]
        age = self._age(seq)
        merged = merge(old, row.lead, age)
        if age is not Age.OLDER or not row.id:
            seen = self.recognition.sightings.get(seq, ())
            self.batch.dispute(seq, lost(seen, Sighting(self.source, self.as_of), (old, row.lead), age))
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

    def _report(self, seq: int, row: KeyedRow, old: Lead, stored: EncodedLead) -> None:
        """Keep what the row says beside what was said before, so that a wrong match can be undone."""
        if contradict(row.name, form(old.full_name)):
            self.done.conflicts.append((row.line, self._two_names(seq, row, old)))
        reports = self.recognition.reports.setdefault(seq, [])
        if not reports:
            reports.append(first_report(old, self.recognition.sightings.get(seq, ())))
            self.batch.report(seq, reports[0], stored)
        reports.append(Report(row.row_hash, row.name, row.strong))
        self.batch.report(seq, reports[-1], EncodedLead(row.plain))
        del reports[:-COMPARED]

    def _two_names(self, seq: int, row: KeyedRow, old: Lead) -> str:
        """A match by a strong key that the names speak against."""
        owners = (self.recognition.owners.get(hash_) for hash_ in row.hashes)
        key = next((key for key, owner in zip(row.keys, owners, strict=True) if owner == seq), (OURS, row.id))
        return (
            f"{label(key)} {key[1]} is {row.lead.full_name} here and {old.full_name} elsewhere: taken as one person; "
            f"if they are two: leadscout people split {old.id or self.batch.id_of(seq)}"
        )


def find_person(people: People, written: str, hidden: Hidden = NOBODY) -> int:
    """The number of the person meant by an id, an address or an e-mail; the `hidden` are not there.

    Raises Refused when there is none, or when several have it.
    """
    seq = people.seq_of(written.strip())
    meant = [key for key in meant_by(written) if key[1]]
    seqs = [seq] if seq else people.having([hash_of(key) for key in meant], [under(key, [""])[0] for key in meant])
    leads = hidden.without(people.leads(seqs))
    if not leads:
        raise Refused(Fault("nobody", value=written))
    if len(leads) > 1:
        whose = tuple(f"{lead.id} ({lead.full_name})" for lead in leads.values())
        raise Refused(Fault("several_people", value=written, valid=whose[:_LISTED]))
    return next(iter(leads))


def meant_by(written: str) -> list[Key]:
    """The keys that an address, an e-mail or a number may be."""
    text = written.strip()
    wanted = [("email", text.lower()), ("member", text), ("sales", text)]
    sales_id = profiles.sales_id(text)
    inside = profiles.member_inside(sales_id)
    return [*wanted, ("sales", sales_id), ("inside", inside), ("profile", profiles.slug(text))]


def forget(people: People, seq: int) -> None:
    """Delete somebody for good: what comes again with an identity they ever had, or as a row seen before, stays out."""
    ids = people.ids([seq])
    with people.batch() as batch:
        leads = [*batch.leads([seq]).values(), *(lead for _, lead in batch.reported(seq))]
        names = [form(lead.full_name) for lead in leads]
        theirs = {hash_of(key): key for lead in leads for key in keys(lead)}
        shared = batch.shared(theirs)
        of_several = (key for hash_, key in theirs.items() if hash_ in shared or is_mailbox(key))
        likely = (hash_ for key in of_several for name in names for hash_ in under(key, parts(name)))
        batch.forget(seq, [*(hash_of((OURS, id_)) for id_ in ids.values()), *likely])
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
