"""Questor: lead jobs with status and pages of results (its documentation of search-leads)."""

from dataclasses import dataclass
from decimal import Decimal

from leadscout.dialects.vendor import Example, Vendor, VendorSettings
from leadscout.service.accounts.credits import Price
from leadscout.settings import row


@dataclass(frozen=True, kw_only=True)
class QuestorSettings(VendorSettings):
    """What an operator can choose of Questor."""

    questor_page: int = row(25, "results of one page of Questor's results")
    questor_live: bool = row(
        default=True, sentence="whether a Questor search asks the caller's Sales Navigator, where one is connected"
    )
    questor_rate: int = row(
        60, "searches and look-ups a minute of a Questor account; status and results are free of it"
    )
    price_questor_search: Decimal = row(Decimal(50), "credits for a Questor search, whatever it finds")
    price_questor_result: Decimal = row(Decimal("0.5"), "credits for a result that Questor's results page returns")
    price_questor_company_search: Decimal = row(Decimal(25), "credits for a Questor search for companies")
    price_questor_company_result: Decimal = row(
        Decimal("0.5"), "credits for a company that Questor's page of companies returns"
    )
    price_questor_company: Decimal = row(Decimal(1), "credits for a company that Questor's look-up by address finds")
    price_questor_geocode: Decimal = row(Decimal(1), "credits for a look-up of Questor's geo codes")
    price_questor_profile: Decimal = row(Decimal(1), "credits for a person whom Questor's profile look-up finds")
    questor_url: str = row("https://linkedin-questor.p.rapidapi.com", "where Questor is asked as a source")
    questor_pace: float = row(1.0, "seconds between two requests to Questor as a source, at least")
    questor_cap: Decimal = row(Decimal(500), "credits that Questor may cost as a source on a day, at most")
    questor_most: int = row(2500, "people that a search at Questor as a source is made for")
    questor_wait: int = row(5, "seconds between two looks at a search at Questor that is not done yet")
    questor_costs_search: Decimal = row(Decimal(50), "what Questor takes for a search")
    questor_costs_result: Decimal = row(Decimal("0.5"), "what Questor takes for a result")

    @property
    def prices(self) -> tuple[Price, ...]:
        """What it charges."""
        return (
            Price("questor", "search", self.price_questor_search, "search created", "credits"),
            Price("questor", "result", self.price_questor_result, "result retrieved", "credits"),
            Price("questor", "company_search", self.price_questor_company_search, "search created", "credits"),
            Price("questor", "company_result", self.price_questor_company_result, "result retrieved", "credits"),
            Price("questor", "company", self.price_questor_company, "company returned", "credits"),
            Price("questor", "geocode", self.price_questor_geocode, "look-up", "credits"),
            Price("questor", "profile", self.price_questor_profile, "person found", "credits"),
        )


VENDOR = Vendor(
    name="questor",
    prefixes=(
        "/search-leads",
        "/big-search-employee",
        "/check-search-status",
        "/get-search-results",
        "/find-geocode-by-location",
        "/get-personal-profile",
        "/search-employees",
        "/search-companies",
        "/check-search-companies-status",
        "/get-search-companies-results",
        "/get-company-results",
        "/get-company-by-url",
    ),
    scopes={"/get-personal-profile": "people:read"},
    headers=("x-rapidapi-key: {key}", "Authorization: Bearer {key}"),  # of RapidAPI, and of the first-party host
    settings=QuestorSettings,
    example=Example("/search-leads", {"geo_codes": [101282230], "title_keywords": ["CEO", "Founder"]}),
)
