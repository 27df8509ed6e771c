"""leadscout reindex: build the index anew, also that of another engine, which is compared with the one that answers."""

import random
from dataclasses import replace
from typing import Annotated

import typer

from leadscout import engines
from leadscout.assemble import Leadscout
from leadscout.cli.data import Data, bar, bring_up_to_date, existing, opened
from leadscout.model.lists import OPERATOR
from leadscout.plan.engine import Engine, State
from leadscout.service.people.agreement import Agreement, random_queries
from leadscout.settings import PREFIX

QUESTIONS = 300
_SAMPLE = 2000
_MOVED = 100_000


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command()(reindex)


def reindex(
    data: Data = None,
    engine: Annotated[
        str, typer.Option("--engine", help="Build that of another engine, compare both, and say what to set.")
    ] = "",
) -> None:
    """Build the index anew from people.db; the old one answers meanwhile."""
    home = opened(data)
    if engine in ("", home.settings.engine):
        typer.echo(f"{bring_up_to_date(home, rebuild=True):,} people indexed")
        return
    if not {engine, home.settings.engine} & set(engines.CLUSTERS):
        engines.backend(engine)  # says what there is, where it is none
        typer.echo(f"both keep their index in one folder: set {PREFIX}ENGINE={engine}, then reindex", err=True)
        raise typer.Exit(2)
    _move(existing(data), engine)


def _move(home: Leadscout, engine: str) -> None:
    """Fill the index of another engine while this one answers, and compare both before the other may answer."""
    new = replace(home, settings=replace(home.settings, engine=engine))
    if home.index.state:
        bring_up_to_date(home)
    state = home.index.state
    new.index.inspect = lambda built: _compare(home, state, built)
    typer.echo(f"{bring_up_to_date(new, rebuild=True):,} people indexed by {engine}")
    typer.echo(f"now set {PREFIX}ENGINE={engine} for everything that you start, and start it anew")


def _compare(home: Leadscout, state: State | None, built: Engine) -> None:
    """Ask both the same questions; ends with status 1, and leaves everything as it was, where they differ.

    `state` is that of the index that answers, from before the other was filled.
    """
    if state is None:
        typer.echo(f"there is no index of {home.settings.engine} to compare with", err=True)
        return
    dice = random.Random()  # noqa: S311 - other questions each time
    newest = home.people.newest()
    leads = home.people.leads(sorted({dice.randrange(1, newest + 1) for _ in range(_SAMPLE)}))
    people = [home.facts(lead) for lead in leads.values()]

    def moved() -> set[int]:
        return {change.order for change in home.people.changes(state.applied, _MOVED)}

    agreement = Agreement(
        home.index.engine(), built, lambda query: home.asking.question(OPERATOR, query).plan.leaf, moved
    )
    queries = random_queries(people, dice)
    with bar("comparing") as progress:
        for done in range(QUESTIONS if people else 0):
            query = next(queries)
            if difference := agreement.difference(query):
                typer.echo(f"the two engines differ, nothing was changed: {difference} for {query}", err=True)
                raise typer.Exit(1)
            progress(done + 1, QUESTIONS)
    typer.echo(f"{QUESTIONS} random counts, pages and facets of {home.settings.engine} and of the new index agree")
