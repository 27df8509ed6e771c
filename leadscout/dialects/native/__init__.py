"""Our own API, derived from FILTERS: nothing to write per filter."""

from dataclasses import dataclass
from decimal import Decimal

from leadscout.dialects.vendor import Example, Vendor, VendorSettings
from leadscout.service.accounts.credits import Price
from leadscout.settings import row


@dataclass(frozen=True, kw_only=True)
class NativeSettings(VendorSettings):
    """What an operator can choose of our own API."""

    native_rate: int = row(100, "requests a second of an account of our own API, to each server")
    price_native_lead: Decimal = row(Decimal(0), "credits for a lead that a search of our own API finds")

    @property
    def prices(self) -> tuple[Price, ...]:
        """What it charges."""
        return (Price("native", "lead", self.price_native_lead, "lead found", "credits"),)


VENDOR = Vendor(
    name="native",
    prefixes=("/v1",),
    headers=("Authorization: Bearer {key}",),
    settings=NativeSettings,
    doors=("page",),
    scopes={
        "/v1/people": "people:read",
        "/v1/imports": "people:write",
        "/v1/keys": "keys",
        "/v1/webhooks": "keys",
        "/v1/audit": "admin",
        "/v1/usage": "",
        "/v1/transactions": "",
    },
    streamed=("/v1/imports",),
    example=Example(
        "/v1/preview", {"title": ["head of sales"], "location": ["EMEA"], "headcount": ["51-200"], "limit": 3}
    ),
)
