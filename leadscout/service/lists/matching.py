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
from leadscout.service.people import contacts
from leadscout.service.people.identities import hash_of
from leadscout.service.people.suppressions import NOBODY, Hidden
from leadscout.store.people import People

_HINTED = 500  # rows for which the nearest names are looked up; each takes some milliseconds
_AT_ONCE = 1000
_NEAREST = 3
_IDENTITIES = ("member", "sales", "profile", "email")  # kinds of identity that a member of a list can name
_TO_GIVE = {"account": "a LinkedIn number, link, domain or name", "lead": "an id, profile link or e-mail"}


class MatchResult(StrEnum):
    """What became of a row."""

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    DUPLICATE = "duplicate"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class MemberMatch:
    """One row: the `key` it is in the list under, `by` what it is known, and whom of the database that means.

    `by` is number, link, domain, name, id or e-mail; "" for a row that tells of nobody. `means` are the companies or
    people, with their numbers or ids.
    """

    line: int
    key: str
    written: str
    by: str
    result: MatchResult
    means: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Matching:
    """Matches rows with what the people store knows, without the `hidden`. `kind` is that of the list."""

    companies: Companies
    people: People
    hidden: Hidden = NOBODY

    def report(self, kind: str, rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[MemberMatch]:
        """Each row, by its line and what it tells, with what it means; rows that mean the same come after the first."""
        numbered = list(rows)
        read = company_member if kind == "account" else person_member
        members = [read(row) for _, row in numbered]
        means = self.means(kind, [key for key, _ in members if key])
        lines: dict[str, int] = {}
        matches: list[MemberMatch] = []
        hints = _HINTED
        for (line, row), (key, written) in zip(numbered, members, strict=True):
            one = _matched(line, key, written, means.get(key, ()))
            if not key:
                one = MemberMatch(line, "", "", "", MatchResult.NOTHING, (), f"give {_TO_GIVE[kind]}")
            elif key in lines:
                one = MemberMatch(
                    line, key, written, one.by, MatchResult.DUPLICATE, one.means, f"the same as line {lines[key]}"
                )
            elif one.result is MatchResult.UNKNOWN and kind == "account" and hints:
                hints -= 1
                one = MemberMatch(line, key, written, one.by, one.result, (), self._hint(row.get("name", "")))
            lines.setdefault(key, line)
            matches.append(one)
        return matches

    def shown(self, kind: str, members: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """Key and writing of members of a list without those that mean somebody who is hidden."""
        if kind == "account" or not self.hidden.tokens:
            return list(members)
        everybody = self._people([key for key, _ in members], NOBODY)
        shown = self._people([key for key, _ in members], self.hidden)
        ways = {key: contacts.of_cell(key) or contacts.read("profile", f"linkedin.com/in/{key}") for key, _ in members}
        tokens = {key: self.hidden.keyed.token(way.key) for key, way in ways.items() if way}
        return [
            (key, written)
            for key, written in members
            if everybody.get(key) == shown.get(key) and tokens.get(key) not in self.hidden.tokens
        ]

    def means(self, kind: str, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Which companies or people of the database each key of a member means; a key of none is missing."""
        return self._companies(keys) if kind == "account" else self._people(keys, self.hidden)

    def _companies(self, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        names_of = self.companies.by_key(list(dict.fromkeys(keys)))
        return {key: tuple(_called(label, value) for value, label in values({key: names_of[key]})) for key in names_of}

    def _people(self, keys: Sequence[str], hidden: Hidden) -> dict[str, tuple[str, ...]]:
        people_of: dict[str, tuple[str, ...]] = {}
        for at in range(0, len(keys), _AT_ONCE):
            wanted = {key: [hash_of((kind, key)) for kind in _IDENTITIES] for key in keys[at : at + _AT_ONCE]}
            owners = self.people.owners([hash_ for hashes in wanted.values() for hash_ in hashes])
            seqs = {key: {owners[hash_] for hash_ in hashes if hash_ in owners} for key, hashes in wanted.items()}
            for key in wanted:
                if (seq := self.people.seq_of(key) if key.startswith("lead_") else None) is not None:
                    seqs[key].add(seq)
            leads = hidden.without(self.people.leads(sorted(set().union(*seqs.values()))))
            for key, theirs in seqs.items():
                # An address that somebody had before is not what the filter looks for.
                people = [leads[seq] for seq in sorted(theirs) if seq in leads and key in known_by(leads[seq])]
                if people:
                    people_of[key] = tuple(_called(_name(lead), lead.id) for lead in people)
        return people_of

    def _hint(self, name: str) -> str:
        """The companies that are called so, else nearly so."""
        if not name:
            return ""
        exact = self.companies.by_key([f"name:{companies.normal_name(name)}"])
        near = exact or self.companies.near(name, _NEAREST)
        labels = [_called(label, value) for value, label in values(near)]
        return f"known by {'its' if exact else 'a similar'} name: {'; '.join(labels[:_NEAREST])}" if labels else ""


def summary(matches: Iterable[MemberMatch]) -> dict[str, int]:
    """How many rows there are of each result."""
    counted = Counter(one.result for one in matches)
    return {str(result): counted[result] for result in MatchResult}


def _matched(line: int, key: str, written: str, means: tuple[str, ...]) -> MemberMatch:
    by = _by(key, written)
    if len(means) > 1:
        return MemberMatch(
            line, key, written, by, MatchResult.AMBIGUOUS, means, f"the {by} is shared; all of these are meant"
        )
    return MemberMatch(line, key, written, by, MatchResult.MATCHED if means else MatchResult.UNKNOWN, means)


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
