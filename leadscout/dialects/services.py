"""What the routes of every vendor are made over: the use cases. `assemble.Leadscout` has them all."""

from datetime import datetime
from typing import Protocol

from leadscout.dialects.exporting import Exporting
from leadscout.lexicon import Lexicon
from leadscout.model.lists import Asker
from leadscout.service.accounts.access import Access
from leadscout.service.accounts.credits import Credits
from leadscout.service.accounts.idempotency import Idempotency
from leadscout.service.accounts.limits import Limits
from leadscout.service.accounts.sessions import Sessions
from leadscout.service.asking.answers import Asking
from leadscout.service.asking.suggestions import Suggestions
from leadscout.service.companies.directory import Directory
from leadscout.service.describing.chat import Chat
from leadscout.service.describing.describing import Describing
from leadscout.service.integrations.integrations import Integrations
from leadscout.service.jobs.deliveries import Deliveries
from leadscout.service.jobs.enrichment import Enrichment
from leadscout.service.jobs.saved import SavedSearches
from leadscout.service.jobs.searches import Jobs
from leadscout.service.jobs.webhooks import Webhooks
from leadscout.service.lists.companies import Companies
from leadscout.service.lists.lists import Lists
from leadscout.service.lists.matching import Matching
from leadscout.service.people.lookups import Lookups
from leadscout.service.people.profiles import Profiles
from leadscout.service.people.suppressions import Suppressions
from leadscout.service.people.uploads import Imports
from leadscout.settings import Settings


class Services(Protocol):
    """One value for all vendors: each takes what it needs."""

    @property
    def settings(self) -> Settings:
        """What the operator chose; `settings.of` has a vendor's own rows."""

    @property
    def lexicon(self) -> Lexicon:
        """How people write things."""

    @property
    def asking(self) -> Asking:
        """Questions, answered at once."""

    @property
    def describing(self) -> Describing:
        """Words into filters."""

    @property
    def chat(self) -> Chat | None:
        """A model of the operator's own that reads descriptions."""

    @property
    def suggestions(self) -> Suggestions:
        """Values of filters."""

    @property
    def jobs(self) -> Jobs:
        """Searches as jobs."""

    @property
    def saved(self) -> SavedSearches:
        """Searches that are run again."""

    @property
    def deliveries(self) -> Deliveries:
        """Webhooks."""

    @property
    def webhooks(self) -> Webhooks:
        """Webhooks that accounts register once."""

    @property
    def lists(self) -> Lists:
        """Lists of companies and people."""

    def matching(self, asker: Asker) -> Matching:
        """Whom members of lists mean, of those of whom the asker may be told."""

    @property
    def companies(self) -> Companies:
        """Companies of the people."""

    @property
    def directory(self) -> Directory:
        """Companies, one at a time."""

    def profiles(self, asker: Asker) -> Profiles:
        """People, one at a time, of whom the asker may be told."""

    @property
    def imports(self) -> Imports:
        """Files of people."""

    def lookups(self, asker: Asker) -> Lookups:
        """People, looked up for a caller who may be told of them."""

    @property
    def suppressions(self) -> Suppressions:
        """Who must not be contacted."""

    @property
    def enrichment(self) -> Enrichment:
        """Jobs whose people are named one by one."""

    @property
    def credits(self) -> Credits:
        """Money."""

    @property
    def sessions(self) -> Sessions:
        """Who is signed in to the page."""

    @property
    def access(self) -> Access:
        """Accounts and keys."""

    @property
    def limits(self) -> Limits:
        """How often may be asked."""

    @property
    def idempotency(self) -> Idempotency:
        """Requests that are sent again."""

    @property
    def integrations(self) -> Integrations:
        """Live sources of accounts."""

    @property
    def exports(self) -> Exporting:
        """Files of what was found."""

    def now(self) -> datetime:
        """The clock, in UTC."""
