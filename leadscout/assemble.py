"""The composition root: settings -> stores, engines, dialects, application; only here is decided what is made."""

import gc
import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from importlib import metadata

from fastapi import FastAPI

from leadscout import lexicon
from leadscout.dialects.base import Dialect
from leadscout.dialects.generect import routes as generect
from leadscout.dialects.native import routes as native
from leadscout.dialects.pronto import routes as pronto
from leadscout.dialects.questor import routes as questor
from leadscout.engines import tantivy
from leadscout.engines.stored import Stored
from leadscout.lexicon import Lexicon
from leadscout.lexicon.files import digest
from leadscout.model.filters import FILTERS
from leadscout.plan import facts
from leadscout.plan.lower import Recent
from leadscout.service.access import Access
from leadscout.service.companies import Companies
from leadscout.service.credits import PRICES, Credits
from leadscout.service.indexer import Indexer
from leadscout.service.jobs import Jobs
from leadscout.service.people import Intake
from leadscout.service.searches import Searches
from leadscout.service.worker import Worker
from leadscout.settings import Settings
from leadscout.store.database import Database
from leadscout.store.people import People
from leadscout.web import app


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
        return Database(self.settings.data / "leadscout.db", "leadscout")

    @cached_property
    def credits(self) -> Credits:
        """Money."""
        prices = {row.setting: getattr(self.settings, row.setting) for row in PRICES.values()}
        return Credits(self.database, prices, now)

    @cached_property
    def access(self) -> Access:
        """Who may call."""
        return Access(self.database, self.credits, now)

    @cached_property
    def searches(self) -> Searches:
        """What answers."""
        return Searches(self.index.engine, self.people, self.facts, self.lexicon, today, self._recent)

    @cached_property
    def jobs(self) -> Jobs:
        """Searches as jobs."""
        return Jobs(self.database, self.credits, self.people, now)

    @cached_property
    def worker(self) -> Worker:
        """What carries them out."""
        return Worker(self.database, self.searches, self.credits, now)

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
    def _recent(self) -> Recent:
        return Recent(self.settings.recent_months, self.settings.recent_days)

    @cached_property
    def dialects(self) -> list[Dialect]:
        """How callers speak."""
        companies = Companies(self.people)
        return [
            native.dialect(self.searches, self.lexicon, self.access),
            questor.dialect(
                questor.Services(self.jobs, self.lexicon, self.access, self.credits, self.settings.questor_page)
            ),
            generect.dialect(
                generect.Services(
                    self.searches, self.lexicon, self.access, companies, self.credits, self.settings.generect_limit
                )
            ),
            pronto.dialect(pronto.Services(self.searches, self.lexicon, self.access, self.settings.pronto_live)),
        ]


def version() -> str:
    """What a stored index depends on: the filters, how facts are read and written, and the lexicon's data."""
    parts = (repr(sorted(FILTERS.items())), str(facts.VERSION), str(tantivy.VERSION))
    return hashlib.blake2b("\0".join(parts).encode() + digest(), digest_size=12).hexdigest()


def now() -> datetime:
    """The clock, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day, in UTC."""
    return now().date()
