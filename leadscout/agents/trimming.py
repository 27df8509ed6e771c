"""Answers that an assistant can read: without empty fields, and never longer than its budget."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import orjson

BUDGET = 20_000
"""Bytes of a whole answer: it is sent as text and as structure, and an assistant pays for both."""

ENVELOPE = 300
"""Bytes of what the protocol puts around an answer."""

_STEPS = ((2000, 200), (800, 50), (300, 25), (150, 12), (80, 6), (40, 3), (40, 1))
"""How long a text, and how many values of a list, may be, where an answer is too long; tried in this order."""

_REASONS = 6
_WAYS = 3  # e-mails, or phones
_WHOLE = ("id", "profile", "website")  # half of one is of no use
_LINE = 160  # letters of a title, a name, a place

CUT = "cut"
"""The field that says what was cut."""


def size(answer: Mapping[str, Any]) -> int:
    """Bytes of an answer as it is sent: as JSON, and as that JSON in a text."""
    structure = orjson.dumps(answer)
    return len(structure) + len(orjson.dumps(structure.decode())) + ENVELOPE


def fit(answer: Mapping[str, Any], budget: int = BUDGET) -> dict[str, Any]:
    """An answer without empty fields, shortened until it is within its budget; `cut` says what was."""
    whole: dict[str, Any] = filled(answer)
    shorter = whole
    for letters, values in _STEPS:
        if size(shorter) <= budget:
            return shorter
        cuts: list[str] = []
        shorter = _shortened(whole, letters, values, "", cuts)
        shorter[CUT] = [*whole.get(CUT, ()), *_summed(cuts)]
    return shorter


def filled(value: Any) -> Any:  # noqa: ANN401 - JSON
    """JSON without fields that say nothing."""
    if isinstance(value, dict):
        inner = {name: filled(one) for name, one in value.items()}
        return {name: one for name, one in inner.items() if one not in ("", None, [], {})}
    return [filled(one) for one in value] if isinstance(value, list) else value


def _shortened(value: Any, letters: int, values: int, where: str, cuts: list[str]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {
            name: _shortened(one, letters, values, f"{where}.{name}" if where else name, cuts)
            for name, one in value.items()
        }
    if isinstance(value, list):
        if len(value) > values:
            cuts.append(f"{where}: {values} of {len(value)}")
        return [_shortened(one, letters, values, where, cuts) for one in value[:values]]
    if isinstance(value, str) and len(value) > letters:
        cuts.append(f"{where}: to {letters} letters")
        return value[:letters] + "…"
    return value


def _summed(cuts: list[str]) -> list[str]:
    """What was cut, each once, and not more of it than is worth reading."""
    each = list(dict.fromkeys(cuts))
    return [*each[:8], f"and {len(each) - 8} more"] if len(each) > 8 else each  # noqa: PLR2004


def person(lead: Mapping[str, Any], *, contact: bool) -> dict[str, Any]:
    """Somebody in a line: who, which job matches, where, and why; with how to reach them, if `contact` is wanted."""
    matched, main = lead.get("matched_role") or {}, lead.get("primary_role") or {}
    low = {
        "id": lead.get("id"),
        "name": lead.get("full_name"),
        "title": matched.get("title"),
        "company": matched.get("company"),
        "since": matched.get("started"),
        "main_job": "" if _job(main) == _job(matched) else _job(main),
        "place": (lead.get("location") or {}).get("text"),
        "why": list(dict.fromkeys(_reasons(lead)))[:_REASONS],
        "persona": lead.get("persona"),
    }
    ways = {
        "emails": lead.get("emails", [])[:_WAYS],
        "phones": lead.get("phones", [])[:_WAYS],
        "profile": lead.get("profile_url"),
        "website": lead.get("website"),
    }
    row: dict[str, Any] = filled({**low, **(ways if contact else {})})
    lines = {name: one[:_LINE] for name, one in row.items() if name not in _WHOLE and isinstance(one, str)}
    return {**row, **lines}


def _job(role: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (role.get("title"), role.get("company"))))


def _reasons(lead: Mapping[str, Any]) -> Iterator[str]:
    return (f"{one['filter']}: {one['value']}"[:_LINE] for one in chain(lead.get("match_reasons", ())))
