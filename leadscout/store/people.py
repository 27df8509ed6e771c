"""people.db: the one source of truth about people (architecture, decision 10)."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from leadscout.model.lead import Lead, order_of
from leadscout.store import epochs, forgettings, imports, provenance, reports
from leadscout.store.database import Database
from leadscout.store.provenance import META as _META
from leadscout.store.provenance import SIGHTING, SOURCE, Dispute, Sighting
from leadscout.store.records import SAMPLES, Records
from leadscout.store.reports import REPORT, SHARED, Report

PERSON = sa.Table(
    "person",
    _META,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("order", sa.BigInteger, nullable=False),
    sa.Column("lead", sa.LargeBinary),
    sa.Column("change", sa.BigInteger, nullable=False, unique=True),
)
IDENTITY = sa.Table("identity", _META, sa.Column("hash", sa.LargeBinary), sa.Column("seq", sa.Integer))
MERGED = sa.Table("merged", _META, sa.Column("seq", sa.Integer), sa.Column("into", sa.Integer))
SUPPRESSED = sa.Table("suppressed", _META, sa.Column("hash", sa.LargeBinary))
COMPANY = sa.Table("company", _META, sa.Column("key", sa.Text), sa.Column("id", sa.Text), sa.Column("name", sa.Text))
DICTIONARY = sa.Table("dictionary", _META, sa.Column("id", sa.Integer), sa.Column("bytes", sa.LargeBinary))
imports.IMPORT.to_metadata(_META)

_AT_ONCE = 500
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody added, changed or forgotten (`lead` None), numbered in the order in which it happened."""

    number: int
    seq: int
    order: int
    lead: Lead | None


class Encoded(NamedTuple):
    """A lead as bytes, compressed or not yet."""

    lead: bytes
    packed: bool = False


class People:
    """The people of one data folder."""

    def __init__(self, path: Path) -> None:
        """Open or make the file."""
        # A kill loses nothing; after a power cut the last seconds of an import can be imported again.
        self.database = Database(path, "people", durable=False)
        self.records = Records({})
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
        leads: dict[int, Lead] = {}
        with self.database.read() as connection:
            for part in parts(seqs):
                rows = connection.execute(_STORED, {"seqs": part})
                leads.update((row.seq, self.lead(row.id, row.lead)) for row in rows)
        return leads

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
        with self.database.read() as connection:
            for part in parts(missing):
                rows = connection.execute(sa.select(MERGED.c.seq, MERGED.c.into).where(MERGED.c.seq.in_(part)))
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
        query = sa.select(IDENTITY.c.hash, IDENTITY.c.seq).where(IDENTITY.c.hash.in_(hashes))
        with self.database.read() as connection:
            return {row.hash: row.seq for row in connection.execute(query)}

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

    def same_companies(self, keys: Sequence[str]) -> tuple[str, ...]:
        """The keys, and those seen with them: an id brings its slug and domain, a name only a single id's."""
        with self.database.read() as connection:
            ids_of = _ids_of(connection, keys)
            ids = {id_ for key in keys for id_ in ids_of[key] if not key.startswith("name:") or len(ids_of[key]) == 1}
            seen = [row for part in parts(list(ids)) for row in connection.execute(_KEYS, {"ids": part})]
        # a name that several companies share says nothing about which is meant
        others = (key for key, owners in seen if owners == 1 or not key.startswith("name:"))
        return tuple(dict.fromkeys((*keys, *(f"id:{id_}" for id_ in sorted(ids)), *others)))

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
    def batch(self) -> Iterator["Batch"]:
        """Change people in one transaction."""
        try:
            with self.database.write() as connection:
                batch = Batch(connection, self)
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
        object.__setattr__(lead, "id", id_)  # fresh from the decoder, nobody else holds it yet
        return lead

    def reload_dictionaries(self) -> None:
        """Read the dictionaries of the file."""
        with self.database.read() as connection:
            rows = connection.execute(sa.select(DICTIONARY)).all()
        dictionaries = {row.id: row.bytes for row in rows}
        if dictionaries.keys() != self.records.ids:
            self.records = Records(dictionaries)


class Batch:
    """Changes of one transaction, gathered and written together."""

    def __init__(self, connection: sa.Connection, people: People) -> None:
        """Number new people and changes from where the file ends."""
        self._connection = connection
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
        self._reports: list[tuple[int, Report, Encoded]] = []
        self._packed: dict[int, bytes] = {}
        self._crowded: set[int] = set()
        self._shared: list[tuple[object, ...]] = []

    def owners(self, hashes: Iterable[bytes]) -> dict[bytes, int]:
        """Who has which identity."""
        return self._pairs(sa.select(IDENTITY.c.hash, IDENTITY.c.seq), IDENTITY.c.hash, hashes)

    def identities(self, seq: int) -> list[bytes]:
        """All that somebody is recognised by."""
        return list(self._connection.execute(sa.select(IDENTITY.c.hash).where(IDENTITY.c.seq == seq)).scalars())

    def sighted(self, row_hashes: Iterable[bytes]) -> dict[bytes, int]:
        """Which rows were seen before, and of whom."""
        return self._pairs(sa.select(SIGHTING.c.row_hash, SIGHTING.c.seq), SIGHTING.c.row_hash, row_hashes)

    def suppressed(self, hashes: Iterable[bytes]) -> set[bytes]:
        """Which of these identities and rows are of people who must stay out."""
        return self._among(SUPPRESSED.c.hash, hashes)

    def shared(self, hashes: Iterable[bytes]) -> set[bytes]:
        """Which of these identities several people have, so that each binds only together with a name."""
        return self._among(SHARED.c.hash, hashes)

    def reports(self, seqs: Iterable[int]) -> dict[int, list[Report]]:
        """The rows about those of these people who were seen in several."""
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
        leads: dict[int, Lead] = {}
        for part in parts(list(seqs)):
            rows = self._connection.execute(_STORED, {"seqs": part}).all()
            leads.update((row.seq, self._people.lead(row.id, row.lead)) for row in rows)
            self._packed.update((row.seq, row.lead) for row in rows)
        return leads

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

    def change(self, seq: int, lead: Lead, plain: bytes) -> None:
        """Replace what is known of somebody."""
        (self._added if seq in self._added else self._changed)[seq] = lead, plain

    def identify(self, seq: int, hashes: Iterable[bytes]) -> None:
        """Recognise somebody by these from now on."""
        self._identities.extend((hash_, seq) for hash_ in hashes)

    def sight(self, seq: int, row: Sighting) -> None:
        """Remember a row about somebody."""
        self._sightings.append((row.row_hash, seq, row.source, row.as_of, row.number, row.fields))

    def stored(self, seq: int) -> Encoded:
        """What is stored of somebody whose lead was read or added in this transaction and did not change since."""
        return Encoded(self._added[seq][1]) if seq in self._added else Encoded(self._packed[seq], packed=True)

    def report(self, seq: int, report: Report, lead: Encoded) -> None:
        """Remember what a row about somebody said."""
        self._reports.append((seq, report, lead))

    def crowd(self, seq: int) -> None:
        """Keep only the newest of the many reports about somebody."""
        self._crowded.add(seq)

    def share(self, hashes: Iterable[bytes]) -> None:
        """Let these identities bind only together with a name from now on."""
        self._shared.extend((hash_,) for hash_ in hashes)

    def part(self, seq: int) -> None:
        """Take from somebody all keys, rows and disputes, to be given anew."""
        provenance.clear(self._connection, seq)
        reports.forget(self._connection, seq)
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
        self._connection.exec_driver_sql("PRAGMA secure_delete = ON")  # what is deleted is overwritten in the file
        # What is known of them now names only their latest address, and those without any key have only their rows.
        for column in (IDENTITY.c.hash, SIGHTING.c.row_hash):
            theirs = sa.select(column).where(column.table.c.seq == seq)
            self._connection.execute(insert(SUPPRESSED).from_select(["hash"], theirs).on_conflict_do_nothing())
        self._insert(SUPPRESSED, [(hash_,) for hash_ in also])
        self._connection.execute(
            sa.update(PERSON).where(PERSON.c.seq == seq).values(id=f"forgotten-{seq}", lead=None, change=self._change)
        )
        provenance.forget(self._connection, seq, sa.select(IDENTITY.c.hash).where(IDENTITY.c.seq == seq))
        reports.forget(self._connection, seq)
        self._connection.execute(sa.delete(IDENTITY).where(IDENTITY.c.seq == seq))

    def merge(self, seq: int, into: int, filled: int) -> None:
        """Let everything of one person point to another; the first is gone, and told the fields `filled` (bits)."""
        self._change += 1
        self._connection.execute(sa.update(IDENTITY).where(IDENTITY.c.seq == seq).values(seq=into))
        provenance.merge(self._connection, seq, into, filled)
        self._reports = [(into if of == seq else of, report, lead) for of, report, lead in self._reports]
        reports.merge(self._connection, seq, into)
        self._connection.execute(
            sa.update(PERSON).where(PERSON.c.seq == seq).values(id=f"merged-{seq}", lead=None, change=self._change)
        )
        self._connection.execute(sa.insert(MERGED).values(seq=seq, into=into))

    def mark(self, mark: imports.Mark) -> None:
        """Remember how far a file has been taken in, together with its people."""
        imports.keep(self._connection, mark)

    def flush(self) -> None:
        """Write what was gathered."""
        if not self._people.records.trained and len(self._added) >= SAMPLES:
            self._people.reload_dictionaries()
            if not self._people.records.trained:
                self._train()
        rows = [self._row(seq, lead, plain) for seq, (lead, plain) in self._added.items()]
        if rows:
            self._insert(PERSON, [tuple(row.values()) for row in rows], or_="ABORT")  # an id given twice loses nobody
        changed = [self._row(seq, lead, plain) for seq, (lead, plain) in self._changed.items()]
        if changed:
            self._connection.execute(
                _CHANGED, [{f"_{name}": row[name] for name in ("seq", "lead", "change")} for row in changed]
            )
        self._insert(IDENTITY, self._identities)
        self._insert(SIGHTING, self._sightings)
        provenance.dispute(self._connection, self._disputes)
        self._insert(REPORT, [self._report_row(*one) for one in self._reports])
        reports.bound(self._connection, sorted(self._crowded))
        self._insert(SHARED, self._shared)
        self._insert(COMPANY, [(key, id_, name) for (key, id_), name in self._companies.items()])
        if self._change > self._before:
            epochs.begin(self._connection, self._before)

    def _insert(self, table: sa.Table, rows: list[tuple[object, ...]], or_: str = "IGNORE") -> None:
        """Many rows, those that exist already left alone unless `or_` says otherwise.

        As the driver's own statement: Core's handling of each row's parameters took half of an import's time.
        """
        if rows:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            marks = ", ".join("?" for _ in table.columns)
            self._connection.exec_driver_sql(f"INSERT OR {or_} INTO {table.name} ({columns}) VALUES ({marks})", rows)  # noqa: S608

    def _row(self, seq: int, lead: Lead, plain: bytes) -> dict[str, object]:
        self._change += 1
        packed = self._people.records.pack(plain)
        id_ = self._ids.get(seq, lead.id)
        return {"seq": seq, "id": id_, "order": order_of(lead, seq), "lead": packed, "change": self._change}

    def _report_row(self, seq: int, report: Report, lead: Encoded) -> tuple[object, ...]:
        packed = lead.lead if lead.packed else self._people.records.pack(lead.lead)
        return (None, seq, report.row_hash, " ".join(report.name), b"".join(sorted(report.strong)), packed)

    def _train(self) -> None:
        id_, data = Records.train([plain for _, plain in self._added.values()])
        self._connection.execute(sa.insert(DICTIONARY).values(id=id_, bytes=data))
        self._people.records = Records({id_: data})

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


_CHANGED = (
    sa.update(PERSON)
    .where(PERSON.c.seq == sa.bindparam("_seq"))
    .values(lead=sa.bindparam("_lead"), change=sa.bindparam("_change"))
)
_LAST_CHANGE = sa.select(sa.func.max(PERSON.c.change))
_CONTINUES = sa.select(
    sa.exists().where(epochs.EPOCH.c.token == sa.bindparam("token"))
    & (sa.func.coalesce(_LAST_CHANGE.scalar_subquery(), 0) >= sa.bindparam("last"))
)
_EVERYBODY = (
    sa.select(PERSON.c.seq, PERSON.c.id, PERSON.c.lead).where(PERSON.c.lead.is_not(None)).order_by(PERSON.c.seq)
)
_STORED = sa.select(PERSON.c.seq, PERSON.c.id, PERSON.c.lead).where(
    PERSON.c.lead.is_not(None), PERSON.c.seq.in_(sa.bindparam("seqs", expanding=True))
)

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
            ids[key].append(id_)
    return ids


def parts(values: Sequence[Item]) -> Iterator[list[Item]]:
    """The values in lists that one statement can take."""
    return (list(values[at : at + _AT_ONCE]) for at in range(0, len(values), _AT_ONCE))
