"""How a server and a worker log: to standard error, as text or as a JSON object a line, without personal data.

What looks like an e-mail address, a telephone number, somebody's profile or a secret is masked in every line, also in
tracebacks, which come without the values of variables; SQL comes without its parameters.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import orjson
import structlog

from leadscout.settings import PREFIX, SettingError

FORMATS = ("text", "json")
_MASKS = (
    (re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+"), "<email>"),
    (re.compile(r"\b(?:ls|whsec)_[\w+/=-]{8,}"), "***"),
    (re.compile(r"(linkedin\.com/(?:in|pub|sales/\w+)/)[^\s'\"),;]+", re.IGNORECASE), r"\1<profile>"),
    (re.compile(r"\+\d[\d ()./-]{6,}\d"), "<phone>"),
    (re.compile(r"(postgres(?:ql)?(?:\+\w+)?://[^\s:/@]*):[^\s@]*@"), r"\1:***@"),
)


def configure(form: str = "text") -> None:
    """Log in a form of FORMATS from now on; what libraries log by Python's own means goes the same way.

    Raises SettingError for another form.
    """
    if form not in FORMATS:
        raise SettingError(f"{PREFIX}LOG={form!r}: expected {' or '.join(FORMATS)}")
    is_json = form == "json"
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Any] = (
        [structlog.processors.format_exc_info, _mask, structlog.processors.JSONRenderer(serializer=_json)]
        if is_json
        else [
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
            _masked,
        ]
    )
    structlog.configure(processors=[*shared, *last], logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    handler = logging.StreamHandler(sys.stderr)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
    )
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)


def masked(text: str) -> str:
    """A text without what names a person or opens something."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


def _mask(_: object, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {name: masked(value) if isinstance(value, str) else value for name, value in event.items()}


def _masked(_: object, __: str, line: str) -> str:
    return masked(line)


def _json(event: object, **_: object) -> str:
    return orjson.dumps(event, default=str).decode()
