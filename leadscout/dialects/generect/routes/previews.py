"""Previews: masked rows of a database search, and how many there are."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, model_validator

from leadscout.dialects.base import fault
from leadscout.dialects.doors import answer
from leadscout.dialects.generect import GenerectSettings, faces, people
from leadscout.dialects.generect.words import DatabaseBody, body
from leadscout.dialects.services import Services
from leadscout.service.accounts.credits import MILLIONTHS
from leadscout.service.asking.question import Question
from leadscout.web.guards import caller, new_id, takes

CRITERIA = ("company_search_criteria", "lead_search_criteria")
COMPANY = {
    "industries": "company_industries",
    "exclude_industries": "exclude_company_industries",
    "headcounts": "company_headcounts",
    "exclude_headcounts": "exclude_company_headcounts",
    "locations": "company_locations",
    "exclude_locations": "exclude_company_locations",
    "company_types": "company_types",
}
"""Fields of the company's criteria, and those of a search for people that mean the same."""


def _as_sent(schema: dict[str, Any]) -> None:
    """Document the two objects that are sent."""
    fields = schema["properties"]
    parts = ({name: fields[field] for name, field in COMPANY.items()}, fields)
    schema["properties"] = {
        name: {"type": "object", "description": about, "properties": part}
        for name, about, part in zip(CRITERIA, ("where they work", "who they are"), parts, strict=True)
    }


class CriteriaBody(DatabaseBody):
    """Criteria of the company and of the person, read as one search for people."""

    model_config = ConfigDict(json_schema_extra=_as_sent)

    @model_validator(mode="before")
    @classmethod
    def _flatten(cls, sent: Any) -> Any:  # noqa: ANN401 - whatever was sent
        if not isinstance(sent, dict):
            return sent
        _check_names(sent, CRITERIA)
        company, person = (_criteria(sent, name) for name in CRITERIA)
        _check_names(company, COMPANY)
        flat = dict(person)
        for name, value in company.items():
            field = COMPANY[name]
            if value and flat.get(field, value) != value:
                raise fault("two_names", field=field, value=name)
            flat[field] = value or flat.get(field)
        return flat


def _check_names(sent: Mapping[str, object], names: Collection[str]) -> None:
    for name in sent:
        if name not in names:
            raise fault("unknown_field", partial(get_close_matches, name, names, 2), field=name)


def _criteria(sent: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = sent.get(name)
    if not isinstance(value, dict | None):
        raise fault("wrong_type", field=name, value=value, valid=("an object",))
    return value or {}


def searching(router: APIRouter, services: Services) -> None:
    """Add what returns rows, and charges for them."""

    @router.post("/api/v1/preview/leads/", summary="Masked rows of a database search; their ids can be enriched")
    @takes(body(services.lexicon, CriteriaBody))
    def preview(request: CriteriaBody, http: Request) -> Response:
        limit = services.settings.of(GenerectSettings).generect_limit if request.limit_by is None else request.limit_by
        page = services.asking.page(_question(services, request, http), limit, offset=request.offset_by or 0)
        rows = [people.masked(services.lexicon, match) for match in page.found]
        charged = 0 if is_free(services, caller(http).account) else _charge(services, http, len(rows))
        data = {"leads": rows, "results_count": page.total.value}
        return answer({"data": data, "meta": {"amount_charged": faces.dollars(charged)}})


def counting(router: APIRouter, services: Services) -> None:
    """Add what counts, for free."""

    @router.post("/api/v1/preview/leads/count/", summary="How many leads a preview would find, free")
    @takes(body(services.lexicon, CriteriaBody))
    def count(request: CriteriaBody, http: Request) -> Response:
        counted = services.asking.count(_question(services, request, http))
        return answer({"data": {"count": counted.value}, "meta": {"amount_charged": 0}})


def is_free(services: Services, account: str) -> bool:
    """Whether an account has spent so much this month that its previews are free."""
    spent = services.credits.spent(account, "generect", services.now().strftime("%Y-%m"))
    return spent >= services.settings.of(GenerectSettings).generect_preview_free * MILLIONTHS


def _question(services: Services, request: CriteriaBody, http: Request) -> Question:
    return services.asking.question(caller(http).account, request.query(), request.names)


def _charge(services: Services, http: Request, rows: int) -> int:
    price = services.credits.prices["generect", "preview"]
    return services.credits.charge(caller(http), price, rows, f"generect.preview:{new_id(http)}")
