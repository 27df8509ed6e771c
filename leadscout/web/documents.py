"""OpenAPI documents: what FastAPI knows of the routes, with answers, faults and examples from the dialects' tables."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

_REFERENCES = "#/components/schemas/{model}"
_PREFIX = re.compile(r"^/(?:api/)?(?:v\d+/|linkedin/)?")
_JSON = "application/json"

Document = dict[str, Any]


class OperationRow(Protocol):
    """What a dialect says of one operation: the type of its answer, bodies to send, and parameters."""

    @property
    def answer(self) -> Any: ...  # noqa: ANN401, D102 - a type

    @property
    def examples(self) -> Mapping[str, object]: ...  # noqa: D102

    @property
    def parameters(self) -> Mapping[str, object]: ...  # noqa: D102


class OperationTable(Protocol):
    """What a dialect says of all: rows by method and path, the type of its faults, and how these are sent."""

    @property
    def rows(self) -> Mapping[str, OperationRow]: ...  # noqa: D102

    @property
    def fault(self) -> Any: ...  # noqa: ANN401, D102 - a type

    @property
    def media(self) -> str: ...  # noqa: D102


def operation_id(route: APIRoute) -> str:
    """How clients call an operation: method and path, in words, "post_companies_count"."""
    method = min(route.methods or ["get"]).lower()
    path = _PREFIX.sub("", route.path_format).replace("{", "by ").removeprefix(f"/{method}-")
    return _words(f"{method} {path}")


def operation_id_of_all(route: APIRoute) -> str:
    """The same where dialects stand beside each other: "native_post_companies_count"."""
    return _words(" ".join((*map(str, route.tags), operation_id(route))))


def complete(app: FastAPI, tables: Mapping[str, Callable[[], OperationTable | None]]) -> None:
    """Let the document of an application tell what the tables of its dialects, by their tag, say."""
    plain = app.openapi

    def document() -> Document:
        if app.openapi_schema is None:
            app.openapi_schema = _filled(plain(), {name: one for name, table in tables.items() if (one := table())})
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign] # as FastAPI's guide has it


def served(document: Document, root: str) -> Document:
    """A document with its server: this one, behind the path `root`."""
    return {**document, "servers": [{"url": root or "/", "description": "this server"}]}


def _words(text: str) -> str:
    return "_".join(re.findall(r"[a-z0-9]+", text.lower()))


def _filled(document: Document, tables: Mapping[str, OperationTable]) -> Document:
    operations = [one for one in _operations(document) if one[1]["tags"][0] in tables]
    types: list[tuple[str, Any]] = [(name, table.fault) for name, table in tables.items()]
    rows = {key: tables[operation["tags"][0]].rows.get(key) for key, operation in operations}
    types += [(key, row.answer) for key, row in rows.items() if row and row.answer]
    schemas, shared = TypeAdapter.json_schemas(
        [(key, "serialization", TypeAdapter(type_)) for key, type_ in types], ref_template=_REFERENCES
    )
    ours = shared.get("$defs", {})
    theirs = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ours.keys() & theirs.keys():
        raise ValueError(f"two schemas are called {name}")
    theirs.update(ours)
    for key, operation in operations:
        table, row = tables[operation["tags"][0]], rows[key]
        fault = {"schema": schemas[operation["tags"][0], "serialization"]}
        operation["responses"]["4XX"]["content"] = {table.media: fault}
        if row:
            _tell(operation, row, schemas.get((key, "serialization")))
    return served(document, "")


def _operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, by_method in document["paths"].items():
        for method, operation in by_method.items():
            yield f"{method.upper()} {path}", operation


def _tell(operation: Document, row: OperationRow, schema: Document | None) -> None:
    """Put a row into an operation."""
    for status, response in operation["responses"].items():
        if schema and status.startswith("2"):
            response["content"] = {_JSON: {"schema": schema}}
    for media in operation.get("requestBody", {}).get("content", {}).values():
        media["examples"] = {name: {"summary": name, "value": body} for name, body in row.examples.items()}
    for parameter in _parameters(operation, row.parameters):
        parameter["example"] = row.parameters[parameter["name"]]


def _parameters(operation: Document, names: Mapping[str, object]) -> Sequence[Document]:
    return [one for one in operation.get("parameters", ()) if one["name"] in names]
