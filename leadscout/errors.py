"""Everything that can be wrong with a request, as rows; no other module invents a status or a sentence.

The web layer renders a row as RFC 9457, each vendor's `faces.py` in the vendor's own shape. A sentence is
a format string over the fields of `Fault`.
"""

import json
from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """Who can do something about a refusal: whoever catches one asks for its family, not for each code."""

    CALLER = "caller"
    """Another request, or another day: sent again it is refused again."""
    MONEY = "money"
    """The account, or its key, has not enough: fewer may still be paid."""
    WAITS = "waits"
    """Over by itself, or when the disk has room again: what is refused so is tried again, however long that takes."""
    OPERATOR = "operator"
    """Whoever runs the server has to mend something first."""


@dataclass(frozen=True)
class Error:
    """One row: the stable code, the HTTP status of our own API, the sentence.

    `passes` says that it is over by itself, after `limit` seconds of the fault. `family` is who can do something.
    """

    code: str
    status: int
    sentence: str
    passes: bool = False
    family: Family = Family.CALLER


_ROWS = (
    Error("malformed_json", 400, "the body is not valid JSON: {value}"),
    Error("missing_key", 401, "no API key: send it as {valid}"),
    Error("wrong_key", 401, "this API key is not known"),
    Error("revoked_key", 401, "this API key was revoked"),
    Error("expired_key", 401, "this API key was good until {value}; make another one"),
    Error("link_used", 401, "this link was used before, or is older than ten minutes; sign in with a key"),
    Error("too_many_wrong_keys", 429, "more than {value} wrong keys in a minute; try again in {limit} s", passes=True),
    Error("cross_site", 403, "this was sent from another site; open the page here, and send it from there"),
    Error("strange_host", 403, "{value} is no name of this server; its operator can allow it: LEADSCOUT_HOSTS"),
    Error("forbidden", 403, "this API key may not use this endpoint"),
    Error(
        "scope_needed", 403, "this API key may not do this; it needs {value}: leadscout keys create NAME --may {value}"
    ),
    Error("scope_missing", 403, "this API key was made without {value}; use one that was made with it"),
    Error(
        "wider_key", 403, "{value} has more rights than the key that you send: use one with at least the same rights"
    ),
    Error("not_found", 404, "there is nothing at {value}{hint}"),
    Error("no_search", 404, "there is no search {value}"),
    Error("secret_lost", 409, "no secret can be read for the webhook at {value}; give it a new one"),
    Error("address_taken", 409, "{field}: {value} is registered already"),
    Error("allowance_used", 429, "no more than {limit} free rows a day; they are counted anew at midnight UTC"),
    Error("no_import", 404, "there is no import {value}"),
    Error(
        "import_begun",
        409,
        "import {value} was begun: it can be undone, but not deleted; only one that failed can be started again",
    ),
    Error("import_not_over", 409, "import {value} is not over yet"),
    Error("undone_before", 409, "import {value} was undone before"),
    Error("import_taken", 409, "{value} is being imported, or was undone, elsewhere: nothing more of it is taken here"),
    Error("no_payload", 404, "the search has no payload {value}"),
    Error("no_saved", 404, "there is no saved search {value}"),
    Error("search_over", 409, "search {value} is over"),
    Error(
        "search_not_over", 409, "search {value} is not over; wait for its end, or pause it, before you take its file"
    ),
    Error("people_replaced", 410, "the people whom search {value} found are no longer there; search again"),
    Error("idempotency_key_in_use", 409, "a request with this {field} is being answered; send it again in a moment"),
    Error("shown_once", 409, "the key is made already, and its secret is shown once; revoke it and make another"),
    Error("method_not_allowed", 405, "{value} is not allowed here; use {valid}"),
    Error("body_too_large", 413, "the body is larger than {limit} bytes"),
    Error(
        "file_too_large", 413, "the file is larger than {limit} bytes; import it in parts, or on the server's machine"
    ),
    Error("unreadable_file", 422, "{value}"),
    Error("unknown_field", 422, "{field} is not a field of this request{hint}"),
    Error("wrong_type", 422, "{field}: {value} is not {valid}"),
    Error("missing_field", 422, "{field} is required"),
    Error("empty_value", 422, "{field} is empty; leave it out or give a value"),
    Error("empty_list", 422, "{field} is an empty list; leave it out or give a value"),
    Error("too_long", 422, "{field} is longer than {limit} characters"),
    Error("too_many", 422, "{field} has more than {limit} values; put long lists into an account or lead list"),
    Error(
        "too_many_values",
        422,
        "the filters have more than {limit} values together; put long lists into an account or lead list",
    ),
    Error(
        "takes_too_long",
        422,
        "an answer would take longer than {limit} s; ask for fewer values, or in several requests",
    ),
    Error("not_looked_up", 422, "{limit} values were not looked up, because so many others are not known"),
    Error("too_many_personas", 422, "{field}: there are more than {limit}"),
    Error("too_many_words", 422, "{field} have more than {limit} words together"),
    Error("out_of_range", 422, "{field}: {value} is out of range; it should be {valid}"),
    Error("no_words", 422, "{field}: {value} has no word to search for"),
    Error("bad_expression", 422, "{field}: {value} cannot be read from character {limit} on: {valid}"),
    Error("unknown_value", 422, "{field}: {value} is not known{hint}{valid_set}"),
    Error("several_meant", 422, "{field}: several places are called {value}; say which{hint}"),
    Error("text_needed", 422, "{field}: {value} has too many values to list them; give the first letters of one"),
    Error("not_in_request", 422, "{field}: {value} is not a filter of this request; it has {valid}"),
    Error("company_needed", 422, "{field} needs a company to be at"),
    Error("invalid_cursor", 422, "{field}: {value} is not a cursor that we gave"),
    Error("needs_graph", 422, "{field} needs the live source; people in the database have no connections to you"),
    Error(
        "insufficient_credits", 402, "insufficient credits: the account has not enough for this", family=Family.MONEY
    ),
    Error(
        "ceiling_reached",
        402,
        "insufficient credits: this API key may charge no more than {valid}; its ceiling is near",
        family=Family.MONEY,
    ),
    Error("search_needed", 402, "people cost credits here: search for them as a job, then take its results as a file"),
    Error("too_many_requests", 429, "more than {limit} requests in {valid} s; wait as long as Retry-After says"),
    Error("too_many_at_once", 429, "more than {limit} requests of this kind at once; wait until one is done"),
    Error("no_filter", 422, "nothing is searched for; give at least one filter{hint}"),
    Error("no_filter_in_address", 422, "{field}: the address has no filter"),
    Error("bad_address", 422, "{field}: after {limit} characters of the address {valid} should follow, not {value}"),
    Error("account_search", 422, "{field}: the address searches for companies; give one that searches for people"),
    Error(
        "saved_search",
        422,
        "{field}: only LinkedIn knows the filters of saved search {value}; open it there and copy the address then",
    ),
    Error("unread_part", 422, "{field}: in the address is what cannot be searched for here: {value}"),
    Error("in_address_too", 422, "{field}: the address asks for this filter, too; say it there or here"),
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
    Error("not_available_here", 422, "{value} is not available from this server: {valid}"),
    Error("no_data", 422, "{field} is not available from this server, which does not have {valid}"),
    Error("not_supported", 422, "{field} is not supported here{hint}"),
    Error("id_needed", 422, "{field}: {value} is a name; this field takes ids{hint}"),
    Error("unknown_numbers", 422, "{field}: nobody in the database has {value}, and no list of ours knows it"),
    Error("one_of", 422, "{field}: exactly one of {valid} can be given"),
    Error("bad_link", 422, "{field}: {value} is not a company address; accepted: {valid}"),
    Error("bad_persona", 422, "{field}: {value}; a right example is {valid}"),
    Error("two_names", 422, "{field} and {value} are the same field and have different values"),
    Error("live_only", 422, "{field} exists only in LinkedIn's graph; leave it out or search with {valid}"),
    Error("no_integration", 401, "no Sales Navigator integration is connected; connect one or pass {valid}"),
    Error("no_such_source", 422, "{field}: {value} is no source of yours; you have {valid}"),
    Error("not_asked", 422, "{value} can be asked by none of these filters; add one of {valid}"),
    Error(
        "not_sayable",
        422,
        "{field}: {value} cannot filter by these values, and would charge for other people; ask for fewer or others",
    ),
    Error("source_unauthorized", 401, "{value} does not accept the credential any more; connect it again"),
    Error("source_forbidden", 403, "{value} refuses this account; look at it there, then check the integration"),
    Error("source_rate_limited", 429, "{value} asks to wait; nothing more is asked there until {valid}", passes=True),
    Error(
        "source_paced", 429, "{value} was asked a moment ago; try again in {limit} s", passes=True, family=Family.WAITS
    ),
    Error(
        "source_capped",
        429,
        "{value} was used up to its daily cap; it goes on at midnight UTC",
        passes=True,
        family=Family.WAITS,
    ),
    Error("source_unavailable", 503, "{value} does not answer ({valid}); try again later"),
    Error("source_not_understood", 502, "{value} gave an answer that is not understood: {valid}"),
    Error("out_of_time", 504, "the time for an answer was over; ask again for the rest"),
    Error("source_unpaid", 402, "the account at {value} has not enough credits"),
    Error("bad_credential", 422, "{field}: this is no credential of {value}; it should be {valid}"),
    Error("no_integration_here", 404, "there is no integration {value}"),
    Error("unknown_profile", 422, "{field}: {value} is nobody whom the source knows"),
    Error("idempotency_key_reused", 422, "{field}: {value} came with another request before; use a new one for this"),
    Error("not_in_workbook", 422, "{value} does not fit into an Excel workbook; ask for csv, jsonl or parquet"),
    Error("no_parquet", 422, "one more library is needed for Parquet here: pip install 'leadscout[parquet]'"),
    Error("no_mcp", 422, "more libraries are needed for assistants here: pip install 'leadscout[mcp]'"),
    Error("nobody", 404, "no person matches {value}"),
    Error("no_company", 404, "no company is known as {value}"),
    Error(
        "several_companies",
        409,
        "several companies are known as {value}; give the number, address or domain of one: {valid}",
    ),
    Error(
        "nothing_suppressed",
        422,
        "nobody can be known by what was given; give e-mails, domains, profile addresses, or names with a company",
    ),
    Error(
        "suppressions_sealed",
        500,
        "people were suppressed under another secret.key: restore it, or remove these entries and suppress them again",
        family=Family.OPERATOR,
    ),
    Error("several_people", 409, "{value} is that of several people; give the id of one: {valid}"),
    Error("same_person", 422, "both already refer to the same person"),
    Error("one_row", 422, "only one row tells of {value}: there is nothing to split"),
    Error("one_source", 422, "all rows about {value} come from one source; split them with --by row"),
    Error("rows_not_kept", 422, "what each row said of {value} was not kept when it came; import the files again"),
    Error("move_not_empty", 409, "the database has rows of its own already ({value}): nothing was moved into it"),
    Error(
        "move_other_version", 409, "{value} is of another version of leadscout: start this one over it, then move it"
    ),
    Error("move_disturbed", 409, "{value} was written to meanwhile: stop what runs over it, and move it again"),
    Error("move_differs", 409, "{value} is not the same in the database: nothing opens it until a move succeeds"),
    Error("more_faults", 422, "and {limit} more values are wrong"),
    Error("internal", 500, "something went wrong on our side; it is logged"),
    Error(
        "bad_secret_key",
        500,
        "{value} has fewer than {limit} bytes: restore it, or delete it to get new secrets",
        family=Family.OPERATOR,
    ),
    Error(
        "no_room",
        507,
        "the disk of the server is full; nothing was kept of this, send it again when there is room",
        family=Family.WAITS,
    ),
    Error("busy", 503, "the server is receiving too much at once; send this again in a moment", passes=True),
    Error(
        "store_gone",
        503,
        "the database of the server was deleted or replaced; its operator has to start it again",
        family=Family.WAITS,
    ),
    Error(
        "newer_store",
        500,
        "{value} was written by a newer leadscout than this one; install that one, or a later one",
        family=Family.OPERATOR,
    ),
    Error("damaged_store", 500, "{value} is damaged ({valid}); put it back from a backup", family=Family.OPERATOR),
    Error("store_busy", 503, "too many write to {value} at once; try again in a moment", family=Family.WAITS),
    Error("server_runs", 409, "a server runs over {value}: stop the server first"),
    Error("in_the_way", 409, "{value} is there and not empty; name a folder that is not"),
    Error("no_backup", 422, "{value} is no whole backup: {valid}"),
    Error("data_there", 409, "{value} holds {valid} already; name another folder, or put it aside with --replace"),
    Error(
        "index_unreachable",
        503,
        "the cluster of the index does not answer ({value}); try again in a moment",
        family=Family.WAITS,
    ),
    Error(
        "too_many_clauses", 422, "the question is too long for the cluster of the index; ask for fewer values at once"
    ),
    Error("not_ready", 503, "the index is being built; searches will be answered when it is done", family=Family.WAITS),
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
    def wait(self) -> int:
        """Seconds after which it is over by itself; 0 where it is not, or nobody knows when."""
        return (self.limit or 0) if self.error.passes else 0

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

    @property
    def family(self) -> Family:
        """That of the first fault."""
        return self.faults[0].error.family
