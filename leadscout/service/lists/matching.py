"""Matching: what the rows of a list are known by, and which companies or people of the database they mean."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from leadscout.lexicon.identities import companies
from leadscout.model.lead import Lead
from leadscout.plan.facts import known_by
from leadscout.service.lists.companies import Companies, values
from leadscout.service.lists.lists import company_member, person_member
from leadscout.service.people.identities import hash_of
from leadscout.store.people import People

_HINTED = 500  # rows for which the nearest names are looked up; each takes some milliseconds
_AT_ONCE = 1000
_NEAREST = 3
_IDENTITIES = ("member", "sales", "profile", "email")  # kinds of identity that a member of a list can name
_TO_GIVE = {"account": "a LinkedIn number, link, domain or name", "lead": "an id, profile link or e-mail"}


class Result(StrEnum):
    """What became of a row."""

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    DUPLICATE = "duplicate"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Matched:
    """One row: the `key` it is in the list under, `by` what it is known, and whom of the database that means.

    `by` is number, link, domain, name, id or e-mail; "" for a row that tells of nobody. `means` are the companies or
    people, with their numbers or ids.
    """

    line: int
    key: str
    written: str
    by: str
    result: Result
    means: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Matching:
    """Matches rows with what the people store knows. `kind` is that of the list: account or lead."""

    companies: Companies
    people: People

    def report(self, kind: str, rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[Matched]:
        """Each row, by its line and what it tells, with what it means; rows that mean the same come after the first."""
        told = list(rows)
        read = company_member if kind == "account" else person_member
        members = [read(row) for _, row in told]
        means = self.means(kind, [key for key, _ in members if key])
        lines: dict[str, int] = {}
        found: list[Matched] = []
        hints = _HINTED
        for (line, row), (key, written) in zip(told, members, strict=True):
            one = _matched(line, key, written, means.get(key, ()))
            if not key:
                one = Matched(line, "", "", "", Result.NOTHING, (), f"give {_TO_GIVE[kind]}")
            elif key in lines:
                one = Matched(line, key, written, one.by, Result.DUPLICATE, one.means, f"the same as line {lines[key]}")
            elif one.result is Result.UNKNOWN and kind == "account" and hints:
                hints -= 1
                one = Matched(line, key, written, one.by, one.result, (), self._hint(row.get("name", "")))
            lines.setdefault(key, line)
            found.append(one)
        return found

    def means(self, kind: str, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Which companies or people of the database each key of a member means; a key of none is missing."""
        return self._companies(keys) if kind == "account" else self._people(keys)

    def _companies(self, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        known = self.companies.by_key(list(dict.fromkeys(keys)))
        return {key: tuple(_called(label, value) for value, label in values({key: known[key]})) for key in known}

    def _people(self, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for at in range(0, len(keys), _AT_ONCE):
            wanted = {key: [hash_of((kind, key)) for kind in _IDENTITIES] for key in keys[at : at + _AT_ONCE]}
            owners = self.people.owners([hash_ for hashes in wanted.values() for hash_ in hashes])
            seqs = {key: {owners[hash_] for hash_ in hashes if hash_ in owners} for key, hashes in wanted.items()}
            for key in wanted:
                if (seq := self.people.seq_of(key) if key.startswith("lead_") else None) is not None:
                    seqs[key].add(seq)
            leads = self.people.leads(sorted(set().union(*seqs.values())))
            for key, theirs in seqs.items():
                # An address that somebody had before is not what the filter looks for.
                people = [leads[seq] for seq in sorted(theirs) if seq in leads and key in known_by(leads[seq])]
                if people:
                    found[key] = tuple(_called(_name(lead), lead.id) for lead in people)
        return found

    def _hint(self, name: str) -> str:
        """The companies that are called so, else nearly so."""
        if not name:
            return ""
        known = self.companies.by_key([f"name:{companies.normal_name(name)}"])
        near = known or self.companies.near(name, _NEAREST)
        told = [_called(label, value) for value, label in values(near)]
        return f"known by {'its' if known else 'a similar'} name: {'; '.join(told[:_NEAREST])}" if told else ""


def summary(found: Iterable[Matched]) -> dict[str, int]:
    """How many rows there are of each result."""
    counted = Counter(one.result for one in found)
    return {str(result): counted[result] for result in Result}


def _matched(line: int, key: str, written: str, means: tuple[str, ...]) -> Matched:
    by = _by(key, written)
    if len(means) > 1:
        return Matched(line, key, written, by, Result.AMBIGUOUS, means, f"the {by} is shared; all of these are meant")
    return Matched(line, key, written, by, Result.MATCHED if means else Result.UNKNOWN, means)


def _by(key: str, written: str) -> str:
    """What a member is known by: number, link, domain, name; of a person id, link, e-mail."""
    if "linkedin.com/" in written.lower():
        return "link"
    kind, parted, _ = key.partition(":")
    if parted and kind in ("id", "domain", "name"):
        return "number" if kind == "id" else kind
    return "e-mail" if "@" in key else "id"


def _called(label: str, value: str) -> str:
    return label if label == value else f"{label} ({value})"


def _name(lead: Lead) -> str:
    return lead.full_name or f"{lead.first_name} {lead.last_name}"
