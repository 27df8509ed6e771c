"""Files of what was found: of a search, of a list, of a question, streamed as they are written."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from leadscout.dialects import files
from leadscout.dialects.native.words import QueryBody, body
from leadscout.dialects.services import Services
from leadscout.errors import Fault, Refused
from leadscout.model import query as model
from leadscout.model.search import STORED
from leadscout.service.lists.lists import FILTERS
from leadscout.web.guards import caller, takes

_Id = Annotated[str, Path(description="id of a search")]
_ListId = Annotated[str, Path(description="number of a list")]
_Format = Annotated[str, Path(description="csv, xlsx, jsonl, parquet, csv.gz or jsonl.gz")]
_CONTENT = {"schema": {"type": "string", "format": "binary"}}
_OF_FILE: Any = {
    "response_class": StreamingResponse,
    "responses": {
        200: {"description": "the file", "content": {name.partition(";")[0]: _CONTENT for name in files.MEDIA.values()}}
    },
}


class _ExportQuery(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    program: Annotated[
        str, Field(alias="for", max_length=50, description="columns that a program takes in: hubspot, salesforce, …")
    ] = ""


class ExportBody(QueryBody):
    """A file of the people who match."""

    format: StrictStr = Field("csv", max_length=20, description="csv, xlsx, jsonl, parquet, csv.gz or jsonl.gz")
    program: StrictStr = Field(
        "", alias="for", max_length=50, description="columns that a program takes in: hubspot, salesforce, …"
    )


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    exports, asking = services.exports, services.asking

    @router.get("/searches/{id}/results.{format}", summary="What a search that is over found, as a file", **_OF_FILE)
    def results(id: _Id, format: _Format, query: Annotated[_ExportQuery, Query()], http: Request) -> Response:  # noqa: A002
        search = services.jobs.get(caller(http).owner("native"), id)
        layout = exports.layout(query.program, companies=search.route.companies)
        return files.file(services, f"search-{search.id}", format, services.jobs.results(search, files.AT_ONCE), layout)

    @router.get(
        "/lists/{id}/people.{format}", summary="The people of a list, or at its companies, as a file", **_OF_FILE
    )
    def people(id: _ListId, format: _Format, query: Annotated[_ExportQuery, Query()], http: Request) -> Response:  # noqa: A002
        account = caller(http).account
        record = services.lists.get(account, id)
        clause = model.Clause(FILTERS[record.kind], (str(record.id),))
        question = asking.question(account, model.Query((clause,)))
        return files.of_question(services, f"list-{record.id}", question, format, query.program)

    @router.post("/people/export", summary="The people who match, as a file, free", **_OF_FILE)
    @takes(body(services.lexicon, ExportBody))
    def export(request: ExportBody, http: Request) -> Response:
        if request.route != STORED:
            raise Refused(Fault("not_supported", "source"))
        question = asking.question(caller(http).account, request.query(), request.names)
        return files.of_question(services, "people", question, request.format, request.program)
