"""Pronto: the searches, previews, lists and personas of its v2 API."""

from dataclasses import dataclass
from decimal import Decimal

from leadscout.dialects.vendor import Example, Vendor, VendorSettings
from leadscout.service.accounts.credits import Price
from leadscout.settings import row


@dataclass(frozen=True, kw_only=True)
class ProntoSettings(VendorSettings):
    """What an operator can choose of Pronto."""

    pronto_live: bool = row(default=True, sentence="what Pronto's `live` means when it is not sent")
    pronto_rate: int = row(1, "searches and previews a second of a Pronto account")
    pronto_webhook: bool = row(default=True, sentence="whether a Pronto search needs a webhook_url")
    max_results_count: int = row(2500, "most leads of a Pronto search, whatever its limit")
    price_pronto_lead: Decimal = row(Decimal(1), "credits for a lead that a Pronto search finds")
    price_pronto_enrich: Decimal = row(Decimal(1), "credits for a person whom Pronto's enrichment finds")
    price_pronto_company: Decimal = row(Decimal(1), "credits for a company that Pronto's enrichment finds")
    price_pronto_company_found: Decimal = row(Decimal(1), "credits for a company that a Pronto search finds")
    pronto_url: str = row("https://app.prontohq.com", "where Pronto is asked as a source")
    pronto_pace: float = row(1.0, "seconds between two requests to Pronto as a source, at least")
    pronto_cap: Decimal = row(Decimal(500), "credits that Pronto may cost as a source on a day, at most")
    pronto_most: int = row(100, "leads that a search at Pronto as a source is made for; each that it finds is paid")
    pronto_wait: int = row(3, "seconds between two looks at a search at Pronto that is not done yet")
    pronto_costs_lead: Decimal = row(Decimal(1), "what Pronto takes for a lead")
    pronto_receiver: str = row("", "webhook_url of searches at Pronto as a source, which Pronto wants; they are polled")

    @property
    def prices(self) -> tuple[Price, ...]:
        """What it charges."""
        return (
            Price("pronto", "lead", self.price_pronto_lead, "lead found", "credits"),
            Price("pronto", "enrich", self.price_pronto_enrich, "person found", "credits"),
            Price("pronto", "company", self.price_pronto_company, "company found", "credits"),
            Price("pronto", "company_found", self.price_pronto_company_found, "company found", "credits"),
        )


VENDOR = Vendor(
    name="pronto",
    prefixes=("/api/v2",),
    headers=("X-API-KEY: {key}",),
    settings=ProntoSettings,
    example=Example(
        "/api/v2/leads/advanced_search/preview",
        {"live": False, "job_titles": ["Head of Sales"], "included_locations": ["101282230"]},
    ),
    doors=("preview",),
    scopes={
        "/api/v2/leads/single_enrich": "people:read",
        "/api/v2/leads/bulk_enrich": "people:read",
        "/api/v2/credits": "",
        "/api/v2/account": "",
        "/api/v2/accounts": "search",
    },
    detours={"/v2/": "/api/v2/"},  # of the n8n node, whose host is api.pipecorn.com
)
