"""/v1/imports: files of people, sent, looked at, imported in the background, and taken back."""

import csv
from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from io import StringIO
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from leadscout.dialects.base import Sent
from leadscout.dialects.doors import answer
from leadscout.dialects.native import faces
from leadscout.dialects.services import Services
from leadscout.model.files import ReadingChoices
from leadscout.model.imports import ImportJob
from leadscout.service.people.uploads import Upload
from leadscout.web.guards import caller, new_id, receive, takes

SCOPE = "people:write"
_KEY = "Idempotency-Key"
_Id = Annotated[str, Path(description="id of an import")]
_SENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "the file, as it is",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
    "parameters": [
        {
            "name": _KEY,
            "in": "header",
            "description": "sent again with the same key, the same file is one import",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        }
    ],
}


class ChoicesBody(Sent):
    """How a file is read, where it does not say so itself."""

    mapping: dict[StrictStr, StrictStr] = Field(
        {},
        max_length=500,
        description="what columns mean: field by column, as `--map`",
        examples=[{"Zorg": "location"}],
    )
    encoding: StrictStr = Field("", max_length=50, description="encoding of a file of text [decided by its letters]")
    sheet: StrictStr = Field("", max_length=200, description="the sheet of a workbook [every one with people]")
    as_of: date | None = Field(None, strict=False, description="when the rows were true [the day on which it was sent]")
    first: StrictStr = Field(
        "",
        max_length=20,
        description="day or month: what stands first in dates like 03/04/2021 [the file decides]",
    )

    @property
    def choices(self) -> ReadingChoices:
        """The same, for those who read."""
        return ReadingChoices(dict(self.mapping), self.encoding, self.sheet, self.as_of, self.first)


class _NameQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=500, description="name of the file, contacts.xlsx")]


class _ImportsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=1000, description="most of them in this answer")] = 100
    offset: Annotated[int, Field(ge=0, le=10**9, description="how many to skip")] = 0


def routes(router: APIRouter, services: Services, plain: type[APIRoute]) -> None:
    """Add the routes; `plain` is the class of one that reads its body itself."""
    _sending(router, services, plain)
    _changing(router, services)


def _account(services: Services, http: Request) -> str:
    """Whose the import is. Raises Refused for a key that may not import."""
    who = caller(http)
    services.access.allow(who, SCOPE)
    return who.account


def _sending(router: APIRouter, services: Services, plain: type[APIRoute]) -> None:
    imports = services.imports

    async def create(query: Annotated[_NameQuery, Query()], http: Request) -> Response:
        account = _account(services, http)
        upload = await run_in_threadpool(imports.receive, query.name)
        try:
            await receive(http, upload.write, services.settings.max_import)
            return await run_in_threadpool(_created, services, account, upload, _id(http, account))
        except BaseException:
            imports.drop(upload)
            raise

    summary = "Send a file of people, and see how it would be read; nothing of it is kept yet"
    router.add_api_route(
        "/imports",
        create,
        methods=["POST"],
        status_code=201,
        summary=summary,
        route_class_override=plain,
        openapi_extra=_SENT,
    )

    @router.get("/imports", summary="Your imports, newest first")
    def all_imports(query: Annotated[_ImportsQuery, Query()], http: Request) -> Response:
        jobs = imports.all(_account(services, http), query.limit, query.offset)
        files = imports.files(jobs)
        return answer({"imports": [faces.import_(job, files[job.id]) for job in jobs]})

    @router.get("/imports/{id}", summary="How far an import is, and how its file would be read while it waits")
    def one(id: _Id, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        return answer(_whole(services, imports.get(_account(services, http), id)))

    @router.get(
        "/imports/{id}/rejected",
        summary="The rows that were rejected or are doubtful, as a CSV file",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
    )
    def rejected(id: _Id, http: Request) -> Response:  # noqa: A002
        rows = imports.problems(imports.get(_account(services, http), id))
        headers = {"Content-Disposition": f'attachment; filename="rejected-{id}.csv"'}
        return StreamingResponse(_lines(rows), media_type="text/csv", headers=headers)


def _changing(router: APIRouter, services: Services) -> None:
    imports = services.imports

    @router.post(
        "/imports/{id}/preview",
        summary="How a file would be read with these choices, and how many are new; nothing is kept",
    )
    @takes(ChoicesBody)
    def preview(request: ChoicesBody, id: _Id, http: Request) -> Response:  # noqa: A002
        job = imports.get(_account(services, http), id)
        shown, check = imports.preview(job, request.choices), imports.check(job, request.choices)
        if shown is None or check is None:
            return answer({})
        return answer({**faces.import_preview(services.lexicon, shown), "check": faces.import_check(check)})

    @router.post("/imports/{id}/start", summary="Import a file in the background")
    @takes(ChoicesBody)
    def start(request: ChoicesBody, id: _Id, http: Request) -> Response:  # noqa: A002
        job = imports.start(_account(services, http), id, request.choices, caller(http).key)
        return answer(faces.import_(job, []))

    @router.post("/imports/{id}/undo", summary="Take back what an import told, in the background")
    def undo(id: _Id, http: Request) -> Response:  # noqa: A002
        job = imports.undo(_account(services, http), id, caller(http).key)
        return answer(faces.import_(job, imports.files([job])[job.id]))

    @router.delete("/imports/{id}", status_code=204, summary="Forget a file that was not begun")
    def delete(id: _Id, http: Request) -> Response:  # noqa: A002
        imports.delete(_account(services, http), id, caller(http).key)
        return Response(status_code=204)


def _created(services: Services, account: str, upload: Upload, id_: str) -> Response:
    return answer(_whole(services, services.imports.create(account, upload, id_)), 201)


def _whole(services: Services, job: ImportJob) -> dict[str, Any]:
    files = services.imports.files([job])[job.id]
    preview = services.imports.preview(job)
    return {
        **faces.import_(job, files),
        "preview": preview and faces.import_preview(services.lexicon, preview),
    }


def _id(http: Request, account: str) -> str:
    """The id of an import: the same when it is sent again with its Idempotency-Key."""
    key = http.headers.get(_KEY, "")
    if not key:
        return f"imp_{new_id(http)}"
    return f"imp_{blake2b(chr(0).join((account, key)).encode(), digest_size=16).hexdigest()}"


def _lines(rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    for row in rows:
        text = StringIO(newline="")
        csv.writer(text).writerow(row)
        yield text.getvalue()
