"""The composition root: settings -> application. Nothing else decides what is made of what."""

import os

from fastapi import FastAPI

from leadscout.settings import Settings
from leadscout.web import app


def application(settings: Settings) -> FastAPI:
    """Make the server's application from `settings`."""
    return app.build(
        [],
        ready=lambda: None,
        limits=app.Limits(body=settings.max_body, threads=os.cpu_count() or 1),
        title="leadscout",
        version="0.1.0",
        description="Self-hosted B2B lead search.",
    )
