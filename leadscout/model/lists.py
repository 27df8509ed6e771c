"""A list of companies or of people, and who may name it in a query."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class List:
    """A list: `kind` is account (companies) or lead (people), `size` the number of its members."""

    id: int
    account: str
    kind: str
    name: str
    created_at: str
    size: int = 0


class Operator(Enum):
    """Whoever has the data folder itself, and with it the lists of all accounts."""

    OPERATOR = "operator"


OPERATOR = Operator.OPERATOR
"""Says that no account asks. Only the command line and users of `leadscout.open()` may say so, and have to."""

Asker = str | Operator
"""Who asks: the id of an account, whose lists alone a query may name, or the operator, who may name every list."""
