"""The composition root: settings -> stores, engines, dialects, application; only here is decided what is made."""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from leadscout import settings
from leadscout.dialects import VENDORS
from leadscout.service.accounts.access import Access
from leadscout.service.accounts.credits import Credits
from leadscout.service.accounts.quotas import Quotas
from leadscout.settings import Settings
from leadscout.store.database import Database
from leadscout.store.private import master_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import URL

    from leadscout.dialects.vendor import Vendor
    from leadscout.engines.generations import Generations
    from leadscout.intake.exports import Exports
    from leadscout.lexicon import Lexicon
    from leadscout.model.files import FileReader, ReadingChoices
    from leadscout.model.lists import Asker
    from leadscout.model.search import Route
    from leadscout.plan import facts
    from leadscout.plan.engine import Backend
    from leadscout.plan.source import Source
    from leadscout.service.accounts.idempotency import Idempotency
    from leadscout.service.accounts.limits import Limits
    from leadscout.service.accounts.sessions import Sessions
    from leadscout.service.asking.answers import Asking
    from leadscout.service.asking.suggestions import Suggestions
    from leadscout.service.companies.directory import Directory
    from leadscout.service.companies.keeping import CompanyKeeper
    from leadscout.service.describing.chat import Chat
    from leadscout.service.describing.describing import Describing
    from leadscout.service.integrations.integrations import Integrations
    from leadscout.service.jobs.deliveries import Deliveries
    from leadscout.service.jobs.enrichment import Enrichment
    from leadscout.service.jobs.saved import SavedSearches
    from leadscout.service.jobs.searches import Jobs
    from leadscout.service.jobs.senders import Senders
    from leadscout.service.jobs.webhooks import Webhooks
    from leadscout.service.jobs.worker import Worker
    from leadscout.service.lists.companies import Companies
    from leadscout.service.lists.lists import Lists
    from leadscout.service.lists.matching import Matching
    from leadscout.service.people.contacts import Keyed
    from leadscout.service.people.forgetting import Forgetting
    from leadscout.service.people.indexer import Indexer
    from leadscout.service.people.intake import Intake
    from leadscout.service.people.live_intake import LiveIntake
    from leadscout.service.people.lookups import Lookups
    from leadscout.service.people.profiles import Profiles
    from leadscout.service.people.suppressions import Suppressions
    from leadscout.service.people.uploads import Imports
    from leadscout.sources.base import SourceKind
    from leadscout.sources.caching import ExpiringCache
    from leadscout.sources.vendors.phrases import Supplier
    from leadscout.store.organizations import Organizations
    from leadscout.store.outbox import Parcel
    from leadscout.store.people import People
    from leadscout.store.postgresql import DatabaseLayout
    from leadscout.webhooks.send import Sender
    from leadscout.webhooks.sign import Secrets


@dataclass(frozen=True)
class Leadscout:
    """Everything over one data folder, each part made, and its libraries imported, when it is first needed.

    All of it together takes a second of processor time to import, what a short verb needs a quarter.
    """

    settings: Settings
    make: bool = True
    """Whether leadscout.db is made where there is none."""

    @cached_property
    def lexicon(self) -> "Lexicon":
        """How people write things."""
        from leadscout import lexicon

        return lexicon.load()

    @cached_property
    def facts(self) -> "facts.Reader":
        """What can be searched of a lead."""
        from leadscout.plan import facts

        return facts.Reader(self.lexicon, self.keyed.of)

    @cached_property
    def people(self) -> "People":
        """people.db. Raises SettingError where people are to be in a database, and are still in the file."""
        from leadscout.store.moving import are_left_behind
        from leadscout.store.people import People

        people = People(self._place("people.db"), self.layout)
        file = self.settings.data / "people.db"
        if self.settings.database_url and not people.last_change() and are_left_behind(file):
            raise settings.SettingError(
                f"LEADSCOUT_DATABASE_URL: the people of {file} are not in this database yet; "
                f"leadscout move --people --data {self.settings.data} takes them there"
            )
        return people

    @property
    def has_people(self) -> bool:
        """Whether there is a store of people; a database has one as soon as it is opened."""
        return bool(self.settings.database_url) or (self.settings.data / "people.db").exists()

    def _place(self, file: str) -> "Path | URL":
        """Where a store is: the file, or the database that all are in."""
        from leadscout.store.postgresql import address

        url = self.settings.database_url
        return address(url) if url else self.settings.data / file

    @property
    def layout(self) -> "DatabaseLayout":
        """The standbys of the database, and the parts of its tables. Raises SettingError."""
        from leadscout.store.postgresql import layout

        return layout(self.settings.database_url, self.settings.database_replicas, self.settings.database_partitions)

    @cached_property
    def index(self) -> "Generations":
        """The stored index."""
        from leadscout.engines.generations import Generations

        return Generations(self.settings.data / "index", *self._backend, self.people.continues, self._others)

    @cached_property
    def indexer(self) -> "Indexer":
        """What writes the index."""
        from leadscout.service.people.indexer import Indexer

        return Indexer(self.people, self.index, self.facts)

    @cached_property
    def organizations(self) -> "Organizations":
        """The companies of people.db."""
        from leadscout.lexicon.identities import companies
        from leadscout.store.organizations import Organizations

        return Organizations(self.people, companies.version())

    @cached_property
    def company_index(self) -> "Generations":
        """The stored index of companies."""
        from leadscout.engines.generations import Generations

        folder, continues = self.settings.data / "companies", self.organizations.continues
        return Generations(folder, *self._backend, continues, self._others)

    @cached_property
    def _backend(self) -> "tuple[str, Backend]":
        """What stored indexes depend on, and what reads and writes them."""
        from leadscout import engines

        backend = engines.backend(self.settings.engine, self.settings)
        return version(backend=backend, secret=self.keyed.check), backend

    @cached_property
    def company_keeper(self) -> "CompanyKeeper":
        """What lets companies follow people, and writes their index."""
        from leadscout.service.companies.keeping import CompanyKeeper
        from leadscout.service.people.indexer import Indexer

        indexer = Indexer(self.organizations, self.company_index, self.facts)
        return CompanyKeeper(self.organizations, indexer, lambda: getattr(self.company_index.state, "applied", None))

    @property
    def backends(self) -> "Mapping[str, Backend]":
        """What reads stored indexes, by the shape of their version."""
        ours, backend = self._backend
        return {ours.partition("-")[0]: backend, **self._other_backends}

    def _others(self) -> "Mapping[str, Backend]":
        """What reads an index in a folder that another engine wrote, by the shape of its version."""
        return self._other_backends

    @cached_property
    def _other_backends(self) -> "Mapping[str, Backend]":
        from leadscout import engines

        names = [name for name in engines.ENGINES if name != self.settings.engine]
        backends = map(engines.backend, names if self.settings.engine in engines.ENGINES else ())
        return {version(backend=one, secret=self.keyed.check).partition("-")[0]: one for one in backends}

    def reader(self, choices: "ReadingChoices") -> "FileReader":
        """What reads files of people."""
        from leadscout.intake.reading import PartReader

        return PartReader(choices, lambda: self.lexicon)

    @cached_property
    def imports(self) -> "Imports":
        """Files that callers import."""
        from leadscout.service.people.uploads import Imports

        folder = self.settings.data / "imports"
        return Imports(self.database, self.people, self._intake, self.reader, folder, now, self.quotas)

    @cached_property
    def intake(self) -> "Intake":
        """What takes people in."""
        return self._intake()

    def _intake(self) -> "Intake":
        from leadscout.model.lists import OPERATOR
        from leadscout.service.people.intake import Intake

        return Intake(self.people, lambda: self.suppressions.hidden(OPERATOR))

    @cached_property
    def keyed(self) -> "Keyed":
        """What turns that by which people are known into what is kept of whoever must not be contacted."""
        from leadscout.service.people.contacts import Keyed

        master = master_key(self.settings.data / "secret.key")
        return Keyed(hmac.digest(master, b"suppressions", "sha256"))

    @cached_property
    def suppressions(self) -> "Suppressions":
        """Who must not be contacted."""
        from leadscout.intake import columns
        from leadscout.service.people.suppressions import Suppressions

        field_of = partial(columns.meaning, columns.fields("person"))
        return Suppressions(self.database, self.keyed, now, self.idempotency.forget, field_of)

    @cached_property
    def database(self) -> Database:
        """leadscout.db: everything about callers."""
        return Database(self._place("leadscout.db"), "leadscout", make=self.make)

    @cached_property
    def credits(self) -> Credits:
        """Money."""
        prices = [price for vendor in VENDORS for price in self.settings.of(vendor.settings).prices]
        return Credits(self.database, {(price.dialect, price.operation): price for price in prices}, now)

    @cached_property
    def access(self) -> Access:
        """Who may call."""
        return Access(self.database, self.credits, now, self.quotas)

    @cached_property
    def quotas(self) -> Quotas:
        """How much an account keeps."""
        chosen = self.settings
        usual = {
            "searches": chosen.quota_searches,
            "bytes": chosen.quota_bytes,
            "keys": chosen.quota_keys,
            "lists": chosen.quota_lists,
        }
        return Quotas(usual)

    @cached_property
    def sessions(self) -> "Sessions":
        """Who is signed in to the page."""
        from leadscout.service.accounts.sessions import Sessions

        return Sessions(self.database, now)

    @cached_property
    def asking(self) -> "Asking":
        """What takes questions, and answers them."""
        from leadscout.plan.lower import Recent
        from leadscout.service.asking.answers import Asking
        from leadscout.service.asking.question import Door

        recent = Recent(self.settings.recent_months, self.settings.recent_days)
        records, hidden = (self.people, self.organizations), self.suppressions.hidden
        door = Door(self._source, *records, self.lists, self.facts.on_demand, self.lexicon, today, recent, hidden)
        return Asking(door, self.companies)

    @cached_property
    def suggestions(self) -> "Suggestions":
        """What suggests values."""
        from leadscout.dialects.base import anything
        from leadscout.service.asking.suggestions import Suggestions

        read = partial(anything, self.lexicon)
        return Suggestions(self.asking, self.companies, self.lists, self.lexicon, read)

    @cached_property
    def describing(self) -> "Describing":
        """What reads descriptions."""
        from leadscout.service.describing.describing import Describing

        return Describing(self.lexicon)

    @cached_property
    def chat(self) -> "Chat | None":
        """A model of the operator's own that reads descriptions, where one is chosen."""
        from leadscout.service.describing.chat import Chat
        from leadscout.webhooks.send import Sender

        chosen = self.settings
        if not chosen.llm_url:
            return None
        sender = Sender(self._allowed, ports=range(1, 65536))  # the operator chose the address
        return Chat(chosen.llm_url, chosen.llm_model, chosen.llm_key, sender, self.lexicon)

    @property
    def _allowed(self) -> list[str]:
        """The hosts that may be called without TLS and at private addresses."""
        return [host.strip() for host in self.settings.webhook_allow_hosts.split(",") if host.strip()]

    @cached_property
    def jobs(self) -> "Jobs":
        """Searches as jobs."""
        from leadscout.service.jobs.searches import Jobs

        hidden = self.suppressions.hidden
        records = self.people, self.organizations
        return Jobs(self.database, self.credits, *records, self.facts.on_demand, now, hidden, self.quotas)

    @cached_property
    def worker(self) -> "Worker":
        """What carries them out."""
        from leadscout.service.jobs.worker import Worker

        # While a search waits for its turn at a source, others can be worked on.
        door = replace(self.asking.door, source=partial(self._source, working=True))
        return Worker(self.database, replace(self.asking, door=door), self.credits, self.deliveries, now)

    @cached_property
    def lists(self) -> "Lists":
        """Lists of companies and people."""
        from leadscout.service.lists.lists import Lists

        return Lists(self.database, now, self.quotas)

    @cached_property
    def companies(self) -> "Companies":
        """What is known of companies."""
        from leadscout.service.lists.companies import Companies

        return Companies(self.people)

    @cached_property
    def directory(self) -> "Directory":
        """Companies, one at a time, each with where it is from."""
        from leadscout.service.companies.directory import Directory

        return Directory(self.organizations, self.asking)

    def matching(self, asker: "Asker") -> "Matching":
        """What says whom a member of a list means, of those of whom the asker may be told."""
        from leadscout.service.lists.matching import Matching

        return Matching(self.companies, self.people, self.suppressions.hidden(asker))

    @cached_property
    def exports(self) -> "Exports":
        """What writes files of people and companies."""
        from leadscout.dialects import exporting
        from leadscout.intake.exports import Exports

        return Exports(partial(exporting.shown, self.lexicon), partial(exporting.region, self.lexicon))

    def profiles(self, asker: "Asker") -> "Profiles":
        """People of whom the asker may be told, one at a time, each with where it is from."""
        from leadscout.service.people.profiles import Profiles

        return Profiles(self.people, self.suppressions.hidden(asker))

    def lookups(self, asker: "Asker") -> "Lookups":
        """People, looked up for a caller who may be told of them."""
        from leadscout.service.people.lookups import Lookups

        return Lookups(self.people, self.facts, self.suppressions.hidden(asker))

    @cached_property
    def enrichment(self) -> "Enrichment":
        """Jobs whose people are named one by one."""
        from leadscout.service.jobs.enrichment import Enrichment

        return Enrichment(self.jobs, self.deliveries)

    @cached_property
    def saved(self) -> "SavedSearches":
        """Searches that are run again."""
        from leadscout.service.jobs.comparing import Comparing
        from leadscout.service.jobs.saved import SavedSearches

        comparing = Comparing(self.database, self.jobs, self.deliveries, now)
        return SavedSearches(self.database, self.deliveries, comparing, now)

    @cached_property
    def limits(self) -> "Limits":
        """How often may be asked."""
        from leadscout.service.accounts.limits import Limits

        return Limits(self.database, now)

    @cached_property
    def idempotency(self) -> "Idempotency":
        """Requests that are sent again."""
        from leadscout.service.accounts.idempotency import Idempotency

        return Idempotency(self.database, self.settings.idempotency_hours, now)

    @cached_property
    def secrets(self) -> "Secrets":
        """The secrets of webhooks."""
        from leadscout.webhooks.sign import Secrets

        return Secrets(master_key(self.settings.data / "secret.key"))

    @cached_property
    def deliveries(self) -> "Deliveries":
        """What is told to webhooks."""
        from leadscout.dialects.native.saved import call as changes_call
        from leadscout.model.search import SAVED_CHANGES
        from leadscout.service.jobs.deliveries import Deliveries
        from leadscout.store.outbox import Bounds

        chosen = self.settings
        return Deliveries(
            self.database,
            self.jobs,
            {
                vendor.name: call
                for vendor in VENDORS
                if (call := vendor.faces.telling(self.lexicon, alone=chosen.webhook_flat))
            }
            | {SAVED_CHANGES: partial(changes_call, self.lexicon)},
            self.sender,
            self.webhooks,
            chosen.webhook_flat,
            [float(delay) for delay in chosen.webhook_delays.split()],
            now,
            {vendor.name: partial(self._signed, vendor) for vendor in VENDORS if vendor.faces.signed},
            Bounds(chosen.webhook_account_calls, chosen.webhook_host_calls),
        )

    @cached_property
    def sender(self) -> "Sender":
        """What calls webhooks."""
        from leadscout.webhooks.send import Sender

        return Sender(self._allowed, ports=[int(port) for port in self.settings.webhook_ports.split()])

    @cached_property
    def senders(self) -> "Senders":
        """What carries calls out, many at a time; before each nobody is left who must not be told."""
        from leadscout.service.jobs.senders import Senders

        return Senders(self.deliveries, self.settings.webhook_calls, self.forgetting.finish)

    def _signed(self, vendor: "Vendor", parcel: "Parcel") -> Mapping[str, str]:
        """The headers that a vendor signs a call with."""
        signed = vendor.faces.signed
        return signed(self.webhooks.secret(parcel.account, parcel.url), parcel.body) if signed else {}

    @cached_property
    def webhooks(self) -> "Webhooks":
        """Webhooks that accounts register once."""
        from leadscout.service.integrations.vault import Vault
        from leadscout.service.jobs.webhooks import Webhooks

        vault = Vault(master_key(self.settings.data / "secret.key"))
        return Webhooks(self.database, vault, self.secrets, now)

    @cached_property
    def forgetting(self) -> "Forgetting":
        """What forgets people."""
        from leadscout.service.people.forgetting import Forgetting

        return Forgetting(self.people, self.database, self.deliveries, self.idempotency, self.settings.data)

    def now(self) -> datetime:
        """The clock, in UTC."""
        return now()

    @cached_property
    def integrations(self) -> "Integrations":
        """Live sources that accounts have connected."""
        from leadscout.service.integrations.integrations import Integrations
        from leadscout.service.integrations.vault import Vault

        vault = Vault(master_key(self.settings.data / "secret.key"))
        kinds = {kind.name: kind for kind in self.kinds}
        return Integrations(self.database, self.limits, vault, kinds, now, self.jobs.go_on)

    @cached_property
    def kinds(self) -> "Sequence[SourceKind]":
        """The table of live sources."""
        from leadscout.sources.kinds import kinds

        return kinds(self.settings, self.lexicon, {vendor.name: self._supplier(vendor) for vendor in VENDORS})

    def _supplier(self, vendor: "Vendor") -> "Supplier":
        """What a vendor's dialect tells the source that asks the vendor: the same words, read backwards."""
        from leadscout.dialects.base import read
        from leadscout.intake.leads import leads_of
        from leadscout.sources.vendors.phrases import Field, Supplier

        fields = [
            Field(word.field, word.filter, word.exclude, word.many, word.most, partial(read, self.lexicon, word))
            for word in vendor.words
            if word.filter
        ]
        chosen = self.settings.of(vendor.settings)
        return Supplier(fields, chosen, lambda rows, mapping: leads_of(rows, mapping, today()), self.lexicon)

    @cached_property
    def live_intake(self) -> "LiveIntake":
        """What keeps the people whom live sources show."""
        from leadscout.service.people.live_intake import LiveIntake

        return LiveIntake(self.intake, today)

    @cached_property
    def live_cache(self) -> "ExpiringCache":
        """Pages of live sources that were fetched a moment ago."""
        from leadscout.sources.caching import ExpiringCache

        return ExpiringCache()

    def _source(self, asker: "Asker", route: "Route", *, working: bool = False) -> "Source":
        """What answers on a route, as it is now; who works on a search waits for no turn, and knows whom it told of."""
        from leadscout.model.search import BESIDE, DATABASE
        from leadscout.service.integrations.metering import PATIENCE
        from leadscout.sources.both import Both
        from leadscout.sources.caching import CachedConnector
        from leadscout.sources.live import Live
        from leadscout.sources.stored import Stored

        if route.source == DATABASE:
            return Stored((self.company_index if route.companies else self.index).engine())
        name = route.source.removeprefix(BESIDE)
        integration = self.integrations.named(asker if isinstance(asker, str) else "", name)
        connector = self.integrations.connector(integration, 0 if working else PATIENCE)
        connector = CachedConnector(connector, integration.id, self.live_cache)
        live = Live(connector, self.live_intake, self.facts, route.profiles, route.withheld, working)
        return Both(Stored(self.index.engine()), live, self.people.newest) if route.is_both else live


def load(environ: Mapping[str, str] = os.environ, **given: object) -> Settings:
    """Build the settings, with those of every vendor, from what was `given`, else the environment, else the defaults.

    Raises SettingError naming the variable when a value cannot be read as the row's type.
    """
    return settings.load(environ, [vendor.settings for vendor in VENDORS], **given)


def version(shape: str | None = None, backend: "Backend | None" = None, secret: str = "") -> str:
    """What a stored index depends on: the shape of facts (today's), how they are written, and the lexicon's data.

    `secret` tells the secret.key with which whoever must not be contacted is known in it.
    """
    from leadscout import engines
    from leadscout.lexicon.files import digest
    from leadscout.plan import facts

    parts = (facts.shape() if shape is None else shape, (backend or engines.backend(Settings.engine)).version, secret)
    return f"{_digest(chr(0).join(parts).encode())}-{_digest(digest())}"


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()


def now() -> datetime:
    """The clock, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day, in UTC."""
    return now().date()
