"""Readings that nobody has taken yet. A web process that starts anew finds on it what came in meanwhile."""

from collections import Counter
from dataclasses import dataclass

KEEP_S = 120.0
MOST_KEPT = 16
"""Of each device; a reader that babbles pushes out its own readings only."""


@dataclass(frozen=True, slots=True)
class _Kept:
    device: str
    message: bytes
    until: float


class Shelf:
    """Instants are monotonic seconds."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def put(self, reading_id: str, device: str, message: bytes, at: float) -> None:
        self._forget(at)
        self._kept[reading_id] = _Kept(device, message, at + KEEP_S)
        if Counter(kept.device for kept in self._kept.values())[device] > MOST_KEPT:
            del self._kept[next(key for key, kept in self._kept.items() if kept.device == device)]

    def take(self, reading_id: str) -> None:
        """Take a reading away; one that is no longer there is no error."""
        self._kept.pop(reading_id, None)

    def messages(self, at: float) -> list[bytes]:
        """Return what is kept, oldest first."""
        self._forget(at)
        return [kept.message for kept in self._kept.values()]

    def _forget(self, at: float) -> None:
        self._kept = {key: kept for key, kept in self._kept.items() if at < kept.until}
