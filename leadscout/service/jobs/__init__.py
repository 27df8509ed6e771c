"""Searches as jobs: made and read by their owners, carried out by a worker, told to webhooks."""
