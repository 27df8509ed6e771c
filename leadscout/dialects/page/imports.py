"""Files of people: sent, their columns looked at, checked, imported, taken back. The wizard's state is its address."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from io import StringIO
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from leadscout.dialects import exporting
from leadscout.dialects.page.forms import fields, one
from leadscout.dialects.page.search.people import called
from leadscout.dialects.page.sending import FormFile
from leadscout.dialects.page.site import Site
from leadscout.errors import Fault, Refused
from leadscout.lexicon import Lexicon
from leadscout.model.files import FilePreview, ReadingChoices, ReadRow
from leadscout.model.imports import ImportJob, ImportStatus
from leadscout.model.search import LeadMatch
from leadscout.service.lists.lists import MOST, person_member
from leadscout.service.people.importing import ImportListing
from leadscout.web.guards import at_once, caller, new_id, receive

UPLOADS = "/import"
"""Where files are sent to; their bodies are read piece by piece."""

AT_ONCE = 50
SCOPE = "people:write"
ENCODINGS = ("utf-8", "cp1252", "cp1250", "cp1251", "iso-8859-15", "shift_jis", "gb18030")
_WAITING = (ImportStatus.UPLOADED, ImportStatus.FAILED)
GROUPS = {
    "person": ("full_name", "first_name", "middle_name", "last_name", "headline", "summary", "gender"),
    "contact": ("email", "phone", "profile_url", "profile_slug", "personal_website", "twitter"),
    "job": ("title", "started", "ended", "dates", "seniority", "function", "job_location", "job_description"),
    "company": (
        *("company_name", "company_website", "company_url", "company_industry", "company_size", "company_type"),
        *("company_location", "company_address", "company_city", "company_state", "company_country"),
    ),
    "place": ("location", "city", "state", "country"),
    "past": ("past_title", "past_company", "past_dates", "school", "skills", "languages", "certifications"),
}
"""Fields as the choice of them is grouped; those in no group stand at its end."""

_COUNTS = ("rows", "new", "updated", "unchanged", "rejected")
_Sent = Annotated[dict[str, list[str]], Depends(fields)]


@dataclass(frozen=True)
class ColumnChoice:
    """A column of a file: the first cells, what it means by itself, and what is chosen; `how`: own, guess, before."""

    number: int
    name: str
    cells: tuple[str, ...]
    own: str
    chosen: str
    how: str


def routes(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    _sending(router, site)
    _looking(router, site)
    _changing(router, site)


def _account(site: Site, http: Request) -> str:
    """Whose the import is. Raises Refused for a key that may not import."""
    who = caller(http)
    site.services.access.allow(who, SCOPE)
    return who.account


def _sending(router: APIRouter, site: Site) -> None:
    imports = site.services.imports

    @router.get("/import")
    def begin(http: Request) -> Response:
        try:
            jobs = imports.all(_account(site, http), AT_ONCE, 0)
        except Refused as refused:
            return site.show(
                http, "account/imports.html", jobs=[], counts={}, may=False, why=refused.faults[0].sentence
            )
        counts = {job.id: _counts(files) for job, files in zip(jobs, imports.files(jobs).values(), strict=True)}
        return site.show(http, "account/imports.html", jobs=jobs, counts=counts, may=True, why="")

    @router.post(UPLOADS)
    async def send(http: Request) -> Response:
        """A file as it is, with `?name=`, or as the one field of a form."""
        account = await at_once(partial(_account, site, http))
        file = FormFile(http.headers.get("content-type", ""), imports.receive)
        if not file.is_form:
            await at_once(partial(file.begin, http.query_params.get("name", "") or "file"))
        try:
            await receive(http, file.write, site.services.settings.max_import)
            upload = await at_once(file.finish)
            job: ImportJob = await at_once(partial(imports.create, account, upload, f"imp_{new_id(http)}"))
        except BaseException:
            if file.upload:
                imports.drop(file.upload)
            raise
        if file.is_form:
            return site.go(http, f"/import/{job.id}")
        return Response(status_code=201, headers={"Location": f"/import/{job.id}"})


def _looking(router: APIRouter, site: Site) -> None:
    services = site.services

    @router.get("/import/{id}")
    def wizard(id: str, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        job = services.imports.get(_account(site, http), id)
        preview = services.imports.preview(job) if job.status in _WAITING else None
        if preview is None:
            counts = _counts(services.imports.files([job])[job.id])
            return site.show(http, "account/import_done.html", job=job, counts=counts)
        values = dict(http.query_params)
        return _step(site, http, job, values)

    @router.get("/import/{id}/rejected.csv")
    def rejected(id: str, http: Request) -> Response:  # noqa: A002
        job = services.imports.get(_account(site, http), id)
        rows: Iterable[tuple[str, ...]] = services.imports.problems(job)
        if job.status in _WAITING and (preview := services.imports.preview(job)):
            columns = _columns(services.imports.all(job.account, AT_ONCE, 0), preview, dict(http.query_params))
            check = services.imports.check(job, _choices(dict(http.query_params), columns))
            listed = check.rejected if check else []
            rows = [("file", "line", "reason"), *((part, str(row.line), row.reason) for part, row in listed)]
        name = f'attachment; filename="rejected-{job.id}.csv"'
        return StreamingResponse(_lines(rows), media_type="text/csv", headers={"Content-Disposition": name})


def _changing(router: APIRouter, site: Site) -> None:
    imports = site.services.imports

    @router.post("/import/{id}/start")
    def start(id: str, http: Request, sent: _Sent) -> Response:  # noqa: A002
        job = imports.get(_account(site, http), id)
        preview = imports.preview(job) if job.status in _WAITING else None
        if preview is None:
            raise Refused(Fault("import_begun", value=id))
        values = {name: one(sent, name) for name in sent}
        columns = _columns(imports.all(job.account, AT_ONCE, 0), preview, values)
        imports.start(job.account, job.id, _choices(values, columns), caller(http).key)
        return site.go(http, f"/import/{job.id}")

    @router.post("/import/{id}/list")
    def search(id: str, http: Request) -> Response:  # noqa: A002
        """Make a list of the people of whom the file tells, once, and search in it."""
        job = imports.get(_account(site, http), id)
        members = dict(person_member({"id": id_}) for id_ in imports.ids(job, MOST))
        made = site.services.lists.create(job.account, "lead", job.name, members, f"import {job.id}")
        return site.go(http, f"/search?lead_list={made.id}")

    @router.post("/import/{id}/undo")
    def undo(id: str, http: Request) -> Response:  # noqa: A002
        job = imports.undo(_account(site, http), id, caller(http).key)
        return site.go(http, f"/import/{job.id}")

    @router.post("/import/{id}/delete")
    def delete(id: str, http: Request) -> Response:  # noqa: A002
        imports.delete(_account(site, http), id, caller(http).key)
        return site.go(http, "/import")


def _step(site: Site, http: Request, job: ImportJob, values: Mapping[str, str]) -> Response:
    """The second or the third step of a file that waits; where its choices are refused, the second with the reason."""
    imports, fault = site.services.imports, ""
    earlier = imports.all(job.account, AT_ONCE, 0)
    preview = imports.preview(job)
    shown = _without_columns(values)
    try:
        base = imports.preview(job, shown) if shown != ReadingChoices() else preview
    except Refused as refused:
        base, fault = preview, refused.faults[0].sentence
    columns = _columns(earlier, base or preview, values)  # type: ignore[arg-type] # it was there a moment ago
    status = 200
    if values.get("step") == "check" and not fault:
        try:
            choices = _choices(values, columns)
            check, read = imports.check(job, choices), imports.preview(job, choices)
        except Refused as refused:
            fault, status = refused.faults[0].sentence, refused.faults[0].error.status
        else:
            rows = [_row(site.services.lexicon, row) for row in read.rows] if read else []
            kept = [(name, value) for name, value in values.items() if name != "step" and value]
            kept += [(f"c{one.number}", one.chosen) for one in columns if f"c{one.number}" not in values]
            checked: dict[str, Any] = {"job": job, "check": check, "rows": rows, "kept": kept, "preview": read}
            return site.show(http, "account/import_check.html", **checked)
    others = imports.reader(ReadingChoices()).fields - {field for group in GROUPS.values() for field in group}
    groups = {**GROUPS, "other": tuple(sorted(others))}
    about: dict[str, Any] = {
        "job": job,
        "preview": base,
        "columns": columns,
        "groups": groups,
        "values": values,
        "fault": fault,
    }
    return site.show(http, "account/import_columns.html", status, encodings=ENCODINGS, **about)


def _columns(earlier: Iterable[ImportJob], preview: FilePreview, values: Mapping[str, str]) -> list[ColumnChoice]:
    """The columns of a file: chosen in the address, else known, else as they were last time, else guessed."""
    looks = {unknown.name: unknown for unknown in preview.unknown}
    before: dict[str, str] = {}
    for job in earlier:
        for column, field in job.choices.get("mapping", {}).items():
            before.setdefault(column, field)
    columns = []
    for number, (name, own) in enumerate(preview.columns.items()):
        guess = looks[name].looks_like if name in looks else ""
        proposed, how = (own, "own") if own and name not in before else (before.get(name, ""), "before")
        if not proposed and guess:
            proposed, how = guess, "guess"
        chosen = values.get(f"c{number}", proposed)
        cells = preview.cells.get(name) or (looks[name].cells if name in looks else [])
        columns.append(
            ColumnChoice(number, name, tuple(cells[:3]), own, chosen, how if chosen == proposed and chosen else "")
        )
    return columns


def _without_columns(values: Mapping[str, str]) -> ReadingChoices:
    """How a file is read, beside what its columns mean. Raises Refused for a day that is none."""
    day = values.get("as_of", "")
    try:
        as_of = date.fromisoformat(day) if day else None
    except ValueError:
        raise Refused(Fault("wrong_type", "as_of", day, ("a day, as 2026-03-14",))) from None
    return ReadingChoices({}, values.get("encoding", ""), values.get("sheet", ""), as_of, values.get("first", ""))


def _choices(values: Mapping[str, str], columns: Iterable[ColumnChoice]) -> ReadingChoices:
    """All that is chosen: columns that mean something else than by themselves, and the rest."""
    rest = _without_columns(values)
    mapping = {one.name: one.chosen for one in columns if one.chosen and one.chosen != one.own}
    return ReadingChoices(mapping, rest.encoding, rest.sheet, rest.as_of, rest.first)


def _counts(files: Iterable[ImportListing]) -> dict[str, int]:
    """What became of the rows of all files of an import."""
    listed = list(files)
    return {name: sum(getattr(file, name) for file in listed) for name in _COUNTS}


def _row(lexicon: Lexicon, row: ReadRow) -> dict[str, Any]:
    """A row as it would be read."""
    about: dict[str, Any] = {"line": row.line, "reason": row.reason, "doubts": row.doubts}
    if row.lead is None:
        return {**about, "name": ""}
    shown = exporting.shown(lexicon, LeadMatch(0, row.lead, position=row.lead.primary))
    lead, job = shown.lead, shown.position
    return {
        **about,
        "name": called(lead),
        "title": job.title if job else "",
        "company": job.company.name if job else "",
        "place": lead.location.written,
        "contact": (*lead.emails[:1], *lead.phones[:1]),
        "profile": lead.profile_url,
    }


def _lines(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in rows:
        text = StringIO(newline="")
        csv.writer(text).writerow(row)
        yield text.getvalue()
