"""THE table of facets: Sales Navigator's types and our filters."""

from dataclasses import dataclass

from leadscout.model.filters import FILTERS, Filter, Shape
from leadscout.salesnav import values
from leadscout.salesnav.values import Wording

KEYWORD = "keyword"
"""Our filter for the keywords of an address, which are no facet."""


@dataclass(frozen=True, kw_only=True)
class FacetRow:
    """One row: a type, with the scope that says it, our filter, and the kind of its values.

    `also` are other names of the type; where `written` is false, addresses with a query do not say it so.
    """

    type: str
    filter: str
    kind: Wording
    scope: str = ""
    also: tuple[str, ...] = ()
    written: bool = True

    @property
    def row(self) -> Filter:
        """The filter's row."""
        return FILTERS[self.filter]


ROWS = (
    FacetRow(type="REGION", filter="location", kind=values.PLACE, also=("GEOGRAPHY",)),
    FacetRow(type="COMPANY_HEADQUARTERS", filter="headquarters", kind=values.PLACE),
    FacetRow(type="CURRENT_TITLE", filter="title", kind=values.TITLE),
    FacetRow(type="PAST_TITLE", filter="past_title", kind=values.TITLE),
    FacetRow(type="TITLE", filter="title", kind=values.TITLE, written=False),
    FacetRow(type="TITLE", filter="title", kind=values.TITLE, scope="CURRENT", written=False),
    FacetRow(type="TITLE", filter="past_title", kind=values.TITLE, scope="PAST", written=False),
    FacetRow(type="TITLE", filter="title_ever", kind=values.TITLE, scope="CURRENT_OR_PAST", also=("CURRENT_TITLE",)),
    FacetRow(type="CURRENT_COMPANY", filter="company", kind=values.COMPANY),
    FacetRow(type="PAST_COMPANY", filter="past_company", kind=values.COMPANY),
    FacetRow(
        type="CURRENT_COMPANY",
        filter="company_ever",
        kind=values.COMPANY,
        scope="CURRENT_OR_PAST",
        written=False,
    ),
    FacetRow(type="ACCOUNT_LIST", filter="account_list", kind=values.NUMBER),
    FacetRow(type="LEAD_LIST", filter="lead_list", kind=values.NUMBER),
    FacetRow(type="INDUSTRY", filter="industry", kind=values.LISTED),
    FacetRow(type="FUNCTION", filter="function", kind=values.LISTED, also=("CURRENT_FUNCTION",)),
    FacetRow(type="SENIORITY_LEVEL", filter="seniority", kind=values.LEVEL),
    FacetRow(type="COMPANY_HEADCOUNT", filter="headcount", kind=values.SIZE),
    FacetRow(type="COMPANY_TYPE", filter="company_type", kind=values.TYPE),
    FacetRow(type="YEARS_OF_EXPERIENCE", filter="years_of_experience", kind=values.TENURE),
    FacetRow(
        type="YEARS_AT_CURRENT_COMPANY",
        filter="years_at_company",
        kind=values.TENURE,
        also=("YEARS_IN_CURRENT_COMPANY",),
    ),
    FacetRow(
        type="YEARS_IN_CURRENT_POSITION",
        filter="years_in_position",
        kind=values.TENURE,
        also=("YEARS_AT_CURRENT_POSITION", "YEARS_IN_POSITION"),
    ),
    FacetRow(type="SCHOOL", filter="school", kind=values.SCHOOL),
    FacetRow(type="GROUP", filter="group", kind=values.NUMBER),
    FacetRow(type="FIRST_NAME", filter="first_name", kind=values.TEXT),
    FacetRow(type="LAST_NAME", filter="last_name", kind=values.TEXT),
    FacetRow(type="PROFILE_LANGUAGE", filter="profile_language", kind=values.LISTED),
    FacetRow(type="RELATIONSHIP", filter="relationship", kind=values.LISTED),
    FacetRow(type="CONNECTION_OF", filter="connections_of", kind=values.MEMBER),
    FacetRow(type="TEAMLINK_CONNECTION_OF", filter="teamlink_connections_of", kind=values.MEMBER),
    FacetRow(type="LEAD_INTERACTIONS", filter="interaction", kind=values.LISTED),
    FacetRow(type="SAVED_LEADS_AND_ACCOUNTS", filter="saved", kind=values.LISTED),
    FacetRow(
        type="RECENTLY_CHANGED_JOBS",
        filter="changed_jobs",
        kind=values.flag("RPC", "Changed jobs", also=("changed-jobs",)),
    ),
    FacetRow(type="POSTED_ON_LINKEDIN", filter="posted", kind=values.flag("RPOL", "Posted on LinkedIn")),
    FacetRow(type="IN_THE_NEWS", filter="in_news", kind=values.flag("MITN"), also=("MENTIONED_IN_NEWS",)),
    FacetRow(type="PAST_COLLEAGUE", filter="past_colleague", kind=values.flag("PCOLL", "Past colleague", also=("CL",))),
    FacetRow(
        type="WITH_SHARED_EXPERIENCES",
        filter="shared_experiences",
        kind=values.flag("COMM", "Shared experiences"),
    ),
    FacetRow(
        type="VIEWED_YOUR_PROFILE",
        filter="viewed_your_profile",
        kind=values.flag("VYP", "Viewed your profile recently"),
        also=("VIEW_YOUR_PROFILE",),
    ),
    FacetRow(
        type="FOLLOWS_YOUR_COMPANY", filter="follows_your_company", kind=values.flag("CF", "Following your company")
    ),
)
"""Where several rows have one filter, the first that is `written` says it in an address."""

SIGNALS = ("SPOTTED", "LEAD_HIGHLIGHTS")
"""Types whose values are the flags of other types."""

READ = {(name, row.scope): row for row in ROWS for name in (row.type, *row.also)}
"""By type and scope."""

COMPANY_ROWS = (
    FacetRow(type="REGION", filter="headquarters", kind=values.PLACE, also=("GEOGRAPHY", "COMPANY_HEADQUARTERS")),
    FacetRow(type="INDUSTRY", filter="industry", kind=values.LISTED),
    FacetRow(type="COMPANY_HEADCOUNT", filter="headcount", kind=values.SIZE),
    FacetRow(type="COMPANY_TYPE", filter="company_type", kind=values.TYPE),
    FacetRow(type="ACCOUNT_LIST", filter="account_list", kind=values.NUMBER),
)
"""The types of searches for companies, where the region is that of the headquarters."""

COMPANY_READ = {(name, row.scope): row for row in COMPANY_ROWS for name in (row.type, *row.also)}
"""By type and scope."""

WRITTEN = {row.filter: row for row in reversed(ROWS) if row.written}
"""By filter."""

FLAGS = tuple(row for row in ROWS if row.row.shape is Shape.FLAG)
