"""THE table of tools: what an assistant can do, what it costs, what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from leadscout.agents import work
from leadscout.agents.arguments import Argument, Form
from leadscout.agents.trimming import CUT
from leadscout.agents.work import AgentSession, Given
from leadscout.client.answers import Profile
from leadscout.model.filters import FILTERS

Schema = Mapping[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_CREDITS: Schema = {"type": "number"}
_YES: Schema = {"type": "boolean"}
_TEXTS: Schema = {"type": "array", "items": {"type": "string"}}
_OBJECT: Schema = {"type": "object"}
_OBJECTS: Schema = {"type": "array", "items": {"type": "object"}}
PROGRAMS = (
    *("hubspot", "salesforce", "pipedrive", "lemlist", "instantly", "smartlead"),
    *("sales-navigator", "google-sheets"),
)
"""Those that files are written for; tests/test_tables.py compares them with the table of the intake."""


_QUERY = Argument(name="query", sentence="who is looked for", form=Form.QUERY)
_FACETS = tuple(name for name, row in FILTERS.items() if row.facet)
_SEARCH: Mapping[str, Schema] = {
    "id": _TEXT,
    "name": _TEXT,
    "status": _TEXT,
    "reason": _TEXT,
    "created_at": _TEXT,
    "total": _NUMBER,
    "found": _NUMBER,
    "limit": _NUMBER,
    "over": _YES,
}


@dataclass(frozen=True, kw_only=True)
class AgentTool:
    """One row. `sentence` says what it does, `price` what that costs; `answers` are the fields of its answer.

    `reads`: it changes nothing, and may be called again; `explained`: its schema says what each filter asks for.
    """

    name: str
    title: str
    sentence: str
    price: str
    work: Callable[[AgentSession, Given], dict[str, Any]]
    arguments: tuple[Argument, ...]
    answers: Mapping[str, Schema]
    reads: bool = True
    explained: bool = False

    @property
    def description(self) -> str:
        """What an assistant reads before it calls."""
        return f"{self.sentence} {self.price}"

    @property
    def answer_schema(self) -> dict[str, Any]:
        """The JSON schema of its answer; fields that say nothing are left out, so none is required."""
        cut = {"type": "array", "items": {"type": "string"}, "description": "what was shortened or left out"}
        return {"type": "object", "properties": {**self.answers, CUT: cut}}


_FREE = "Free."
_ROWS = (
    AgentTool(
        name="describe_search",
        title="Words into filters",
        sentence="Turn a description of people, in plain words of ten languages, into a query; `unread` are the words "
        "that no filter says. Show both before you go on.",
        price=_FREE,
        work=work.describe_search,
        arguments=(Argument(name="words", sentence="who is looked for, as one would say it", required=True),),
        answers={"query": _OBJECT, "unread": _TEXTS, "warnings": _TEXTS},
    ),
    AgentTool(
        name="count_people",
        title="Count people",
        sentence="How many people match a query, and how each filter was read; where nobody does, `without` says how "
        "many there are without each filter, and `hints` what was probably meant.",
        price=_FREE,
        work=work.count_people,
        arguments=(_QUERY,),
        answers={
            "total": _NUMBER,
            "exact": _YES,
            "applied_filters": _OBJECTS,
            "warnings": _TEXTS,
            "corrections": _OBJECTS,
            "without": _OBJECTS,
            "hints": _OBJECTS,
        },
        explained=True,
    ),
    AgentTool(
        name="facet_people",
        title="How people spread",
        sentence="How the people who match a query spread over the values of some filters, most first.",
        price=_FREE,
        work=work.facet_people,
        arguments=(
            Argument(
                name="facets",
                sentence="filters to count by",
                form=Form.TEXTS,
                required=True,
                choices=_FACETS,
                least=1,
                most=5,
            ),
            _QUERY,
        ),
        answers={"facets": _OBJECT},
    ),
    AgentTool(
        name="find_people",
        title="Find people",
        sentence="People who match a query, best first, each with the job that matches and why; `cursor` leads to the "
        "next ones. For a list of hundreds use start_search.",
        price=_FREE,
        work=work.find_people,
        arguments=(
            _QUERY,
            Argument(
                name="detail",
                sentence="low: who, job, place, why; contact: e-mails, phones and profile, too",
                choices=("low", "contact"),
                default="low",
            ),
            Argument(name="limit", sentence="people of this page", form=Form.NUMBER, least=1, most=25, default=10),
            Argument(name="cursor", sentence="`cursor` of the page before"),
        ),
        answers={
            "total": _NUMBER,
            "exact": _YES,
            "people": _OBJECTS,
            "cursor": _TEXT,
            "applied_filters": _OBJECTS,
            "warnings": _TEXTS,
            "corrections": _OBJECTS,
            "without": _OBJECTS,
            "hints": _OBJECTS,
        },
    ),
    AgentTool(
        name="get_person",
        title="One person",
        sentence="Everything that is stored of one person, or some fields of it; provenance, sources and conflicts "
        "come only where they are named in `fields`.",
        price=_FREE,
        work=work.get_person,
        arguments=(
            Argument(name="id", sentence="an id, a profile address or an e-mail", required=True),
            Argument(
                name="fields",
                sentence="fields to show; none: all",
                form=Form.TEXTS,
                choices=tuple(Profile.__annotations__),
                least=1,
                most=40,
            ),
        ),
        answers={"person": _OBJECT},
    ),
    AgentTool(
        name="filter_values",
        title="Values of a filter",
        sentence="Values that a filter takes, nearest to a text, each with the number of people it finds. Ask before "
        "you write a value that you are not sure of.",
        price=_FREE,
        work=work.filter_values,
        arguments=(
            Argument(name="filter", sentence="name of a filter", required=True),
            Argument(name="text", sentence="what is written; without it, the commonest of a few values"),
            Argument(
                name="limit", sentence="most of them in the answer", form=Form.NUMBER, least=1, most=50, default=10
            ),
        ),
        answers={"values": _OBJECTS},
    ),
    AgentTool(
        name="start_search",
        title="Start a search",
        sentence="Search for many people as a job. Called without accept_cost it starts nothing and tells the cost: "
        "ask the user, then call again.",
        price="Costs the price of a lead for each person found; `cost` tells it before, in credits.",
        work=work.start_search,
        arguments=(
            _QUERY,
            Argument(
                name="limit", sentence="most people to find", form=Form.NUMBER, least=1, most=10_000, default=1000
            ),
            Argument(name="name", sentence="a name of your choice"),
            Argument(name="accept_cost", sentence="credits that the user agreed to pay at most", form=Form.CREDITS),
        ),
        answers={"started": _YES, "people": _NUMBER, "cost": _CREDITS, "credits": _CREDITS, "next": _TEXT, **_SEARCH},
        reads=False,
    ),
    AgentTool(
        name="get_search",
        title="How far a search is",
        sentence="The status of a search, and how many people it has found.",
        price=_FREE,
        work=work.get_search,
        arguments=(Argument(name="id", sentence="id of a search", required=True),),
        answers=_SEARCH,
    ),
    AgentTool(
        name="add_to_list",
        title="Put people on a list",
        sentence="Add people to a list of the user's, or make a new one of this name; the filter lead_list finds them.",
        price=_FREE,
        work=work.add_to_list,
        arguments=(
            Argument(name="people", sentence="ids of people", form=Form.TEXTS, required=True, least=1, most=1000),
            Argument(name="list", sentence="id of a list"),
            Argument(name="name", sentence="name of a new list"),
        ),
        answers={"list": _TEXT, "name": _TEXT, "size": _NUMBER},
        reads=False,
    ),
    AgentTool(
        name="export_search",
        title="A link to a file",
        sentence="A link to the people whom a search found, as a file; no rows.",
        price=_FREE,
        work=work.export_search,
        arguments=(
            Argument(name="id", sentence="id of a search that is over, or paused", required=True),
            Argument(
                name="format",
                sentence="format of the file",
                choices=("csv", "xlsx", "jsonl", "parquet"),
                default="csv",
            ),
            Argument(name="program", sentence="columns of a program that takes the file in", choices=PROGRAMS),
        ),
        answers={"link": _TEXT, "people": _NUMBER, "how": _TEXT},
    ),
)
TOOLS = {row.name: row for row in _ROWS}
