"""What Pronto's routes need."""

from dataclasses import dataclass

from leadscout.lexicon import Lexicon
from leadscout.service.accounts.access import Access
from leadscout.service.accounts.credits import Credits
from leadscout.service.accounts.idempotency import Idempotency
from leadscout.service.accounts.limits import Limits
from leadscout.service.asking.answers import Asking
from leadscout.service.jobs.deliveries import Deliveries
from leadscout.service.jobs.searches import Jobs
from leadscout.service.lists.lists import Lists


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the operator chose.

    `live` is what `live` means when it is not sent, `webhook` whether a search needs a webhook_url, `most` the most
    leads of a search, `rate` searches and previews a second.
    """

    live: bool
    webhook: bool
    most: int
    rate: int


@dataclass(frozen=True, slots=True)
class Services:
    """What the routes need."""

    asking: Asking
    jobs: Jobs
    deliveries: Deliveries
    lists: Lists
    credits: Credits
    access: Access
    limits: Limits
    idempotency: Idempotency
    lexicon: Lexicon
    chosen: Chosen
