"""An emulation in a process of its own over invented people, and what is true of them."""

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

import httpx
import processes
from conftest import HUNG, client, free_port, settings_of, until

from leadscout.assemble import Leadscout
from leadscout.emulator.account import DEMO
from leadscout.model.lists import OPERATOR
from leadscout.model.query import Query

SEARCH = "/sales-api/salesApiLeadSearch"
HEADERS = {
    "x-restli-protocol-version": "2.0.0",
    "csrf-token": "ajax:7",
    "cookie": f'li_at={DEMO.li_at}; JSESSIONID="ajax:7"',
}


@dataclass(frozen=True)
class Emulation:
    """A running emulation."""

    url: str
    data: Path
    process: processes.Process
    client: httpx.Client = field(default_factory=client, repr=False, compare=False)

    def __call__(
        self, path: str, *, headers: dict[str, str | None] | None = None, **parameters: object
    ) -> httpx.Response:
        """Ask the source; a header that is None is not sent."""
        sent = {name: value for name, value in {**HEADERS, **(headers or {})}.items() if value is not None}
        return self.client.get(self.url + path, params=parameters, headers=sent)

    def page(self, query: str, start: int = 0, fault: str = "") -> dict[str, object]:
        """A page of a lead search."""
        headers = {"x-emulator-fault": fault} if fault else {}
        answer = self(SEARCH, q="searchQuery", query=query, start=start, count=25, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def everybody(self, query: str) -> list[str]:
        """The Sales Navigator ids on all pages of a lead search."""
        ids: list[str] = []
        while page := self.page(query, len(ids))["elements"]:
            ids += map(id_of, page)
            if len(ids) == 2500:
                break
        return ids

    def plan(self, **planned: object) -> None:
        assert self.client.post(f"{self.url}/emulator/faults", json=planned).status_code == 201

    def clear(self) -> None:
        assert self.client.delete(f"{self.url}/emulator/faults").status_code == 204


def id_of(element: dict[str, object]) -> str:
    return element["entityUrn"].partition("(")[2].partition(",")[0]


def text_filter(type_: str, text: str, selection: str = "INCLUDED") -> str:
    return f"(filters:List((type:{type_},values:List((text:{text},selectionType:{selection})))))"


def id_filter(type_: str, id_: str, selection: str = "INCLUDED") -> str:
    return f"(filters:List((type:{type_},values:List((id:{id_},selectionType:{selection})))))"


@contextmanager
def emulating(data: Path, *arguments: str, **environ: str):
    """Start an emulation; it stops at the end."""
    port = free_port()
    log = data / f"emulate-{port}.log"
    log.touch()
    words = ["emulate", "--data", str(data), "--port", str(port), *arguments]
    process = processes.Process(words, {**os.environ, **environ}, log, log)
    emulation = Emulation(f"http://127.0.0.1:{port}", data, process)
    try:
        until(partial(_ready, emulation, log), "the emulation is ready", 0.05)
        yield emulation
    finally:
        process.terminate()
        process.wait(timeout=HUNG)
        emulation.client.close()


def _ready(emulation: Emulation, log: Path) -> bool:
    assert emulation.process.poll() is None, log.read_text()
    try:
        return emulation.client.get(f"{emulation.url}/emulator").status_code == 200
    except httpx.TransportError:
        return False


class Truth:
    """What is true of the people of a data folder, by the store and its index."""

    def __init__(self, data: Path) -> None:
        self.home = Leadscout(settings_of(data))

    @cached_property
    def leads(self):
        """Everybody whom the source knows, by Sales Navigator id."""
        return {lead.sales_id: lead for part in self.home.people.everybody(1000) for lead in part if lead.sales_id}

    def ids(self, *clauses) -> set[str]:
        """The Sales Navigator ids of everybody who matches."""
        question = self.home.asking.question(OPERATOR, Query(clauses))
        return {lead.sales_id for part in self.home.asking.everybody(question, 1000) for lead in part} - {""}
