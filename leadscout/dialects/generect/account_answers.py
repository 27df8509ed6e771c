"""The types of Generect's answers about an account: its webhooks, credits, transactions and prices."""

from typing import Literal

from typing_extensions import TypedDict


class GenerectWebhook(TypedDict):
    """A webhook; its secret is null where it cannot be read any more."""

    id: str
    url: str
    events: list[str]
    secret: str | None
    is_active: bool
    created_at: str
    updated_at: str


class GenerectDelivery(TypedDict):
    """A call that is on its way."""

    delivery_id: str
    status: Literal["pending"]


class GenerectEvent(TypedDict):
    """Of what a call tells."""

    event: str


class GenerectTest(TypedDict):
    """A webhook is tried."""

    data: GenerectDelivery
    meta: GenerectEvent


class GenerectLogin(TypedDict):
    """The token of a login."""

    auth_token: str
    email: str
    user_id: str


class GenerectCredits(TypedDict):
    """Dollars."""

    balance: float
    used_this_month: float
    monthly_limit: None


class GenerectUser(TypedDict):
    """Who you are, and what you have left."""

    id: str
    email: None
    name: str
    plan: str
    credits: GenerectCredits
    preview_tier: bool


class GenerectMe(TypedDict):
    """The same, as v1 tells it."""

    data: GenerectUser


class GenerectOlderUser(GenerectUser):
    """The same, on the older path."""

    balance: float


class GenerectTransaction(TypedDict):
    """What was charged (below zero) or granted."""

    id: int
    timestamp: str
    type: str
    credits: float
    details: dict[str, str]


class GenerectTransactionList(TypedDict):
    """Some of the transactions, and how many there are."""

    transactions: list[GenerectTransaction]
    count: int


class GenerectTransactions(TypedDict):
    """The answer of v1's transactions."""

    data: GenerectTransactionList


class GenerectOlderTransactions(TypedDict):
    """The same, on the older path."""

    count: int
    limit: int
    offset: int
    next: str | None
    previous: str | None
    results: list[GenerectTransaction]


class GenerectPeriod(TypedDict):
    """A time."""

    name: str
    start_date: str | None
    end_date: str | None


class GenerectSpending(TypedDict):
    """Dollars that were spent in a time, by operation."""

    period: GenerectPeriod
    total_credits: float
    breakdown: dict[str, float]


class GenerectUsage(TypedDict):
    """The answer of the usage."""

    data: GenerectSpending


class GenerectSpent(TypedDict):
    """Dollars that were spent altogether."""

    spent_credits: float


class GenerectTier(TypedDict):
    """A level of prices."""

    level: int | str
    service_prices: dict[str, float]


class GenerectMyTier(TypedDict):
    """Your prices."""

    current_tier: GenerectTier
    lifetime_spend: float
