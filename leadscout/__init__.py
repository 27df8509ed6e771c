"""leadscout: a self-hosted B2B lead-search server. See docs/concepts/architecture.md.

>>> home = leadscout.open("data")
>>> query = leadscout.Query((leadscout.Clause("title", ("ceo",)),))
>>> home.asking.count(home.asking.question(leadscout.OPERATOR, query))
Count(value=3, exact=True)

Every question says who asks: an account, by its id, which can name its own lists alone, or the operator.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from leadscout.model.lead import Lead
from leadscout.model.lists import OPERATOR
from leadscout.model.query import Clause, Persona, Query

if TYPE_CHECKING:
    from leadscout.assemble import Leadscout

__all__ = ["OPERATOR", "Clause", "Lead", "Persona", "Query", "open"]


def open(data: str | Path = "data") -> "Leadscout":  # noqa: A001 - reads as leadscout.open
    """Open a data folder: its people, its index, and what answers questions over both."""
    from leadscout.assemble import Leadscout  # noqa: PLC0415 - the server's libraries are loaded when they are used
    from leadscout.settings import Settings  # noqa: PLC0415

    return Leadscout(Settings(data=Path(data)))
