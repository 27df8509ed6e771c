"""A leadscout without people of its own, whose accounts ask an emulation; and what is true there."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from conftest import HUNG, Server, new_key, until
from emulating import Emulation, Truth

from leadscout.emulator import graph
from leadscout.emulator.account import DEMO
from leadscout.model.lead import Lead
from leadscout.model.query import Clause

PRONTO = "/api/v2/leads/advanced_search"
MANY = 1_000_000
"""Profiles of a day that no test uses up."""


@dataclass(frozen=True)
class Account:
    """An account of the server, with a key and an integration of its own."""

    server: Server
    name: str
    emulation: Emulation

    def __call__(self, method: str, path: str, **request: object):
        return self.server(method, path, **request)

    @cached_property
    def integration(self) -> str:
        """The id of its one integration."""
        (one,) = self("GET", "/v1/integrations").json()["integrations"]
        return one["id"]

    def check(self) -> None:
        """Ask the source again that had stopped."""
        assert self("POST", f"/v1/integrations/{self.integration}/check").status_code == 200

    @property
    def credits(self) -> float:
        return float(self("GET", "/api/v2/credits").json()["credits"])

    def pronto(self, receiver, **body: object) -> dict[str, object]:
        """Search live, as Pronto's clients do: without a word on `live`."""
        made = self("POST", PRONTO, json={"webhook_url": receiver.url, **body})
        assert made.status_code == 201, made.text
        return made.json()["message"]

    def ended(self, id_: str) -> dict[str, object]:
        """A Pronto search when it is over."""

        def over() -> bool:  # without its leads, which take the longer to write the more there are
            shown = self("GET", f"/api/v2/searches/{id_}?qualified=false").json()
            return shown["status"] not in ("NOT_STARTED", "ONGOING")

        until(over, "the search is over", 0.1)
        return self("GET", f"/api/v2/searches/{id_}").json()

    def questor_ended(self, id_: object) -> dict[str, object]:
        """The status of a Questor search when it is over."""

        def over() -> dict[str, object] | None:
            status = self("GET", f"/check-search-status?request_id={id_}").json()
            return None if status["status"] in ("pending", "processing") else status

        return until(over, "the search is over", 0.1)


def account(server: Server, emulation: Emulation, credits_: object = 10_000, cap: int = MANY) -> Account:
    """A new account whose Sales Navigator is the emulation."""
    name = f"live {time.monotonic_ns()}"
    mine = Account(replace(server, key=new_key(server.data, name, credits_)), name, emulation)
    made = mine("POST", "/v1/integrations", json={"credential": DEMO.li_at, "cap": cap})
    assert made.status_code == 201, made.text
    forget(emulation)
    return mine


def serving_live(serve: Callable[..., Server], data, emulation: Emulation, **environ: str) -> Server:
    """A server over an empty folder; what its accounts connect is the emulation, which needs no pauses."""
    chosen = {
        "LEADSCOUT_NAVIGATOR_URL": emulation.url,
        "LEADSCOUT_NAVIGATOR_PACE": "0",
        "LEADSCOUT_PRONTO_RATE": "1000",
        "LEADSCOUT_QUESTOR_RATE": "100000",
    }
    return serve(data, **{**chosen, **environ})


def requests(emulation: Emulation, operation: str = "") -> list[dict[str, object]]:
    """What the emulation was asked since `forget`."""
    visits = emulation.client.get(f"{emulation.url}/emulator/requests", timeout=HUNG).json()
    return [visit for visit in visits if operation in ("", visit["operation"])]


def forget(emulation: Emulation) -> None:
    assert emulation.client.delete(f"{emulation.url}/emulator/requests").status_code == 204


def who(truth: Truth, *clauses: Clause) -> set[str]:
    """The Sales Navigator ids of everybody who matches, by their facts and the demo account's relationships."""
    stored = [clause for clause in clauses if not clause.row.needs_graph]
    ties = [clause for clause in clauses if clause.row.needs_graph]
    ids = truth.ids(*stored) if stored else set(truth.leads)
    return {id_ for id_ in ids if all(graph.holds(tie, graph.key(id_)) for tie in ties)}


def pick(truth: Truth, condition: Callable[[Lead], object]) -> Lead:
    """The first of everybody, by id, of whom something holds."""
    return next(lead for _, lead in sorted(truth.leads.items()) if condition(lead))


def sales_id(entry: dict[str, dict[str, object]]) -> str:
    """Whom an entry of a webhook tells of."""
    return str(entry["lead"]["sales_navigator_profile_url"]).rpartition("/")[2]
