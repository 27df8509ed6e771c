"""The tools as a server of the Model Context Protocol, over pipes or behind /mcp; needs the extra leadscout[mcp]."""

from collections.abc import Callable
from functools import partial
from typing import Any

import anyio.to_thread
import mcp_types as types
import orjson
from anyio import CapacityLimiter
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from leadscout.agents.arguments import check, sayable, schema
from leadscout.agents.tools import TOOLS, AgentTool
from leadscout.agents.trimming import filled, fit
from leadscout.agents.work import AgentSession
from leadscout.client import LeadscoutError
from leadscout.errors import Fault, Refused

FILTERS_URI = "leadscout://filters"
PROMPT = "build_a_list"
AT_ONCE = 8
"""Calls that are worked on at once."""

_INSTRUCTIONS = (
    "Search the user's own database of people. Begin with describe_search, show the filters and what was not read, "
    "count before you list, and ask before anything that costs credits."
)
_STEPS = """Build a list of people: {who}
1. Call describe_search with these words. Show me the filters, and what was not read.
2. Call count_people. Where nobody matches, or far too many do, propose changes, with filter_values and facet_people.
3. Show me ten of them by find_people, and ask whether they are right.
4. Call start_search without accept_cost and tell me what it costs. Start it only when I agree.
5. When get_search says that it is over, give me the link of export_search."""

Context = ServerRequestContext[Any, Any]
Sessions = Callable[[Context], AgentSession]
"""Who asks, by the request."""


def build(sessions: Sessions, version: str) -> "Server[Any]":
    """Make the server. `sessions` gives whoever sent a request; it may raise Refused."""
    limiter: list[CapacityLimiter] = []

    async def run(do: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is done
        """Do what waits for the server on a thread that no search needs."""
        if not limiter:
            limiter.append(CapacityLimiter(AT_ONCE))
        return await anyio.to_thread.run_sync(do, limiter=limiter[0])

    async def call_tool(context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            return _answer(await run(partial(_call, partial(sessions, context), params.name, params.arguments or {})))
        except (Refused, LeadscoutError) as error:
            return types.CallToolResult(content=[types.TextContent(type="text", text=str(error))], is_error=True)

    async def read_resource(context: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        if str(params.uri) != FILTERS_URI:
            raise MCPError(code=types.INVALID_PARAMS, message=f"there is {FILTERS_URI}, not {params.uri}")
        try:
            text = await run(lambda: _filters(sessions(context)))
        except (Refused, LeadscoutError) as error:
            raise MCPError(code=types.INTERNAL_ERROR, message=str(error)) from None
        content = types.TextResourceContents(uri=params.uri, text=text, mime_type="application/json")
        return types.ReadResourceResult(contents=[content])

    return Server(
        "leadscout",
        title="leadscout",
        version=version,
        instructions=_INSTRUCTIONS,
        on_list_tools=_list_tools,
        on_call_tool=call_tool,
        on_list_resources=_list_resources,
        on_read_resource=read_resource,
        on_list_prompts=_list_prompts,
        on_get_prompt=_get_prompt,
    )


async def serve_pipes(server: "Server[Any]") -> None:
    """Serve whoever started this process, until they close the pipe."""
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def _call(session: Callable[[], AgentSession], name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    tool = TOOLS.get(name)
    if tool is None:
        raise Refused(Fault("unknown_value", "tool", name, tuple(TOOLS)))
    return fit(tool.work(session(), check(tool.arguments, arguments)))


def _answer(answer: dict[str, Any]) -> types.CallToolResult:
    text = types.TextContent(type="text", text=orjson.dumps(answer).decode())
    return types.CallToolResult(content=[text], structured_content=answer)


def _filters(session: AgentSession) -> str:
    """What can be searched, as the server has it, without what says nothing."""
    rows = [
        {
            **{name: row.get(name) for name in ("name", "sentence", "example", "facet")},
            "values": [value["label"] for value in row.get("values") or ()],
        }
        for row in session.client.filters()
        if row["name"] in sayable()
    ]
    return orjson.dumps(filled(rows)).decode()


def _shown(tool: AgentTool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=schema(tool.arguments, explained=tool.explained),
        output_schema=tool.answer_schema,
        annotations=types.ToolAnnotations(
            title=tool.title,
            read_only_hint=tool.reads,
            destructive_hint=False,
            idempotent_hint=tool.reads,
            open_world_hint=False,
        ),
    )


async def _list_tools(_: Context, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
    return types.ListToolsResult(tools=[_shown(tool) for tool in TOOLS.values()])


async def _list_resources(_: Context, __: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
    about = "Everything that people can be searched by, with the values of closed lists."
    filters = types.Resource(uri=FILTERS_URI, name="filters", description=about, mime_type="application/json")
    return types.ListResourcesResult(resources=[filters])


async def _list_prompts(_: Context, __: types.PaginatedRequestParams | None) -> types.ListPromptsResult:
    who = types.PromptArgument(name="who", description="who the people are, in plain words", required=True)
    prompt = types.Prompt(name=PROMPT, title="Build a list", description="From words to a file.", arguments=[who])
    return types.ListPromptsResult(prompts=[prompt])


async def _get_prompt(_: Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
    who = (params.arguments or {}).get("who", "").strip()
    if params.name != PROMPT or not who:
        raise MCPError(code=types.INVALID_PARAMS, message=f"the prompt is {PROMPT}, and it needs `who`")
    message = types.PromptMessage(role="user", content=types.TextContent(type="text", text=_STEPS.format(who=who)))
    return types.GetPromptResult(description="From words to a file.", messages=[message])
