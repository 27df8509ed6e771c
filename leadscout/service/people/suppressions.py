"""Suppressions: who must not be contacted, and so is in no answer, of an account or of all (decision 45).

What an asker must not be told of is one value, `Hidden`. Whatever tells of people takes it: the door puts it into every
plan, so that counts, facets and pages agree, and records are read through it, so that whoever is suppressed a moment
ago is left out of what was found before.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from leadscout.errors import Fault, Refused
from leadscout.model.audit import AuditEntry
from leadscout.model.lazily import lazily
from leadscout.model.lead import Lead
from leadscout.model.lists import OPERATOR, Asker
from leadscout.model.suppressions import EVERYBODY, KINDS, Suppression
from leadscout.plan.leaves import Leaf, Not, Terms
from leadscout.service.accounts.audit import OPERATOR as OPERATOR_ACTS
from leadscout.service.accounts.audit import Audit
from leadscout.service.people.contacts import Contact, FieldOf, Keyed, of_text
from leadscout.store import accounts
from leadscout.store import suppressions as store
from leadscout.store.database import Database
from leadscout.store.suppressions import SuppressionState

MOST = 100_000
"""Values that an account has suppressed, and that the operator has."""

_REMEMBERED = 100  # accounts
_LONGEST = 500


@dataclass(frozen=True)
class Hidden:
    """Whom somebody must not be told of: those with one of these `tokens`. `keyed` gives those of a lead."""

    tokens: frozenset[str]
    keyed: Keyed
    version: tuple[SuppressionState, ...] = ()
    _within: list[tuple[object, Leaf]] = field(default_factory=list, compare=False, repr=False)

    def hides(self, lead: Lead) -> bool:
        """Whether somebody is hidden."""
        return bool(self.tokens) and not self.tokens.isdisjoint(self.keyed.of(lead))

    def without(self, leads: Mapping[int, Lead]) -> dict[int, Lead]:
        """Those of some people who are not hidden."""
        return {seq: lead for seq, lead in leads.items() if not self.hides(lead)} if self.tokens else dict(leads)

    @lazily
    def leaf(self) -> Leaf | None:
        """Who is not hidden; None where nobody is."""
        return Not(Terms("contact", self.tokens)) if self.tokens else None

    def within(self, source: object, present: Callable[[], Collection[str]]) -> Leaf:
        """Who is not hidden, of a source of which `present` gives the tokens that its people have: asked for once."""
        for other, leaf in self._within[:1]:
            if other == source:
                return leaf
        leaf = Not(Terms("contact", self.tokens.intersection(present())))
        self._within[:] = [(source, leaf)]
        return leaf


NOBODY = Hidden(frozenset(), Keyed(b""))
"""Nobody is hidden."""

Hiding = Callable[[Asker], Hidden]
"""Whom an asker must not be told of, as it is now."""


def nobody(_: Asker) -> Hidden:
    """A `Hiding` of stores without suppressions."""
    return NOBODY


class PeopleByNumber(Protocol):
    """People by number."""

    def leads(self, seqs: Sequence[int]) -> Mapping[int, Lead]:
        """The people with these numbers; a forgotten one is missing."""

    def known_as(self, seqs: Sequence[int]) -> Mapping[int, Lead]:
        """The same, and who was made one with somebody else as that other person."""


@dataclass(frozen=True, slots=True)
class ShownRecords:
    """The people of a store as somebody may be told of them."""

    records: PeopleByNumber
    hidden: Hidden

    def leads(self, seqs: Sequence[int]) -> dict[int, Lead]:
        """The people with these numbers; one who is forgotten or hidden is missing."""
        return self.hidden.without(self.records.leads(seqs))

    def known_as(self, seqs: Sequence[int]) -> dict[int, Lead]:
        """The same, and who was made one with somebody else as that other person."""
        return self.hidden.without(self.records.known_as(seqs))


@dataclass(frozen=True)
class Suppressions:
    """The suppressions of one store.

    `now` is the clock; `lessened` is called when less may be told than before; `field_of` reads columns of files.
    """

    database: Database
    keyed: Keyed
    now: Callable[[], datetime]
    lessened: Callable[[], None]
    field_of: FieldOf
    _hidden: dict[str, Hidden] = field(default_factory=dict)

    def hidden(self, asker: Asker) -> Hidden:
        """Whom an asker must not be told of. Raises Refused where the entries were made with another secret.key."""
        scopes = (EVERYBODY,) if asker is OPERATOR or asker == EVERYBODY else (EVERYBODY, str(asker))
        name, version = scopes[-1], self.database.cache.get(("suppressions", scopes), lambda: self._states(scopes))
        before = self._hidden.get(name)
        if before is not None and before.version == version:
            return before
        with self.database.read() as connection:
            kept = [store.tokens(connection, scope) for scope in scopes] if any(one.entries for one in version) else []
        if any(checks - {self.keyed.check} for _, checks in kept):
            raise Refused(Fault("suppressions_sealed"))
        hidden = Hidden(frozenset().union(*(tokens for tokens, _ in kept)), self.keyed, version)
        if len(self._hidden) >= _REMEMBERED:
            self._hidden.clear()
        self._hidden[name] = hidden
        return hidden

    def _states(self, scopes: Sequence[str]) -> tuple[SuppressionState, ...]:
        with self.database.read() as connection:
            return store.states(connection, scopes)

    def read(self, text: str) -> list[tuple[int, list[Contact]]]:
        """Whom each line of a text or a file of people means, by its number; nobody by one that cannot be read."""
        return list(of_text(text.splitlines(), self.field_of))

    def add(self, account: str, contacts: Iterable[Contact], name: str = "", actor: str = OPERATOR_ACTS) -> Suppression:
        """Suppress values for an account, or for all (EVERYBODY), as one entry; gives it.

        Raises Refused when there are too many, or none.
        """
        tokens = {self.keyed.token(one.key): one.kind for one in contacts}
        if not tokens:
            raise Refused(Fault("nothing_suppressed"))
        counted = Counter(tokens.values())
        counts = {kind: counted[kind] for kind in KINDS if counted[kind]}
        at = self.now().isoformat(timespec="seconds")
        new = Suppression(0, account, name[:_LONGEST], at, counts)
        with self.database.write() as connection:
            if account:
                accounts.lock_account(connection, account)  # what is counted stays so
            id_ = store.add(connection, new, self.keyed.check, tokens)
            if store.size(connection, account) > MOST:
                raise Refused(Fault("too_many_kept", "suppressed values", limit=MOST))
            act = AuditEntry(account, actor, "people suppressed", f"suppression {id_}", f"{len(tokens)} values")
            Audit(self.now).write(connection, act)
        self.lessened()
        return Suppression(id_, account, new.name, at, counts)

    def all(self, account: str, limit: int, after: int = 0) -> list[Suppression]:
        """Entries of an account, oldest first, from after a number."""
        with self.database.read() as connection:
            return store.of_account(connection, account, after, limit)

    def size(self, account: str) -> int:
        """How many values an account has suppressed."""
        with self.database.read() as connection:
            return store.size(connection, account)

    def remove(self, account: str, id_: int, actor: str = OPERATOR_ACTS) -> None:
        """Take an entry of an account away: its people are told again. Raises Refused when there is none."""
        with self.database.write() as connection:
            if not store.remove(connection, account, id_):
                raise Refused(Fault("not_found", value=f"suppression {id_}"))
            act = AuditEntry(account, actor, "suppression removed", f"suppression {id_}")
            Audit(self.now).write(connection, act)
