"""Signatures as Standard Webhooks has them, and the secrets of accounts and of their webhooks."""

import base64
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from standardwebhooks.webhooks import Webhook


@dataclass(frozen=True)
class Secrets:
    """Secrets derived from one master key: nothing that could leak is stored beside the searches."""

    master: bytes

    def of(self, account: str, webhook: str = "", version: int = 0) -> str:
        """The `whsec_…` of an account; from version 1 on that of one of its webhooks, another for each version."""
        whose = f"webhook:{account}:{webhook}:{version}" if version else f"webhook:{account}"
        derived = hmac.digest(self.master, whose.encode(), "sha256")
        return f"whsec_{base64.b64encode(derived).decode()}"


def signature(secret: str, id_: str, at: datetime, body: str) -> str:
    """The value of `webhook-signature`. Raises ValueError for what is no secret."""
    return Webhook(secret).sign(id_, at, body)


def headers(secrets: Sequence[str], id_: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """The three headers of a call, with a signature by each of these secrets: one of them is enough for a receiver."""
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signature(secret, id_, at, body.decode()) for secret in secrets),
    }
