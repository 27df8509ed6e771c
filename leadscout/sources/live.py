"""A live source: people are fetched page by page, written to people.db, and looked at again there."""

import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from msgspec import structs

from leadscout.errors import Fault, Refused
from leadscout.model.budget import check_caller
from leadscout.model.lead import Company, Lead, Position
from leadscout.model.query import Clause, Query
from leadscout.model.search import Batch, Bookmark, Count, Hit
from leadscout.plan.engine import Claims
from leadscout.plan.facts import Facts
from leadscout.plan.holds import holds, match
from leadscout.plan.lower import Plan
from leadscout.plan.source import UnknownMarkError
from leadscout.sources.base import Claim, Connector, asked_of

_MARK = re.compile("([0-9]{1,4})o([0-9a-z]{0,40})")
_CLAIMS = Claims()
_FIRST = 8
"""Profiles that are read before the people of a page are handed on: each is a request of its own, as is an employer."""

_SECONDS = 10.0
"""After these no further profile is read before that: whoever waits has a lease of 45 s."""

_LISTED = frozenset(
    ("title", "seniority", "function", "company", "location", "full_name", "lead", "account_list", "lead_list")
)
"""Filters that any list of people decides, and personas with them: nobody's profile has to be read for them."""

_AT_EMPLOYER: Mapping[str, Sequence[str]] = {
    "headcount": ("headcount", "size"),
    "company_type": ("type",),
    "has_website": ("website",),
}
"""Filters that no list of people decides, but the page of an employer, and the fields of a company that decide them."""

_DESCRIBED = ("website", "description")
"""What is told of an employer who was read with a profile."""


class PeopleWriter(Protocol):
    """What keeps the people whom a source shows."""

    def keep(self, leads: Sequence[Lead], source: str) -> list[tuple[int, Lead] | None]:
        """Write them; gives the order and all that is known of each, None for who must stay out."""


@dataclass(frozen=True)
class Live:
    """What a connector finds. A mark is how many people of a page were looked at, "o", and the connector's bookmark.

    `profiles` says that everybody's profile is read, too; without it, the page of an employer is read where a filter
    that the source does not settle cannot be decided otherwise. What is `withheld` is not told to the source. Pages
    that are shown `again` are looked at by who knows whom they have told of already.
    """

    connector: Connector
    writer: PeopleWriter
    read: Callable[[Lead], Facts]
    profiles: bool = False
    withheld: Sequence[tuple[str, bool]] = ()
    again: bool = False
    claims: Claims = _CLAIMS
    _settled: dict[Clause, bool] = field(default_factory=dict, compare=False, repr=False)

    @property
    def reach(self) -> int:
        """What the connector can reach."""
        return self.connector.reach

    def settles(self, clause: Clause) -> bool:
        """Whether the source's word decides; for a value to be taken strictly, the facts do."""
        if clause not in self._settled:  # writing a clause in the source's words takes 2 ms
            self._settled[clause] = self._settles(clause)
        return self._settled[clause]

    def _settles(self, clause: Clause) -> bool:
        part = (clause.filter, clause.exclude)
        if self.connector.claims.get(part) is not Claim.EXACT or part in self.withheld:
            return False
        return clause.row.needs_graph or (not clause.strict and self.connector.says(clause))

    def count(self, plan: Plan) -> Count:
        """What the source says, of what it is told."""
        return self.connector.estimate(self._asked(plan))

    def page(self, plan: Plan, bookmark: Bookmark, limit: int, *, offset: int = 0) -> Batch:  # noqa: ARG002 - the port's
        """The people of one page of the source who match, at most `limit`; there can be more without any."""
        mark = _MARK.fullmatch(bookmark.mark or "0o")
        if mark is None:
            raise UnknownMarkError(bookmark.mark)
        before, at = int(mark[1]), mark[2]
        check_caller()  # nobody is to pay for what nobody waits for
        fetched = self.connector.batch(self._asked(plan), at)
        if fetched.again and not self.again:
            return Batch([], Bookmark(0, f"0o{fetched.bookmark}"), fetched.at_end)
        shown = fetched.leads[before:]
        hits: dict[int, Hit] = {}
        hidden, looked_at = 0, before
        for looked_at, kept in enumerate(self._kept(plan, shown, limit), start=before + 1):
            facts = self.read(kept[1]) if kept else None
            hidden += facts is None or not (plan.shown is None or holds(plan.shown, facts))
            if kept and facts and kept[0] not in hits:  # a source may show somebody twice
                order = kept[0]
                if holds(plan.rest, facts):
                    tier = plan.tier(match(plan, facts).persona) if plan.personas else 0
                    after = Bookmark(tier, f"{looked_at}o{at}")
                    hits[order] = Hit(order, after, fetched.degrees[looked_at - 1] if fetched.degrees else None)
            if len(hits) == limit:
                break
        done = looked_at >= len(fetched.leads)
        rest = f"0o{fetched.bookmark}" if done else f"{looked_at}o{at}"
        at_end = done and fetched.at_end
        seen = (0, 0) if fetched.again else (looked_at - before, hidden)
        return Batch(list(hits.values()), Bookmark(0, rest), at_end, *seen)

    def _asked(self, plan: Plan) -> Query:
        """What of a plan the source is told. Raises Refused when that is nothing, and for a person it does not know."""
        query = asked_of(plan.query, self.connector.claims, self.withheld)
        query = replace(query, clauses=tuple(map(self._resolved, query.clauses)))
        if not any(query.including()) and not query.personas:
            valid = sorted(name for name, exclude in self.connector.claims if not exclude)
            raise Refused(Fault("not_asked", value=self.connector.name, valid=tuple(valid)))
        return query

    def _resolved(self, clause: Clause) -> Clause:
        """The clause with the source's own ids of the people whom it names by their addresses."""
        if not clause.row.needs_graph or clause.row.taxonomy != "lead":
            return clause
        return replace(clause, values=tuple(self._id(clause.filter, value) for value in clause.values))

    def _id(self, name: str, value: str) -> str:
        lead = self.connector.profile(value)
        if lead is None or not lead.sales_id:
            raise Refused(Fault("unknown_profile", name, value))
        return lead.sales_id

    def _kept(self, plan: Plan, leads: Sequence[Lead], most: int) -> list[tuple[int, Lead] | None]:
        """The people of a page as they are known now; where more is read of them the first ones, `most` who match."""
        kept = self.writer.keep(leads, self.connector.name)
        unsettled = [clause for clause in plan.query.clauses if not self._is_settled(clause)]
        needed = [_AT_EMPLOYER[clause.filter] for clause in unsettled if clause.filter in _AT_EMPLOYER]
        if self.profiles:
            needed.append(_DESCRIBED)
        if not needed:
            return kept
        # Whoever is excluded by what is known of them stays so, whatever else there is to read.
        decided = all(clause.exclude or clause.filter in _LISTED for clause in unsettled)
        read: dict[int, Lead] = {}
        until = time.monotonic() + _SECONDS
        for at, one in enumerate(kept):
            if one is None or (decided and not holds(plan.rest, self.read(one[1]))):
                continue  # whom nobody is told of, or who must stay out
            if len(read) == min(_FIRST, most) or (read and time.monotonic() > until):
                kept = kept[:at]
                break
            try:
                read[at] = self._whole(leads[at], one[1], needed)
            except Refused:
                if not at:
                    raise
                kept = kept[:at]  # who is there already is worth telling; the next page meets the same refusal
                break
        current = dict(zip(read, self.writer.keep(list(read.values()), self.connector.name), strict=True))
        return [current.get(at, one) for at, one in enumerate(kept)]

    def _whole(self, lead: Lead, kept: Lead, needed: Sequence[Sequence[str]]) -> Lead:
        """All that the source tells of somebody, and of the employers of whom `kept` lacks what is needed.

        That is one at least of each of these groups of fields.
        """
        address = lead.sales_id or lead.profile_url
        profile = (self.connector.profile(address) if self.profiles else None) or lead
        described = {job.company.id for job in kept.positions if _tells(job.company, needed)}
        jobs = (self._with_employer(job, described) for job in profile.positions)
        return structs.replace(profile, positions=tuple(jobs))

    def _with_employer(self, job: Position, described: Collection[str]) -> Position:
        if not job.current or not job.company.id or job.company.id in described:
            return job
        more = self.connector.company(job.company.id)
        if not more:
            return job
        missing = [name for name in Company.__struct_fields__ if not getattr(job.company, name)]
        values = {name: getattr(more, name) for name in missing}
        return structs.replace(job, company=structs.replace(job.company, **values))

    def _is_settled(self, clause: Clause) -> bool:
        return clause.row.needs_graph or self.settles(clause)

    def facets(self, _: Plan, __: Iterable[str], ___: int) -> Mapping[str, Mapping[str, int]]:
        """Raises Refused: no live source says how people spread."""
        raise Refused(Fault("not_supported", "facets", suggestions=("source: database",)))

    def nearest(self, word: str) -> str:
        """The word: a live source corrects for itself."""
        return word


def _tells(company: Company, needed: Sequence[Sequence[str]]) -> bool:
    return all(any(getattr(company, name) for name in group) for group in needed)
