"""Hooks of Schemathesis' command line, for requests that reach what they ask for.

Of the cases at the edges of a schema, some 30,000 for all documents, a part is sent, drawn anew with each seed. All of
them have the same Idempotency-Key, so all but the first would be refused for it; and each that is allowed has every
field at once, so one value that nobody knows would refuse it.
"""

import os
import random
import re

import schemathesis
from schemathesis.generation import GenerationMode
from schemathesis.generation.meta import TestPhase

_CHANCE = random.Random(int(os.environ["LEADSCOUT_TEST_SEED"]))
_PERCENT = {
    GenerationMode.POSITIVE: int(os.environ["LEADSCOUT_TEST_SCHEMA_ALLOWED"]),
    GenerationMode.NEGATIVE: int(os.environ["LEADSCOUT_TEST_SCHEMA_REFUSED"]),
}
_ONCE = "Idempotency-Key"
_SUBJECT = re.compile("Object with valid '(.+?)' value")
"""How a case tells the field whose value is at an edge."""


@schemathesis.hook
def filter_case(_: schemathesis.HookContext, case: schemathesis.Case) -> bool:
    """Whether a case is sent."""
    return case.meta.phase.name is not TestPhase.COVERAGE or _CHANCE.random() * 100 < _PERCENT[_mode(case)]


@schemathesis.hook
def map_case(_: schemathesis.HookContext, case: schemathesis.Case) -> schemathesis.Case:
    """The case as it is sent."""
    if case.headers and _ONCE in case.headers and _CHANCE.random() < 0.9:
        del case.headers[_ONCE]
    allowed = case.meta.phase.name is TestPhase.COVERAGE and _mode(case) is GenerationMode.POSITIVE
    if allowed and isinstance(case.body, dict) and _CHANCE.random() < 0.9:
        kept = _fields(case)
        case.body = {name: value for name, value in case.body.items() if name in kept}
    return case


def _mode(case: schemathesis.Case) -> GenerationMode:
    """Whether it is allowed."""
    return case.meta.generation.mode


def _fields(case: schemathesis.Case) -> set[str]:
    """The fields that a body must have, the one that the case is about, and one or two of the others, or none."""
    schema = case.operation.get_body_for_media_type(case.media_type).resolved_schema or {}
    subject = _SUBJECT.match(case.meta.phase.data.description)
    kept = {*schema.get("required", ()), *(subject.groups() if subject else ())}
    others = [name for name in case.body if name not in kept]
    number = _CHANCE.randint(0, 1) if subject else _CHANCE.randint(1, 2)
    return kept | set(_CHANCE.sample(others, min(len(others), number)))
