"""Generect: the searches of its v1 API and of the older one, and what it tells of an account."""

from dataclasses import dataclass
from decimal import Decimal

from leadscout.dialects.generect.levels import LEVELS
from leadscout.dialects.vendor import Example, Vendor, VendorSettings
from leadscout.service.accounts.credits import Price
from leadscout.settings import row


@dataclass(frozen=True, kw_only=True)
class GenerectSettings(VendorSettings):
    """What an operator can choose of Generect."""

    generect_limit: int = row(25, "rows of a Generect database search that sends no limit_by")
    generect_live: bool = row(
        default=True, sentence="whether Generect's by_icp asks the caller's Sales Navigator, where one is connected"
    )
    generect_seconds: int = row(170, "seconds after which Generect's by_icp answers with what a live source has shown")
    generect_parallel: int = row(50, "searches at once of a Generect key and address")
    generect_call: Decimal = row(
        Decimal(100), "credits (US dollars) that one Generect search may cost, at most; then it ends partial"
    )
    generect_tiers: str = row("20000:0.9 50000:0.75 100000:0.5", "Generect's discounts: credits spent, part paid")
    price_generect_database: Decimal = row(Decimal("0.02"), "credits for a row that Generect's database search returns")
    price_generect_by_icp: Decimal = row(Decimal("0.04"), "credits for a row that Generect's by_icp returns")
    price_generect_person: Decimal = row(
        Decimal("0.02"), "credits for a person whom Generect's by_link or enrich finds"
    )
    price_generect_preview: Decimal = row(Decimal("0.002"), "credits for a masked row of Generect's preview")
    generect_preview_free: Decimal = row(Decimal(2000), "credits spent in a month after which its previews are free")
    price_generect_company: Decimal = row(
        Decimal("0.02"), "credits for a company that Generect's database search or enrich returns"
    )
    price_generect_company_icp: Decimal = row(
        Decimal("0.04"), "credits for a company that Generect's by_icp or by_link returns"
    )
    generect_thin: int = row(2000, "free rows a day of a Generect database search with detail: thin")
    generect_url: str = row("https://api.generect.com", "where Generect is asked as a source")
    generect_pace: float = row(0.2, "seconds between two requests to Generect as a source, at least")
    generect_cap: Decimal = row(
        Decimal(20), "credits (US dollars) that Generect may cost as a source on a day, at most"
    )
    generect_costs_database: Decimal = row(Decimal("0.02"), "what Generect takes for a row of its database")
    generect_costs_realtime: Decimal = row(Decimal("0.04"), "what Generect takes for a realtime row")
    generect_costs_count: Decimal = row(Decimal("0.04"), "what Generect takes for counting realtime leads")

    @property
    def prices(self) -> tuple[Price, ...]:
        """What it charges; its dollar is one credit."""
        written = [tier.partition(":") for tier in self.generect_tiers.split()]
        tiers = tuple((Decimal(spent), Decimal(part)) for spent, _, part in written)
        return (
            Price("generect", "database", self.price_generect_database, "row returned", "USD", tiers),
            Price("generect", "by_icp", self.price_generect_by_icp, "row returned", "USD", tiers),
            Price("generect", "person", self.price_generect_person, "person found", "USD", tiers),
            Price("generect", "preview", self.price_generect_preview, "row returned", "USD", tiers),
            Price("generect", "company", self.price_generect_company, "company returned", "USD", tiers),
            Price("generect", "company_icp", self.price_generect_company_icp, "company returned", "USD", tiers),
        )


VENDOR = Vendor(
    name="generect",
    prefixes=("/api/v1/", "/api/linkedin/", "/api/auth/", "/api/tiers/"),
    headers=("Authorization: Token {key}",),
    settings=GenerectSettings,
    example=Example(
        "/api/v1/search/database/leads/",
        {"job_titles": ["CEO", "Founder"], "seniorities": ["c_suite"], "locations": ["Germany"], "limit_by": 3},
    ),
    scopes={
        "/api/linkedin/leads/by_link": "people:read",
        "/api/v1/enrich/database/lead": "people:read",
        "/api/v1/enrich/realtime/lead": "people:read",
        "/api/v1/enrich/leads": "people:read",
        "/api/auth/": "",
        "/api/v1/accounts": "",
        "/api/v1/tiers": "",
    },
    shown_by="bulk",
    levels=LEVELS,
)
