"""Numbers beside values of filters: how many people a click on one finds. The only place where the page counts them."""

from collections.abc import Iterable, Mapping

from leadscout.model.query import Query
from leadscout.model.search import Spread
from leadscout.service.asking.answers import Asking
from leadscout.service.asking.facets import Counting
from leadscout.service.asking.question import Question

_OPEN = Counting(open=True, limit=8)
"""As asking for a value instead of others of its filter."""


def numbers(asking: Asking, question: Question, names: Iterable[str]) -> Mapping[str, Spread]:
    """How the people who match spread over the commonest values of filters."""
    return asking.facets(question, names, _OPEN)


def everybody(asking: Asking, account: str) -> int:
    """How many people there are."""
    return asking.count(asking.question(account, Query())).value
