"""What the native routes need."""

from dataclasses import dataclass

from leadscout.lexicon import Lexicon
from leadscout.service.accounts.access import Access
from leadscout.service.accounts.credits import Credits
from leadscout.service.accounts.idempotency import Idempotency
from leadscout.service.asking.answers import Asking
from leadscout.service.asking.suggestions import Suggestions
from leadscout.service.jobs.deliveries import Deliveries
from leadscout.service.jobs.searches import Jobs
from leadscout.service.lists.lists import Lists
from leadscout.service.lists.matching import Matching
from leadscout.service.people.profiles import Profiles


@dataclass(frozen=True, slots=True)
class Services:
    """What the routes need."""

    asking: Asking
    suggestions: Suggestions
    jobs: Jobs
    deliveries: Deliveries
    lists: Lists
    matching: Matching
    profiles: Profiles
    credits: Credits
    access: Access
    idempotency: Idempotency
    lexicon: Lexicon
