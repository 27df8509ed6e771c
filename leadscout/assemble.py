"""The composition root: settings -> stores, engines, dialects, application; only here is decided what is made."""

import gc
import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property, partial
from importlib import metadata
from pathlib import Path
from secrets import token_bytes

from fastapi import FastAPI

from leadscout import lexicon
from leadscout.dialects.base import Dialect, anything
from leadscout.dialects.generect import routes as generect
from leadscout.dialects.native import faces as native_faces
from leadscout.dialects.native import routes as native
from leadscout.dialects.pronto import faces as pronto_faces
from leadscout.dialects.pronto import routes as pronto
from leadscout.dialects.questor import routes as questor
from leadscout.engines import tantivy
from leadscout.engines.stored import Stored
from leadscout.lexicon import Lexicon
from leadscout.lexicon.files import digest
from leadscout.model.filters import FILTERS
from leadscout.plan import facts
from leadscout.plan.lower import Context, Recent
from leadscout.service.access import Access
from leadscout.service.companies import Companies
from leadscout.service.credits import PRICES, Credits
from leadscout.service.deliveries import Deliveries
from leadscout.service.facets import Facets
from leadscout.service.idempotency import Idempotency
from leadscout.service.indexer import Indexer
from leadscout.service.jobs import Jobs
from leadscout.service.limits import Limits
from leadscout.service.lists import Lists
from leadscout.service.matching import Matching
from leadscout.service.people import Intake
from leadscout.service.profiles import Profiles
from leadscout.service.searches import Searches
from leadscout.service.suggestions import Suggestions
from leadscout.service.worker import Worker
from leadscout.settings import Settings
from leadscout.store.database import Database
from leadscout.store.people import People
from leadscout.store.postgresql import address
from leadscout.web import app
from leadscout.webhooks.send import Sender
from leadscout.webhooks.sign import Secrets


@dataclass(frozen=True)
class Leadscout:
    """Everything over one data folder, each part made when it is first needed."""

    settings: Settings

    @cached_property
    def lexicon(self) -> Lexicon:
        """How people write things."""
        found = lexicon.load()
        # A million small objects that live as long as the process: the garbage collector need not walk them.
        gc.collect()
        gc.freeze()
        return found

    @cached_property
    def facts(self) -> facts.Reader:
        """What can be searched of a lead."""
        return facts.Reader(self.lexicon)

    @cached_property
    def people(self) -> People:
        """people.db."""
        return People(self.settings.data / "people.db")

    @cached_property
    def index(self) -> Stored:
        """The stored index."""
        return Stored(self.settings.data / "index", version())

    @cached_property
    def indexer(self) -> Indexer:
        """What writes the index."""
        return Indexer(self.people, self.index, self.facts)

    @cached_property
    def intake(self) -> Intake:
        """What takes people in."""
        return Intake(self.people)

    @cached_property
    def database(self) -> Database:
        """leadscout.db: everything about callers."""
        url = self.settings.database_url
        return Database(address(url) if url else self.settings.data / "leadscout.db", "leadscout")

    @cached_property
    def credits(self) -> Credits:
        """Money."""
        prices = {row.setting: getattr(self.settings, row.setting) for row in PRICES.values()}
        tiers = [tier.partition(":") for tier in self.settings.generect_tiers.split()]
        return Credits(self.database, prices, [(Decimal(spent), Decimal(part)) for spent, _, part in tiers], now)

    @cached_property
    def access(self) -> Access:
        """Who may call."""
        return Access(self.database, self.credits, now)

    @cached_property
    def searches(self) -> Searches:
        """What answers."""
        return Searches(self.index.engine, self.people, self.facts, self.lexicon, today, self._context)

    @cached_property
    def facets(self) -> Facets:
        """What counts by values."""
        return Facets(self.searches, self.companies, self.lexicon)

    @cached_property
    def suggestions(self) -> Suggestions:
        """What suggests values."""
        read = partial(anything, self.lexicon)
        return Suggestions(self.searches, self.companies, self.lists, self.lexicon, read)

    @cached_property
    def jobs(self) -> Jobs:
        """Searches as jobs."""
        return Jobs(self.database, self.credits, self.people, self.facts, now)

    @cached_property
    def worker(self) -> Worker:
        """What carries them out."""
        return Worker(self.database, self.searches, self.credits, self.deliveries, now)

    @cached_property
    def lists(self) -> Lists:
        """Lists of companies and people."""
        return Lists(self.database, now)

    @cached_property
    def companies(self) -> Companies:
        """What is known of companies."""
        return Companies(self.people)

    @cached_property
    def matching(self) -> Matching:
        """What says whom a member of a list means."""
        return Matching(self.companies, self.people)

    @cached_property
    def limits(self) -> Limits:
        """How often may be asked."""
        return Limits(self.database, now)

    @cached_property
    def idempotency(self) -> Idempotency:
        """Requests that are sent again."""
        return Idempotency(self.database, self.settings.idempotency_hours, now)

    @cached_property
    def secrets(self) -> Secrets:
        """The secrets of webhooks."""
        return Secrets(master_key(self.settings.data / "secret.key"))

    @cached_property
    def deliveries(self) -> Deliveries:
        """What is told to webhooks."""
        chosen = self.settings
        allowed = [host.strip() for host in chosen.webhook_allow_hosts.split(",") if host.strip()]
        return Deliveries(
            self.database,
            self.jobs,
            {
                "native": native_faces.call,
                "pronto": pronto_faces.flat_call if chosen.webhook_flat else pronto_faces.call,
            },
            Sender(allowed),
            self.secrets,
            chosen.webhook_flat,
            [float(delay) for delay in chosen.webhook_delays.split()],
            now,
        )

    def application(self) -> FastAPI:
        """The server's application."""
        return app.build(
            self.dialects,
            ready=self.index.engine,
            limits=app.Limits(body=self.settings.max_body, threads=os.cpu_count() or 1),
            title="leadscout",
            version=metadata.version("leadscout"),
            description="Self-hosted B2B lead search.",
        )

    @property
    def _context(self) -> Context:
        recent = Recent(self.settings.recent_months, self.settings.recent_days)
        return Context(recent, lambda id_: self.people.same_companies(sorted(self.lists.keys(id_))))

    @cached_property
    def dialects(self) -> list[Dialect]:
        """How callers speak."""
        return [
            native.dialect(
                native.Services(
                    self.searches,
                    self.facets,
                    self.suggestions,
                    self.jobs,
                    self.deliveries,
                    self.lists,
                    self.matching,
                    Profiles(self.people),
                    self.credits,
                    self.access,
                    self.idempotency,
                    self.lexicon,
                )
            ),
            questor.dialect(
                questor.Services(
                    self.jobs,
                    self.lists,
                    self.lexicon,
                    self.access,
                    self.credits,
                    self.limits,
                    self.idempotency,
                    page=self.settings.questor_page,
                    rate=self.settings.questor_rate,
                )
            ),
            generect.dialect(
                generect.Services(
                    self.searches,
                    self.lists,
                    self.lexicon,
                    self.access,
                    self.companies,
                    self.credits,
                    self.limits,
                    self.idempotency,
                    now,
                    rows=self.settings.generect_limit,
                    parallel=self.settings.generect_parallel,
                )
            ),
            pronto.dialect(
                pronto.Services(
                    self.searches,
                    self.jobs,
                    self.deliveries,
                    self.lists,
                    self.credits,
                    self.access,
                    self.limits,
                    self.idempotency,
                    self.lexicon,
                    self._pronto,
                )
            ),
        ]

    @property
    def _pronto(self) -> pronto.Chosen:
        chosen = self.settings
        return pronto.Chosen(
            live=chosen.pronto_live,
            webhook=chosen.pronto_webhook,
            most=chosen.max_results_count,
            rate=chosen.pronto_rate,
        )


def master_key(path: Path) -> bytes:
    """The key that secrets are derived from; made, for its owner's eyes only, when there is none."""
    if not path.exists():
        # Whole before it has its name: another process may look for it at the same time.
        new = path.with_name(f"{path.name}.{os.getpid()}")
        new.touch(0o600)
        new.write_bytes(token_bytes(32))
        with suppress(FileExistsError):
            path.hardlink_to(new)
        new.unlink()
    return path.read_bytes()


def version() -> str:
    """What a stored index depends on: its shape (the filters, how facts are written), and the lexicon's data."""
    parts = (repr(sorted(FILTERS.items())), str(facts.VERSION), str(tantivy.VERSION))
    return f"{_digest(chr(0).join(parts).encode())}-{_digest(digest())}"


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()


def now() -> datetime:
    """The clock, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day, in UTC."""
    return now().date()
