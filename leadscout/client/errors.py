"""What went wrong, as one exception."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request.

    `field` is its place in what you sent (`location[0]`), `value` what stood there, `suggestions` are the nearest right
    values and `valid` all of them, where there is a list.
    """

    code: str
    sentence: str
    field: str = ""
    value: str = ""
    suggestions: tuple[str, ...] = ()
    valid: tuple[str, ...] = ()


class LeadscoutError(Exception):
    """The only exception of this client. Its text is a sentence that says what is wrong.

    `status` is the HTTP status of the answer, 0 when none came. `code` is stable, for programs: `wrong_key`,
    `unknown_value`, `insufficient_credits` and the other codes of the server; `no_answer` when the server could not be
    reached, `not_over` when a search took too long, `not_ours` for a webhook that leadscout did not send. `title` and
    `detail` are for people; `faults` name everything that is wrong with the request.
    """

    def __init__(self, status: int, code: str, detail: str, faults: tuple[Fault, ...] = ()) -> None:
        """Say what happened."""
        super().__init__(detail)
        self.status = status
        self.code = code
        self.title = code.replace("_", " ")
        self.detail = detail
        self.faults = faults


def refused(status: int, problem: Mapping[str, Any]) -> LeadscoutError:
    """Read a problem document (RFC 9457); an answer of something between us and the server has only its status."""
    faults = tuple(
        Fault(
            fault.get("code", ""),
            fault.get("sentence", ""),
            fault.get("field", ""),
            str(fault.get("value", "")),
            tuple(fault.get("suggestions", ())),
            tuple(fault.get("valid", ())),
        )
        for fault in problem.get("errors", ())
    )
    code = faults[0].code if faults else f"http_{status}"
    return LeadscoutError(status, code, problem.get("detail") or f"the server answered {status}", faults)
