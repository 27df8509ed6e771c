"""THE table: one row per thing a lead can be searched by.

The native API, the command line's flags, the index and the reference pages derive from it; adding a filter
on data that leads already have is one row here and one row in the words of each vendor that can say it.
"""

from dataclasses import dataclass
from enum import StrEnum

OWN_OF_MAIN_JOB = ("hq", "industry", "company", "headcount", "company_type", "seniority", "function")
OWN = (*OWN_OF_MAIN_JOB, "place", "lead_industry", "profile_language", "school", "group")
"""Paths of which a person has one own value, by which answers can be counted: the primary position's, or their own."""

LISTS = ("account_list", "lead_list")
"""Taxonomies whose values are ids of lists; in a query they stand for their members."""

TRUE = ("true",)
"""The values of a flag that is asked for; also its code in facts, where it is true of somebody."""


class Shape(StrEnum):
    """How values are compared."""

    TEXT = "text"  # words in a text
    CODE = "code"  # one of a taxonomy's codes
    TREE = "tree"  # a code, or one inside it
    SPAN = "span"  # a range of months
    FLAG = "flag"  # true of somebody, or not


class Scope(StrEnum):
    """What a filter asks about: any job held now, any job held before, either of them, or the person."""

    CURRENT = "current"
    PAST = "past"
    EVER = "ever"
    PERSON = "person"

    @property
    def parts(self) -> tuple["Scope", ...]:
        """Itself; what holds for any job holds for one held now or for one held before."""
        return (Scope.CURRENT, Scope.PAST) if self is Scope.EVER else (self,)


class RecentUnit(StrEnum):
    """What a recent date is counted in."""

    MONTHS = "months"
    DAYS = "days"


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One row.

    `path` names the searchable value in `plan.facts`; `taxonomy` the vocabulary of its values ("" = free text);
    `recent` says of a flag that its path holds a date, true of it as long as that is recent; `needs_graph` marks what
    only a live social graph can tell; `cap` is the most values of one request.
    """

    name: str
    shape: Shape
    path: str
    scope: Scope
    sentence: str
    example: str
    taxonomy: str = ""
    recent: RecentUnit | None = None
    needs_graph: bool = False
    cap: int = 10_000
    of_company: str = ""

    @property
    def facet(self) -> bool:
        """Whether answers can be counted by its values: by each person's own one, or by every value of a few."""
        if self.needs_graph or self.scope in (Scope.PAST, Scope.EVER) or self.lists:
            return False
        return self.few or self.path in OWN

    @property
    def expression(self) -> bool:
        """Whether its values are words with operators (behaviour §1), not names."""
        return self.shape is Shape.TEXT and self.path in ("title", "text")

    @property
    def lists(self) -> str:
        """The kind of the lists whose ids are its values, for whose members they stand; "" where they are none."""
        return self.taxonomy.removesuffix("_list") if self.taxonomy in LISTS else ""

    @property
    def few(self) -> bool:
        """Whether it has so few values that they are counted one by one; somebody can have several."""
        return self.shape in (Shape.SPAN, Shape.FLAG)


_ROWS = (
    Filter(
        name="title",
        shape=Shape.TEXT,
        path="title",
        scope=Scope.CURRENT,
        taxonomy="title",
        sentence="words of a current job title, all in one title; similar titles and equivalents count",
        example="Head of Sales",
    ),
    Filter(
        name="past_title",
        shape=Shape.TEXT,
        path="title",
        scope=Scope.PAST,
        taxonomy="title",
        sentence="words of an earlier job title, all in one title",
        example="Account Executive",
    ),
    Filter(
        name="title_ever",
        shape=Shape.TEXT,
        path="title",
        scope=Scope.EVER,
        taxonomy="title",
        sentence="words of a job title held now or before, all in one title",
        example="Account Executive",
    ),
    Filter(
        name="keyword",
        shape=Shape.TEXT,
        path="text",
        scope=Scope.PERSON,
        sentence='words anywhere in the profile; "…" is a phrase, word* a beginning, OR and NOT in capitals',
        example='saas OR "machine learning"',
        of_company='words in name, industry or description; "…" is a phrase, word* a beginning, OR and NOT in capitals',
    ),
    Filter(
        name="location",
        shape=Shape.TREE,
        path="place",
        scope=Scope.PERSON,
        taxonomy="place",
        sentence="where the person lives: a place or one inside it",
        example="Germany",
    ),
    Filter(
        name="headquarters",
        shape=Shape.TREE,
        path="hq",
        scope=Scope.CURRENT,
        taxonomy="place",
        sentence="where a current employer has its seat",
        example="San Francisco Bay Area",
        of_company="where the company has its seat: a place or one inside it",
    ),
    Filter(
        name="industry",
        shape=Shape.TREE,
        path="industry",
        scope=Scope.CURRENT,
        taxonomy="industry",
        sentence="industry of a current employer, or one inside it",
        example="Software Development",
        of_company="industry of the company, or one inside it",
    ),
    Filter(
        name="lead_industry",
        shape=Shape.TREE,
        path="lead_industry",
        scope=Scope.PERSON,
        taxonomy="industry",
        sentence="industry of the person's profile, else of their main employer; or one inside it",
        example="Software Development",
    ),
    Filter(
        name="company",
        shape=Shape.CODE,
        path="company",
        scope=Scope.CURRENT,
        taxonomy="company",
        sentence="a current employer: LinkedIn number, LinkedIn address, web domain or name",
        example="Nordwind Systems",
        of_company="these companies: LinkedIn number, LinkedIn address, web domain or name",
    ),
    Filter(
        name="company_ever",
        shape=Shape.CODE,
        path="company",
        scope=Scope.EVER,
        taxonomy="company",
        sentence="a current or an earlier employer",
        example="Nordwind Systems",
    ),
    Filter(
        name="past_company",
        shape=Shape.CODE,
        path="company",
        scope=Scope.PAST,
        taxonomy="company",
        sentence="an earlier employer",
        example="Nordwind Systems",
    ),
    Filter(
        name="company_type",
        shape=Shape.CODE,
        path="company_type",
        scope=Scope.CURRENT,
        taxonomy="company_type",
        sentence="kind of a current employer",
        example="Privately Held",
        of_company="kind of the company",
    ),
    Filter(
        name="headcount",
        shape=Shape.CODE,
        path="headcount",
        scope=Scope.CURRENT,
        taxonomy="headcount",
        sentence="number of people at a current employer",
        example="51-200",
        of_company="number of people at the company",
    ),
    Filter(
        name="seniority",
        shape=Shape.CODE,
        path="seniority",
        scope=Scope.CURRENT,
        taxonomy="seniority",
        sentence="level of a current job",
        example="vp",
    ),
    Filter(
        name="function",
        shape=Shape.CODE,
        path="function",
        scope=Scope.CURRENT,
        taxonomy="function",
        sentence="department of a current job",
        example="Sales",
    ),
    Filter(
        name="years_in_position",
        shape=Shape.SPAN,
        path="since",
        scope=Scope.CURRENT,
        taxonomy="tenure",
        sentence="time in a current job",
        example="1 to 2 years",
    ),
    Filter(
        name="years_at_company",
        shape=Shape.SPAN,
        path="company_since",
        scope=Scope.CURRENT,
        taxonomy="tenure",
        sentence="time at a current employer without a break",
        example="3 to 5 years",
    ),
    Filter(
        name="years_of_experience",
        shape=Shape.SPAN,
        path="career_since",
        scope=Scope.PERSON,
        taxonomy="tenure",
        sentence="time since the first job",
        example="More than 10 years",
    ),
    Filter(
        name="changed_jobs",
        shape=Shape.FLAG,
        path="joined",
        recent=RecentUnit.MONTHS,
        scope=Scope.CURRENT,
        sentence="lately began to work at a company where they had not worked before",
        example="true",
    ),
    Filter(
        name="posted",
        shape=Shape.FLAG,
        path="posted_on",
        recent=RecentUnit.DAYS,
        scope=Scope.PERSON,
        sentence="wrote a post lately",
        example="true",
    ),
    Filter(
        name="in_news",
        shape=Shape.FLAG,
        path="news_on",
        recent=RecentUnit.DAYS,
        scope=Scope.PERSON,
        sentence="was mentioned in the news lately",
        example="true",
    ),
    Filter(
        name="first_name",
        shape=Shape.TEXT,
        path="first_name",
        scope=Scope.PERSON,
        sentence="words of the first name",
        example="Ana",
    ),
    Filter(
        name="last_name",
        shape=Shape.TEXT,
        path="last_name",
        scope=Scope.PERSON,
        sentence="words of the last name",
        example="Ruiz",
    ),
    Filter(
        name="full_name",
        shape=Shape.CODE,
        path="name",
        scope=Scope.PERSON,
        taxonomy="name",
        sentence="the whole name, whatever its accents, case and blanks",
        example="Ana Ruiz",
    ),
    Filter(
        name="profile_language",
        shape=Shape.CODE,
        path="profile_language",
        scope=Scope.PERSON,
        taxonomy="language",
        sentence="language of the profile",
        example="German",
    ),
    Filter(
        name="school",
        shape=Shape.CODE,
        path="school",
        scope=Scope.PERSON,
        taxonomy="school",
        sentence="a school, by LinkedIn number, LinkedIn address or name",
        example="Universidad de Sevilla",
    ),
    Filter(
        name="group",
        shape=Shape.CODE,
        path="group",
        scope=Scope.PERSON,
        taxonomy="group",
        sentence="a LinkedIn group, by number",
        example="1234567",
    ),
    Filter(
        name="skill",
        shape=Shape.CODE,
        path="skill",
        scope=Scope.PERSON,
        taxonomy="skill",
        sentence="a skill of the profile, the whole of it, whatever its case, accents, blanks and hyphens",
        example="Machine Learning",
    ),
    Filter(
        name="account_list",
        shape=Shape.CODE,
        path="company",
        scope=Scope.CURRENT,
        taxonomy="account_list",
        sentence="a current employer is in a list of companies of yours",
        example="10000001",
        cap=10,
        of_company="the company is in a list of companies of yours",
    ),
    Filter(
        name="lead_list",
        shape=Shape.CODE,
        path="id",
        scope=Scope.PERSON,
        taxonomy="lead_list",
        sentence="the person is in a list of people of yours",
        example="10000002",
        cap=10,
    ),
    Filter(
        name="has_photo",
        shape=Shape.FLAG,
        path="photo",
        scope=Scope.PERSON,
        sentence="has a profile photo",
        example="true",
    ),
    Filter(
        name="has_email",
        shape=Shape.FLAG,
        path="email",
        scope=Scope.PERSON,
        sentence="has an e-mail address",
        example="true",
    ),
    Filter(
        name="has_phone",
        shape=Shape.FLAG,
        path="phone",
        scope=Scope.PERSON,
        sentence="has a phone number",
        example="true",
    ),
    Filter(
        name="has_start",
        shape=Shape.FLAG,
        path="started",
        scope=Scope.CURRENT,
        sentence="it is known when the job that matches began",
        example="true",
    ),
    Filter(
        name="has_website",
        shape=Shape.FLAG,
        path="website",
        scope=Scope.CURRENT,
        sentence="the website of the employer that matches is known",
        example="true",
        of_company="the website of the company is known",
    ),
    Filter(
        name="has_whole_name",
        shape=Shape.FLAG,
        path="whole_name",
        scope=Scope.PERSON,
        sentence='the last name is given in full, not as "R."',
        example="true",
    ),
    Filter(
        name="relationship",
        shape=Shape.CODE,
        path="relationship",
        scope=Scope.PERSON,
        taxonomy="relationship",
        sentence="how near they are to you",
        example="2nd degree",
        needs_graph=True,
    ),
    Filter(
        name="connections_of",
        shape=Shape.CODE,
        path="connections_of",
        scope=Scope.PERSON,
        taxonomy="lead",
        sentence="is connected to a person, by profile address",
        example="https://www.linkedin.com/in/ana-ruiz-7f3k",
        needs_graph=True,
    ),
    Filter(
        name="teamlink_connections_of",
        shape=Shape.CODE,
        path="teamlink_connections_of",
        scope=Scope.PERSON,
        taxonomy="lead",
        sentence="is connected to a colleague of yours, by profile address",
        example="https://www.linkedin.com/in/ana-ruiz-7f3k",
        needs_graph=True,
    ),
    Filter(
        name="follows_your_company",
        shape=Shape.FLAG,
        path="follows_your_company",
        scope=Scope.PERSON,
        sentence="follows your company",
        example="true",
        needs_graph=True,
    ),
    Filter(
        name="viewed_your_profile",
        shape=Shape.FLAG,
        path="viewed_your_profile",
        scope=Scope.PERSON,
        sentence="viewed your profile lately",
        example="true",
        needs_graph=True,
    ),
    Filter(
        name="shared_experiences",
        shape=Shape.FLAG,
        path="shared_experiences",
        scope=Scope.PERSON,
        sentence="shares experiences with you",
        example="true",
        needs_graph=True,
    ),
    Filter(
        name="past_colleague",
        shape=Shape.FLAG,
        path="past_colleague",
        scope=Scope.PERSON,
        sentence="worked with you before",
        example="true",
        needs_graph=True,
    ),
    Filter(
        name="interaction",
        shape=Shape.CODE,
        path="interaction",
        scope=Scope.PERSON,
        taxonomy="interaction",
        sentence="what you did with them lately",
        example="Messaged",
        needs_graph=True,
    ),
    Filter(
        name="saved",
        shape=Shape.CODE,
        path="saved",
        scope=Scope.PERSON,
        taxonomy="saved",
        sentence="is among what you saved in Sales Navigator",
        example="Saved leads",
        needs_graph=True,
    ),
    Filter(
        name="lead",
        shape=Shape.CODE,
        path="id",
        scope=Scope.PERSON,
        taxonomy="lead",
        sentence="these people, by our id, Sales Navigator id, LinkedIn number, profile address or e-mail",
        example="https://www.linkedin.com/in/ana-ruiz-7f3k",
    ),
)
FILTERS = {row.name: row for row in _ROWS}

COMPANY_FILTERS = {name: row for name, row in FILTERS.items() if row.of_company}
"""What a company can be searched by: the rows that ask about a current employer, or about a text."""
