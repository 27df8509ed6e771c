"""Webhooks: signatures, and POSTs of bytes that the outbox holds."""
