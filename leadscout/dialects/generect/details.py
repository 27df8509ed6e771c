"""`detail` of a database search: thin rows cost nothing, so many a day."""

from typing import Any, Literal

from pydantic import Field

from leadscout.dialects.generect import GenerectSettings
from leadscout.dialects.generect.words import DatabaseBody
from leadscout.dialects.services import Services


class DetailBody(DatabaseBody):
    """A database search, of whole rows or of thin ones."""

    detail: Literal["thin", "full"] | None = Field(None, description="thin: fewer fields, and no charge")

    @property
    def thin(self) -> bool:
        """Whether thin rows are wanted."""
        return self.detail == "thin"


def free_tier(services: Services, account: str, rows: int) -> dict[str, Any]:
    """Take thin rows from what an account has free today; gives what is left. Raises Refused when they are too many."""
    most = services.settings.of(GenerectSettings).generect_thin
    used = services.limits.use("generect thin", account, rows, most)
    return {"detail": "thin", "daily_rows": most, "rows_used_today": used, "rows_left_today": most - used}
