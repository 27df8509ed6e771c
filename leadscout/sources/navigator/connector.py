"""Sales Navigator as a connector: its address grammar out, its elements in."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from leadscout import salesnav
from leadscout.errors import Fault, Refused
from leadscout.lexicon import Lexicon
from leadscout.lexicon.identities import profiles
from leadscout.model.lead import Company, Lead
from leadscout.model.query import Clause, Query
from leadscout.model.search import Count
from leadscout.sources.base import FilterClaims, LeadPage
from leadscout.sources.navigator.claims import CLAIMS
from leadscout.sources.navigator.elements import company_of, degree_of, id_of, lead_of
from leadscout.sources.navigator.paging import PAGE, PagePosition
from leadscout.sources.navigator.session import Session

DEEPEST = 2500
"""People that can be reached of one search: 100 pages."""

_SEARCH = "/sales-api/salesApiLeadSearch?q=searchQuery&query={query}&start={start}&count={count}"
_PROFILE = "/sales-api/salesApiProfiles/(profileId:{id},authType:NAME_SEARCH,authToken:none)"
_COMPANY = "/sales-api/salesApiCompanies/{id}"
_MEMBER = "/voyager/api/identity/dash/profiles?q=memberIdentity&memberIdentity={slug}"
_OUTSIDE = re.compile("^ACo")
_IDENTITY = "/sales-api/salesApiIdentity?q=findLicensesByCurrentMember"


@dataclass(frozen=True)
class Navigator:
    """One user's Sales Navigator; its bookmarks are those of `paging.py`."""

    session: Session
    lexicon: Lexicon

    @property
    def claims(self) -> FilterClaims:
        """The table."""
        return CLAIMS

    @property
    def reach(self) -> int:
        """A hundred pages."""
        return DEEPEST

    @property
    def name(self) -> str:
        """As the user calls it."""
        return self.session.connection.name

    def says(self, clause: Clause) -> bool:
        """Whether an address says it whole: a place of ours that LinkedIn does not know cannot be told."""
        return not salesnav.write(Query((clause,)), self.lexicon).left_out

    def check(self) -> None:
        """Ask who we are. Raises Refused where the session is not let in."""
        self.session.get(_IDENTITY)

    def estimate(self, query: Query) -> Count:
        """What the source says; above some size it rounds."""
        return self._page(query, PagePosition(), 1).total

    def batch(self, query: Query, bookmark: str) -> LeadPage:
        """The people after a bookmark: 25 or fewer; past the last reachable page nobody. Raises Refused for a bad one.

        Where pages do not fit together the last two are shown again: somebody was left out.
        """
        try:
            position = PagePosition.read(bookmark)
        except ValueError:
            why = ("a place of another source",)
            raise Refused(Fault("source_not_understood", value=self.name, valid=why)) from None
        return self._page(query, position, PAGE)

    def profile(self, url: str) -> Lead | None:
        """All that the source tells of the person with an address or an id of its own; None for nobody."""
        id_, member = profiles.sales_id(url), ""
        if not id_:
            id_, member = self._resolved(profiles.slug(url) or url)
        answer = self.session.find(_PROFILE.format(id=quote(id_, safe="")), most=1) if id_ else None
        lead = lead_of(answer) if answer else None
        return None if lead is None or (member and lead.member_id != member) else lead

    def company(self, id_: str) -> Company | None:
        """All that the source tells of a company."""
        answer = self.session.find(_COMPANY.format(id=quote(id_, safe="")))
        return company_of(answer) if answer else None

    def _resolved(self, slug: str) -> tuple[str, str]:
        """The id and the number of the member with a public profile address; empty for nobody.

        LinkedIn's own id of a member (ACo...) is that of Sales Navigator (ACw...) but for one letter at the emulation;
        at the source only the number inside is the same, so the number has the last word.
        """
        answer = self.session.find(_MEMBER.format(slug=quote(slug, safe=""))) or {}
        elements = answer.get("elements")
        first = elements[0] if isinstance(elements, list) and elements else None
        if not isinstance(first, dict):
            return "", ""
        return _OUTSIDE.sub("ACw", id_of(first.get("entityUrn"))), id_of(first.get("objectUrn"))

    def _page(self, query: Query, position: PagePosition, count: int) -> LeadPage:
        text = quote(salesnav.write(query, self.lexicon).query_text, safe="():,")
        answer = self.session.get(_SEARCH.format(query=text, start=position.start, count=count), most=count)
        elements, paging = answer.get("elements"), answer.get("paging")
        total = paging.get("total") if isinstance(paging, dict) else None
        if not isinstance(elements, list) or not isinstance(total, int):
            self.session.connection.requests.used(count, 0)
            raise Refused(Fault("source_not_understood", value=self.name, valid=("no elements",)))
        self.session.connection.requests.used(count, len(elements))
        shown = [(lead, degree_of(one)) for one in elements if isinstance(one, dict) and (lead := lead_of(one))]
        leads, degrees = [lead for lead, _ in shown], [degree for _, degree in shown]
        after, reached = position.after(leads), position.start + count
        # A rounded total may be less than there are, and a page in the middle may be short: only both are the end.
        at_end = not after.is_seen and (reached >= DEEPEST or (reached >= total and len(elements) < count))
        return LeadPage(leads, str(after), Count(total, exact=False), at_end, degrees, position.is_seen)
