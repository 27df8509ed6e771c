"""Parting what was taken for one person: people split."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from msgspec import structs

from leadscout.errors import Fault, Refused
from leadscout.lexicon.identities.names import form
from leadscout.model.lead import Lead
from leadscout.service.people.identities import (
    Key,
    digest,
    hash_of,
    id_of,
    is_mailbox,
    kept_under,
    keys,
    named,
)
from leadscout.service.people.merging import Age, merge
from leadscout.service.people.provenance import are_kept, changed, stands
from leadscout.service.people.recognition import strong_hashes
from leadscout.store.people import EncodedLead, People, PeopleChanges
from leadscout.store.provenance import Sighting
from leadscout.store.reports import Report


class SplitBy(StrEnum):
    """What the rows about a person are parted by: each source a person, or each row."""

    SOURCE = "source"
    ROW = "row"


@dataclass(slots=True)
class _Part:
    """The rows that become one person, the oldest first: each one's sightings and what it said."""

    rows: list[tuple[list[Sighting], Lead]]

    @property
    def keys(self) -> dict[bytes, Key]:
        """All identity keys of the rows, by hash, the strongest of the first row first."""
        return {hash_of(key): key for _, lead in self.rows for key in keys(lead)}

    @property
    def names(self) -> list[tuple[str, ...]]:
        """The names in the rows."""
        return list(dict.fromkeys(form(lead.full_name) for _, lead in self.rows if lead.full_name))


def split(people: People, seq: int, by: SplitBy) -> list[int]:
    """Make several people of one, the first of whom keeps the id; gives their numbers.

    A key that several of them have binds only together with a name from then on, so the next import does not make
    them one again. Raises Refused where all rows are of one source, or what they said is not kept.
    """
    with people.batch() as batch:
        parts = _first(_parts(batch, seq, by), people.ids([seq])[seq])
        if not are_kept(batch.sightings([seq]).get(seq, []), {row_hash for row_hash, _ in batch.reported(seq)}):
            raise Refused(Fault("rows_not_kept", value=people.ids([seq])[seq]))
        if len(parts) < 2:  # noqa: PLR2004
            raise _refused(people, batch, seq, by)
        every = {hash_ for part in parts for hash_ in part.keys}
        words = {name for part in parts for name in part.names}
        kept = every | {hash_of(named(key, name)) for part in parts for key in part.keys.values() for name in words}
        left = [hash_ for hash_ in batch.identities(seq) if hash_ not in kept]
        common = _common(parts)
        batch.part(seq)
        batch.share(common)
        shared = common | batch.shared(every)
        elsewhere = batch.owners(every - shared).keys()
        # Under one name they would be taken for one again: there such a key says nothing any more.
        often = Counter(name for part in parts for name in part.names)
        seqs: list[int] = []
        for part in parts:
            hashes = [hash_ for hash_ in part.keys if hash_ not in shared and hash_ not in elsewhere]
            names = [name for name in part.names if often[name] == 1]
            hashes += [
                hash_of(named(key, name)) for hash_, key in part.keys.items() if hash_ in shared for name in names
            ]
            of_several = [key for hash_, key in part.keys.items() if hash_ in shared or is_mailbox(key)]
            # What no row that is kept tells, an id of another machine for one, stays with the first.
            seqs.append(_person(people, batch, part, hashes if seqs else [*hashes, *left], None if seqs else seq))
            batch.share_as(seqs[-1], (hash_ for key in of_several for hash_ in kept_under(key, names)))
        return seqs


def _parts(batch: PeopleChanges, seq: int, by: SplitBy) -> list[_Part]:
    """The rows about a person, parted. A row whose words are not kept goes with the first one."""
    sightings = sorted(batch.sightings([seq]).get(seq, []), key=lambda row: row.number)
    reported = batch.reported(seq)
    hashes = {row_hash for row_hash, _ in reported}
    parts: dict[object, _Part] = {}
    for at, (row_hash, lead) in enumerate(reported):
        mine = [row for row in sightings if row.row_hash == row_hash or (not at and row.row_hash not in hashes)]
        key = mine[0].source if by is SplitBy.SOURCE and mine else row_hash
        parts.setdefault(key, _Part([])).rows.append((mine, lead))
    return list(parts.values())


def _first(parts: list[_Part], id_: str) -> list[_Part]:
    """The parts, the one first from which the id comes: a key or a row of it gives that id."""

    def gives(part: _Part) -> bool:
        rows = (row.row_hash for rows, _ in part.rows for row in rows)
        return id_ in map(id_of, (*part.keys, *rows))

    return sorted(parts, key=gives, reverse=True)


def _refused(people: People, batch: PeopleChanges, seq: int, by: SplitBy) -> Refused:
    id_ = people.ids([seq])[seq]
    rows = batch.sightings([seq]).get(seq, [])
    if len(rows) > 1 and not batch.reports([seq]):
        return Refused(Fault("rows_not_kept", value=id_))
    if by is SplitBy.SOURCE and len(batch.reported(seq)) > 1:
        return Refused(Fault("one_source", value=id_))
    return Refused(Fault("one_row", value=id_))


def _common(parts: Sequence[_Part]) -> set[bytes]:
    """The keys that several parts have."""
    seen: set[bytes] = set()
    common: set[bytes] = set()
    for part in parts:
        common |= seen & part.keys.keys()
        seen |= part.keys.keys()
    return common


def _person(people: People, batch: PeopleChanges, part: _Part, hashes: list[bytes], seq: int | None) -> int:
    """Somebody made of the rows of a part, recognised by these keys: the person `seq`, else a new one."""
    lead, rows = _told(part)
    plain = people.records.plain(structs.replace(lead, id=""))
    if seq is None:
        own = [*hashes, *(row.row_hash for row in rows), digest(plain)]
        taken = batch.with_ids(map(id_of, own))
        seq = batch.add(next(id_ for id_ in map(id_of, own) if id_ not in taken), lead, plain)
    else:
        batch.change(seq, lead, plain)
    batch.identify(seq, hashes)
    for row in rows:
        batch.sight(seq, row)
    for seen, row_lead in part.rows if len(part.rows) > 1 else ():
        report = Report(seen[0].row_hash if seen else b"", form(row_lead.full_name), strong_hashes(row_lead))
        batch.report(seq, report, EncodedLead(people.records.plain(structs.replace(row_lead, id=""))))
    return seq


def _told(part: _Part) -> tuple[Lead, list[Sighting]]:
    """The rows of a part merged in their order, and their sightings with the fields that each tells."""
    (first, lead), *others = part.rows
    rows = [replace(row, number=at, fields=None) for at, row in enumerate(first)]
    for seen, report in others:
        latest = max((row.as_of for row in rows), default=0)
        merged = merge(lead, report, Age.of(max((row.as_of for row in seen), default=0), latest))
        fields = changed(lead, merged) | stands(report, merged)
        rows += [replace(row, number=len(rows) + at, fields=fields) for at, row in enumerate(seen)]
        lead = merged
    return lead, rows
