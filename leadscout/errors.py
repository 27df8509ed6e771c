"""Everything that can be wrong with a request, as rows; no other module invents a status or a sentence.

The web layer renders a row as RFC 9457, each vendor's `faces.py` in the vendor's own shape. A sentence is
a format string over the fields of `Fault`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Error:
    """One row: the stable code, the HTTP status of our own API, the sentence."""

    code: str
    status: int
    sentence: str


_ROWS = (
    Error("malformed_json", 400, "the body is not valid JSON: {value}"),
    Error("missing_key", 401, "no API key: send it as {valid}"),
    Error("wrong_key", 401, "this API key is not known"),
    Error("revoked_key", 401, "this API key was revoked"),
    Error("forbidden", 403, "this API key may not use this endpoint"),
    Error("not_found", 404, "there is nothing at {value}"),
    Error("method_not_allowed", 405, "{value} is not allowed here; use {valid}"),
    Error("body_too_large", 413, "the body is larger than {limit} bytes"),
    Error("unknown_field", 422, "{field} is not a field of this request{hint}"),
    Error("wrong_type", 422, "{field}: {value} is not {valid}"),
    Error("missing_field", 422, "{field} is required"),
    Error("internal", 500, "something went wrong on our side; it is logged"),
    Error("not_ready", 503, "the index is being built: {value}"),
)
ERRORS = {row.code: row for row in _ROWS}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the code of its row, where it is, what was given, and what would be right.

    `field` is a dotted path into the request (`functions[1]`), `valid` the accepted values or forms,
    `suggestions` the nearest ones, `limit` a bound.
    """

    code: str
    field: str = ""
    value: object = ""
    valid: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    limit: int | None = None

    @property
    def error(self) -> Error:
        """The row."""
        return ERRORS[self.code]

    @property
    def sentence(self) -> str:
        """The row's sentence about this fault."""
        hint = f"; did you mean {' or '.join(self.suggestions)}?" if self.suggestions else ""
        return self.error.sentence.format(
            field=self.field, value=_shown(self.value), valid=", ".join(self.valid), hint=hint, limit=self.limit
        )


class Refused(Exception):  # noqa: N818 - reads as what happened: the request was refused
    """A request cannot be answered; carries every fault of the stage that found the first one."""

    def __init__(self, *faults: Fault) -> None:
        """Take the faults, the first of which decides the status."""
        super().__init__("; ".join(fault.sentence for fault in faults))
        self.faults = faults


def _shown(value: object) -> str:
    """A value as a sentence quotes it: text bare, anything else as JSON would, never more than 200 characters."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 200 else text[:200] + "…"  # noqa: PLR2004
