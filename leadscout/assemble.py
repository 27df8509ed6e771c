"""The composition root: settings -> stores, engines, dialects, application; only here is decided what is made."""

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
from typing import TYPE_CHECKING

from leadscout.errors import Fault, Refused
from leadscout.service.accounts.access import Access
from leadscout.service.accounts.credits import PRICES, Credits
from leadscout.settings import Settings
from leadscout.store import private
from leadscout.store.database import Database

if TYPE_CHECKING:
    from fastapi import FastAPI

    from leadscout.dialects.base import Dialect
    from leadscout.dialects.pronto import routes as pronto
    from leadscout.engines.generations import Generations
    from leadscout.lexicon import Lexicon
    from leadscout.plan import facts
    from leadscout.plan.engine import Backend
    from leadscout.service.accounts.idempotency import Idempotency
    from leadscout.service.accounts.limits import Limits
    from leadscout.service.asking.answers import Asking
    from leadscout.service.asking.sources import Stored
    from leadscout.service.asking.suggestions import Suggestions
    from leadscout.service.jobs.deliveries import Deliveries
    from leadscout.service.jobs.searches import Jobs
    from leadscout.service.jobs.worker import Worker
    from leadscout.service.lists.companies import Companies
    from leadscout.service.lists.lists import Lists
    from leadscout.service.lists.matching import Matching
    from leadscout.service.people.forgetting import Forgetting
    from leadscout.service.people.indexer import Indexer
    from leadscout.service.people.intake import Intake
    from leadscout.store.people import People
    from leadscout.webhooks.sign import Secrets


@dataclass(frozen=True)
class Leadscout:
    """Everything over one data folder, each part made, and its libraries imported, when it is first needed.

    All of it together takes a second of processor time to import, what a short verb needs a quarter.
    """

    settings: Settings

    @cached_property
    def lexicon(self) -> "Lexicon":
        """How people write things."""
        from leadscout import lexicon

        return lexicon.load()

    @cached_property
    def facts(self) -> "facts.Reader":
        """What can be searched of a lead."""
        from leadscout.plan import facts

        return facts.Reader(self.lexicon)

    @cached_property
    def people(self) -> "People":
        """people.db."""
        from leadscout.store.people import People

        return People(self.settings.data / "people.db")

    @cached_property
    def index(self) -> "Generations":
        """The stored index."""
        from leadscout.engines import tantivy
        from leadscout.engines.generations import Generations

        return Generations(self.settings.data / "index", version(), tantivy.BACKEND, self.people.continues)

    @cached_property
    def indexer(self) -> "Indexer":
        """What writes the index."""
        from leadscout.service.people.indexer import Indexer

        return Indexer(self.people, self.index, self.facts)

    @cached_property
    def intake(self) -> "Intake":
        """What takes people in."""
        from leadscout.service.people.intake import Intake

        return Intake(self.people)

    @cached_property
    def database(self) -> Database:
        """leadscout.db: everything about callers."""
        from leadscout.store.postgresql import address

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
    def asking(self) -> "Asking":
        """What takes questions, and answers them."""
        from leadscout.plan.lower import Recent
        from leadscout.service.asking.answers import Asking
        from leadscout.service.asking.question import Door

        recent = Recent(self.settings.recent_months, self.settings.recent_days)
        door = Door(self._source, self.people, self.lists, self.facts, self.lexicon, today, recent)
        return Asking(door, self.companies)

    @cached_property
    def suggestions(self) -> "Suggestions":
        """What suggests values."""
        from leadscout.dialects.base import anything
        from leadscout.service.asking.suggestions import Suggestions

        read = partial(anything, self.lexicon)
        return Suggestions(self.asking, self.companies, self.lists, self.lexicon, read)

    @cached_property
    def jobs(self) -> "Jobs":
        """Searches as jobs."""
        from leadscout.service.jobs.searches import Jobs

        return Jobs(self.database, self.credits, self.people, self.facts, now)

    @cached_property
    def worker(self) -> "Worker":
        """What carries them out."""
        from leadscout.service.jobs.worker import Worker

        return Worker(self.database, self.asking, self.credits, self.deliveries, now)

    @cached_property
    def lists(self) -> "Lists":
        """Lists of companies and people."""
        from leadscout.service.lists.lists import Lists

        return Lists(self.database, now)

    @cached_property
    def companies(self) -> "Companies":
        """What is known of companies."""
        from leadscout.service.lists.companies import Companies

        return Companies(self.people)

    @cached_property
    def matching(self) -> "Matching":
        """What says whom a member of a list means."""
        from leadscout.service.lists.matching import Matching

        return Matching(self.companies, self.people)

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
        from leadscout.dialects.native import faces as native_faces
        from leadscout.dialects.pronto import faces as pronto_faces
        from leadscout.service.jobs.deliveries import Deliveries
        from leadscout.webhooks.send import Sender

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

    @cached_property
    def forgetting(self) -> "Forgetting":
        """What forgets people."""
        from leadscout.service.people.forgetting import Forgetting

        return Forgetting(self.people, self.database, self.deliveries, self.idempotency)

    def application(self) -> "FastAPI":
        """The server's application."""
        from leadscout.web import app

        return app.build(
            self.dialects,
            ready=self.index.engine,
            limits=app.Limits(body=self.settings.max_body, threads=os.cpu_count() or 1),
            title="leadscout",
            version=metadata.version("leadscout"),
            description="Self-hosted B2B lead search.",
        )

    def _source(self) -> "Stored":
        from leadscout.service.asking.sources import Stored

        return Stored(self.index.engine())

    @cached_property
    def dialects(self) -> "list[Dialect]":
        """How callers speak."""
        from leadscout.dialects.generect import routes as generect
        from leadscout.dialects.native import routes as native
        from leadscout.dialects.pronto import routes as pronto
        from leadscout.dialects.questor import routes as questor
        from leadscout.service.people.profiles import Profiles

        return [
            native.dialect(
                native.Services(
                    self.asking,
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
                    self.asking,
                    self.jobs,
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
                    self.asking,
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
                    self.asking,
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
    def _pronto(self) -> "pronto.Chosen":
        from leadscout.dialects.pronto import routes as pronto

        chosen = self.settings
        return pronto.Chosen(
            live=chosen.pronto_live,
            webhook=chosen.pronto_webhook,
            most=chosen.max_results_count,
            rate=chosen.pronto_rate,
        )


KEY_BYTES = 32
"""Of the key that secrets are derived from: with fewer, whoever knows an account's id could guess them."""


def master_key(path: Path) -> bytes:
    """The key that secrets are derived from; made, for its owner's eyes only, when there is none.

    Raises Refused when it is shorter than it can be.
    """
    if not path.exists():
        # Whole before it has its name: another process may look for it at the same time.
        new = path.with_name(f"{path.name}.{os.getpid()}")
        private.make_folder(path.parent)
        private.make_file(new)
        new.write_bytes(token_bytes(KEY_BYTES))
        with suppress(FileExistsError):
            path.hardlink_to(new)
        new.unlink()
    key = path.read_bytes()
    if len(key) < KEY_BYTES:
        raise Refused(Fault("bad_secret_key", value=str(path), limit=KEY_BYTES))
    private.make_file(path)
    return key


def version(shape: str | None = None, backend: "Backend | None" = None) -> str:
    """What a stored index depends on: the shape of facts (today's), how they are written, and the lexicon's data."""
    from leadscout.engines import tantivy
    from leadscout.lexicon.files import digest
    from leadscout.plan import facts

    parts = (facts.shape() if shape is None else shape, (backend or tantivy.BACKEND).version)
    return f"{_digest(chr(0).join(parts).encode())}-{_digest(digest())}"


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()


def now() -> datetime:
    """The clock, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day, in UTC."""
    return now().date()
