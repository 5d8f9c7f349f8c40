"""The only place that asks what time it is."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant; handed in, so that tests and outages can be lived through in a moment."""

    def now(self) -> datetime:
        """Return the instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def instant_text(instant: datetime) -> str:
    """Return an instant as it is kept everywhere: UTC ISO 8601 with milliseconds and Z.

    >>> instant_text(datetime(2026, 11, 24, 2, 0, 0, 123456, tzinfo=UTC))
    '2026-11-24T02:00:00.123Z'
    """
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant_of(text: str) -> datetime:
    """Return the instant that instant_text wrote. Raises ValueError."""
    return datetime.fromisoformat(text)
