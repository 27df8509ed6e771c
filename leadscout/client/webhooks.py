"""Webhooks: is a call leadscout's?"""

from collections.abc import Mapping
from typing import Any, cast

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook, WebhookVerificationError

from leadscout.client.errors import LeadscoutError


def verify(secret: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """What a webhook was told: `search` and `leads`, as `Client.searches` shows them.

    `secret` is what `leadscout webhook secret` prints, `body` the bytes as they came. Raises LeadscoutError `not_ours`
    unless leadscout signed these bytes within the last five minutes. A call may come twice: its header `webhook-id`
    is the same then.
    """
    try:
        return cast(dict[str, Any], Webhook(secret).verify(body, dict(headers)))
    except (WebhookVerificationError, EmptyWebhookSecretError, ValueError) as error:
        raise LeadscoutError(0, "not_ours", f"not a call of leadscout: {error}") from error
