"""Places in the results of a search: how many people lie before, and what shows that pages do not fit together.

A page can begin some people too late, so that the next one repeats its end, or too early, so that it repeats the end of
the one before; either way somebody is left out. The last person of a page stands on the next one then, and both are
asked for again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from leadscout.model.lead import Lead

PAGE = 25
"""People of one page of results."""

_RARE = 8
"""Pages for each pair that is asked for again, beyond the first two: a source whose pages never fit is not asked so."""


@dataclass(frozen=True, slots=True)
class PagePosition:
    """A bookmark: `start` people lie before it.

    `last` is a mark of the last one of them, while the page after `start` is new; else pages before `until` were there
    already. `again` is how many pairs of pages were asked for again.
    """

    start: int = 0
    last: str = ""
    until: int = 0
    again: int = 0

    @classmethod
    def read(cls, bookmark: str) -> "PagePosition":
        """What `str` wrote; a number alone is how many people lie before."""
        start, last, until, again = (bookmark.split("x") + [""] * 3)[:4]
        return cls(int(start or 0), last, int(until or 0), int(again or 0))

    def __str__(self) -> str:
        """Small letters and digits."""
        return f"{self.start}x{self.last}x{self.until}x{self.again}"

    @property
    def is_seen(self) -> bool:
        """Whether the page after it was there before."""
        return self.start < self.until

    def after(self, leads: Sequence[Lead]) -> "PagePosition":
        """The bookmark after the page of these people."""
        slipped = bool(self.last) and self.last in map(_mark, leads)
        if slipped and self.again < 2 + self.start // PAGE // _RARE:
            return PagePosition(self.start - PAGE, "", self.start + PAGE, self.again + 1)
        after = self.start + PAGE
        last = _mark(leads[-1]) if leads and after >= self.until else ""
        return PagePosition(after, last, self.until if after < self.until else 0, self.again)


def _mark(lead: Lead) -> str:
    return blake2b(lead.sales_id.encode(), digest_size=4).hexdigest()
