"""What each tool does: a question to the server through its client, and an answer that can be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leadscout.agents.trimming import BUDGET, CUT, filled, person, size
from leadscout.client import Client
from leadscout.client.transport import path
from leadscout.errors import Fault, Refused

Given = Mapping[str, Any]
"""What a tool was given, by argument."""


@dataclass(frozen=True, slots=True)
class AgentSession:
    """Who asks: a client with the caller's key, and the address that the caller reaches the server at."""

    client: Client
    origin: str


_SHOWN = 25
"""Values of one facet."""

_ROUNDED = 1e-9
"""What the division of two amounts of money may lack of a whole number."""

_ORIGINS = ("provenance", "sources", "conflicts")
"""Of a person, what is shown only to whoever asks for it."""


def describe_search(session: AgentSession, given: Given) -> dict[str, Any]:
    """Words as filters."""
    return dict(session.client.describe(given["words"]))


def count_people(session: AgentSession, given: Given) -> dict[str, Any]:
    """How many match."""
    count = session.client.count(**(given["query"] or {}))
    return {**count, "applied_filters": _applied(count)}


def facet_people(session: AgentSession, given: Given) -> dict[str, Any]:
    """How they spread."""
    facets = session.client.facets(given["facets"], **(given["query"] or {}))
    return {"facets": {name: [*buckets[:_SHOWN]] for name, buckets in facets.items()}}


def find_people(session: AgentSession, given: Given) -> dict[str, Any]:
    """Some of them: as many as an answer can hold, so that the cursor leaves nobody out."""
    limit = given["limit"]
    while True:
        page = session.client.preview(limit=limit, cursor=given["cursor"] or "", **(given["query"] or {}))
        people = [person(lead, contact=given["detail"] == "contact") for lead in page["leads"]]
        answer: dict[str, Any] = filled({**page, "leads": None, "people": people, "applied_filters": _applied(page)})
        if given["cursor"]:  # the first page said how the query was read
            answer = {name: answer[name] for name in ("total", "exact", "people", "cursor") if name in answer}
        if limit < given["limit"]:
            answer[CUT] = [f"people: {limit} of {given['limit']} fit into an answer; the cursor leads to the rest"]
        if limit == 1 or size(answer) <= BUDGET:
            return answer
        limit = max(1, min(limit - 1, limit * BUDGET // size(answer)))


def get_person(session: AgentSession, given: Given) -> dict[str, Any]:
    """One of them, all that is there or some fields of it."""
    profile: dict[str, Any] = dict(session.client.person(given["id"]))
    if given["fields"]:
        return {"person": {name: profile.get(name) for name in ("id", *given["fields"])}}
    return {"person": {name: value for name, value in profile.items() if name not in _ORIGINS}}


def filter_values(session: AgentSession, given: Given) -> dict[str, Any]:
    """What can be written."""
    return {"values": session.client.suggest(given["filter"], given["text"] or "", given["limit"])}


def start_search(session: AgentSession, given: Given) -> dict[str, Any]:
    """A job, once its cost is accepted; else what it would cost."""
    query = dict(given["query"] or {})
    count, usage = session.client.count(**query), session.client.usage()
    people, price = min(count["total"], given["limit"]), usage.get("prices", {}).get("lead", 0)
    cost = round(people * price, 6)
    offer = {"people": people, "cost": cost, "credits": usage["credits"]}
    accepted = given["accept_cost"]
    if not people:
        return {**offer, "started": False, "next": "nobody matches: change the query"}
    if accepted is None or accepted < cost:
        return {**offer, "started": False, "next": f"call again with accept_cost {cost:g} to start it"}
    # Who comes in meanwhile must not cost more than was accepted.
    limit = min(given["limit"], int(accepted / price + _ROUNDED)) if price else given["limit"]
    search = session.client.searches.create(**query, limit=limit, name=given["name"] or "")
    return {**offer, "started": True, **_search(dict(search))}


def get_search(session: AgentSession, given: Given) -> dict[str, Any]:
    """How far a job is."""
    search = session.client.searches.get(given["id"])
    return {**_search(dict(search)), "over": search["over"]}


def add_to_list(session: AgentSession, given: Given) -> dict[str, Any]:
    """People into a list, a new one where only a name is told."""
    if bool(given["list"]) is bool(given["name"]):
        raise Refused(Fault("one_of", "list", valid=("list", "name")))
    leads = [{"id": id_} for id_ in given["people"]]
    made = (
        session.client.lists.extend(given["list"], leads=leads)
        if given["list"]
        else session.client.lists.create(given["name"], "lead", leads=leads)
    )
    return {"list": made["id"], "name": made["name"], "size": made["size"]}


def export_search(session: AgentSession, given: Given) -> dict[str, Any]:
    """A link to a file; rows would fill an assistant's memory."""
    search = session.client.searches.get(given["id"])
    if not search["over"] and search["status"] != "paused":
        raise Refused(Fault("search_not_over", value=given["id"]))
    program = f"?for={given['program']}" if given["program"] else ""
    link = f"{session.origin}/v1{path('searches', given['id'])}/results.{given['format']}{program}"
    how = "open it with the header Authorization: Bearer and your leadscout key"
    return {"link": link, "people": search["found"], "how": how}


def _applied(count: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How the server read each filter, in names."""
    return [
        {
            "filter": f"{'not ' * one['exclude']}{one['filter']}",
            "values": [value["label"] for value in one["values"]][:_SHOWN],
        }
        for one in count["applied_filters"]
    ]


def _search(search: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("id", "name", "status", "reason", "total", "found", "limit", "created_at")
    return {name: search.get(name) for name in kept}
