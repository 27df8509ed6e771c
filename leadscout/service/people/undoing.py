"""Taking back what one import told: its rows go, and people are what the others say; whom none tells of is gone.

A person is put together again from what each of the other rows said, in the order in which they came, as it was when
they were imported. So an import that is taken back last leaves people.db as it was before it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from msgspec import structs

from leadscout.errors import Fault, Refused
from leadscout.lexicon.identities import companies
from leadscout.lexicon.identities.names import form
from leadscout.model.lead import Lead
from leadscout.service.people.identities import alone, hash_of, is_mailbox, kept_under, keys, named, under
from leadscout.service.people.merging import Age, merge
from leadscout.service.people.provenance import are_kept, changed, field_of, lost, stands
from leadscout.store import imports, undoings
from leadscout.store.imports import FileImport, ImportState
from leadscout.store.people import People, PeopleChanges
from leadscout.store.provenance import Dispute, Sighting

AT_ONCE = 500
"""People of one transaction."""

Progress = Callable[[int, int], None]


def _silent(*_: int) -> None:
    """No progress is shown."""


@dataclass(slots=True)
class UndoTally:
    """What became of the people of whom an import told.

    `kept` are as they were: some of their rows were not kept word by word, so what they were before nobody knows. That
    is so of more than fifty rows that an earlier version imported, and where the rows that stay are none with words.
    """

    removed: int = 0
    restored: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class _ToldRow:
    """A row about somebody, and what it said."""

    sighting: Sighting
    lead: Lead

    @property
    def hashes(self) -> set[bytes]:
        """Its keys, also together with its name."""
        name = form(self.lead.full_name)
        pairs = [(key, named(alone(key), name)) for key in keys(self.lead)]
        return {hash_of(key) for pair in pairs for key in pair}

    @property
    def under(self) -> set[bytes]:
        """Where its keys are kept, if they are those of several people."""
        return {hash_ for key in keys(self.lead) for hash_ in kept_under(key, [form(self.lead.full_name)])}


def undo(people: People, id_: int, progress: Progress = _silent) -> UndoTally:
    """Take back what an import told; one that was killed goes on when it is called again.

    Raises Refused when there is no such import, or it was taken back before.
    """
    with people.database.write() as connection:
        before = [ImportState.RUNNING, ImportState.DONE, ImportState.UNDOING]
        file = imports.get(connection, id_)
        if file is None:
            raise Refused(Fault("no_import", value=str(id_)))
        if not imports.change(connection, id_, before, ImportState.UNDOING):
            raise Refused(Fault("undone_before", value=str(id_)))
        seqs = undoings.people_of(connection, id_)
    tally = UndoTally()
    for at in range(0, len(seqs), AT_ONCE):
        with people.batch() as batch:
            _Undoing(people, batch, id_).take_back(seqs[at : at + AT_ONCE], tally)
        progress(min(at + AT_ONCE, len(seqs)), len(seqs))
    _end(people, file)
    people.database.checkpoint()
    return tally


@dataclass(frozen=True)
class _Undoing:
    """Some people of whom an import told, in one transaction."""

    people: People
    batch: PeopleChanges
    import_: int

    def take_back(self, seqs: Sequence[int], tally: UndoTally) -> None:
        """Make of each what the other rows tell, and take away of whom there are none."""
        connection = self.batch.connection
        rows = {seq: sorted(seen, key=_in_order) for seq, seen in self.batch.sightings(seqs).items()}
        mine = (row for seen in rows.values() for row in seen if row.import_ == self.import_)
        repeated = undoings.repeats(connection, mine)
        undoings.take_over(connection, repeated.values())
        rows = {seq: [repeated.get(row.row_hash, row) for row in seen] for seq, seen in rows.items()}
        touched = {seq: seen for seq, seen in rows.items() if any(row.import_ == self.import_ for row in seen)}
        gone = [seq for seq, seen in touched.items() if all(row.import_ == self.import_ for row in seen)]
        # Who was seen in one row is what it says. Keys of several people are rare: mostly nothing has to be looked up.
        shares = undoings.has_shared(connection, self.import_)
        leads = self.batch.leads(gone) if shares else {}
        removed = [_ToldRow(touched[seq][0], lead) for seq, lead in leads.items()]
        removed += [
            one for seq in gone if shares and len(touched[seq]) > 1 for one in self._split(seq, touched[seq])[1]
        ]
        self.batch.remove(gone)
        tally.removed += len(gone)
        for seq in touched.keys() - gone:
            removed += self._reduce(seq, touched[seq], tally)
        if shares:
            self._unshare(removed)

    def _split(self, seq: int, rows: Sequence[Sighting]) -> tuple[list[_ToldRow], list[_ToldRow]]:
        """The rows about somebody that stay, and those that go, with what they said.

        A row whose words are not kept stands in the first one's.
        """
        reported = dict(self.batch.reported(seq))
        both = [_ToldRow(row, reported[row.row_hash]) for row in rows if row.row_hash in reported]
        staying = [one for one in both if one.sighting.import_ != self.import_]
        return staying, [one for one in both if one.sighting.import_ == self.import_]

    def _reduce(self, seq: int, rows: list[Sighting], tally: UndoTally) -> list[_ToldRow]:
        """Take from somebody what the import told; gives its rows."""
        staying, removed = self._split(seq, rows)
        gone = [row for row in rows if row.import_ == self.import_]
        if not staying or not are_kept(rows, {one.sighting.row_hash for one in (*staying, *removed)}):
            undoings.drop_rows(self.batch.connection, seq, [row.row_hash for row in gone])
            tally.kept += 1
        else:
            self._restore(seq, staying, removed, gone)
            if len(rows) - len(gone) == 1:
                undoings.drop_reports(self.batch.connection, seq)
            tally.restored += 1
        return removed

    def _restore(self, seq: int, staying: list[_ToldRow], removed: list[_ToldRow], gone: list[Sighting]) -> None:
        """Make of somebody what the rows that stay tell."""
        connection = self.batch.connection
        before = self.batch.leads([seq])[seq]
        undoings.drop_rows(connection, seq, [row.row_hash for row in gone])
        kept = {hash_ for row in staying for hash_ in row.hashes}
        later = {hash_ for row in staying if row.sighting.number > gone[0].number for hash_ in row.under}
        undoings.drop_keys(connection, seq, self.import_, {hash_ for row in removed for hash_ in row.hashes}, kept)
        undoings.drop_names(connection, seq, self.import_, later)
        undoings.drop_disputes(connection, seq)
        lead, numbered = self._retold(seq, staying, first_gone=gone[0].number)
        undoings.number(connection, numbered)
        if lead != structs.replace(before, id=""):
            self.batch.change(seq, structs.replace(lead, id=before.id), self.people.records.plain(lead))

    def _retold(self, seq: int, staying: Sequence[_ToldRow], *, first_gone: int) -> tuple[Lead, list[Sighting]]:
        """The rows merged in their order; and how those tell that came after one that goes."""
        lead = staying[0].lead
        seen: list[Sighting] = []
        numbered: list[Sighting] = []
        for at, row in enumerate(staying):
            here = row.sighting
            fields = None
            if at:
                age = Age.of(here.as_of, max(one.as_of for one in seen))
                merged = merge(lead, row.lead, age)
                fields = changed(lead, merged) | stands(row.lead, merged)
                if age is not Age.OLDER or here.fields is None or not stands(row.lead, merged) & ~here.fields:
                    self.batch.dispute(seq, lost(seen, here, (lead, row.lead), age))
                lead = merged
            if here.number > first_gone:
                here = replace(here, number=at, fields=fields)
                numbered.append(here)
            self.batch.dispute(seq, self._claims(seq, row))
            seen.append(here)
        return lead, numbered

    def _claims(self, seq: int, row: _ToldRow) -> Iterable[Dispute]:
        """The keys of a row that belong to somebody else."""
        by_hash = {hash_of(key): key for key in keys(row.lead)}
        for hash_, owner in self.batch.owners(by_hash).items():
            if owner != seq:
                key, here = by_hash[hash_], row.sighting
                yield Dispute(field_of(key), key[1], here.source, here.as_of, hash_)

    def _unshare(self, removed: Iterable[_ToldRow]) -> None:
        """Let keys that several people have since the import bind again without a name, where one of them is left."""
        connection = self.batch.connection
        by_hash = {hash_of(key): key for row in removed for key in keys(row.lead)}
        for hash_ in sorted(undoings.is_shared_by(connection, self.import_, by_hash)):
            key = by_hash[hash_]
            # An address of many binds with a name anyway: who has it says nothing of who shares that name.
            left = [] if is_mailbox(key) else undoings.sharers(connection, under(key, [""])[0])
            if len(left) < 2:  # noqa: PLR2004 - it is nobody's, or one person's
                undoings.unshare(connection, hash_, left[0] if left else None)


def _in_order(row: Sighting) -> int:
    return row.number


def _end(people: People, file: FileImport) -> None:
    """Forget the companies that the import alone named, and that it was there.

    Who told of one of them, too, has changed since it began: nobody else has to be read.
    """
    with people.database.read() as connection:
        named_first = undoings.companies_of(connection, file.id)
    after = file.after
    while named_first and (changes := people.changes(after, AT_ONCE)):
        for lead in (change.lead for change in changes if change.lead):
            for position in lead.positions:
                named_first -= {(key, position.company.id) for key in companies.keys(position.company)}
        after = changes[-1].number
    with people.database.write() as connection:
        undoings.drop_companies(connection, named_first)
        undoings.end(connection, file.id)
        imports.change(connection, file.id, [ImportState.UNDOING], ImportState.UNDONE)
