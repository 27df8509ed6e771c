"""Signatures as Standard Webhooks has them, and the secret of each account."""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from standardwebhooks.webhooks import Webhook


@dataclass(frozen=True)
class Secrets:
    """Secrets derived from one master key: nothing that could leak is stored beside the searches."""

    master: bytes

    def of(self, account: str) -> str:
        """The `whsec_…` of an account."""
        derived = hmac.digest(self.master, f"webhook:{account}".encode(), "sha256")
        return f"whsec_{base64.b64encode(derived).decode()}"


def signature(secret: str, id_: str, at: datetime, body: str) -> str:
    """The value of `webhook-signature`. Raises ValueError for what is no secret."""
    return Webhook(secret).sign(id_, at, body)


def headers(secret: str, id_: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """The three headers of a call."""
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature(secret, id_, at, body.decode()),
    }
