"""Cursors: where a page of an answer starts, as callers send it back."""

import re
from dataclasses import dataclass
from datetime import date

from leadscout.errors import Fault, Refused
from leadscout.model.search import Bookmark
from leadscout.plan.spelling import MOST

_CORRECTED = r"-[a-z]{4,30}\.[a-z]{3,32}"
# Of these two centuries, as filters count months and days back from it.
_CURSOR = re.compile(f"((?:19|20)[0-9]{{6}})-([0-9]{{1,4}})-([0-9a-z]{{1,64}})((?:{_CORRECTED}){{0,{MOST}}})")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page starts, with the clock at `today` and the spelling `corrected` so.

    The mark of its bookmark is the source's own text, of at most 64 small letters and digits.
    """

    today: date
    bookmark: Bookmark
    corrected: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """The form callers send back."""
        words = (f"-{word}.{other}" for word, other in self.corrected)
        return "".join((f"{self.today:%Y%m%d}-{self.bookmark.tier}-{self.bookmark.mark}", *words))

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Read what `str` wrote; raises Refused for anything else."""
        written = _CURSOR.fullmatch(text)
        try:
            day, tier, mark, words = written.groups() if written else ("", "", "", "")
            pairs = (pair.partition(".") for pair in words.split("-")[1:])
            corrected = tuple((word, other) for word, _, other in pairs)
            return cls(date.fromisoformat(day), Bookmark(int(tier), mark), corrected)
        except ValueError:
            raise Refused(Fault("invalid_cursor", "cursor", text)) from None
