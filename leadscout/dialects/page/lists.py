"""Lists of companies and people: pasted or taken from a file, with whom each row means, and searched with."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from leadscout.dialects.page.forms import fields, one
from leadscout.dialects.page.site import Site
from leadscout.errors import Fault, Refused
from leadscout.service.lists.lists import FILTERS, KINDS
from leadscout.service.lists.matching import MatchResult, MemberMatch, summary
from leadscout.web.guards import caller, new_id

AT_ONCE = 100
"""Members of one page."""

_MOST = 10_000
"""Rows of one form; longer lists come over the API, or by `leadscout lists import`."""

_LONGEST = 500
_SHOWN = 200
_HEADS = frozenset(
    ("name", "company", "firma", "domain", "website", "id", "url", "linkedin_url", "linkedin", "e-mail", "email")
)
_CELLS = re.compile(r"\t|;")
_LINK = re.compile(r"(?:https?://|www\.)|linkedin\.com/", re.IGNORECASE)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+/?", re.ASCII)
_Sent = Annotated[dict[str, list[str]], Depends(fields)]


def routes(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    services, lists = site.services, site.services.lists

    def all_shown(http: Request, status: int = 200, **more: object) -> Response:
        about: Mapping[str, Any] = {"fault": "", "sent": {}, "report": None, **more}
        records = lists.all(caller(http).account)[::-1]
        return site.show(http, "account/lists.html", status, records=records, filters=FILTERS, **about)

    @router.get("/lists")
    def all_lists(http: Request) -> Response:
        return all_shown(http)

    @router.post("/lists")
    def create(http: Request, sent: _Sent) -> Response:
        """Make a list, or, with `check`, show whom its rows mean before there is one."""
        try:
            name, kind, rows = _wanted(sent)
            report = services.matching(caller(http).account).report(kind, rows)
            if "check" in sent:
                return all_shown(http, sent=sent, report=_report(report))
            made = lists.create(caller(http).account, kind, name, _members(report), new_id(http))
        except Refused as refused:
            fault = refused.faults[0]
            return all_shown(http, fault.error.status, fault=fault.sentence, sent=sent)
        return site.go(http, f"/lists/{made.id}")

    @router.get("/lists/{id}")
    def one_list(
        id: str,  # noqa: A002 - the name of the path's part
        http: Request,
        after: Annotated[str, Query(max_length=1100)] = "",
    ) -> Response:
        record = lists.get(caller(http).account, id)
        rows = lists.page(record.account, record.id, after, AT_ONCE)
        means = services.matching(record.account).means(record.kind, [key for key, _ in rows])
        members = [(written, means.get(key, ())) for key, written in rows]
        more = rows[-1][0] if len(rows) == AT_ONCE else ""
        about: dict[str, Any] = {"record": record, "filter": FILTERS[record.kind], "members": members}
        return site.show(http, "account/list.html", after=after, more=more, **about)

    @router.post("/lists/{id}/members")
    def extend(id: str, http: Request, sent: _Sent) -> Response:  # noqa: A002
        record = lists.get(caller(http).account, id)
        report = services.matching(record.account).report(record.kind, list(_rows(record.kind, one(sent, "rows"))))
        lists.extend(record.account, id, _members(report), one(sent, "name")[:_LONGEST])
        return site.go(http, f"/lists/{record.id}")

    @router.post("/lists/{id}/delete")
    def delete(id: str, http: Request) -> Response:  # noqa: A002
        lists.delete(caller(http).account, id)
        return site.go(http, "/lists")


def _wanted(sent: dict[str, list[str]]) -> tuple[str, str, Sequence[tuple[int, Mapping[str, str]]]]:
    """Name, kind and rows of a list that somebody wants. Raises Refused for what is none."""
    name, kind = one(sent, "name"), one(sent, "kind")
    rows = list(_rows(kind, one(sent, "rows")))
    if not name:
        raise Refused(Fault("missing_field", "name"))
    if len(name) > _LONGEST:
        raise Refused(Fault("too_long", "name", limit=_LONGEST))
    if kind not in KINDS:
        raise Refused(Fault("unknown_value", "kind", kind, KINDS))
    if not rows:
        raise Refused(Fault("missing_field", "rows"))
    if len(rows) > _MOST:
        raise Refused(Fault("out_of_range", "rows", len(rows), (f"at most {_MOST:,} rows",)))
    return name, kind, rows


def _rows(kind: str, text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each line with what it tells: its cells are read by what they look like; a line of column names is left out."""
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip().strip('"') for cell in _CELLS.split(line)]
        if "," in line and len(cells) == 1:
            parts = [part.strip().strip('"') for part in line.split(",")]
            # A comma also stands inside names: "Nordwind, Inc."
            cells = parts if any(_field(kind, part) != "name" for part in parts if part) else cells
        cells = [cell for cell in cells if cell]
        if cells and not {cell.casefold() for cell in cells} <= _HEADS:
            yield number, {_field(kind, cell): cell for cell in reversed(cells)}


def _field(kind: str, cell: str) -> str:
    """What a cell of a row looks like."""
    if kind == "lead":
        return "email" if "@" in cell else "linkedin_url" if _LINK.search(cell) else "id"
    if cell.isdecimal():
        return "linkedin_id"
    if "linkedin.com/" in cell.lower():
        return "linkedin_url"
    return "domain" if _LINK.match(cell) or _DOMAIN.fullmatch(cell) else "name"


def _members(report: Sequence[MemberMatch]) -> dict[str, str]:
    return {match.key: match.written for match in reversed(report) if match.key}


def _report(report: Sequence[MemberMatch]) -> Mapping[str, object]:
    """What the form shows of a report: how many rows of each result, and the rows, those that need a look first."""
    fine = (MatchResult.MATCHED, MatchResult.DUPLICATE)
    rows = sorted(report, key=lambda match: match.result in fine)
    counts = {name: count for name, count in summary(report).items() if count}
    return {"counts": counts, "rows": rows[:_SHOWN], "left_out": max(0, len(rows) - _SHOWN)}
