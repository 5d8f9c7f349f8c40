"""What the readers of this post are doing, as the hardware agent last said; kept in memory only."""

import threading
from dataclasses import dataclass

ABSENT = "absent"
READY = "ready"
READING = "reading"
NO_AGENT = "no-agent"


@dataclass(frozen=True, slots=True)
class ReaderState:
    """One desk's reader: ready, reading, absent, or no-agent where nobody answers for it. since: an instant, '' where none is known."""

    state: str
    since: str


class Readers:
    """The state of every desk's reader. Safe between threads."""

    def __init__(self) -> None:
        self._states: dict[str, ReaderState] = {}
        self._agent_there: bool | None = None  # not known before it was asked
        self._lock = threading.Lock()

    def of(self, desk: str) -> ReaderState | None:
        """Return the state of a desk's reader, None where it has none."""
        with self._lock:
            state = self._states.get(desk)
            if self._agent_there is False:
                return ReaderState(NO_AGENT, state.since if state else "")
            return state

    def all(self) -> dict[str, ReaderState]:
        """Return every desk's reader, by the desk's name."""
        with self._lock:
            desks = sorted(self._states)
        return {desk: state for desk in desks if (state := self.of(desk))}

    def heard(self, desk: str, state: str, since: str) -> None:
        with self._lock:
            self._agent_there = True
            self._states[desk] = ReaderState(state, since)

    def agent_there(self, there: bool) -> None:
        with self._lock:
            self._agent_there = there
