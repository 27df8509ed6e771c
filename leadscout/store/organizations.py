"""people.db: companies as records, made from what the positions of people tell of them (decision 35).

A *telling* is one value of a company as positions have it. It is under the surest key that it has (number, slug,
domain, name), and *mentions* its others. Each surest key belongs to one organization: its own, or the only one of those
that mention it. An organization is what all tellings under its keys say; it is gone when there are none.
"""

import secrets
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlalchemy as sa

from leadscout.model.lead import Company, Lead, ordered
from leadscout.model.organization import Telling, as_lead, merged
from leadscout.store import epochs, provenance
from leadscout.store.people import Change, People
from leadscout.store.provenance import Sighting
from leadscout.store.statements import among, by_key, insert_rows, overwrite, parts, run_each
from leadscout.store.tables.people import (
    COMPANY,
    FOLLOWED,
    MENTION,
    ORGANIZATION,
    ORGANIZATION_EPOCH,
    PERSON,
    SUREST,
    TELLER,
    TELLING,
)

TELLINGS = 200
"""Tellings of one organization that are put together: those of most people. A name that thousands share has more."""


class Employment(NamedTuple):
    """Somebody who changed, and the companies of their positions now, as JSON; none where they are forgotten."""

    change: int
    seq: int
    companies: Sequence[bytes]


class NewTelling(NamedTuple):
    """A value that nobody told before, under its surest key."""

    id: int
    surest: str
    origin: Sighting
    company: bytes


class Organizations:
    """The companies of one people.db, numbered, ordered and changed as people are: an index is made of them alike."""

    def __init__(self, people: People, keys: str) -> None:
        """Read from the file of `people`; `keys` is the version of the keys that companies go by."""
        self._people = people
        self._keys = f"{keys}-"
        self.database = people.database

    def count(self) -> int:
        """How many there are."""
        with self.database.read() as connection:
            number = connection.execute(sa.select(sa.func.count()).where(ORGANIZATION.c.there)).scalar()
        return number or 0

    def last_change(self) -> int:
        """The number of the latest change; 0 when nothing ever happened."""
        with self.database.read() as connection:
            return _last_change(connection)

    def behind(self) -> bool:
        """Whether people changed who were not looked at yet, or the keys are of another version."""
        with self.database.read() as connection:
            return not self._is_of_version(connection) or bool(connection.execute(_BEHIND).scalar())

    def epoch(self, change: int | None = None) -> str:
        """The token of the epoch that a change is of, or of the newest one."""
        with self.database.read() as connection:
            if change is None:
                return epochs.latest(connection, ORGANIZATION_EPOCH)
            return epochs.at(connection, change, ORGANIZATION_EPOCH)

    def continues(self, epoch: str, change: int = 0) -> bool:
        """Whether what was made in an epoch, from changes up to a number, is made from these companies."""
        if self.database.replaced:
            return False
        with self.database.read() as connection:
            return epochs.continues(connection, epoch, ORGANIZATION_EPOCH) and _last_change(connection) >= change

    def changes(self, after: int, limit: int) -> list[Change]:
        """The first changes after a number, in order."""
        query = sa.select(ORGANIZATION).where(ORGANIZATION.c.change > after).order_by(ORGANIZATION.c.change)
        with self.database.read() as connection:
            rows = connection.execute(query.limit(limit)).all()
        leads = self.leads([row.seq for row in rows if row.there])
        return [Change(row.change, row.seq, row.order, leads.get(row.seq)) for row in rows]

    def leads(self, seqs: Sequence[int]) -> dict[int, Lead]:
        """The companies with these numbers, in the shape that is searched; one that nobody tells of is missing."""

        def read(connection: sa.Connection) -> tuple[dict[int, str], dict[int, list[Any]]]:
            keys: dict[int, str] = {}
            for part in parts(seqs):
                keys.update(tuple(row) for row in connection.execute(_KEYS.where(ORGANIZATION.c.seq.in_(part))))
            return keys, _tellings(connection, list(keys))

        keys, packed = self.database.read_for_answer(read)
        tellings = self._unpacked(packed)
        return {seq: as_lead(keys[seq], merged(tellings[seq])) for seq in seqs if seq in tellings}

    def known_as(self, seqs: Sequence[int]) -> dict[int, Lead]:
        """The same, and a company that turned out to be another as that one."""
        leads = self.leads(seqs)
        missing = [seq for seq in seqs if seq not in leads]
        into = self.database.read_for_answer(lambda connection: _into(connection, missing)) if missing else {}
        others = self.leads(list(into.values())) if into else {}
        return leads | {seq: others[other] for seq, other in into.items() if other in others}

    def tellings(self, seqs: Sequence[int]) -> dict[int, list[Telling]]:
        """What is told of each of these companies, what most people's positions tell first."""
        return self._unpacked(self.database.read_for_answer(lambda connection: _tellings(connection, seqs)))

    def _unpacked(self, packed: Mapping[int, list[Any]]) -> dict[int, list[Telling]]:
        return {
            seq: [Telling(self._company(row.company), row.people, row.source, row.as_of) for row in rows[:TELLINGS]]
            for seq, rows in packed.items()
        }

    def by_key(self, keys: Sequence[str]) -> dict[str, int]:
        """The number of the company that goes by each key; a key is missing where there is none, or several have it."""
        with self.database.read() as connection:
            numbers = {row.key: row.organization for row in _owners(connection, keys)}
            return _only(connection, [key for key in keys if key not in numbers]) | numbers

    def mentioning(self, keys: Sequence[str], limit: int) -> list[int]:
        """The companies that mention one of these keys, the first `limit` by number."""
        query = sa.select(SUREST.c.organization).join(MENTION, MENTION.c.surest == SUREST.c.key).distinct()
        query = query.where(MENTION.c.key.in_(keys)).order_by(SUREST.c.organization).limit(limit)
        with self.database.read() as connection:
            return list(connection.execute(query).scalars())

    def key_of(self, seq: int) -> str:
        """The surest key of a company."""
        with self.database.read() as connection:
            return str(connection.execute(sa.select(ORGANIZATION.c.key).where(ORGANIZATION.c.seq == seq)).scalar_one())

    def sources(self, tellings: Iterable[Telling]) -> dict[int, str]:
        """The names of the sources of tellings."""
        with self.database.read() as connection:
            return provenance.sources(connection, {one.source for one in tellings})

    def same_companies(self, keys: Sequence[str]) -> tuple[str, ...]:
        """The company keys and those seen with them."""
        return self._people.same_companies(keys)

    @contextmanager
    def batch(self, limit: int) -> Iterator["OrganizationChanges"]:
        """Look at the next people who changed, in one transaction."""
        with self.database.write() as connection:
            if not self._is_of_version(connection):
                _begin_anew(connection, self._keys)
            changes = OrganizationChanges(connection, self._people, limit)
            yield changes
            changes.flush()

    def _is_of_version(self, connection: sa.Connection) -> bool:
        return epochs.at(connection, 0, ORGANIZATION_EPOCH).startswith(self._keys)

    def _company(self, packed: bytes) -> Company:
        try:
            return self._people.records.company(packed)
        except KeyError:  # another process has trained the dictionary meanwhile
            self._people.reload_dictionaries()
            return self._people.records.company(packed)


class OrganizationChanges:
    """Changes of one transaction; `followed` is the last change of people that was looked at before."""

    def __init__(self, connection: sa.Connection, people: People, limit: int) -> None:
        """Go on where the file ends."""
        self._connection = connection
        self._people = people
        self._change = self._before = _last_change(connection)
        self.followed: int = connection.execute(sa.select(FOLLOWED.c.change)).scalar_one()
        self.people = self._changed(limit)

    def _changed(self, limit: int) -> list[Employment]:
        """The next people who changed."""
        query = sa.select(PERSON.c.change, PERSON.c.seq, PERSON.c.lead).where(PERSON.c.change > self.followed)
        rows = self._connection.execute(query.order_by(PERSON.c.change).limit(limit)).all()
        if rows:
            self._people.reload_dictionaries()
        employers = self._people.records.employers
        return [Employment(change, seq, employers(packed) if packed else ()) for change, seq, packed in rows]

    def tellings_before(self) -> dict[int, tuple[int, ...]]:
        """What the people of this batch told before."""
        rows = by_key(self._connection, TELLER.c.seq, TELLER.c.tellings, [one.seq for one in self.people])
        return {seq: tuple(array("q", packed)) for seq, packed in rows}

    def call(self, names: Iterable[tuple[str, str, str]]) -> None:
        """Remember by which keys companies go, with their numbers and names, as an import does."""
        insert_rows(self._connection, COMPANY, list(names), ("key", "id", "name"))

    def tell(self, tellings: Mapping[int, Sequence[int]]) -> None:
        """Keep what each of these people tells now."""
        nothing = [(seq,) for seq, ids in tellings.items() if not ids]
        rows = [(seq, array("q", ids).tobytes()) for seq, ids in tellings.items() if ids]
        self._many("DELETE FROM teller WHERE seq = ?", nothing)
        insert_rows(self._connection, TELLER, rows, conflict="REPLACE")

    def unheard(self, ids: Iterable[int]) -> set[int]:
        """Those of these tellings that nobody told before."""
        wanted = set(ids)
        return wanted.difference(id_ for (id_,) in self._among("SELECT id FROM telling WHERE id", wanted))

    def sightings(self, seqs: Sequence[int]) -> dict[int, list[Sighting]]:
        """The rows that these people were seen in."""
        rows: dict[int, list[Sighting]] = {}
        for part in parts(seqs):
            rows.update(provenance.sightings(self._connection, part))
        return rows

    def add(self, tellings: Sequence[NewTelling], mentions: Iterable[tuple[str, str]]) -> None:
        """Add tellings of nobody yet, and which other keys (first) their surest ones (second) mention."""
        pack = self._people.records.pack
        rows = [(new.id, new.surest, 0, new.origin.source, new.origin.as_of, pack(new.company)) for new in tellings]
        insert_rows(self._connection, TELLING, rows, conflict="ABORT")
        insert_rows(self._connection, MENTION, list(mentions))

    def count(self, difference: Mapping[int, int]) -> dict[str, list[Company]]:
        """Count people in or out of tellings; a telling of nobody is dropped.

        Gives the surest keys of those, each with the companies that are still told under it.
        """
        self._many(
            "UPDATE telling SET people = people + ? WHERE id = ?", [(number, id_) for id_, number in difference.items()]
        )
        fewer = [id_ for id_, number in difference.items() if number < 0]
        nobodys = self._among("SELECT surest, id FROM telling WHERE people <= 0 AND id", fewer)
        if nobodys:  # of somebody who is forgotten, perhaps: what is deleted is overwritten in the file
            overwrite(self._connection)
        self._many("DELETE FROM telling WHERE id = ?", [(id_,) for _, id_ in nobodys])
        left: dict[str, list[Company]] = {key: [] for key, _ in nobodys}
        for key, packed in self._among("SELECT surest, company FROM telling WHERE surest", left):
            left[key].append(self._people.records.company(packed))
        return left

    def mentions(self, surest: Iterable[str]) -> set[str]:
        """The keys that these surest ones mention."""
        return {key for (key,) in self._among("SELECT key FROM mention WHERE surest", surest)}

    def mention(self, surest: str, keys: Sequence[str]) -> None:
        """Let a surest key mention these, and no others."""
        self._connection.execute(sa.delete(MENTION).where(MENTION.c.surest == surest))
        insert_rows(self._connection, MENTION, [(key, surest) for key in keys], conflict="ABORT")

    def owners(self, surest: Iterable[str]) -> dict[str, int]:
        """The organization that each surest key belongs to; a key that is none is missing."""
        return dict(self._among("SELECT key, organization FROM surest WHERE key", surest))

    def only(self, keys: Iterable[str]) -> dict[str, int]:
        """The organization that alone mentions a key; a key is missing where none does, or several do."""
        return _only(self._connection, list(keys))

    def belong(self, organizations: Mapping[str, int | None]) -> None:
        """Give surest keys to organizations; one without any is no surest key any more."""
        self._many("DELETE FROM surest WHERE key = ?", [(key,) for key, seq in organizations.items() if seq is None])
        rows = [(key, seq) for key, seq in organizations.items() if seq is not None]
        insert_rows(self._connection, SUREST, rows, conflict="REPLACE")

    def own(self, filled: Mapping[str, int]) -> dict[str, int]:
        """The organizations of their own of these keys, made where there is none, with so many fields filled."""
        numbers = dict(self._among("SELECT key, seq FROM organization WHERE key", filled))
        seq = self._connection.execute(sa.select(sa.func.max(ORGANIZATION.c.seq))).scalar() or 0
        rows: list[tuple[object, ...]] = []
        for key in filled:
            if key not in numbers:
                seq, self._change = seq + 1, self._change + 1
                numbers[key] = seq
                rows.append((seq, key, ordered(filled[key], seq), True, self._change))
        insert_rows(self._connection, ORGANIZATION, rows, conflict="ABORT")
        return numbers

    def change(self, seqs: Iterable[int]) -> None:
        """Say that these organizations are others now: something else is told of them, or nothing any more."""
        numbers = sorted(set(seqs))
        owning = self._among("SELECT DISTINCT organization FROM surest WHERE organization", numbers)
        there = {seq for (seq,) in owning}
        rows = [(seq in there, self._change + at, seq) for at, seq in enumerate(numbers, start=1)]
        self._change += len(rows)
        self._many("UPDATE organization SET there = ?, change = ? WHERE seq = ?", rows)

    def flush(self) -> None:
        """Write how far people were looked at, and which history the changes are of."""
        if self.people:
            self._connection.execute(sa.update(FOLLOWED).values(change=self.people[-1].change))
        if self._change > self._before:
            epochs.begin(self._connection, self._before, ORGANIZATION_EPOCH)

    def _among(self, start: str, values: Iterable[object]) -> Sequence[Any]:
        return among(self._connection, start, values)

    def _many(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        run_each(self._connection, statement, list(rows))


def _begin_anew(connection: sa.Connection, keys: str) -> None:
    """Forget all companies, and everybody who was looked at: a history of its own begins, so nothing mixes the two."""
    for table in (TELLER, TELLING, MENTION, SUREST, ORGANIZATION, ORGANIZATION_EPOCH):
        connection.execute(sa.delete(table))
    connection.execute(sa.insert(ORGANIZATION_EPOCH), {"after": -1, "token": f"{keys}{secrets.token_hex(8)}"})
    connection.execute(sa.update(FOLLOWED).values(change=0))


_LAST_CHANGE = sa.select(sa.func.max(ORGANIZATION.c.change))
_BEHIND = sa.select(
    sa.func.coalesce(sa.select(sa.func.max(PERSON.c.change)).scalar_subquery(), 0)
    > sa.select(FOLLOWED.c.change).scalar_subquery()
)
_KEYS = sa.select(ORGANIZATION.c.seq, ORGANIZATION.c.key).where(ORGANIZATION.c.there)
_INTO = sa.select(ORGANIZATION.c.seq, SUREST.c.organization).join(SUREST, SUREST.c.key == ORGANIZATION.c.key)
_TELLINGS = (
    sa.select(SUREST.c.organization, TELLING.c.people, TELLING.c.source, TELLING.c.as_of, TELLING.c.company)
    .join(TELLING, TELLING.c.surest == SUREST.c.key)
    .order_by(TELLING.c.people.desc(), TELLING.c.id)
)


def _into(connection: sa.Connection, seqs: Sequence[int]) -> dict[int, int]:
    """The company that each of these turned out to be."""
    into: dict[int, int] = {}
    for part in parts(seqs):
        into.update(tuple(row) for row in connection.execute(_INTO.where(ORGANIZATION.c.seq.in_(part))))
    return into


def _tellings(connection: sa.Connection, seqs: Sequence[int]) -> dict[int, list[Any]]:
    """The rows of tellings of each of these companies."""
    packed: defaultdict[int, list[Any]] = defaultdict(list)
    for part in parts(seqs):
        for row in connection.execute(_TELLINGS.where(SUREST.c.organization.in_(part))):
            packed[row.organization].append(row)
    return packed


def _last_change(connection: sa.Connection) -> int:
    return connection.execute(_LAST_CHANGE).scalar() or 0


def _owners(connection: sa.Connection, keys: Sequence[str]) -> Iterator[Any]:
    for part in parts(keys):
        yield from connection.execute(sa.select(SUREST.c.key, SUREST.c.organization).where(SUREST.c.key.in_(part)))


def _only(connection: sa.Connection, keys: Sequence[str]) -> dict[str, int]:
    """The organization that alone mentions each key."""
    first, last = sa.func.min(SUREST.c.organization), sa.func.max(SUREST.c.organization)
    query = sa.select(MENTION.c.key, first).join(SUREST, SUREST.c.key == MENTION.c.surest).group_by(MENTION.c.key)
    numbers: dict[str, int] = {}
    for part in parts(keys):
        rows = connection.execute(query.where(MENTION.c.key.in_(part)).having(first == last))
        numbers.update(tuple(row) for row in rows)
    return numbers
