"""A description as the filters of a native request, read by tables, or proposed by a model and then read strictly."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from anyio.to_thread import run_sync
from pydantic import Field, StrictStr, ValidationError

from leadscout.dialects.base import Sent
from leadscout.dialects.native.words import QueryBody, body
from leadscout.errors import Fault
from leadscout.lexicon import Lexicon
from leadscout.model.filters import FILTERS
from leadscout.service.describing.chat import Chat, ChatError, sayable
from leadscout.service.describing.describing import LONGEST, Describing

_MOST = 50
"""Values of one filter, and words that were not understood, of a model's answer that are looked at."""

_SHOWN = 200
"""Letters of each that are told."""

_NAMED = 5
"""Places of one name that are told."""


class DescribeBody(Sent):
    """Whom somebody looks for, in their own words."""

    words: StrictStr = Field(
        min_length=1,
        max_length=LONGEST,
        description="who is looked for, as one would say it",
        examples=["VPs of marketing at software companies in DACH, not in Berlin"],
    )


class Described:
    """Reads descriptions: a `chat` is asked first, where there is one, and the tables where it fails."""

    def __init__(self, lexicon: Lexicon, describing: Describing, chat: Chat | None) -> None:
        """Read what a model proposes as any request is read."""
        self._lexicon = lexicon
        self._describing = describing
        self._chat = chat
        self._request: type[QueryBody] = body(lexicon, QueryBody)
        self._sayable = {row.name for row in sayable()}

    async def read(self, words: str) -> dict[str, Any]:
        """The filters as /v1/count takes them, and what no filter says.

        `warnings`, where there are any, say what could have been meant as well, and why no model could be asked.
        """
        warnings = []
        if self._chat:
            try:
                proposed = await self._chat.ask(words)
                return await run_sync(partial(self._strictly, proposed))
            except ChatError as error:
                warnings = [f"the model could not be asked ({error}), so tables read this"]
        return await run_sync(partial(self._by_tables, words, warnings))

    def _by_tables(self, words: str, warnings: list[str]) -> dict[str, Any]:
        description = self._describing.read(words)
        several = [self._several(name, written) for name, written in description.shared]
        return self._answer(description.query, description.unread, [*warnings, *several])

    def _answer(self, query: Mapping[str, Any], unread: Iterable[str], warnings: Sequence[str] = ()) -> dict[str, Any]:
        """With what the request warns of, too: a value that could mean something else."""
        doubts: tuple[str, ...] = ()
        with suppress(ValidationError):  # each value is right: whoever sends them together is told what is not
            doubts = self._request.model_validate(query).query().warnings
        remarks = {"warnings": [*warnings, *doubts]} if warnings or doubts else {}
        return {"query": query, "unread": list(dict.fromkeys(unread)), **remarks}

    def _several(self, name: str, written: str) -> str:
        kind = self._lexicon.kinds[FILTERS[name].taxonomy]
        labels = tuple(map(kind.label, kind.shared(written)[:_NAMED]))
        return Fault("several_meant", name, written, suggestions=labels).sentence

    def _strictly(self, proposed: Mapping[str, Any]) -> dict[str, Any]:
        """What of a model's answer is a right request; the rest is unread, with the name of its filter."""
        unread = [str(words)[:_SHOWN] for words in _list(proposed.get("unread"))[:_MOST]]
        sent = proposed.get("query")
        filters = dict(sent) if isinstance(sent, dict) else {"query": sent}
        left_out = filters.pop("exclude", None)
        query = self._side(filters, unread)
        excluded = self._side(left_out if isinstance(left_out, dict) else {"exclude": left_out}, unread)
        return self._answer({**query, **({"exclude": excluded} if excluded else {})}, unread)

    def _side(self, filters: Mapping[str, Any], unread: list[str]) -> dict[str, Any]:
        """The filters that a request may have; what it may not have is added to `unread`."""
        side: dict[str, Any] = {}
        for name, value in list(filters.items())[:_MOST]:
            values = [one for one in _list(value)[:_MOST] if one not in (None, False, "")]
            right = [one for one in values if name in self._sayable and self._is_right(name, one)]
            unread += [f"{name}: {one}"[:_SHOWN] for one in values if one not in right]
            if right:
                side[name] = True if right == [True] else right
        return side

    def _is_right(self, name: str, value: object) -> bool:
        """Whether a request may have a value; `true` is that of a flag."""
        try:
            self._request.model_validate({name: True if value is True else [value]})
        except ValidationError:
            return False
        return True


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
