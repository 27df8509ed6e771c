"""What Generect's routes need."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from leadscout.lexicon import Lexicon
from leadscout.service.accounts.access import Access
from leadscout.service.accounts.credits import Credits
from leadscout.service.accounts.idempotency import Idempotency
from leadscout.service.accounts.limits import Limits
from leadscout.service.asking.answers import Asking
from leadscout.service.lists.companies import Companies


@dataclass(frozen=True)
class Services:
    """What the routes need. `rows` is what a database search returns that sends no limit_by, `now` the clock."""

    asking: Asking
    lexicon: Lexicon
    access: Access
    companies: Companies
    credits: Credits
    limits: Limits
    idempotency: Idempotency
    now: Callable[[], datetime]
    rows: int
    parallel: int
