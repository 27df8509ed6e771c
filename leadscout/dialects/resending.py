"""What a webhook is told again, whichever dialect the search was made in."""

from typing import Annotated

from pydantic import Field

from leadscout.dialects.base import Sent
from leadscout.dialects.services import Services
from leadscout.model.search import Owner, Search


class ResendBody(Sent):
    """Which payload to begin with."""

    seq: Annotated[int, Field(ge=1, le=10**9, description="number of a payload; those after it are sent, too")] = 1


def resend(services: Services, owner: Owner, id_: str, request: ResendBody) -> Search:
    """Send the payloads of the account's search again, in whatever dialect it is.

    Raises Refused where the account has no such search, or it no such payload.
    """
    search = services.jobs.find(owner.account, id_)
    services.deliveries.resend(search.owner, id_, request.seq)
    return search
