"""A model of the operator's own that reads descriptions: only the sentence leaves, what comes is only proposed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx
import orjson

from leadscout.lexicon import Lexicon
from leadscout.model.filters import FILTERS, Filter, Shape
from leadscout.webhooks.send import Sender

LARGEST = 100_000
"""Bytes of an answer."""

_TASK = """You turn a description of people into filters of a lead search. Answer with a JSON object of two fields:
"query" (the filters, and "exclude" with the same filters for who is left out) and "unread" (a list of the words that
no filter says, as they were written). Values of one filter are alternatives; all filters must hold. Invent nothing:
what is not said is no filter. The filters:
"""


class ChatError(Exception):
    """The model cannot be asked, or its answer is not what it was asked for; its text says why."""


@dataclass(frozen=True)
class Chat:
    """Asks an OpenAI-compatible chat at `url`, at temperature 0, with a schema of the answer made from FILTERS."""

    url: str
    model: str
    key: str
    sender: Sender
    lexicon: Lexicon

    async def ask(self, words: str) -> Mapping[str, Any]:
        """What the model proposes: an object that nobody has looked at yet. Raises ChatError."""
        headers = {"authorization": f"Bearer {self.key}"} if self.key else {}
        try:
            answer = await self.sender.exchange(self.url, self._request(words), headers, LARGEST)
        except (TimeoutError, ValueError, OSError, httpx.HTTPError, httpx.InvalidURL) as error:
            raise ChatError(str(error) or "no answer in time") from error
        if not httpx.codes.is_success(answer.status):
            raise ChatError(f"HTTP {answer.status}")
        try:
            proposed = orjson.loads(orjson.loads(answer.body)["choices"][0]["message"]["content"])
        except (ValueError, LookupError, TypeError):
            raise ChatError("its answer is not the JSON that it was asked for") from None
        if not isinstance(proposed, dict):
            raise ChatError("its answer is no JSON object")
        return proposed

    def _request(self, words: str) -> bytes:
        schema = {"name": "description", "schema": self._schema}
        return orjson.dumps(
            {
                "model": self.model,
                "temperature": 0,
                "response_format": {"type": "json_schema", "json_schema": schema},
                "messages": [{"role": "system", "content": self._task}, {"role": "user", "content": words}],
            }
        )

    @cached_property
    def _task(self) -> str:
        lines = []
        for row in sayable():
            values = ", ".join(entry.label for entry in self.lexicon.kinds[row.taxonomy].choices)
            form = "true" if row.shape is Shape.FLAG else f"one of {values}" if values else f"such as {row.example}"
            lines.append(f"- {row.name}: {row.sentence} ({form})")
        return _TASK + "\n".join(lines)

    @cached_property
    def _schema(self) -> Mapping[str, Any]:
        texts = {"type": "array", "items": {"type": "string"}}
        filters = {row.name: {"type": "boolean"} if row.shape is Shape.FLAG else texts for row in sayable()}
        side = {"type": "object", "properties": filters, "additionalProperties": False}
        query = {**side, "properties": {**filters, "exclude": side}}
        return {
            "type": "object",
            "properties": {"query": query, "unread": texts},
            "required": ["query", "unread"],
            "additionalProperties": False,
        }


def sayable() -> list[Filter]:
    """The filters that a description can say: none of a live source's graph, and no numbers of lists."""
    return [row for row in FILTERS.values() if not row.needs_graph and not row.lists]
