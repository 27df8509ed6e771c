"""Files of what was found, as answers: streamed as they are written."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from fastapi import Response
from fastapi.responses import StreamingResponse

from leadscout.dialects.services import Services
from leadscout.errors import Fault, Refused
from leadscout.model.budget import paced
from leadscout.service.asking.question import Question
from leadscout.web.guards import NEVER_KEPT

AT_ONCE = 500
"""People in memory at a time: the others who call wait as long as these take."""

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
"""What each format is, by how its name ends."""


def file(services: Services, name: str, kind: str, matches: Iterator[Any], layout: object) -> Response:
    """A file of matches. Raises Refused for a format that is not known, and for what it cannot hold."""
    chunks = services.exports.write(matches, kind, layout)
    # What cannot be written is refused before the answer begins.
    begun = chain([next(chunks, b"")], paced(chunks))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', **NEVER_KEPT}
    media = "application/gzip" if kind.endswith(".gz") else MEDIA[kind]
    return StreamingResponse(begun, media_type=media, headers=headers)


def of_question(services: Services, name: str, question: Question, kind: str, program: str) -> Response:
    """A file of everybody who matches, in the columns of a program; see `file`.

    Raises Refused where people cost credits natively: then files are of searches, which are paid for.
    """
    price = services.credits.prices.get(("native", "lead"))
    if price and price.credits:
        raise Refused(Fault("search_needed"))
    layout = services.exports.layout(program)
    services.asking.count(question)  # what cannot be asked is refused before the answer begins
    return file(services, name, kind, services.asking.matches(question, AT_ONCE), layout)
