"""What the native routes need."""

from dataclasses import dataclass

from leadscout.lexicon import Lexicon
from leadscout.service.access import Access
from leadscout.service.asking.answers import Asking
from leadscout.service.asking.suggestions import Suggestions
from leadscout.service.credits import Credits
from leadscout.service.deliveries import Deliveries
from leadscout.service.idempotency import Idempotency
from leadscout.service.jobs import Jobs
from leadscout.service.lists import Lists
from leadscout.service.matching import Matching
from leadscout.service.profiles import Profiles


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
