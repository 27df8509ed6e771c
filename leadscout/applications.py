"""The two applications that processes serve: leadscout's own server, and the emulation of Sales Navigator."""

import os
from dataclasses import replace
from functools import partial
from importlib import metadata
from typing import TYPE_CHECKING

from leadscout.assemble import Leadscout, today
from leadscout.dialects import VENDORS
from leadscout.errors import Fault, Refused
from leadscout.model.lead import seq_of
from leadscout.model.lists import OPERATOR
from leadscout.service.people.intake import find_person

if TYPE_CHECKING:
    from fastapi import FastAPI

    from leadscout.model.query import Query
    from leadscout.service.integrations.integrations import NewIntegration
    from leadscout.service.operations.doctor import DerivedIndex, IndexedRecords
    from leadscout.web.app import Annex, Watching


def server(home: Leadscout, demo: "NewIntegration | None" = None) -> "FastAPI":
    """The server's application; `demo` connects an emulated source, where one runs beside it.

    Raises Refused where assistants are to come in and the extra for them is missing.
    """
    from leadscout.dialects.page.routes import pages
    from leadscout.web import app

    def check_ready() -> None:
        home.database.check()
        home.index.engine()

    return app.build(
        [
            app.Dialect(
                one.name,
                one.prefixes,
                one.router(home),
                partial(getattr, one, "operations"),
                one.faces.faults,
                detours=one.detours,
                streamed=one.streamed,
            )
            for one in VENDORS
        ],
        pages(home, demo),
        ready=check_ready,
        limits=app.Capacity(
            body=home.settings.max_body,
            bodies=home.settings.max_bodies,
            threads=os.cpu_count() or 1,
            seconds=float(home.settings.answer_seconds),
            values=home.settings.max_values,
        ),
        annexes=_annexes(home),
        watch=_watch(home),
        title="leadscout",
        version=metadata.version("leadscout"),
        description="Self-hosted B2B lead search.",
    )


def _watch(home: Leadscout) -> "Watching":
    """What counts requests and reads figures."""
    from leadscout.dialects.doors import gate
    from leadscout.service.operations.figures import Figures
    from leadscout.web.app import Watching
    from leadscout.web.telemetry import RequestMeter

    indexes: dict[str, tuple[IndexedRecords, DerivedIndex]] = {
        "people": (home.people, home.index),
        "companies": (home.organizations, home.company_index),
    }
    replicas = home.people.database.replicas
    meter = RequestMeter(
        Figures(home.settings.data, home.database, indexes, home.now, replicas.uses if replicas else tuple),
        [(prefix, one.name) for one in VENDORS for prefix in one.prefixes],
    )
    ours = replace(gate(VENDORS[0], home), scopes={"/metrics": "admin"})
    return Watching(meter, ours, home.settings.log == "json")


def _annexes(home: Leadscout) -> "dict[str, Annex]":
    """Where assistants come in, if they may."""
    if not home.settings.mcp:
        return {}
    try:
        from leadscout.agents import web
    except ImportError:
        raise Refused(Fault("no_mcp")) from None
    from leadscout.web.guards import keyed

    hosts = [host.strip() for host in home.settings.hosts.split(",") if host.strip()]
    check = keyed(home.access, ("native",), "Authorization: Bearer <key>, or X-API-Key: <key>")
    return {web.PATH: web.build(hosts, check, metadata.version("leadscout"))}


def emulation(home: Leadscout) -> "FastAPI":
    """The application of the emulation of Sales Navigator, over the same people. Raises ValueError for its faults.

    Its account is nobody's here: it asks as the operator.
    """
    from leadscout.emulator import mishaps, server
    from leadscout.emulator.members import EmulatedData

    chosen = home.settings
    stock = EmulatedData(
        matching=partial(_everybody, home),
        sales_ids=home.people.sales_ids,
        leads=home.people.leads,
        find=partial(_find, home),
        suggest=lambda name, text, limit: home.suggestions.near(name, text, limit, ""),
        read=home.facts,
        lexicon=home.lexicon,
        today=today,
    )
    traits = server.Traits(exact=chosen.emulator_exact, slow=float(chosen.emulator_slow))
    schedule = mishaps.MishapSchedule(mishaps.rates(chosen.emulator_faults))
    return server.build(server.Emulator(stock, schedule, traits))


def read_ahead(home: Leadscout) -> None:
    """Read what the first question needs of the lexicon."""
    from leadscout.model.query import Clause, Query
    from leadscout.service.asking.question import plan_of_words

    plan_of_words(Query((Clause("title", ("manager",)), Clause("location", ("103644278",)))), home.lexicon, today())


def _everybody(home: Leadscout, query: "Query") -> list[int]:
    """The numbers of everybody who matches."""
    question = home.asking.question(OPERATOR, query)
    return [seq_of(order) for order in home.index.engine().page(question.plan.leaf, home.people.count() or 1)]


def _find(home: Leadscout, written: str) -> int | None:
    """The number of the person meant by an id or an address."""
    try:
        return find_person(home.people, written, home.suppressions.hidden(OPERATOR))
    except Refused:
        return None
