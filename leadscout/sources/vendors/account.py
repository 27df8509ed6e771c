"""An account at a vendor: what the connectors of all of them have alike."""

import re
from dataclasses import dataclass

from leadscout.model.lead import Company, Lead
from leadscout.model.query import Clause
from leadscout.sources.base import FilterClaims
from leadscout.sources.vendors.api import Api
from leadscout.sources.vendors.phrases import Phrasebook

_BOOKMARK = re.compile(r"([0-9a-f]{32})p([0-9]{1,4})")


@dataclass(frozen=True)
class VendorAccount:
    """One account at a vendor, reached through `api` in the words of `phrases`."""

    api: Api
    phrases: Phrasebook

    @property
    def name(self) -> str:
        """As the user calls it."""
        return self.api.connection.name

    @property
    def claims(self) -> FilterClaims:
        """The table."""
        return self.phrases.claims

    def says(self, clause: Clause) -> bool:
        """Whether its fields say a clause whole."""
        return self.phrases.says(clause)

    def profile(self, url: str) -> Lead | None:  # noqa: ARG002 - of the protocol
        """Nobody: the rows of a search are all that it tells."""
        return None

    def company(self, id_: str) -> Company | None:  # noqa: ARG002 - of the protocol
        """No more than is told with each person."""
        return None

    def page_of_search(self, bookmark: str) -> tuple[str, int]:
        """The id of a search there and the number of a page. Raises Refused for a bookmark that is no such pair."""
        match = _BOOKMARK.fullmatch(bookmark)
        if not match:
            raise self.api.strange("a place of another source")
        return match[1], int(match[2])
