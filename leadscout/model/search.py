"""What a search answers."""

from dataclasses import dataclass

from leadscout.model.lead import Lead, Position


@dataclass(frozen=True, slots=True)
class Count:
    """How many people match; `exact` is False where an engine can only estimate."""

    value: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody matches: the filter, the value that was asked for, and the job it holds for (None: the person)."""

    filter: str
    value: str
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: the person, the job that matched (None: no job was asked about, or none is known), and why.

    `read` says that the job's words were read out of the headline, because the source lists no job.
    """

    order: int
    lead: Lead
    position: Position | None = None
    persona: str = ""
    reasons: tuple[Reason, ...] = ()
    read: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some answers in order, the whole number of them, and where the next page starts ("" = there is none)."""

    total: Count
    found: tuple[Found, ...]
    cursor: str = ""
