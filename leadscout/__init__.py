"""leadscout: a self-hosted B2B lead-search server. See docs/concepts/architecture.md.

>>> home = leadscout.open("data")
>>> query = leadscout.Query((leadscout.Clause("title", ("ceo",)),))
>>> home.asking.count(home.asking.question(leadscout.OPERATOR, query))
Count(value=3, exact=True)

Every question says who asks: an account, by its id, which can name its own lists alone, or the operator.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from leadscout.model.lead import Lead
from leadscout.model.lists import OPERATOR
from leadscout.model.query import Clause, Persona, Query

if TYPE_CHECKING:
    from leadscout.assemble import Leadscout

__all__ = ["OPERATOR", "Clause", "Lead", "Persona", "Query", "open"]


def open(data: str | Path = "data", **chosen: object) -> "Leadscout":  # noqa: A001 - reads as leadscout.open
    """Open a data folder: its people, its index, and what answers questions over both.

    Settings that are not `chosen` by name are those of the environment, as the server has them: `database_url` for
    one, where leadscout.db is in PostgreSQL. Raises SettingError for one that cannot be read.
    """
    from leadscout.assemble import Leadscout, load  # noqa: PLC0415 - the server's libraries are loaded when needed

    return Leadscout(load(os.environ, data=Path(data), **chosen))
