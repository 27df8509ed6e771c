"""A clock that stands until a test lets time pass."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class Clock:
    at: datetime = datetime(2026, 11, 20, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, seconds: float = 0, **time: float) -> None:
        """Let time pass, given as `timedelta` takes it."""
        self.at += timedelta(seconds=seconds, **time)
