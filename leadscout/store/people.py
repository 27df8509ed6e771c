"""people.db: the one source of truth about people (architecture, decision 10)."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from msgspec.structs import force_setattr

from leadscout.model.lead import Lead, order_of
from leadscout.store import epochs, forgettings, provenance, reports, undoings
from leadscout.store.database import Database
from leadscout.store.postgresql import PLAIN, DatabaseLayout
from leadscout.store.provenance import Dispute, Sighting
from leadscout.store.records import SAMPLES, LeadCodec
from leadscout.store.reports import Report
from leadscout.store.statements import add_rows, among, by_key, insert, insert_rows, marked, overwrite, parts
from leadscout.store.tables.people import (
    COMPANY,
    DICTIONARY,
    EPOCH,
    IDENTITY,
    MERGED,
    PERSON,
    REPEATED,
    REPORT,
    SHARED,
    SHARING,
    SIGHTING,
    SOURCE,
    SUPPRESSED,
)

SHARERS = 50
"""People with one key and one part of a name of whom one is looked for: among more, that part says nothing."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody added, changed or forgotten (`lead` None), numbered in the order in which it happened."""

    number: int
    seq: int
    order: int
    lead: Lead | None


class EncodedLead(NamedTuple):
    """A lead as bytes, compressed or not yet."""

    lead: bytes
    packed: bool = False


class People:
    """The people of one data folder, or one database."""

    def __init__(self, place: Path | sa.URL, layout: DatabaseLayout = PLAIN) -> None:
        """Open or make the file, or open the PostgreSQL database, which has a `layout`."""
        # A kill loses nothing; after a power cut the last seconds of an import into a file can be imported again.
        self.database = Database(place, "people", durable=False, layout=layout)
        self.records = LeadCodec({})
        self.reload_dictionaries()

    def count(self) -> int:
        """How many people there are."""
        with self.database.read() as connection:
            number = connection.execute(sa.select(sa.func.count()).where(PERSON.c.lead.is_not(None))).scalar()
        return number or 0

    def last_change(self) -> int:
        """The number of the latest change; 0 when nothing ever happened."""
        with self.database.read() as connection:
            return _last_change(connection)

    def epoch(self, change: int | None = None) -> str:
        """The token of the epoch that a change is of, or of the newest one: what is made from people keeps it."""
        with self.database.read() as connection:
            return epochs.latest(connection) if change is None else epochs.at(connection, change)

    def continues(self, epoch: str, change: int = 0) -> bool:
        """Whether what was made in an epoch, from changes up to a number, is made from these people.

        It is not where the file was restored from a backup, emptied, or is another one.
        """
        if self.database.replaced:
            return False
        with self.database.read() as connection:
            return bool(connection.execute(_CONTINUES, {"token": epoch, "last": change}).scalar())

    def leads(self, seqs: Sequence[int]) -> dict[int, Lead]:
        """The people with these numbers; a forgotten one is missing."""
        if not seqs:
            return {}
        rows = self.database.read_for_answer(lambda connection: among(connection, _LEADS, seqs))
        return {seq: self.lead(id_, lead) for seq, id_, lead in rows}

    def everybody(self, at_once: int) -> Iterator[list[Lead]]:
        """All people in the order in which they came, so many at once."""
        after = 0
        while True:
            query = _EVERYBODY.where(PERSON.c.seq > after).limit(at_once)
            with self.database.read() as connection:
                rows = connection.execute(query).all()
            if not rows:
                return
            yield [self.lead(row.id, row.lead) for row in rows]
            after = rows[-1].seq

    def known_as(self, seqs: Sequence[int]) -> dict[int, Lead]:
        """The same, and who was made one with somebody else as that other person."""
        leads = self.leads(seqs)
        missing = [seq for seq in seqs if seq not in leads]
        into: dict[int, int] = {}
        if missing:
            rows = self.database.read_for_answer(lambda connection: among(connection, _MERGED, missing))
            into.update(tuple(row) for row in rows)
        others = self.known_as(list(into.values())) if into else {}
        return leads | {seq: others[other] for seq, other in into.items() if other in others}

    def merged_into(self, seq: int) -> list[int]:
        """The numbers of everybody who was made one with this person, and the person's own."""
        seqs = [seq]
        with self.database.read() as connection:
            for one in seqs:
                seqs += connection.execute(sa.select(MERGED.c.seq).where(MERGED.c.into == one)).scalars()
        return seqs

    def seq_of(self, id_: str) -> int | None:
        """The number of the person with this id of ours."""
        with self.database.read() as connection:
            return connection.execute(sa.select(PERSON.c.seq).where(PERSON.c.id == id_)).scalar()

    def owners(self, hashes: Sequence[bytes]) -> dict[bytes, int]:
        """Who has which identity."""
        with self.database.read() as connection:
            return dict(by_key(connection, IDENTITY.c.hash, IDENTITY.c.seq, hashes))

    def orders(self, seqs: Sequence[int]) -> dict[int, int]:
        """The orders of these people."""
        query = sa.select(PERSON.c.seq, PERSON.c.order).where(PERSON.c.seq.in_(seqs), PERSON.c.lead.is_not(None))
        with self.database.read() as connection:
            return {row.seq: row.order for row in connection.execute(query)}

    def newest(self) -> int:
        """The number of whoever came last; 0 when there is nobody."""
        with self.database.read() as connection:
            return connection.execute(sa.select(sa.func.max(PERSON.c.seq))).scalar() or 0

    def ids(self, seqs: Sequence[int]) -> dict[int, str]:
        """The ids of ours of these people."""
        query = sa.select(PERSON.c.seq, PERSON.c.id).where(PERSON.c.seq.in_(seqs), PERSON.c.lead.is_not(None))
        with self.database.read() as connection:
            return {row.seq: row.id for row in connection.execute(query)}

    def history(self, seq: int) -> tuple[list[Sighting], list[Dispute], dict[int, str]]:
        """The rows somebody was seen in, what sources told differently, and the names of all those sources."""
        with self.database.read() as connection:
            seen = provenance.sightings(connection, [seq]).get(seq, [])
            disputes = provenance.disputes(connection, seq)
            return (
                seen,
                disputes,
                provenance.sources(connection, {*(row.source for row in seen), *(one.source for one in disputes)}),
            )

    def seen_in(self, source: str) -> bool:
        """Whether somebody was ever seen in a source."""
        with self.database.read() as connection:
            return connection.execute(sa.select(SOURCE.c.id).where(SOURCE.c.name == source)).first() is not None

    def changes(self, after: int, limit: int) -> list[Change]:
        """The first changes after a number, in order."""
        query = (
            sa.select(PERSON.c.change, PERSON.c.seq, PERSON.c.order, PERSON.c.id, PERSON.c.lead)
            .where(PERSON.c.change > after)
            .order_by(PERSON.c.change)
            .limit(limit)
        )
        with self.database.read() as connection:
            rows = connection.execute(query).all()
        return [
            Change(number, seq, order, None if packed is None else self.lead(id_, packed))
            for number, seq, order, id_, packed in rows
        ]

    def sales_ids(self, after: int, limit: int) -> tuple[int, dict[int, str]]:
        """The Sales Navigator ids of the first people changed after a number, and the number of the last such change.

        "" is somebody who has none, or is forgotten. 100,000 people take 1.1 s of processor time.
        """
        query = sa.select(PERSON.c.change, PERSON.c.seq, PERSON.c.lead).where(PERSON.c.change > after)
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(PERSON.c.change).limit(limit)).all()
        if rows:
            self.reload_dictionaries()
        ids = {seq: self.records.sales_id(packed) if packed else "" for _, seq, packed in rows}
        return max((change for change, _, _ in rows), default=after), ids

    def same_companies(self, keys: Sequence[str]) -> tuple[str, ...]:
        """The keys, and those seen with them: an id brings its slug and domain, a name only a single id's."""
        with self.database.read() as connection:
            ids_of = _ids_of(connection, keys)
            ids = {id_ for key in keys for id_ in ids_of[key] if not key.startswith("name:") or len(ids_of[key]) == 1}
            seen = [row for part in parts(list(ids)) for row in connection.execute(_KEYS, {"ids": part})]
        # a name that several companies share says nothing about which is meant
        others = (key for key, owners in seen if owners == 1 or not key.startswith("name:"))
        return tuple(dict.fromkeys((*keys, *(f"id:{id_}" for id_ in sorted(ids)), *others)))

    def having(self, hashes: Sequence[bytes], shared: Sequence[bytes]) -> list[int]:
        """Everybody who has one of these identities, or one of these keys of several people."""
        with self.database.read() as connection:
            columns = ((IDENTITY, hashes), (SHARING, shared))
            queries = [sa.select(table.c.seq).where(table.c.hash.in_(of)) for table, of in columns]
            return sorted({seq for query in queries for seq in connection.execute(query).scalars()})

    def suppressed(self, hashes: Sequence[bytes]) -> bool:
        """Whether somebody with one of these identities must stay out."""
        query = sa.select(SUPPRESSED.c.hash).where(SUPPRESSED.c.hash.in_(hashes)).limit(1)
        with self.database.read() as connection:
            return connection.execute(query).first() is not None

    def forgetting(self) -> list[int]:
        """The people who are forgotten, but of whom answers may still tell."""
        with self.database.read() as connection:
            return forgettings.due(connection)

    def forgotten(self, seqs: Sequence[int]) -> None:
        """Nothing tells of these people any more."""
        with self.database.write() as connection:
            forgettings.end(connection, seqs)

    @contextmanager
    def rehearse(self) -> Iterator[None]:
        """Let nothing of what the block changes stay."""
        try:
            with self.database.rehearse():
                yield
        finally:
            self.reload_dictionaries()

    @contextmanager
    def batch(self, import_: int | None = None) -> Iterator["PeopleChanges"]:
        """Change people in one transaction; what is new is marked as told by an import."""
        try:
            with self.database.write() as connection:
                batch = PeopleChanges(connection, self, import_)
                yield batch
                batch.flush()
        except BaseException:
            self.reload_dictionaries()  # a dictionary made in this transaction is gone with it
            raise

    def lead(self, id_: str, packed: bytes) -> Lead:
        """The person in a row."""
        try:
            lead = self.records.lead(packed)
        except KeyError:  # another process has trained the dictionary meanwhile
            self.reload_dictionaries()
            lead = self.records.lead(packed)
        force_setattr(lead, "id", id_)  # fresh from the decoder, nobody else holds it yet
        return lead

    def reload_dictionaries(self) -> None:
        """Read the dictionaries of the file."""
        with self.database.read() as connection:
            rows = connection.execute(sa.select(DICTIONARY)).all()
        dictionaries = {row.id: row.bytes for row in rows}
        if dictionaries.keys() != self.records.ids:
            self.records = LeadCodec(dictionaries)


class PeopleChanges:
    """Changes of one transaction, gathered and written together; `import_` is the import that tells of them."""

    def __init__(self, connection: sa.Connection, people: People, import_: int | None = None) -> None:
        """Number new people and changes from where the file ends."""
        self.connection = self._connection = connection
        self.import_ = import_
        self._repeated: list[tuple[object, ...]] = []
        self._people = people
        self._seq = connection.execute(sa.select(sa.func.max(PERSON.c.seq))).scalar() or 0
        self._before = self._change = _last_change(connection)
        self._ids: dict[int, str] = {}
        self._added: dict[int, tuple[Lead, bytes]] = {}
        self._changed: dict[int, tuple[Lead, bytes]] = {}
        self._identities: list[tuple[object, ...]] = []
        self._sightings: list[tuple[object, ...]] = []
        self._companies: dict[tuple[str, str], str] = {}
        self._disputes: dict[int, list[Dispute]] = {}
        self._reports: list[tuple[int, Report, EncodedLead]] = []
        self._packed: dict[int, bytes] = {}
        self._shared: list[tuple[object, ...]] = []
        self._sharing: list[tuple[object, ...]] = []

    def owners(self, hashes: Iterable[bytes]) -> dict[bytes, int]:
        """Who has which identity."""
        return dict(by_key(self._connection, IDENTITY.c.hash, IDENTITY.c.seq, hashes))

    def identities(self, seq: int) -> list[bytes]:
        """All that somebody is recognised by."""
        return list(self._connection.execute(sa.select(IDENTITY.c.hash).where(IDENTITY.c.seq == seq)).scalars())

    def sighted(self, row_hashes: Iterable[bytes]) -> dict[bytes, int]:
        """Which rows were seen before, and of whom."""
        return dict(by_key(self._connection, SIGHTING.c.row_hash, SIGHTING.c.seq, row_hashes))

    def suppressed(self, hashes: Iterable[bytes]) -> set[bytes]:
        """Which of these identities and rows are of people who must stay out."""
        return self._among(SUPPRESSED.c.hash, hashes)

    def shared(self, hashes: Iterable[bytes]) -> set[bytes]:
        """Which of these identities several people have, so that each binds only together with a name."""
        return self._among(SHARED.c.hash, hashes)

    def sharers(self, hashes: Iterable[bytes]) -> dict[bytes, list[int]]:
        """Who has which key of several people under which part of a name; the first `SHARERS` of each."""
        by_hash: dict[bytes, list[int]] = {}
        if self._connection.execute(sa.select(SHARING.c.hash).limit(1)).first() is not None:
            sharers = marked(self._connection, _SHARERS)
            for hash_ in set(hashes):
                # As the driver's own statement, as `insert_rows`: there are several for each row with such a key.
                if seqs := self._connection.exec_driver_sql(sharers, (hash_,)).scalars().all():
                    by_hash[hash_] = list(seqs)
        return by_hash

    def reports(self, seqs: Iterable[int]) -> dict[int, list[Report]]:
        """The newest rows about those of these people who were seen in several."""
        by_person: dict[int, list[Report]] = {}
        for part in parts(list(seqs)):
            by_person.update(reports.reports(self._connection, part))
        return by_person

    def united(self, seqs: Iterable[int]) -> set[int]:
        """Those of these people who were made of two by hand."""
        return self._among(MERGED.c.into, seqs)

    def reported(self, seq: int) -> list[tuple[bytes, Lead]]:
        """What each row about somebody said, by the row's hash, the oldest first; nothing of who was seen in one."""
        rows = reports.packed(self._connection, seq)
        return [(row_hash, self._people.lead("", packed)) for row_hash, packed in rows]

    def with_ids(self, ids: Iterable[str]) -> dict[str, int]:
        """Who has which id of ours."""
        return self._pairs(sa.select(PERSON.c.id, PERSON.c.seq).where(PERSON.c.lead.is_not(None)), PERSON.c.id, ids)

    def sightings(self, seqs: Iterable[int]) -> dict[int, list[Sighting]]:
        """The rows each was seen in."""
        sightings: dict[int, list[Sighting]] = {}
        for part in parts(list(seqs)):
            sightings.update(provenance.sightings(self._connection, part))
        return sightings

    def leads(self, seqs: Iterable[int]) -> dict[int, Lead]:
        """The people with these numbers as they are now."""
        rows = among(self._connection, _LEADS, seqs)
        self._packed.update((seq, lead) for seq, _, lead in rows)
        return {seq: self._people.lead(id_, lead) for seq, id_, lead in rows}

    def source(self, name: str) -> int:
        """The number of a source, new or known."""
        query = sa.select(SOURCE.c.id).where(SOURCE.c.name == name)
        id_ = self._connection.execute(query).scalar()
        if id_ is None:
            self._connection.execute(sa.insert(SOURCE).values(name=name))
            id_ = self._connection.execute(query).scalar()
        return id_ or 0

    def add(self, id_: str, lead: Lead, plain: bytes) -> int:
        """Add somebody new under an id of ours; gives the number."""
        self._seq += 1
        self._ids[self._seq] = id_
        self._added[self._seq] = lead, plain
        return self._seq

    def id_of(self, seq: int) -> str:
        """The id under which somebody was added in this transaction."""
        return self._ids[seq]

    def change(self, seq: int, lead: Lead, plain: bytes) -> None:
        """Replace what is known of somebody."""
        (self._added if seq in self._added else self._changed)[seq] = lead, plain

    def identify(self, seq: int, hashes: Iterable[bytes]) -> None:
        """Recognise somebody by these from now on."""
        self._identities.extend((hash_, seq, self.import_) for hash_ in hashes)

    def sight(self, seq: int, row: Sighting) -> None:
        """Remember a row about somebody."""
        self._sightings.append((row.row_hash, seq, row.source, row.as_of, row.number, row.fields, row.import_))

    def repeat(self, row_hash: bytes) -> None:
        """Remember that an import has a row that was seen before."""
        if self.import_ is not None:
            self._repeated.append((row_hash, self.import_))

    def stored(self, seq: int) -> EncodedLead:
        """What is stored of somebody whose lead was read or added in this transaction and did not change since."""
        return EncodedLead(self._added[seq][1]) if seq in self._added else EncodedLead(self._packed[seq], packed=True)

    def report(self, seq: int, report: Report, lead: EncodedLead) -> None:
        """Remember what a row about somebody said."""
        self._reports.append((seq, report, lead))

    def share(self, hashes: Iterable[bytes]) -> None:
        """Let these identities bind only together with a name from now on."""
        self._shared.extend((hash_, self.import_) for hash_ in hashes)

    def share_as(self, seq: int, hashes: Iterable[bytes]) -> None:
        """Remember under which parts of their name somebody has a key of several people."""
        self._sharing.extend((hash_, seq, self.import_) for hash_ in hashes)

    def part(self, seq: int) -> None:
        """Take from somebody all keys, rows and disputes, to be given anew."""
        provenance.clear(self._connection, seq)
        reports.forget(self._connection, seq)
        self._connection.execute(sa.delete(SHARING).where(SHARING.c.seq == seq))
        self._connection.execute(sa.delete(IDENTITY).where(IDENTITY.c.seq == seq))

    def dispute(self, seq: int, disputes: Iterable[Dispute]) -> None:
        """Remember what sources tell differently of somebody."""
        if listed := list(disputes):
            self._disputes.setdefault(seq, []).extend(listed)

    def add_company(self, id_: str, keys: Iterable[str], name: str) -> None:
        """Remember that a company goes by these keys; `id_` is its LinkedIn number or ""."""
        self._companies.update({(key, id_): name for key in keys if key != f"id:{id_}" or not id_})

    def forget(self, seq: int, also: Iterable[bytes] = ()) -> None:
        """Delete somebody and keep them out: by all identities they ever had, rows they were seen in, and `also`."""
        self._change += 1
        forgettings.begin(self._connection, seq)
        overwrite(self._connection)
        # What is known of them now names only their latest address, and those without any key have only their rows.
        for column in (IDENTITY.c.hash, SIGHTING.c.row_hash):
            theirs = sa.select(column).where(column.table.c.seq == seq)
            self._connection.execute(
                insert(self._connection, SUPPRESSED).from_select(["hash"], theirs).on_conflict_do_nothing()
            )
        insert_rows(self._connection, SUPPRESSED, [(hash_,) for hash_ in also])
        self._connection.execute(
            sa.update(PERSON).where(PERSON.c.seq == seq).values(id=f"forgotten-{seq}", lead=None, change=self._change)
        )
        provenance.forget(self._connection, seq, sa.select(IDENTITY.c.hash).where(IDENTITY.c.seq == seq))
        reports.forget(self._connection, seq)
        for table in (IDENTITY, SHARING):
            self._connection.execute(sa.delete(table).where(table.c.seq == seq))

    def merge(self, seq: int, into: int, filled: int) -> None:
        """Let everything of one person point to another; the first is gone, and told the fields `filled` (bits)."""
        self._change += 1
        self._connection.execute(sa.update(IDENTITY).where(IDENTITY.c.seq == seq).values(seq=into))
        shared = sa.select(SHARING.c.hash, sa.literal(into)).where(SHARING.c.seq == seq)
        self._connection.execute(
            insert(self._connection, SHARING).from_select(["hash", "seq"], shared).on_conflict_do_nothing()
        )
        self._connection.execute(sa.delete(SHARING).where(SHARING.c.seq == seq))
        provenance.merge(self._connection, seq, into, filled)
        self._reports = [(into if of == seq else of, report, lead) for of, report, lead in self._reports]
        reports.merge(self._connection, seq, into)
        self._connection.execute(
            sa.update(PERSON).where(PERSON.c.seq == seq).values(id=f"merged-{seq}", lead=None, change=self._change)
        )
        self._connection.execute(sa.insert(MERGED).values(seq=seq, into=into))

    def remove(self, seqs: Sequence[int]) -> None:
        """Take people away of whom nobody tells any more; they may come again."""
        undoings.remove(self._connection, {seq: self._change + at for at, seq in enumerate(seqs, start=1)})
        self._change += len(seqs)

    def flush(self) -> None:
        """Write what was gathered."""
        if not self._people.records.trained and len(self._added) >= SAMPLES:
            self._people.reload_dictionaries()
            if not self._people.records.trained:
                self._train()
        rows = [self._row(seq, lead, plain) for seq, (lead, plain) in self._added.items()]
        if rows:
            # an id given twice loses nobody
            add_rows(self._connection, PERSON, [tuple(row.values()) for row in rows], conflict="ABORT")
        changed = [self._row(seq, lead, plain) for seq, (lead, plain) in self._changed.items()]
        if changed:
            self._connection.execute(
                _CHANGED, [{f"_{name}": row[name] for name in ("seq", "lead", "change")} for row in changed]
            )
        # Nobody has these keys, or had these rows, when they were looked up in this turn.
        add_rows(self._connection, IDENTITY, self._identities)
        add_rows(self._connection, SIGHTING, self._sightings)
        insert_rows(self._connection, REPEATED, self._repeated)
        provenance.dispute(self._connection, self._disputes)
        add_rows(self._connection, REPORT, [self._report_row(*one) for one in self._reports], _REPORT_COLUMNS)
        insert_rows(self._connection, SHARED, self._shared)
        insert_rows(self._connection, SHARING, self._sharing)
        insert_rows(self._connection, COMPANY, [(*key, name, self.import_) for key, name in self._companies.items()])
        if self._change > self._before:
            epochs.begin(self._connection, self._before)

    def _row(self, seq: int, lead: Lead, plain: bytes) -> dict[str, object]:
        self._change += 1
        packed = self._people.records.pack(plain)
        id_ = self._ids.get(seq, lead.id)
        return {"seq": seq, "id": id_, "order": order_of(lead, seq), "lead": packed, "change": self._change}

    def _report_row(self, seq: int, report: Report, lead: EncodedLead) -> tuple[object, ...]:
        packed = lead.lead if lead.packed else self._people.records.pack(lead.lead)
        return (seq, report.row_hash, " ".join(report.name), b"".join(sorted(report.strong)), packed)

    def _train(self) -> None:
        id_, data = LeadCodec.train([plain for _, plain in self._added.values()])
        self._connection.execute(sa.insert(DICTIONARY).values(id=id_, bytes=data))
        self._people.records = LeadCodec({id_: data})

    def _among(self, column: sa.Column[Item], values: Iterable[Item]) -> set[Item]:
        """Which of these stand in a table that is nearly always empty."""
        present: set[Item] = set()
        if self._connection.execute(sa.select(column).limit(1)).first() is None:
            return present
        for part in parts(list(values)):
            present.update(self._connection.execute(sa.select(column).where(column.in_(part))).scalars())
        return present

    def _pairs(self, query: sa.Select[Any], column: sa.ColumnElement[Any], values: Iterable[Any]) -> dict[Any, int]:
        pairs: dict[Any, int] = {}
        for part in parts(list(values)):
            pairs.update(tuple(row) for row in self._connection.execute(query.where(column.in_(part))))
        return pairs


_REPORT_COLUMNS = [name for name in REPORT.columns.keys() if name != "id"]  # noqa: SIM118 - a collection of columns
_SHARERS = f"SELECT seq FROM {SHARING.name} WHERE hash = ? ORDER BY seq LIMIT {SHARERS + 1}"  # noqa: S608
_CHANGED = (
    sa.update(PERSON)
    .where(PERSON.c.seq == sa.bindparam("_seq"))
    .values(lead=sa.bindparam("_lead"), change=sa.bindparam("_change"))
)
_LAST_CHANGE = sa.select(sa.func.max(PERSON.c.change))
_CONTINUES = sa.select(
    sa.exists().where(EPOCH.c.token == sa.bindparam("token"))
    & (sa.func.coalesce(_LAST_CHANGE.scalar_subquery(), 0) >= sa.bindparam("last"))
)
_EVERYBODY = (
    sa.select(PERSON.c.seq, PERSON.c.id, PERSON.c.lead).where(PERSON.c.lead.is_not(None)).order_by(PERSON.c.seq)
)
_LEADS = "SELECT seq, id, lead FROM person WHERE lead IS NOT NULL AND seq"
_MERGED = 'SELECT seq, "into" FROM merged WHERE seq'

# Made once: putting a statement together costs more than carrying it out.
_IDS = sa.select(COMPANY.c.key, COMPANY.c.id).where(
    COMPANY.c.key.in_(sa.bindparam("keys", expanding=True)), COMPANY.c.id != ""
)
_OTHER = COMPANY.alias()
_KEYS = sa.select(
    COMPANY.c.key,
    sa.select(sa.func.count()).where(_OTHER.c.key == COMPANY.c.key, _OTHER.c.id != "").scalar_subquery(),
).where(COMPANY.c.id.in_(sa.bindparam("ids", expanding=True)))


def _last_change(connection: sa.Connection) -> int:
    return connection.execute(_LAST_CHANGE).scalar() or 0


def _ids_of(connection: sa.Connection, keys: Sequence[str]) -> dict[str, list[str]]:
    """The LinkedIn numbers of the companies that go by each key."""
    ids = {key: [key.removeprefix("id:")] if key.startswith("id:") else [] for key in keys}
    for part in parts([key for key in keys if not key.startswith("id:")]):
        for key, id_ in connection.execute(_IDS, {"keys": part}):
            ids.setdefault(key, []).append(id_)
    return ids
