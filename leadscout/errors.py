"""Everything that can be wrong with a request, as rows; no other module invents a status or a sentence.

The web layer renders a row as RFC 9457, each vendor's `faces.py` in the vendor's own shape. A sentence is
a format string over the fields of `Fault`.
"""

import json
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
    Error("no_search", 404, "there is no search {value}"),
    Error("no_payload", 404, "the search has no payload {value}"),
    Error("search_over", 409, "search {value} is over"),
    Error("people_replaced", 410, "the people whom search {value} found are no longer there; search again"),
    Error("idempotency_key_in_use", 409, "a request with this {field} is being answered; send it again in a moment"),
    Error("shown_once", 409, "the key is made already, and its secret is shown once; revoke it and make another"),
    Error("method_not_allowed", 405, "{value} is not allowed here; use {valid}"),
    Error("body_too_large", 413, "the body is larger than {limit} bytes"),
    Error("unknown_field", 422, "{field} is not a field of this request{hint}"),
    Error("wrong_type", 422, "{field}: {value} is not {valid}"),
    Error("missing_field", 422, "{field} is required"),
    Error("empty_value", 422, "{field} is empty; leave it out or give a value"),
    Error("empty_list", 422, "{field} is an empty list; leave it out or give a value"),
    Error("too_long", 422, "{field} is longer than {limit} characters"),
    Error("too_many", 422, "{field} has more than {limit} values; put long lists into an account or lead list"),
    Error("too_many_personas", 422, "{field}: there are more than {limit}"),
    Error("too_many_words", 422, "{field} have more than {limit} words together"),
    Error("out_of_range", 422, "{field}: {value} is out of range; it should be {valid}"),
    Error("no_words", 422, "{field}: {value} has no word to search for"),
    Error("unknown_value", 422, "{field}: {value} is not known{hint}{valid_set}"),
    Error("text_needed", 422, "{field}: {value} has too many values to list them; give the first letters of one"),
    Error("not_in_request", 422, "{field}: {value} is not a filter of this request; it has {valid}"),
    Error("company_needed", 422, "{field} needs a company to be at"),
    Error("invalid_cursor", 422, "{field}: {value} is not a cursor that we gave"),
    Error("needs_graph", 422, "{field} needs the live source; people in the database have no connections to you"),
    Error("insufficient_credits", 402, "the account has not enough credits for this"),
    Error("too_many_requests", 429, "more than {limit} requests in {valid} s; wait as long as Retry-After says"),
    Error("too_many_at_once", 429, "more than {limit} searches at once; wait until one is done"),
    Error("no_filter", 422, "nothing is searched for; give at least one filter{hint}"),
    Error("either", 422, "{field}: give {valid}, not both"),
    Error("missing_body", 422, "the request is empty; give filters"),
    Error("no_webhook", 422, "{field} is required"),
    Error("too_large", 422, "{field} is larger than {limit} bytes of JSON, or too deeply nested"),
    Error("too_many_kept", 422, "an account keeps at most {limit} {field}"),
    Error("bad_webhook_url", 422, "{field}: {value} is not {valid}"),
    Error("no_list", 404, "there is no list {value}"),
    Error("unknown_list", 422, "{field}: {value} is not a list of yours"),
    Error("too_many_members", 422, "a list has at most {limit} members"),
    Error("no_member", 422, "{field}: {value} has nothing to know it by; give {valid}"),
    Error("not_available", 422, "{field} is not available yet"),
    Error("not_supported", 422, "{field} is not supported here{hint}"),
    Error("id_needed", 422, "{field}: {value} is a name; this field takes ids{hint}"),
    Error("one_of", 422, "{field}: exactly one of {valid} can be given"),
    Error("bad_link", 422, "{field}: {value} is not a company address; accepted: {valid}"),
    Error("bad_persona", 422, "{field}: {value}; a right example is {valid}"),
    Error("two_names", 422, "{field} and {value} are the same field and have different values"),
    Error("live_only", 422, "{field} exists only in LinkedIn's graph; leave it out or search with live: true"),
    Error("no_integration", 401, "no Sales Navigator integration is connected; connect one or pass live: false"),
    Error("idempotency_key_reused", 422, "{field}: {value} came with another request before; use a new one for this"),
    Error("nobody", 404, "no person matches {value}"),
    Error("same_person", 422, "both already refer to the same person"),
    Error("one_row", 422, "only one row tells of {value}: there is nothing to split"),
    Error("one_source", 422, "all rows about {value} come from one source; split them with --by row"),
    Error("rows_not_kept", 422, "what each row said of {value} was not kept when it came; import the files again"),
    Error("more_faults", 422, "and {limit} more values are wrong"),
    Error("internal", 500, "something went wrong on our side; it is logged"),
    Error("bad_secret_key", 500, "{value} has fewer than {limit} bytes: restore it, or delete it to get new secrets"),
    Error("not_ready", 503, "the index is being built; searches will be answered when it is done"),
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
    def shown(self) -> str:
        """The value as it is quoted: text bare, anything else as JSON, never more than 200 characters."""
        text = self.value if isinstance(self.value, str) else json.dumps(self.value, default=str)
        return text if len(text) <= 200 else text[:200] + "…"  # noqa: PLR2004

    @property
    def sentence(self) -> str:
        """The row's sentence about this fault."""
        valid = ", ".join(self.valid)
        hint = f"; did you mean {' or '.join(self.suggestions)}?" if self.suggestions else ""
        return self.error.sentence.format(
            field=self.field,
            value=self.shown if self.shown.strip() else f'"{self.shown}"',
            valid=valid,
            valid_set=f"; valid: {valid}" if valid else "",
            hint=hint,
            limit=self.limit,
        )


class Refused(Exception):  # noqa: N818 - reads as what happened: the request was refused
    """A request cannot be answered; carries every fault of the stage that found the first one."""

    def __init__(self, *faults: Fault) -> None:
        """Take the faults, the first of which decides the status."""
        super().__init__("; ".join(fault.sentence for fault in faults))
        self.faults = faults
